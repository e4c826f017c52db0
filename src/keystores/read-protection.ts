import { damaged, Fields } from '../pki/der-reader';
import type { DerElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readObjectIdentifier } from '../pki/der-values';
import { id_PBES2 } from '../pki/oids';
import { readPbes2Scheme } from '../pki/pbes2';
import type { Bytes } from '../pki/types';
import type { PasswordForms } from './password-forms';
import { decryptPbe, pbeSchemes } from './pbe';
import { PBES1_LENGTH, decryptPbes1, pbes1Schemes } from './pbes1';
import { blockCipherOf, pbkdf2, prfHashes, roundsOfPbkdf2, roundsOfPkcs12, unknownAlgorithm } from './pbes2-schemes';
import { keystoreThing } from './protected-thing';
import type { ProtectedThing } from './protected-thing';
import type { Pause } from './types';
import { readIterations } from './work-budget';

/** How one part of a keystore, or a key by itself, is encrypted: everything but the password. */
export interface Protection {
  /** For people: `AES-256-CBC`, `Triple DES`. */
  readonly cipher: string;
  readonly iterations: number;
  /** Whether the scheme is one of RFC 7292 appendix C, which older systems need, or of PBES1. */
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
 * @param thing what is encrypted, for the messages
 * @throws PkiError `file-damaged`, `work-factor-too-high`, or `algorithm-unavailable` naming the algorithm
 */
export function readProtection(identifier: DerElement, thing: ProtectedThing = keystoreThing): Protection {
  const fields = new Fields(identifier, tags.SEQUENCE);
  const oid = readObjectIdentifier(fields.required(tags.OBJECT_IDENTIFIER));
  const read = readerOf(oid);
  if (read === undefined) throw unknownAlgorithm('is encrypted with', oid, thing);
  return read(oid, fields.required(tags.SEQUENCE), thing);
}

type ProtectionReader = (oid: string, parameters: DerElement, thing: ProtectedThing) => Protection;

function readerOf(oid: string): ProtectionReader | undefined {
  if (oid === id_PBES2) return readPbes2;
  if (Object.hasOwn(pbeSchemes, oid)) return readPbe;
  return Object.hasOwn(pbes1Schemes, oid) ? readPbes1 : undefined;
}

function readPbes2(_: string, parameters: DerElement, thing: ProtectedThing): Protection {
  const scheme = readPbes2Scheme(parameters);
  const { salt, prfOid = HMAC_SHA1, keyLength } = scheme;
  const { cipher, iv } = blockCipherOf(scheme, thing) ?? wrongParameters();
  const hash = Object.hasOwn(prfHashes, prfOid) ? prfHashes[prfOid] : undefined;
  if (hash === undefined) throw unknownAlgorithm('derives its keys by', prfOid, thing);
  const lengthFits = keyLength === undefined || keyLength === cipher.keyLength;
  if (!lengthFits || salt.length > MAX_SALT) wrongParameters();
  const derivation = { hash, salt, iterations: readIterations(scheme.iterations, thing), length: cipher.keyLength };
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
function readPbe(oid: string, parameters: DerElement, thing: ProtectedThing): Protection {
  const cipher = pbeSchemes[oid] ?? wrongParameters();
  const { salt, iterations } = readPbeParameters(parameters, thing);
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

/** RFC 8018 appendix A.3: PBEParameter, alike. */
function readPbes1(oid: string, parameters: DerElement, thing: ProtectedThing): Protection {
  const scheme = pbes1Schemes[oid] ?? wrongParameters();
  const { salt, iterations } = readPbeParameters(parameters, thing);
  return {
    cipher: scheme.name,
    iterations,
    older: true,
    rounds: roundsOfPkcs12(scheme.hash, iterations, PBES1_LENGTH),
    async *decrypt({ typed }, data, pause) {
      const plain = await decryptPbes1(scheme, { password: typed, salt, iterations, pause }, data);
      if (plain !== undefined) yield plain;
    },
  };
}

/** The salt and count that both kinds of parameters are. */
export function readPbeParameters(
  parameters: DerElement,
  thing?: ProtectedThing,
): { readonly salt: Bytes; readonly iterations: number } {
  const fields = new Fields(parameters, tags.SEQUENCE);
  const salt = fields.required(tags.OCTET_STRING).content;
  const iterations = readIterations(fields.required(tags.INTEGER), thing);
  if (salt.length > MAX_SALT) wrongParameters();
  return { salt, iterations };
}

function wrongParameters(): never {
  throw damaged('the parameters of its encryption are wrong');
}
