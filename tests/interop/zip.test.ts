import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { subsetFor } from '../../src/bundle/archive';
import type { Bundle } from '../../src/bundle/types';
import { createFor, scratchFolder } from '../support/bundle';
import { requireTool, toolCommand } from '../support/tools';

// RSA keys take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface File {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');
const sorted = (files: File[]): File[] => files.sort((a, b) => (a.path < b.path ? -1 : 1));

/** The files of a bundle, as an extractor should restore them. */
function expected({ entries }: Bundle): File[] {
  return sorted(
    entries.map(({ path, mode, bytes }) => ({ path, mode: octal(mode), content: Buffer.from(bytes).toString('hex') })),
  );
}

function found(folder: string): File[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return sorted(
    paths.map((path) => ({
      path: path.slice(folder.length + 1),
      mode: octal(statSync(path).mode),
      content: readFileSync(path).toString('hex'),
    })),
  );
}

describe('The archive', () => {
  let bundle: Bundle;
  let zip: string;
  beforeAll(async () => {
    bundle = await createFor('qlik-sse', { plugin: 'packed', key: 'p-256' });
    zip = join(scratchFolder(), bundle.plan.archiveName);
    writeFileSync(zip, bundle.archive);
  });

  it('holds three kinds of permissions', () => {
    expect([...new Set(bundle.entries.map(({ mode }) => octal(mode)))].sort()).toEqual(['0600', '0644', '0755']);
  });

  it('is restored by unzip, with names and permissions', () => {
    requireTool('unzip');
    const folder = scratchFolder();
    expect(spawnSync(toolCommand('unzip'), ['-q', zip, '-d', folder]).status).toBe(0);
    expect(found(folder)).toEqual(expected(bundle));
  });

  it('is restored by 7-Zip, with names and permissions', () => {
    requireTool('7z');
    const folder = scratchFolder();
    expect(spawnSync(toolCommand('7z'), ['x', '-bd', `-o${folder}`, zip]).status).toBe(0);
    expect(found(folder)).toEqual(expected(bundle));
  });

  it('is read by Python’s zipfile, which finds no damage', () => {
    requireTool('python-grpc');
    const script = [
      'import json, sys, zipfile',
      'archive = zipfile.ZipFile(sys.argv[1])',
      'assert archive.testzip() is None',
      'print(json.dumps([{"path": i.filename, "mode": "%04o" % (i.external_attr >> 16 & 0o777),',
      '  "content": archive.read(i).hex()} for i in archive.infolist()]))',
    ].join('\n');
    const { stdout } = spawnSync(toolCommand('python-grpc'), ['-c', script, zip], { encoding: 'utf8' });
    expect(sorted(JSON.parse(stdout) as File[])).toEqual(expected(bundle));
  });

  it('for one machine holds that machine’s files and the five texts, and no other secret', () => {
    requireTool('unzip');
    for (const { id } of bundle.plan.audiences.filter(({ entries }) => entries.length > 0)) {
      const subset = subsetFor(bundle, id);
      const file = join(scratchFolder(), subset.name);
      writeFileSync(file, subset.bytes);
      const folder = scratchFolder();
      expect(spawnSync(toolCommand('unzip'), ['-q', file, '-d', folder]).status).toBe(0);
      const own = bundle.entries.filter(({ audience }) => audience === undefined || audience === id);
      expect(found(folder)).toEqual(expected({ ...bundle, entries: own }));
      expect(own.length).toBeLessThan(bundle.entries.length);
    }
  });
});
