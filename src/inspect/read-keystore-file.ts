import { keystoreFormat } from '../keystores/keystore-format';
import { readJks } from '../keystores/read-jks';
import { readKeystore } from '../keystores/read-keystore';
import type { Keystore } from '../keystores/read-keystore';
import type { KeystoreEntry, PrivateKeyEntry, SealedEntry } from '../keystores/types';
import { toHex } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import { PkiError } from '../pki/errors';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import type { FoundObject, InputFile } from './found-object';
import { damagedBy } from './reading';
import type { Reading } from './reading';

/**
 * Opens a keystore with the first password that fits, the empty one being tried last. Yields the keystore, then its
 * keys and certificates; a store that stays closed yields a `locked-key`, and what cannot be read inside a `damaged`.
 *
 * @throws PkiError `file-too-large`, naming the file
 */
export async function readKeystoreFile({ name: source, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  const passwords = reading.passwordsFor(source);
  for (const password of new Set([...passwords, ''])) {
    try {
      const { budget, pause } = reading;
      const keystore = await readKeystore(bytes, password, { budget, pause, keyPasswords: passwords });
      return await objectsIn(keystore, source, reading);
    } catch (error) {
      if (error instanceof PkiError && error.code === 'password-wrong') continue;
      // What was typed was wrong; that the empty one could not be tried as well is nothing to tell.
      if (isTooDear(error) && password === '' && passwords.length > 0) break;
      return [damagedBy(error, source)];
    }
  }
  return [
    {
      type: 'locked-key',
      source,
      holds: 'keystore',
      reason: reading.givenFor(source).length === 0 ? 'password-required' : 'password-wrong',
      ...(await closedStore(bytes, reading)),
    },
  ];
}

function isTooDear(error: unknown): boolean {
  return error instanceof PkiError && error.code === 'work-factor-too-high';
}

/** Java keeps aliases in the clear. */
async function closedStore(
  bytes: Bytes,
  { budget, pause }: Reading,
): Promise<Pick<Extract<FoundObject, { type: 'locked-key' }>, 'closed'>> {
  if (keystoreFormat(bytes) === 'PKCS#12') return {};
  const { format, entries } = await readJks(bytes, undefined, { budget, pause });
  return { closed: { format, entries: entries.map(({ entry }) => entry) } };
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
  const others = reading.givenFor(source).some((given) => given !== password);
  objects.push(...sealed.map((entry) => sealedIn(entry, source, others)));
  // Backwards: of several entries with one certificate, the first gives the alias.
  const held = keystore.format === 'PKCS#12' ? keystore.bags : keystore.held;
  const aliases = new Map([...held].reverse().flatMap(aliasOf));
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

/**
 * What an entry is that stays closed.
 *
 * @param others whether other passwords than the keystore's were tried
 */
function sealedIn({ holds, what, friendlyName, locked }: SealedEntry, source: string, others: boolean): FoundObject {
  const alias = friendlyName ?? '';
  if (holds === 'private-key' && locked === true)
    return { type: 'locked-key', source, holds, reason: others ? 'password-wrong' : 'password-required', alias };
  if (holds === 'secret-key') return { type: 'secret-key', source, what, alias };
  return { type: 'other', source, label: what, alias };
}

/** The alias by the entry's own certificate. */
function aliasOf({ entry, certificates: [leaf] }: HeldEntry): [string, string | undefined][] {
  return entry === undefined || leaf === undefined ? [] : [[toHex(leaf), entry.friendlyName]];
}

/** As a keystore of either format holds it: the entry, and its certificates from its own up. */
interface HeldEntry {
  readonly entry: KeystoreEntry | undefined;
  readonly certificates: readonly Bytes[];
}
