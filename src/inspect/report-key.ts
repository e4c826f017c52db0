import { curveName } from '../pki/algorithm-names';
import { digestHex } from '../pki/bytes';
import { Fields, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readBitString } from '../pki/der-values';
import { id_ecPublicKey } from '../pki/oids';
import { publicKeyAlgorithm, readKeyAlgorithmIdentifier, rsaAlgorithmOf } from '../pki/public-key';
import type { Bytes } from '../pki/types';
import type { ReportedObject } from './report';

export type KeyFacts = Pick<ReportedObject, 'spkiSha256' | 'keyType' | 'keyBits' | 'curve'>;

/** RFC 4055 §3.1: an RSA key that may be used for RSASSA-PSS only. */
const id_RSASSA_PSS = '1.2.840.113549.1.1.10';

/** Facts of a public key, SubjectPublicKeyInfo DER: what a private key, its request and its certificates have in common. */
export async function keyFacts(spki: Bytes): Promise<KeyFacts> {
  return { spkiSha256: await digestHex('SHA-256', spki), ...typeOf(spki) };
}

function typeOf(spki: Bytes): Pick<ReportedObject, 'keyType' | 'keyBits' | 'curve'> {
  const algorithm = publicKeyAlgorithm(spki);
  const fields = new Fields(readElement(spki), tags.SEQUENCE);
  const { oid, curveOid } = readKeyAlgorithmIdentifier(fields.required(tags.SEQUENCE));
  if (oid === id_ecPublicKey)
    return {
      keyType: 'ec',
      ...(algorithm === undefined ? {} : { keyBits: algorithm.bits }),
      ...(curveOid === undefined ? {} : { curve: curveName(curveOid) }),
    };
  if (algorithm !== undefined) return { keyType: algorithm.family, keyBits: algorithm.bits };
  if (oid !== id_RSASSA_PSS) return { keyType: 'unknown' };
  const publicKey = new Fields(readElement(readBitString(fields.required(tags.BIT_STRING))), tags.SEQUENCE);
  return { keyType: 'rsa', keyBits: rsaAlgorithmOf(publicKey.required(tags.INTEGER).content).bits };
}
