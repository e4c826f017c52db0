import { readKeystore } from '../keystores/read-keystore';
import type { Keystore } from '../keystores/read-keystore';
import type { KeystoreEntry, PrivateKeyEntry, SealedEntry } from '../keystores/types';
import { toHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import type { FoundObject, InputFile } from './found-object';
import { damagedBy } from './reading';
import type { Reading } from './reading';

/**
 * Opens a keystore with the first password that fits; without any, the empty one is tried. Yields the keystore, then its
 * keys and certificates; a store that stays closed yields a `locked-key`, and what cannot be read inside a `damaged`.
 *
 * @throws PkiError `file-too-large`, naming the file
 */
export async function readKeystoreFile({ name: source, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  const passwords = reading.passwordsFor(source);
  for (const password of passwords.length === 0 ? [''] : passwords) {
    try {
      return await objectsIn(await readKeystore(bytes, password, reading), source, reading);
    } catch (error) {
      if (error instanceof PkiError && error.code === 'password-wrong') continue;
      return [damagedBy(error, source)];
    }
  }
  return [
    {
      type: 'locked-key',
      source,
      holds: 'keystore',
      reason: passwords.length === 0 ? 'password-required' : 'password-wrong',
    },
  ];
}

async function objectsIn(keystore: Keystore, source: string, reading: Reading): Promise<FoundObject[]> {
  const { entries, certificates, password } = keystore;
  const objects: FoundObject[] = [{ type: 'keystore', source, keystore, password }];
  const keys = entries.filter((entry) => entry.kind === 'private-key');
  const sealed = entries.filter((entry) => entry.kind === 'sealed');
  reading.count(keys.length + sealed.length + certificates.length);
  for (const key of keys) {
    objects.push(await keyIn(key, source));
    await reading.pause?.();
  }
  objects.push(...sealed.map((entry) => sealedIn(entry, source)));
  // Backwards: of several entries with one certificate, the first gives the alias.
  const aliases = new Map([...entries].reverse().flatMap(aliasOf));
  for (const der of certificates) {
    const certificate = parseCertificate(der);
    objects.push({ type: 'certificate', source, certificate, alias: aliases.get(toHex(der)) ?? '' });
    await reading.pause?.();
  }
  return objects;
}

async function keyIn({ pkcs8, friendlyName }: PrivateKeyEntry, source: string): Promise<FoundObject> {
  try {
    return {
      type: 'private-key',
      source,
      key: await importPrivateKey(pkcs8),
      encrypted: true,
      alias: friendlyName ?? '',
    };
  } catch (error) {
    return damagedBy(error, source);
  }
}

/** What an entry is that stays closed. */
function sealedIn({ holds, what, friendlyName }: SealedEntry, source: string): FoundObject {
  const alias = friendlyName ?? '';
  if (holds === 'secret-key') return { type: 'secret-key', source, what, alias };
  return { type: 'other', source, label: what, alias };
}

/** The alias by the entry's own certificate. */
function aliasOf(entry: KeystoreEntry): [string, string | undefined][] {
  if (entry.kind === 'sealed') return [];
  const leaf = entry.kind === 'private-key' ? entry.chain[0] : entry.certificate;
  return leaf === undefined ? [] : [[toHex(leaf), entry.friendlyName]];
}
