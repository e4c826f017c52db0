import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { zip } from '../../src/bundle/archive';
import { looksLikeZip, readZip } from '../../src/inspect/zip-reader';
import { PkiError } from '../../src/pki/errors';

const folder = mkdtempSync(join(tmpdir(), 'certwright-zip-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const limits = { entries: 100, totalBytes: 1_000_000 };
const created = new Date('2026-11-21T03:04:05Z');

/** Writes a zip with Python's zipfile, deflated. */
function pythonZip(script: string): Uint8Array<ArrayBuffer> {
  const path = join(folder, `${String(Math.random()).slice(2)}.zip`);
  execFileSync('python3', [
    '-c',
    `import zipfile\nz=zipfile.ZipFile(${JSON.stringify(path)},'w',zipfile.ZIP_DEFLATED)\n${script}\nz.close()`,
  ]);
  return new Uint8Array(readFileSync(path));
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('Reading a zip', () => {
  it('gives back what zip() packed, with permissions and non-ASCII names', async () => {
    const entries = [
      { path: 'a/schlüssel.pem', bytes: new TextEncoder().encode('one'), mode: 0o600 },
      { path: 'verify.sh', bytes: new Uint8Array([0, 255]), mode: 0o755 },
      { path: 'empty', bytes: new Uint8Array(), mode: 0o644 },
    ];
    const read = await readZip(zip(entries, created), 'x.zip', limits);
    expect(read.map(({ path, mode, bytes }) => ({ path, mode, bytes: [...bytes] }))).toEqual(
      entries.map(({ path, mode, bytes }) => ({ path, mode, bytes: [...bytes] })),
    );
  });

  it('reads what another writer deflated, and skips folders', async () => {
    const bytes = pythonZip("z.writestr('d/','')\nz.writestr('d/f.txt','hello '*1000)");
    const [file, more] = await readZip(bytes, 'x.zip', limits);
    expect(file?.path).toBe('d/f.txt');
    expect(new TextDecoder().decode(file?.bytes)).toBe('hello '.repeat(1000));
    expect(more).toBeUndefined();
  });

  it('refuses a bomb by its directory, before unpacking', async () => {
    const bytes = pythonZip("z.writestr('bomb','0'*50_000_000)");
    expect(bytes.length).toBeLessThan(100_000);
    await expect(readZip(bytes, 'bomb.zip', limits)).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringContaining('Drop only the files that are needed') as string,
    });
  });

  it('refuses a bomb whose directory lies about its size', async () => {
    const bytes = pythonZip("z.writestr('bomb','0'*50_000_000)");
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 1000, true);
    expect(await codeOf(() => readZip(bytes, 'liar.zip', limits))).toBe('file-damaged');
  });

  it('refuses too many entries', async () => {
    const bytes = pythonZip("[z.writestr(str(i),'') for i in range(101)]");
    expect(await codeOf(() => readZip(bytes, 'many.zip', limits))).toBe('file-too-large');
  });

  it('refuses a zip cut off at any byte, or changed, without another kind of error', async () => {
    const whole = zip([{ path: 'a.pem', bytes: new TextEncoder().encode('content'), mode: 0o644 }], created);
    for (let length = 0; length < whole.length; length++)
      expect(await codeOf(() => readZip(whole.slice(0, length), 'cut.zip', limits))).toBe('file-damaged');
    for (let at = 0; at < whole.length; at++) {
      const altered = whole.slice();
      altered[at] = (altered[at] ?? 0) ^ 0xff;
      expect(['no error', 'file-damaged', 'file-too-large']).toContain(
        await codeOf(() => readZip(altered, 'x.zip', limits)),
      );
    }
  });

  it('tells a zip by its content', () => {
    expect(looksLikeZip(zip([{ path: 'a', bytes: new Uint8Array(), mode: 0o644 }], created))).toBe(true);
    expect(looksLikeZip(new TextEncoder().encode('-----BEGIN'))).toBe(false);
  });
});
