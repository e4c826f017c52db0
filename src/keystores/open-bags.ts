import { Fields, damaged } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import type { Pfx, Safe } from './authenticated-safe';
import { normaliseBer } from './ber';
import type { OpenOptions } from './encrypted-key';
import { passwordForms } from './password-forms';
import type { PasswordForms } from './password-forms';
import { assertEntryCount } from './keystore-limits';
import { pkcs8ShroudedKeyBag } from './pkcs12-oids';
import type { ReadOptions } from './read-pkcs12';
import { readProtection } from './read-protection';
import type { Protection } from './read-protection';
import { readSafeContents } from './safe-bags';
import type { SafeBag } from './safe-bags';
import type { Pause } from './types';
import { WorkBudget } from './work-budget';

/** What was decrypted of a PFX. */
export interface OpenedPfx {
  readonly bags: readonly SafeBag[];
  /** PrivateKeyInfo of each shrouded key that the password opens. */
  readonly keys: ReadonlyMap<SafeBag, Bytes>;
  /** Those of them that one of `keyPasswords` opened. */
  readonly keysOfTheirOwn: ReadonlySet<SafeBag>;
  /** How each shrouded key is protected, where that is a way that is read here. */
  readonly keyProtections: ReadonlyMap<SafeBag, Protection>;
}

/**
 * Verifies the MAC and decrypts safes and keys.
 *
 * @throws PkiError `password-wrong`, `file-damaged`, `file-too-large`, `work-factor-too-high` or `algorithm-unavailable`
 */
export async function openPfx(
  { mac, contents, safes }: Pfx,
  password: PasswordForms,
  { pause, budget = new WorkBudget(), keyPasswords = [] }: ReadOptions,
): Promise<OpenedPfx> {
  const charge = (asking: readonly (Pick<Protection, 'rounds'> | undefined)[]): void => {
    budget.charge(password.bmp.length * asking.reduce((sum, each) => sum + (each?.rounds ?? 0), 0));
  };
  // What lies open is read first, so that its keys are judged before the MAC is derived.
  const bags = safes.map(({ protection, octets }) =>
    protection === undefined ? readSafeContents(normaliseBer(octets), false) : [],
  );
  const inSight = protectionsOf(bags.flat());
  charge([mac, ...safes.map(({ protection }) => protection), ...inSight.values()]);
  const verified = await mac?.verify(password, contents, pause);
  if (mac !== undefined && verified === undefined) throw await whyNot(safes, password, inSight, pause);
  const forms = verified ?? password;
  let proven = verified !== undefined;
  for (const [index, { protection, octets }] of safes.entries()) {
    if (protection === undefined) continue;
    const plain = await decryptSequence(protection, forms, octets, pause);
    if (plain === undefined) throw proven ? twoPasswords() : wrongPassword();
    proven = true;
    bags[index] = readSafeContents(plain, true);
  }
  const all = bags.flat();
  assertEntryCount(all.length);
  const hidden = protectionsOf(all.filter(({ encrypted }) => encrypted));
  charge([...hidden.values()]);
  const keyProtections = new Map([...inSight, ...hidden]);
  const keys = await openKeys(keyProtections, forms, pause);
  // A key that stays closed has a password of its own, unless the password has not yet opened anything at all.
  if (!proven && keyProtections.size > 0 && keys.size === 0) throw wrongPassword();
  const keysOfTheirOwn = new Set<SafeBag>();
  for (const [bag, protection] of keyProtections) {
    if (keys.has(bag)) continue;
    const key = await openWithAny(bag, protection, keyPasswords, { pause, budget });
    if (key === undefined) continue;
    keys.set(bag, key);
    keysOfTheirOwn.add(bag);
  }
  return { bags: all, keys, keysOfTheirOwn, keyProtections };
}

/** The key under the first password that fits, as far as the budget goes. */
async function openWithAny(
  bag: SafeBag,
  protection: Protection,
  passwords: readonly string[],
  { pause, budget }: OpenOptions,
): Promise<Bytes | undefined> {
  for (const password of passwords) {
    const forms = passwordForms(password);
    if (!budget.allows(forms.bmp.length * protection.rounds)) return undefined;
    const key = await decryptSequence(protection, forms, encryptedKey(bag), pause);
    if (key !== undefined) return key.slice();
  }
  return undefined;
}

/** The first decryption that is one SEQUENCE, in definite lengths: padding alone is right by chance once in 256 times. */
export async function decryptSequence(
  protection: Protection,
  forms: PasswordForms,
  data: Bytes,
  pause?: Pause,
): Promise<Bytes | undefined> {
  for await (const plain of protection.decrypt(forms, data, pause)) {
    const der = sequenceIn(plain);
    if (der !== undefined) return der;
  }
  return undefined;
}

/** What is one SEQUENCE, in definite lengths; undefined for anything else, such as what a wrong password makes. */
export function sequenceIn(plain: Bytes): Bytes | undefined {
  try {
    const der = normaliseBer(plain);
    return der[0] === tags.SEQUENCE ? der : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/** How the shrouded keys are protected. */
function protectionsOf(bags: readonly SafeBag[]): Map<SafeBag, Protection> {
  const found = new Map<SafeBag, Protection>();
  for (const bag of bags) {
    const protection = bag.type === pkcs8ShroudedKeyBag ? knownProtection(bag) : undefined;
    if (protection !== undefined) found.set(bag, protection);
  }
  return found;
}

/** Undefined for an algorithm that is not read here: the other entries can still be of use. */
function knownProtection({ value }: SafeBag): Protection | undefined {
  try {
    return readProtection(new Fields(value, tags.SEQUENCE).required(tags.SEQUENCE));
  } catch (error) {
    if (error instanceof PkiError && error.code === 'algorithm-unavailable') return undefined;
    throw error;
  }
}

async function openKeys(
  protections: ReadonlyMap<SafeBag, Protection>,
  forms: PasswordForms,
  pause?: Pause,
): Promise<Map<SafeBag, Bytes>> {
  const keys = new Map<SafeBag, Bytes>();
  for (const [bag, protection] of protections) {
    const key = await decryptSequence(protection, forms, encryptedKey(bag), pause);
    if (key !== undefined) keys.set(bag, key.slice());
  }
  return keys;
}

/** encryptedData of an EncryptedPrivateKeyInfo (RFC 5958 §3). */
function encryptedKey({ value }: SafeBag): Bytes {
  const fields = new Fields(value, tags.SEQUENCE);
  fields.required(tags.SEQUENCE);
  return fields.required(tags.OCTET_STRING).content;
}

/** After a MAC that does not fit: what the password opens all the same has been altered. */
async function whyNot(
  safes: readonly Safe[],
  forms: PasswordForms,
  keys: ReadonlyMap<SafeBag, Protection>,
  pause?: Pause,
): Promise<PkiError> {
  for (const { protection, octets } of safes)
    if (protection !== undefined)
      return (await decryptSequence(protection, forms, octets, pause)) === undefined ? wrongPassword() : altered();
  const [first] = keys;
  const opened = first === undefined ? new Map() : await openKeys(new Map([first]), forms, pause);
  return opened.size === 0 ? wrongPassword() : altered();
}

function altered(): PkiError {
  return damaged('its contents do not agree with its MAC');
}

function twoPasswords(): PkiError {
  return damaged('the password fits its MAC but not its contents');
}

function wrongPassword(): PkiError {
  return new PkiError(
    'password-wrong',
    'The password does not open this keystore. Type it again; capitals and spaces count.',
  );
}
