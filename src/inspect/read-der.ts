import { readEncryptedKey } from '../keystores/encrypted-key';
import { assertDerLimits, headerAt } from '../pki/der';
import { Fields, childrenOf, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { pkcs1ToPkcs8, sec1ToPkcs8 } from '../pki/key-formats';
import { importPrivateKey } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import { parseRevocationList } from '../pki/parse-crl';
import { readSignedData } from '../pki/pkcs7';
import { encodePublicKey, publicKeyAlgorithm, rsaAlgorithmOf } from '../pki/public-key';
import { parseRequest } from '../pki/request';
import type { Bytes } from '../pki/types';
import { derKind } from './der-kind';
import type { DerKind } from './der-kind';
import type { FoundObject, InputFile } from './found-object';
import { damagedBy } from './reading';
import type { Reading } from './reading';
import { unlockKey } from './unlock-key';

type Objects = FoundObject | readonly FoundObject[];
type DerReader = (der: Bytes, source: string, reading: Reading) => Objects | Promise<Objects>;

const readers: Readonly<Record<DerKind, DerReader>> = {
  certificate: (der, source) => ({ type: 'certificate', source, certificate: parseCertificate(der) }),
  request: (der, source) => ({ type: 'request', source, request: parseRequest(der) }),
  crl: (der, source) => ({ type: 'crl', source, crl: parseRevocationList(der) }),
  'signed-data': signedData,
  pkcs8: plainKey,
  'encrypted-pkcs8': (der, source, reading) => unlockKey(readEncryptedKey(der), source, reading),
  pkcs1: (der, source) => plainKey(pkcs1ToPkcs8(der), source),
  sec1: (der, source) => plainKey(sec1ToPkcs8(der), source),
  spki: publicKey,
  'pkcs1-public': (der, source) => publicKey(pkcs1ToSpki(der), source),
};

/**
 * Reads an object in DER.
 *
 * @throws PkiError as the reader of its kind: `file-damaged`, `file-too-large`, `work-factor-too-high`,
 *   `algorithm-not-allowed`, `algorithm-unavailable`
 */
export async function readDerObject(
  der: Bytes,
  kind: DerKind,
  source: string,
  reading: Reading,
): Promise<FoundObject[]> {
  const objects = await readers[kind](der, source, reading);
  return 'type' in objects ? [objects] : [...objects];
}

/**
 * Reads a file in DER: one object, or several one after the other. What is cut off or beyond reason is `damaged`, what is
 * whole but nothing that is known here `other`.
 *
 * @throws PkiError `cancelled`, or `file-too-large` for too many objects in all
 */
export async function readDerFile({ name, bytes }: InputFile, reading: Reading): Promise<FoundObject[]> {
  const objects: FoundObject[] = [];
  try {
    const parts = elementsOf(bytes).map((der) => [der, derKind(der)] as const);
    const known = parts.flatMap(([der, kind]) => (kind === undefined ? [] : [{ der, kind }]));
    if (known.length < parts.length) return [{ type: 'other', source: name, label: 'unknown DER' }];
    reading.count(known.length);
    for (const { der, kind } of known) {
      objects.push(...(await readDerObject(der, kind, name, reading)));
      await reading.pause?.();
    }
  } catch (error) {
    objects.push(damagedBy(error, name));
  }
  return objects;
}

const MAX_BYTES = 5_000_000;

/** Zeros and line ends, with which some programs fill up. */
const filling: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d, 0x1a, 0x20]);

/** The elements that a file is made of; one in an indefinite length stays as it is. */
function elementsOf(bytes: Bytes): Bytes[] {
  const { start, length } = headerAt(bytes, 0);
  const end = length === undefined ? bytes.length : start + length;
  const whole = bytes.subarray(end).every((octet) => filling.has(octet)) ? bytes.subarray(0, end) : bytes;
  assertDerLimits(whole, MAX_BYTES);
  return length === undefined ? [whole] : childrenOf({ tag: 0, content: whole, whole }).map((part) => part.whole);
}

function signedData(der: Bytes, source: string, reading: Reading): FoundObject[] {
  const { certificates, revocationLists } = readSignedData(der);
  reading.count(certificates.length + revocationLists.length - 1);
  return [
    ...certificates.map((each) => ({ type: 'certificate', source, certificate: parseCertificate(each) }) as const),
    ...revocationLists.map((each) => ({ type: 'crl', source, crl: parseRevocationList(each) }) as const),
  ];
}

async function plainKey(pkcs8: Bytes, source: string): Promise<FoundObject> {
  return { type: 'private-key', source, key: await importPrivateKey(pkcs8), encrypted: false };
}

/** Of an RSAPublicKey (RFC 8017 appendix A.1.1). */
function pkcs1ToSpki(der: Bytes): Bytes {
  assertDerLimits(der);
  const modulus = new Fields(readElement(der), tags.SEQUENCE).required(tags.INTEGER).content;
  return encodePublicKey(rsaAlgorithmOf(modulus), der);
}

function publicKey(spki: Bytes, source: string): FoundObject {
  assertDerLimits(spki);
  return { type: 'public-key', source, spki: spki.slice(), algorithm: publicKeyAlgorithm(spki) };
}
