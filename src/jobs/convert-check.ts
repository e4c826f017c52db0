import { readFiles } from '../inspect/read-files';
import { readKeystore } from '../keystores/read-keystore';
import type { KeystoreEntry, Pause } from '../keystores/types';
import { equalBytes, toHex } from '../pki/bytes';
import { PkiError, refusedAt } from '../pki/errors';
import { isKeyDamage, keyMatches } from '../pki/key-match';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import { parsePem } from '../pki/pem';
import type { Bytes, KeyPair } from '../pki/types';
import type { HeldObject, Holds, WrittenFile } from './convert-written';

/**
 * Reads a written file back and asserts that exactly what was to be converted is in it: the same certificates in their
 * order, the same key, the same entries under their aliases, opened by the password; and that a signature made with the key
 * verifies under its certificate.
 *
 * @throws PkiError `self-check-failed`; `file-damaged` for a keystore's key whose parts do not fit each other
 */
export async function assertReadsBack({ name, bytes, holds }: WrittenFile, pause: Pause): Promise<void> {
  const passed = await readers[holds.as](bytes, holds as never, pause).catch((error: unknown) => {
    if (error instanceof PkiError && isKeyDamage(error)) throw refusedAt(error, undefined, name);
    if (error instanceof PkiError && error.code !== 'cancelled') return false;
    throw error;
  });
  if (!passed)
    throw new PkiError(
      'self-check-failed',
      `${name} did not read back as what it was made from, so it is not offered. Please report this.`,
    );
}

const readers: {
  readonly [As in Holds['as']]: (bytes: Bytes, holds: Extract<Holds, { as: As }>, pause: Pause) => Promise<boolean>;
} = {
  objects: async (bytes, { objects, password, anyOrder = false, unwrap }, pause) => {
    const files = (unwrap?.(bytes) ?? [bytes]).map((each) => ({ name: 'written', bytes: each }));
    const found = await readFiles(files, password === undefined ? [] : [password], pause);
    const keys: KeyPair[] = [];
    const read: HeldObject[] = [];
    for (const object of found) {
      if (object.type === 'certificate') read.push({ type: object.type, der: object.certificate.der });
      else if (object.type === 'private-key') {
        if (object.encrypted !== (password !== undefined)) return false;
        keys.push(object.key);
        read.push({ type: object.type, der: object.key.pkcs8 });
      } else return false;
    }
    const certificates = read.filter(({ type }) => type === 'certificate').map(({ der }) => der);
    return sameTexts(read.map(textOf), objects.map(textOf), anyOrder) && (await signs(keys, certificates));
  },
  keystore: async (bytes, { format, password, entries }, pause) => {
    const read = await readKeystore(bytes, password, { pause });
    if (read.format !== format || !sameTexts(read.entries.map(entryText), entries.map(entryText), true)) return false;
    for (const entry of read.entries) {
      if (entry.kind !== 'private-key') continue;
      const key = await knownKey(entry.pkcs8);
      if (key !== undefined && !(await signs([key], entry.chain.slice(0, 1)))) return false;
      await pause();
    }
    return true;
  },
  der: (bytes, { label, der }) => {
    const blocks = label === undefined ? [{ label, der: bytes }] : parsePem(new TextDecoder().decode(bytes));
    const [block] = blocks;
    return Promise.resolve(blocks.length === 1 && block?.label === label && equalBytes(block?.der ?? bytes, der));
  },
};

function textOf({ type, der }: HeldObject): string {
  return `${type} ${toHex(der)}`;
}

function entryText(entry: KeystoreEntry): string {
  const alias = JSON.stringify(entry.friendlyName ?? null);
  if (entry.kind === 'sealed') return `${alias} ${entry.what}`;
  const parts = entry.kind === 'private-key' ? [entry.pkcs8, ...entry.chain] : [entry.certificate];
  return [alias, entry.kind, ...parts.map(toHex)].join(' ');
}

function sameTexts(one: readonly string[], other: readonly string[], anyOrder: boolean): boolean {
  const [a, b] = anyOrder ? [[...one].sort(), [...other].sort()] : [one, other];
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** Each key with the certificates of its public key; certificates of others are not its concern. */
async function signs(keys: readonly KeyPair[], certificates: readonly Bytes[]): Promise<boolean> {
  for (const key of keys) {
    const own = certificates.map(parseCertificate).filter(({ spki }) => equalBytes(spki, key.spki));
    for (const { spki } of own) if (!(await keyMatches(key, spki))) return false;
  }
  return true;
}

/** Keystores carry keys along of types that are not known here. */
async function knownKey(pkcs8: Bytes): Promise<KeyPair | undefined> {
  try {
    return await importPrivateKey(pkcs8);
  } catch (error) {
    if (error instanceof PkiError && !isKeyDamage(error)) return undefined;
    throw error;
  }
}
