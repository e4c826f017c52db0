import { beforeAll, describe, expect, it } from 'vitest';
import { zip } from '../../src/bundle/archive';
import type { InputFile } from '../../src/inspect/found-object';
import { readEachFile } from '../../src/inspect/read-files';
import type { ReadFile } from '../../src/inspect/read-files';
import { utf8 } from '../../src/pki/bytes';
import { PkiError } from '../../src/pki/errors';
import { encryptPkcs8 } from '../../src/pki/key-formats';
import { encodePem } from '../../src/pki/pem';
import { keyFor, random, rootWith } from '../support/issuing';

let certificate: InputFile;
beforeAll(async () => {
  certificate = { name: 'root.pem', bytes: utf8(encodePem('CERTIFICATE', (await rootWith()).certificate.der)) };
});

const created = new Date('2026-11-21T03:04:05Z');

/** A zip with these files in it. */
function archive(name: string, files: readonly InputFile[]): InputFile {
  return {
    name,
    bytes: zip(
      files.map(({ name: path, bytes }) => ({ path, bytes, mode: 0o644 })),
      created,
    ),
  };
}

async function lockedBy(name: string, password: string): Promise<InputFile> {
  const der = await encryptPkcs8((await keyFor('leaf')).pkcs8, password, { random, iterations: 10 });
  return { name, bytes: utf8(encodePem('ENCRYPTED PRIVATE KEY', der)) };
}

/** Each row in short: its name, then the types in it or the error's code. */
const inShort = (rows: readonly ReadFile[]): string[] =>
  rows.map(({ name, objects, error }) => [name, error?.code ?? objects.map(({ type }) => type).join()].join(': '));

describe('Reading each file', () => {
  it('gives a row for each, and for each file in a zip that holds something', async () => {
    const text = { name: 'README.txt', bytes: utf8('nothing') };
    const inner = archive('inner.zip', [certificate]);
    const files = [certificate, archive('a.zip', [certificate, text, inner]), archive('b.zip', [text]), text];
    const rows = await readEachFile(files, { passwords: [] });
    expect(inShort(rows)).toEqual([
      'root.pem: certificate',
      'a.zip!/root.pem: certificate',
      'a.zip!/inner.zip: other',
      'b.zip: other',
      'README.txt: other',
    ]);
    expect(rows[2]?.objects).toMatchObject([{ label: 'zip inside a zip', source: 'a.zip!/inner.zip' }]);
    expect(rows[3]?.objects).toEqual([{ type: 'other', source: 'b.zip', label: 'unknown' }]);
  });

  it('does not stop at a file that cannot be read', async () => {
    const whole = archive('cut.zip', [certificate]);
    const cut = { ...whole, bytes: whole.bytes.slice(0, -30) };
    const large = { name: 'large.pem', bytes: new Uint8Array(5_000_001) };
    const many = { name: 'many.pem', bytes: utf8(new TextDecoder().decode(certificate.bytes).repeat(2001)) };
    const bad = { name: 'bad.pem', bytes: utf8(encodePem('CERTIFICATE', new Uint8Array(3))) };
    const files = [cut, large, many, bad, archive('holds.zip', [many, certificate]), certificate];
    const rows = await readEachFile(files, { passwords: [] });
    expect(inShort(rows)).toEqual([
      'cut.zip: file-damaged',
      'large.pem: file-too-large',
      'many.pem: file-too-large',
      'bad.pem: damaged',
      'holds.zip!/many.pem: file-too-large',
      'holds.zip!/root.pem: certificate',
      'root.pem: certificate',
    ]);
    for (const { name, error } of rows) if (error !== undefined) expect(error.message.startsWith(name)).toBe(true);
  });

  it("tries a file's own password first, and that of its zip on everything in it", async () => {
    const own = await lockedBy('own.pem', 'its own');
    const common = await lockedBy('common.pem', 'common');
    const files = [own, common, archive('a.zip', [own, common]), archive('__proto__', [own])];
    const rows = await readEachFile(files, {
      passwords: ['common'],
      passwordOf: { 'own.pem': 'its own', 'a.zip': 'its own' },
    });
    expect(inShort(rows)).toEqual([
      'own.pem: private-key',
      'common.pem: private-key',
      'a.zip!/own.pem: private-key',
      'a.zip!/common.pem: private-key',
      '__proto__!/own.pem: locked-key',
    ]);
    expect(rows[4]?.objects).toMatchObject([{ holds: 'private-key', reason: 'password-wrong' }]);
    const [unasked] = await readEachFile([own], { passwords: [] });
    expect(unasked?.objects).toMatchObject([{ type: 'locked-key', reason: 'password-required' }]);
  });

  it('ends when it is cancelled', async () => {
    const cancelled = new PkiError('cancelled', 'Cancelled.');
    const pause = (): Promise<void> => Promise.reject(cancelled);
    await expect(readEachFile([certificate], { passwords: [], pause })).rejects.toBe(cancelled);
    await expect(readEachFile([archive('a.zip', [certificate])], { passwords: [], pause })).rejects.toBe(cancelled);
  });
});
