import { assertDerLimits } from '../pki/der';
import { Fields, damaged, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import type { Bytes } from '../pki/types';
import { decryptSequence } from './open-bags';
import { passwordForms } from './password-forms';
import { keyThing } from './protected-thing';
import { readProtection } from './read-protection';
import type { Pause } from './types';
import type { WorkBudget } from './work-budget';

/** A protected private key: everything but the password. */
export interface EncryptedKey {
  /**
   * Tries a password.
   *
   * @param budget charged before anything is derived
   * @returns what was protected, one SEQUENCE; undefined when the password is another one
   * @throws PkiError `work-factor-too-high` when the budget does not allow it, `file-damaged` when the contents are cut off
   */
  readonly open: (password: string, options: OpenOptions) => Promise<Bytes | undefined>;
}

export interface OpenOptions {
  readonly budget: WorkBudget;
  readonly pause?: Pause | undefined;
}

/**
 * Takes an EncryptedPrivateKeyInfo (RFC 5958 §3) apart, which holds a PrivateKeyInfo: by PBES2 with AES, triple DES, DES or RC2, by
 * PBES1 with DES or RC2 (RFC 8018), or by a scheme of RFC 7292 appendix C.
 *
 * @throws PkiError `file-damaged` or `file-too-large`, `work-factor-too-high`, or `algorithm-unavailable` naming the algorithm
 *   and the command that saves the key in another way
 */
export function readEncryptedKey(der: Bytes): EncryptedKey {
  assertDerLimits(der);
  const fields = new Fields(readElement(der), tags.SEQUENCE);
  const protection = readProtection(fields.required(tags.SEQUENCE), keyThing);
  const encrypted = fields.required(tags.OCTET_STRING).content;
  if (encrypted.length === 0) throw damaged('the protected key is cut off');
  return {
    open(password, { budget, pause }) {
      const forms = passwordForms(password);
      budget.charge(forms.bmp.length * protection.rounds);
      return decryptSequence(protection, forms, encrypted, pause);
    },
  };
}
