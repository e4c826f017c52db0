import type { EncryptedKey } from '../keystores/encrypted-key';
import { pkcs1ToPkcs8, sec1ToPkcs8 } from '../pki/key-formats';
import { importPrivateKey } from '../pki/keys';
import type { Bytes } from '../pki/types';
import { derKind } from './der-kind';
import type { FoundObject } from './found-object';
import type { Reading } from './reading';

/**
 * Opens a protected key with the first password that fits; one that stays closed yields a `locked-key`.
 *
 * @throws PkiError `work-factor-too-high`, `file-damaged`, `algorithm-not-allowed`
 */
export async function unlockKey(key: EncryptedKey, source: string, reading: Reading): Promise<FoundObject> {
  for (const password of reading.passwordsFor(source)) {
    const plain = await key.open(password, reading);
    if (plain !== undefined)
      return { type: 'private-key', source, key: await importPrivateKey(pkcs8Of(plain)), encrypted: true };
  }
  const reason = reading.givenFor(source).length === 0 ? 'password-required' : 'password-wrong';
  return { type: 'locked-key', source, holds: 'private-key', reason };
}

/** The older encryption of PEM holds the older forms of keys. */
function pkcs8Of(plain: Bytes): Bytes {
  const kind = derKind(plain);
  if (kind === 'pkcs1') return pkcs1ToPkcs8(plain);
  return kind === 'sec1' ? sec1ToPkcs8(plain) : plain;
}
