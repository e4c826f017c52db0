import { Fields, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { contextConstructed, objectIdentifier, octetString, sequence } from '../pki/der-writer';
import { PkiError } from '../pki/errors';
import { showText } from '../pki/show-text';
import type { Bytes } from '../pki/types';
import type { HeldBag } from './assemble-entries';
import { withValue } from './edit-bags';
import { inSafes, protectionLike } from './edit-pkcs12';
import { assembleJks } from './jks';
import { protectKey } from './jks-key-protector';
import { withProtectedKey } from './jks-raw-entry';
import { keystorePasswordProblem } from './keystore-password';
import { keystoreProfiles } from './keystore-profiles';
import { decryptSequence } from './open-bags';
import { passwordForms } from './password-forms';
import * as oids from './pkcs12-oids';
import type { JksEntry } from './read-jks';
import type { Keystore } from './read-keystore';
import type { Pkcs12 } from './read-pkcs12';
import { readProtection } from './read-protection';
import type { KeystoreProfile, WriteOptions } from './types';
import { WorkBudget } from './work-budget';
import { writePfx } from './write-pfx';
import type { Pkcs12Options } from './write-pfx';

export interface ChangeOptions extends WriteOptions {
  /** Of a PKCS#12 file, how it is protected from now on; absent: as it was. */
  readonly profile?: KeystoreProfile | undefined;
}

/**
 * Writes a keystore under another password, which then opens the store and every key and secret key in it. Certificates,
 * aliases, attributes and dates stay octet for octet. A PKCS#12 file gets a MAC if it had none, and keys that lay open are
 * protected.
 *
 * @param options the new password, which may be the old one
 * @throws PkiError `field-invalid` for a password that not every reader takes; `entry-not-keepable` naming the entry whose
 *   key the old password does not open, so that it cannot be brought under the new one
 */
export async function changePassword(keystore: Keystore, options: ChangeOptions): Promise<Bytes> {
  const problem = keystorePasswordProblem(options.password);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'password' });
  if (keystore.format === 'PKCS#12') return changePkcs12(keystore, options);
  const raw: Bytes[] = [];
  for (const entry of keystore.held) {
    raw.push(protectedAnew(entry, options));
    await options.pause?.();
  }
  return assembleJks(keystore.format, raw, options.password);
}

function protectedAnew({ entry, raw }: JksEntry, { password, random }: WriteOptions): Bytes {
  if (entry.kind === 'sealed') throw notKeepable(entry.friendlyName, entry.what);
  return entry.kind === 'private-key' ? withProtectedKey(raw, protectKey(entry.pkcs8, password, random)) : raw;
}

async function changePkcs12(keystore: Pkcs12, options: ChangeOptions): Promise<Bytes> {
  const { mac, ...like } = protectionLike(keystore, options);
  const asBefore = mac === 'none' || mac === undefined ? like : { ...like, mac };
  const { profile, ...own } = options;
  const writing: Pkcs12Options = profile === undefined ? asBefore : { ...own, profile };
  const budget = new WorkBudget();
  const bags = [];
  for (const held of keystore.bags) {
    bags.push({ ...held.bag, der: await bagAnew(held, keystore.password, writing, budget) });
    await options.pause?.();
  }
  return writePfx(inSafes(keystore, bags), writing);
}

/** Bags that no password protects. */
const open: ReadonlySet<string> = new Set([oids.certBag, oids.crlBag]);

async function bagAnew(
  { bag, entry }: HeldBag,
  password: string,
  writing: Pkcs12Options,
  budget: WorkBudget,
): Promise<Bytes> {
  if (open.has(bag.type)) return bag.der;
  if (entry?.kind === 'private-key')
    return withValue(bag, oids.pkcs8ShroudedKeyBag, await encryptedInfo(entry.pkcs8, writing));
  const secret = bag.type === oids.secretBag ? await secretIn(bag.value.whole, password, writing, budget) : undefined;
  if (secret === undefined) throw notKeepable(bag.friendlyName, entry?.kind === 'sealed' ? entry.what : 'an object');
  // RFC 7292 §4.2.5; Java puts an EncryptedPrivateKeyInfo with the secret key into the secretValue.
  const info = octetString(await encryptedInfo(secret, writing));
  const type = objectIdentifier(oids.pkcs8ShroudedKeyBag);
  return withValue(bag, oids.secretBag, sequence(type, contextConstructed(0, info)));
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3) in the protection that the file gets. */
async function encryptedInfo(plain: Bytes, writing: Pkcs12Options): Promise<Bytes> {
  const { encrypt, iterations } = keystoreProfiles[writing.profile];
  const { algorithm, encrypted } = await encrypt(plain, writing, writing.iterations ?? iterations);
  return sequence(algorithm, octetString(encrypted));
}

/** The secret key of a SecretBag as Java writes it; undefined for one of another kind, or under another password. */
async function secretIn(
  value: Bytes,
  password: string,
  { pause }: WriteOptions,
  budget: WorkBudget,
): Promise<Bytes | undefined> {
  try {
    const fields = new Fields(readElement(value), tags.SEQUENCE);
    if (readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER)) !== oids.pkcs8ShroudedKeyBag) return undefined;
    const octets = new Fields(fields.required(0xa0), 0xa0).required(tags.OCTET_STRING).content;
    const info = new Fields(readElement(octets), tags.SEQUENCE);
    const protection = readProtection(info.required(tags.SEQUENCE));
    const encrypted = info.required(tags.OCTET_STRING).content;
    const forms = passwordForms(password);
    budget.charge(forms.bmp.length * protection.rounds);
    return await decryptSequence(protection, forms, encrypted, pause);
  } catch (error) {
    if (error instanceof PkiError && (error.code === 'file-damaged' || error.code === 'algorithm-unavailable'))
      return undefined;
    throw error;
  }
}

function notKeepable(friendlyName: string | undefined, what: string): PkiError {
  const name = friendlyName === undefined ? 'an entry without alias' : `“${showText(friendlyName)}”`;
  return new PkiError(
    'entry-not-keepable',
    `The password of the keystore does not open ${name} (${what}), so that entry cannot be brought under another password. Give its own password as well, or have keytool give it the one of the keystore: keytool -importkeystore -srckeystore FILE -srcalias ALIAS -srckeypass ITS-OWN -destkeystore NEW.`,
  );
}
