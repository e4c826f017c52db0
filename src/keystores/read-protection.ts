import { damaged, Fields } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { id_PBES2 } from '../pki/oids';
import { readPbes2Scheme } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import type { PasswordForms } from './password-forms';
import { decryptPbe, pbeSchemes } from './pbe';
import { blockCiphers, pbkdf2, prfHashes, roundsOfPbkdf2, roundsOfPkcs12, unknownAlgorithm } from './pbes2-schemes';
import type { Pause } from './types';
import { readIterations } from './work-budget';

/** How one part of a keystore is encrypted: everything but the password. */
export interface Protection {
  /** For people: `AES-256-CBC`, `Triple DES`. */
  readonly cipher: string;
  readonly iterations: number;
  /** Whether the scheme is one of RFC 7292 appendix C, which older systems need. */
  readonly older: boolean;
  /** Rounds of hashing for one try, for the file's budget. */
  readonly rounds: number;
  /** What the password may be makes of the data, best guess first; a wrong one mostly shows in the padding and yields nothing. */
  readonly decrypt: (password: PasswordForms, data: Bytes, pause?: Pause) => AsyncGenerator<Bytes>;
}

/** RFC 8018 §4.1 asks for at least 8 octets; the longest in use have 64. */
const MAX_SALT = 1024;

const HMAC_SHA1 = '1.2.840.113549.2.7';

/**
 * Reads the AlgorithmIdentifier of something encrypted, and refuses what would take too long.
 *
 * @throws PkiError `file-damaged`, `work-factor-too-high`, or `algorithm-unavailable` naming the algorithm
 */
export function readProtection(identifier: DerElement): Protection {
  const fields = new Fields(identifier, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  if (oid !== id_PBES2 && !Object.hasOwn(pbeSchemes, oid)) throw unknownAlgorithm('is encrypted with', oid);
  const parameters = fields.required(tags.SEQUENCE);
  return oid === id_PBES2 ? readPbes2(parameters) : readPbe(oid, parameters);
}

function readPbes2(parameters: DerElement): Protection {
  const scheme = readPbes2Scheme(parameters);
  const { salt, cipherOid, prfOid = HMAC_SHA1, keyLength } = scheme;
  const cipher = Object.hasOwn(blockCiphers, cipherOid) ? blockCiphers[cipherOid] : undefined;
  if (cipher === undefined) throw unknownAlgorithm('is encrypted with', cipherOid);
  const hash = Object.hasOwn(prfHashes, prfOid) ? prfHashes[prfOid] : undefined;
  if (hash === undefined) throw unknownAlgorithm('derives its keys by', prfOid);
  const iv = scheme.cipherParameters?.tag === tags.OCTET_STRING ? scheme.cipherParameters.content : undefined;
  const lengthFits = keyLength === undefined || keyLength === cipher.keyLength;
  if (iv?.length !== cipher.ivLength || !lengthFits || salt.length > MAX_SALT)
    throw damaged('the parameters of its encryption are wrong');
  const derivation = { hash, salt, iterations: readIterations(scheme.iterations), length: cipher.keyLength };
  return {
    cipher: cipher.name,
    iterations: derivation.iterations,
    older: false,
    rounds: roundsOfPbkdf2(derivation),
    async *decrypt({ typed }, data, pause) {
      const plain = await cipher.decrypt(await pbkdf2(typed, { ...derivation, pause }), iv, data, pause);
      if (plain !== undefined) yield plain;
    },
  };
}

/** RFC 7292 appendix C; for people. */
const pbeNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.1': 'RC4, 128 bits',
  '1.2.840.113549.1.12.1.2': 'RC4, 40 bits',
  '1.2.840.113549.1.12.1.3': 'Triple DES',
  '1.2.840.113549.1.12.1.4': 'Triple DES, two keys',
  '1.2.840.113549.1.12.1.5': 'RC2, 128 bits',
  '1.2.840.113549.1.12.1.6': 'RC2, 40 bits',
};

/** RFC 7292 appendix C: pkcs-12PbeParams. */
function readPbe(oid: string, parameters: DerElement): Protection {
  const cipher = pbeSchemes[oid];
  const fields = new Fields(parameters, tags.SEQUENCE);
  const salt = fields.required(tags.OCTET_STRING).content;
  const iterations = readIterations(fields.required(tags.INTEGER));
  if (cipher === undefined || salt.length > MAX_SALT) throw damaged('the parameters of its encryption are wrong');
  return {
    cipher: pbeNames[oid] ?? oid,
    iterations,
    older: true,
    rounds: roundsOfPkcs12('SHA-1', iterations, cipher.keyLength, cipher.ivLength),
    async *decrypt({ bmp }, data, pause) {
      for (const password of bmp) {
        const plain = await decryptPbe(cipher, { password, salt, iterations, pause }, data);
        if (plain !== undefined) yield plain;
      }
    },
  };
}
