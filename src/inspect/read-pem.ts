import { isEncryptedPem, readEncryptedPem } from '../keystores/pem-encryption';
import { headerAt } from '../pki/der';
import { PkiError } from '../pki/errors';
import { scanPem } from '../pki/pem';
import type { PemBlock } from '../pki/pem';
import type { Bytes } from '../pki/types';
import { derKind } from './der-kind';
import type { DerKind } from './der-kind';
import type { FoundObject } from './found-object';
import { readDerObject } from './read-der';
import { MOST_OBJECTS, damagedBy } from './reading';
import type { Reading } from './reading';
import { unlockKey } from './unlock-key';

/** Labels of RFC 7468 and their older kin. */
const kindsOfLabels: Readonly<Record<string, DerKind>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  PKCS7: 'signed-data',
  'PKCS #7 SIGNED DATA': 'signed-data',
  CMS: 'signed-data',
  'CERTIFICATE REQUEST': 'request',
  'NEW CERTIFICATE REQUEST': 'request',
  'X509 CRL': 'crl',
  'PRIVATE KEY': 'pkcs8',
  'ENCRYPTED PRIVATE KEY': 'encrypted-pkcs8',
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
  'PUBLIC KEY': 'spki',
  'RSA PUBLIC KEY': 'pkcs1-public',
};

/**
 * Reads every PEM block of a text; one that cannot be read yields `damaged`, one with another label `other`.
 *
 * @throws PkiError `cancelled`, or `file-too-large` for too many objects in all
 */
export async function readPem(text: string, source: string, reading: Reading): Promise<FoundObject[]> {
  const blocks: (PemBlock | PkiError)[] = [];
  for (const block of scanPem(text)) {
    blocks.push(block);
    if (blocks.length > MOST_OBJECTS) break;
  }
  const objects: FoundObject[] = [];
  try {
    reading.count(blocks.length);
    for (const block of blocks) {
      objects.push(...(await readBlock(block, source, reading)));
      await reading.pause?.();
    }
  } catch (error) {
    objects.push(damagedBy(error, source));
  }
  return objects;
}

async function readBlock(block: PemBlock | PkiError, source: string, reading: Reading): Promise<FoundObject[]> {
  try {
    if (block instanceof PkiError) throw block;
    const { label, der } = block;
    const kind = Object.hasOwn(kindsOfLabels, label) ? kindsOfLabels[label] : undefined;
    if (kind === undefined) return [{ type: 'other', source, label }];
    if (isEncryptedPem(block)) return [await unlockKey(readEncryptedPem(block), source, reading)];
    const own = label === 'TRUSTED CERTIFICATE' ? firstElement(der) : der;
    // Content before label: Windows writes PKCS#7 as CERTIFICATE, others PKCS#8 as RSA PRIVATE KEY.
    return await readDerObject(own, derKind(own) ?? kind, source, reading);
  } catch (error) {
    return [damagedBy(error, source)];
  }
}

/** Without what OpenSSL adds of its own about trust (https://docs.openssl.org/3.0/man3/d2i_X509/, X509_AUX). */
function firstElement(der: Bytes): Bytes {
  const { start, length = der.length } = headerAt(der, 0);
  return der.slice(0, start + length);
}
