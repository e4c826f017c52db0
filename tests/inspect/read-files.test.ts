import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readAuthority } from '../../src/inspect/read-authority';
import { readCertifiedKeys } from '../../src/inspect/read-certified-key';
import { readFiles } from '../../src/inspect/read-files';
import type { FoundObject, InputFile } from '../../src/inspect/found-object';
import { writeJks } from '../../src/keystores/jks';
import { utf8 } from '../../src/pki/bytes';
import { sequence, smallInteger } from '../../src/pki/der-writer';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import * as made from '../support/hand-made-pfx';
import { octets, random, rootWith } from '../support/issuing';

let root: Bytes;
beforeAll(async () => {
  root = (await rootWith()).certificate.der;
});

const pem = (name: string, count: number): InputFile => ({
  name,
  bytes: utf8(encodePem('CERTIFICATE', root).repeat(count)),
});

/** What was found in one file. */
const found = async (name: string, bytes: Bytes, password?: string): Promise<FoundObject[]> =>
  readFiles([{ name, bytes }], password === undefined ? [] : [password]);

describe('Files with too many certificates', () => {
  const tooLarge = (name: string): object => ({
    code: 'file-too-large',
    message: expect.stringMatching(new RegExp(`^${name}: .*2000`, 'u')) as string,
  });

  it('are refused, one or several, before they are looked at', async () => {
    await expect(readFiles([pem('roots.pem', 2001)], [])).rejects.toMatchObject(tooLarge('roots.pem'));
    const pause = vi.fn(() => Promise.resolve());
    await expect(readFiles([pem('a.pem', 10), pem('b.pem', 1991)], [], pause)).rejects.toMatchObject(tooLarge('b.pem'));
    expect(pause).toHaveBeenCalledTimes(10);
  });

  it('are refused as keystores too', async () => {
    const entries = Array.from({ length: 2001 }, (_, index) => {
      const certificate = root.slice();
      certificate.set([index >> 8, index & 0xff], certificate.length - 2);
      return { kind: 'trusted-certificate', friendlyName: `a${String(index)}`, certificate } as const;
    });
    const bytes = await writeJks(entries, { password: 'changeit', random, created: new Date('2026-01-01T00:00:00Z') });
    await expect(found('cacerts', bytes, 'changeit')).rejects.toMatchObject(tooLarge('cacerts'));
  });
});

it('A text that speaks of PEM very often is no PEM', async () => {
  const bytes = utf8('-----BEGIN A-----$'.repeat(250_000));
  expect(await found('odd.txt', bytes)).toMatchObject([{ type: 'other', label: 'unknown' }]);
});

it('Keystores that are read together have one budget of work', async () => {
  const cheap = made.encryptedSafe(made.pbes2(smallInteger(1)), new Uint8Array(32));
  const dear = made.encryptedSafe(made.pbes2(smallInteger(2_500_000)), new Uint8Array(32));
  const bytes = made.pfx([cheap, dear, dear], made.macData(smallInteger(1)));
  const objects = await readFiles(
    ['a.p12', 'b.p12', 'c.p12'].map((name) => ({ name, bytes })),
    ['x'],
  );
  expect(objects).toMatchObject([
    { type: 'locked-key', source: 'a.p12' },
    { type: 'locked-key', source: 'b.p12' },
    { type: 'damaged', source: 'c.p12', error: { code: 'work-factor-too-high' } },
  ]);
});

describe('What is no keystore and no protected key', () => {
  it.each([
    ['BER of no sense', octets('3080 0500 0401 ff 0000'), 'other'],
    ['a sequence of nothing', octets('3000'), 'other'],
    ['the beginning of a PFX', octets('3080 020103 0500 0000'), 'damaged'],
    ['a PFX without its contents', sequence(smallInteger(3), sequence()), 'damaged'],
    ['a PEM block of no sense', utf8(encodePem('ENCRYPTED PRIVATE KEY', octets('3003 020101'))), 'damaged'],
  ])('is not said to be locked: %s', async (_, bytes, type) => {
    for (const password of [undefined, 'x'])
      expect(await found('odd.pfx', bytes, password)).toMatchObject([{ type, source: 'odd.pfx' }]);
  });

  it('is named when nothing was found in it', async () => {
    const files = [{ name: 'noise.pfx', bytes: Uint8Array.from({ length: 64 }, (_, index) => 0x81 + index) }];
    expect(await readFiles(files, [])).toEqual([{ type: 'other', source: 'noise.pfx', label: 'unknown' }]);
    const wish = { purposes: ['server'], rootNeeded: true, reply: false, withoutKey: undefined, hint: '' } as const;
    const refused = {
      code: 'material-missing',
      field: 'slot',
      message: expect.stringContaining('in noise.pfx') as string,
    };
    const now = new Date();
    await expect(readCertifiedKeys(files, undefined, [{ ...wish, field: 'slot', now }])).rejects.toMatchObject(refused);
    await expect(readAuthority(files, { field: 'slot', now: new Date() })).rejects.toMatchObject(refused);
  });
});
