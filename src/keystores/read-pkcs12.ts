import type { Bytes } from '../pki/types';
import { assembleEntries } from './assemble-entries';
import type { HeldBag } from './assemble-entries';
import { readPfx } from './authenticated-safe';
import type { MacData } from './mac-data';
import { openPfx } from './open-bags';
import { passwordForms } from './password-forms';
import type { Protection } from './read-protection';
import type { KeystoreEntry, Pause } from './types';
import type { WorkBudget } from './work-budget';

/** How something in a keystore is encrypted, for people. */
export type EncryptionFacts = Pick<Protection, 'cipher' | 'iterations' | 'older'>;

/** How a PKCS#12 file is protected. */
export interface Pkcs12Protection {
  /** Undefined: none, so that nobody notices alterations. */
  readonly mac: Pick<MacData, 'name' | 'hash' | 'iterations'> | undefined;
  /** Safes that are encrypted as a whole, as a rule those of the certificates. */
  readonly safes: readonly EncryptionFacts[];
  readonly keys: readonly EncryptionFacts[];
}

/** A PKCS#12 file as read (RFC 7292). */
export interface Pkcs12 {
  readonly format: 'PKCS#12';
  /** In the order of the file. */
  readonly entries: readonly KeystoreEntry[];
  /** Every certificate once, also those that belong to no entry, DER. */
  readonly certificates: readonly Bytes[];
  readonly protection: Pkcs12Protection;
  /** Everything that the file holds, to be written again. */
  readonly bags: readonly HeldBag[];
  /** The password that opened it. */
  readonly password: string;
}

/** What reading may be given. */
export interface ReadOptions {
  readonly pause?: Pause | undefined;
  /** Of all files that are read together; without it, the file has one of its own. */
  readonly budget?: WorkBudget | undefined;
  /** Tried in turn on the keys that the keystore's own password does not open, as far as the budget goes. */
  readonly keyPasswords?: readonly string[] | undefined;
}

/**
 * Reads a PKCS#12 file in DER or BER, whoever wrote it: PBES2 with AES or triple DES, the schemes of RFC 7292 appendix C, or no
 * encryption; MAC by HMAC with SHA-1 to SHA-512 or MD5, PBMAC1 (RFC 9579), or none. A file that is not protected at all
 * opens with any password.
 *
 * Iteration counts are added up and judged before anything is derived. Chains are put together as Java does: the certificate
 * with the key's localKeyId, else the one with its public key, then the issuers by name. A certificate is an entry of its
 * own when it has Java's attribute of trusted ones.
 *
 * @param password may be empty or have any characters
 * @throws PkiError `password-wrong`; `file-damaged` or `file-too-large`, whatever it is given; `work-factor-too-high`;
 *   `algorithm-unavailable` naming the algorithm
 */
export async function readPkcs12(bytes: Bytes, password: string, options: ReadOptions = {}): Promise<Pkcs12> {
  const pfx = readPfx(bytes);
  const opened = await openPfx(pfx, passwordForms(password), options);
  const { mac } = pfx;
  const { bags, certificates } = await assembleEntries(opened, options.pause);
  return {
    format: 'PKCS#12',
    entries: bags.flatMap(({ entry }) => entry ?? []),
    certificates,
    protection: {
      mac: mac === undefined ? undefined : { name: mac.name, hash: mac.hash, iterations: mac.iterations },
      safes: pfx.safes.flatMap(({ protection }) => (protection === undefined ? [] : [factsOf(protection)])),
      keys: Array.from(opened.keyProtections.values(), factsOf),
    },
    bags,
    password,
  };
}

function factsOf({ cipher, iterations, older }: Protection): EncryptionFacts {
  return { cipher, iterations, older };
}
