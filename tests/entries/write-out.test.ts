import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bundle } from '../../src/bundle/types';
import { assertFree, targetOf, writeOut } from '../../src/entries/cli/write-out';
import { utf8 } from '../../src/pki/bytes';

const paths = ['README.txt', 'server/key.pem', 'server/cert.pem', 'public/deep/root.pem', 'verify.sh'];

/** Only what writing looks at. */
const bundle = {
  archive: utf8('zip bytes'),
  entries: paths.map((path) => ({
    path,
    bytes: utf8(`content of ${path}`),
    mode: path.endsWith('key.pem') ? 0o600 : path.endsWith('.sh') ? 0o755 : 0o644,
    secret: path.endsWith('key.pem'),
    audience: undefined,
  })),
} as unknown as Bundle;

const calm = new AbortController().signal;
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

let folder = '';
const at = (name: string): string => join(folder, name);
const free = (name: string, force = false): Promise<void> => assertFree(targetOf(at(name), 'x.zip'), force, paths);
const write = (name: string, force = false, signal = calm): Promise<void> =>
  writeOut(targetOf(at(name), 'x.zip'), bundle, force, signal);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('The target', () => {
  test('is the archive’s own name in this folder unless something else is asked for', () => {
    expect(targetOf(undefined, 'a.zip')).toMatchObject({ kind: 'file', shown: 'a.zip' });
    expect(targetOf('x/B.ZIP', 'a.zip')).toMatchObject({ kind: 'file', shown: 'x/B.ZIP' });
    expect(targetOf('x', 'a.zip')).toMatchObject({ kind: 'folder', shown: 'x' });
  });

  test('stops everything when it is there, unless force is asked for', async () => {
    writeFileSync(at('a.zip'), 'old');
    await expect(free('a.zip')).rejects.toMatchObject({ code: 'field-invalid', field: '--out' });
    await expect(free('a.zip', true)).resolves.toBeUndefined();
  });

  test('stops everything when its folder is not there', async () => {
    await expect(free('no/a.zip')).rejects.toMatchObject({ code: 'field-invalid', field: '--out' });
  });

  test('is never a folder replaced by a file, nor a file by a folder, nor a link', async () => {
    mkdirSync(at('folder.zip'));
    writeFileSync(at('file'), 'old');
    symlinkSync(folder, at('link'));
    for (const name of ['folder.zip', 'file', 'link'])
      await expect(free(name, true)).rejects.toMatchObject({ code: 'field-invalid', field: '--out' });
  });

  test('is never a folder that holds something else, even by force', async () => {
    mkdirSync(at('tree/deep'), { recursive: true });
    writeFileSync(at('tree/README.txt'), 'old');
    await expect(free('tree', true)).resolves.toBeUndefined();
    writeFileSync(at('tree/deep/diary.txt'), 'precious');
    await expect(free('tree', true)).rejects.toThrow(/deep\/diary\.txt/u);
  });
});

describe('Writing', () => {
  test('puts the zip there, for its owner only', async () => {
    await write('a.zip');
    expect(readFileSync(at('a.zip'), 'utf8')).toBe('zip bytes');
    expect(mode(at('a.zip'))).toBe('600');
    expect(readdirSync(folder)).toEqual(['a.zip']);
  });

  test('puts the tree there with its modes, and closes folders that hold secrets', async () => {
    await write('tree');
    expect(paths.map((path) => readFileSync(at(`tree/${path}`), 'utf8'))).toEqual(
      paths.map((path) => `content of ${path}`),
    );
    expect(paths.map((path) => mode(at(`tree/${path}`)))).toEqual(['644', '600', '644', '644', '755']);
    expect(['tree', 'tree/server', 'tree/public', 'tree/public/deep'].map((path) => mode(at(path)))).toEqual([
      '755',
      '700',
      '755',
      '755',
    ]);
    expect(readdirSync(folder)).toEqual(['tree']);
  });

  test('gives the same modes whatever the umask', async () => {
    const before = process.umask(0o077);
    try {
      await write('tree');
    } finally {
      process.umask(before);
    }
    expect(mode(at('tree/README.txt'))).toBe('644');
    expect(mode(at('tree/public/deep'))).toBe('755');
  });

  test('replaces a file by force, whole and with its own mode', async () => {
    writeFileSync(at('a.zip'), 'a longer old content');
    chmodSync(at('a.zip'), 0o666);
    await write('a.zip', true);
    expect(readFileSync(at('a.zip'), 'utf8')).toBe('zip bytes');
    expect(mode(at('a.zip'))).toBe('600');
  });

  test('replaces a tree by force, and leaves nothing of the old one', async () => {
    mkdirSync(at('tree/server'), { recursive: true });
    writeFileSync(at('tree/server/key.pem'), 'old');
    await write('tree', true);
    expect(readFileSync(at('tree/server/key.pem'), 'utf8')).toBe('content of server/key.pem');
    expect(readdirSync(folder)).toEqual(['tree']);
  });

  test('never replaces what appeared after the look', async () => {
    writeFileSync(at('a.zip'), 'theirs');
    mkdirSync(at('tree'));
    writeFileSync(at('tree/theirs'), 'theirs');
    await expect(write('a.zip')).rejects.toMatchObject({ code: 'field-invalid', field: '--out' });
    await expect(write('tree')).rejects.toMatchObject({ code: 'field-invalid', field: '--out' });
    expect(readFileSync(at('a.zip'), 'utf8')).toBe('theirs');
    expect(readdirSync(at('tree'))).toEqual(['theirs']);
    expect(readdirSync(folder).sort()).toEqual(['a.zip', 'tree']);
  });

  test.for(['a.zip', 'tree'])('stopped before the end leaves nothing behind: %s', async (name) => {
    await expect(write(name, false, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(at(name))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
