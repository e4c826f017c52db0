import { equalBytes } from '../pki/bytes';
import { Fields, damaged } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { readPbkdf2 } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import { hashNameByOid, hashes, hmac } from './hashes';
import type { HashName } from './hashes';
import type { PasswordForms } from './password-forms';
import { pbkdf2, prfHashes, roundsOfPbkdf2, roundsOfPkcs12, unknownAlgorithm } from './pbes2-schemes';
import { computeMac } from './pkcs12-kdf';
import { id_PBMAC1 } from './pkcs12-oids';
import type { Pause } from './types';
import { readIterations } from './work-budget';

/** How a keystore's integrity is protected: everything but the password. */
export interface MacData {
  /** For people: `HMAC with SHA-256`, `PBMAC1 with SHA-256`. */
  readonly name: string;
  readonly hash: HashName;
  readonly iterations: number;
  /** Rounds of hashing for one try, for the file's budget. */
  readonly rounds: number;
  /** What the password is in this file, or undefined when none of its forms gives the MAC of the contents. */
  readonly verify: (password: PasswordForms, contents: Bytes, pause?: Pause) => Promise<PasswordForms | undefined>;
}

/** As long as any salt in use. */
const MAX_SALT = 1024;

/**
 * Reads MacData (RFC 7292 §4; PBMAC1: RFC 9579 §6).
 *
 * @throws PkiError `file-damaged`, `work-factor-too-high`, or `algorithm-unavailable` naming the algorithm
 */
export function readMacData(element: DerElement): MacData {
  const fields = new Fields(element, tags.SEQUENCE);
  const digestInfo = new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE);
  const identifier = new Fields(digestInfo.required(tags.SEQUENCE), tags.SEQUENCE);
  const value = digestInfo.required(tags.OCTET_STRING).content;
  const oid = readObjectIdentifier(identifier.required(tags.OBJECT_IDENTIFIER));
  if (oid === id_PBMAC1) return readPbmac1(identifier.required(tags.SEQUENCE), value);
  const hash = hashNameByOid(oid);
  if (hash === undefined) throw unknownAlgorithm('has a MAC by', oid);
  const salt = fields.required(tags.OCTET_STRING).content;
  if (salt.length > MAX_SALT) throw damaged('the parameters of its MAC are wrong');
  const count = fields.optional(tags.INTEGER);
  // RFC 7292 §4: the default is one.
  const iterations = count === undefined ? 1 : readIterations(count);
  return {
    name: `HMAC with ${hash}`,
    hash,
    iterations,
    rounds: roundsOfPkcs12(hash, iterations, hashes[hash].length),
    verify: async (forms, contents, pause) => {
      for (const password of forms.bmp)
        if (equalBytes(await computeMac(hash, { password, salt, iterations, pause }, contents), value))
          return { ...forms, bmp: [password] };
      return undefined;
    },
  };
}

/** PBMAC1-params (RFC 8018 appendix A.5); the salt and count of MacData itself mean nothing then. */
function readPbmac1(parameters: DerElement, value: Bytes): MacData {
  const fields = new Fields(parameters, tags.SEQUENCE);
  const { salt, iterations: count, prfOid, keyLength } = readPbkdf2(fields.required(tags.SEQUENCE));
  const macOid = readObjectIdentifier(
    new Fields(fields.required(tags.SEQUENCE), tags.SEQUENCE).required(tags.OBJECT_IDENTIFIER),
  );
  const hash = hashOf(prfOid ?? '1.2.840.113549.2.7');
  const macHash = hashOf(macOid);
  const iterations = readIterations(count);
  // RFC 9579 §4: the length must be there.
  if (keyLength === undefined || keyLength === 0 || keyLength > hashes[macHash].block || salt.length > MAX_SALT)
    throw damaged('the parameters of its MAC are wrong');
  const derivation = { hash, salt, iterations, length: keyLength };
  return {
    name: `PBMAC1 with ${macHash}`,
    hash: macHash,
    iterations,
    rounds: roundsOfPbkdf2(derivation),
    verify: async (forms, contents, pause) => {
      const key = await pbkdf2(forms.typed, { ...derivation, pause });
      return equalBytes(await hmac(macHash, key, contents), value) ? forms : undefined;
    },
  };
}

function hashOf(oid: string): HashName {
  const hash = Object.hasOwn(prfHashes, oid) ? prfHashes[oid] : undefined;
  if (hash === undefined) throw unknownAlgorithm('has a MAC by', oid);
  return hash;
}
