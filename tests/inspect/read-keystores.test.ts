import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readAuthority } from '../../src/inspect/read-authority';
import { readCertifiedKeys } from '../../src/inspect/read-certified-key';
import { readFiles } from '../../src/inspect/read-files';
import type { InputFile } from '../../src/inspect/found-object';
import { readStore } from '../../src/inspect/read-store';
import type { Pause } from '../../src/keystores/types';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { PkiError } from '../../src/pki/errors';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';

const password = 'correct horse';
const iterations = 20_000;
/** Two encryptions of three derivations each, and the MAC; a pause at least every 2,000 rounds. */
const pauses = (7 * iterations) / 2000;

/** A keystore for older systems, whose password is stretched in script. */
async function keystore(kind: 'authority' | 'leaf'): Promise<InputFile[]> {
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  const chain = kind === 'leaf' ? [certificate.der, root.certificate.der] : [root.certificate.der];
  const { pkcs8 } = await keyFor(kind === 'leaf' ? 'leaf' : 'root');
  const entry = { kind: 'private-key', friendlyName: 'one', pkcs8, chain } as const;
  return [{ name: 'old.p12', bytes: await writePkcs12([entry], { password, random, profile: 'older', iterations }) }];
}

let leaf: InputFile[];
let authority: InputFile[];
beforeAll(async () => {
  [leaf, authority] = await Promise.all([keystore('leaf'), keystore('authority')]);
});

const wish = {
  field: 'slot',
  purposes: ['server'],
  rootNeeded: true,
  reply: false,
  withoutKey: undefined,
  hint: '',
  now: new Date(),
} as const;

const readers: readonly [string, (pause: Pause) => Promise<unknown>][] = [
  ['files of any kind', (pause) => readFiles(leaf, [password], pause)],
  ['a store to add to', (pause) => readStore(leaf, password, 'slot', pause)],
  ['a certificate and its key', (pause) => readCertifiedKeys(leaf, password, [wish], pause)],
  ['a CA and its key', (pause) => readAuthority(authority, { field: 'slot', now: new Date(), password }, pause)],
];

describe.each(readers)('Reading a keystore as %s', (_, read) => {
  it('gives way again and again while the password is stretched', async () => {
    const pause = vi.fn(() => Promise.resolve());
    await read(pause);
    expect(pause.mock.calls.length).toBeGreaterThanOrEqual(pauses);
  });

  it('ends as cancelled when that is asked for', async () => {
    const pause = vi.fn(() => Promise.reject(new PkiError('cancelled', 'Cancelled.')));
    await expect(read(pause)).rejects.toMatchObject({ code: 'cancelled' });
    expect(pause).toHaveBeenCalledOnce();
  });
});
