import { Fields, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { isSelfIssued } from '../pki/issuer';
import { id_RSASSA_PSS } from '../pki/oids';
import { readKeyAlgorithmIdentifier } from '../pki/public-key';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { Bytes, Certificate } from '../pki/types';
import type { Refusal } from './authority';

/** Consumers refuse shorter RSA keys (OpenSSL's security level 2, Apple). */
const MIN_RSA_BITS = 2048;

/** What to do about a CA that is bound to RSASSA-PSS: its key may be an ordinary one, or may say otherwise for ever. */
const ORDINARY = 'with an ordinary RSA key (rsaEncryption) and the signature sha256WithRSAEncryption';

/** Key types that CAs have and that nothing is issued with here, by the OID of the algorithm or curve. */
const foreignKeys: Readonly<Record<string, string>> = {
  '1.2.840.10040.4.1': 'DSA',
  '1.3.101.113': 'Ed448',
  '1.3.132.0.10': 'secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.3.36.3.3.2.8.1.1.11': 'brainpoolP384r1',
  '1.3.36.3.3.2.8.1.1.13': 'brainpoolP512r1',
};

/**
 * Why nothing can be issued with the key of a CA: its type is none that Certwright signs with. Undefined when it can.
 */
export function whyKeyUnusable({ keyAlgorithm, spki }: Certificate): Refusal | undefined {
  if (keyAlgorithm !== undefined) return undefined;
  const oid = keyOid(spki);
  if (oid === id_RSASSA_PSS)
    return [
      'algorithm-not-allowed',
      `has an RSASSA-PSS key, which says that it signs nothing else, and nothing is signed that way here. Use a CA ${ORDINARY}.`,
    ];
  return [
    'algorithm-not-allowed',
    `has a key of a type that nothing is signed with here (${foreignKeys[oid] ?? oid}). Use a CA with an RSA, P-256, P-384, P-521 or Ed25519 key.`,
  ];
}

/**
 * Why verifiers would not trust what a CA signs, by its key and its own signature. The signature of a root is not what makes
 * it trusted, so an old digest matters only below it.
 */
export function whyWeak(issuer: Certificate): Refusal | undefined {
  const { keyAlgorithm, signatureAlgorithmOid } = issuer;
  if (keyAlgorithm?.family === 'rsa' && keyAlgorithm.bits < MIN_RSA_BITS)
    return [
      'ca-weak',
      `has an RSA key of ${String(keyAlgorithm.bits)} bits. At least 2048 are needed; make a new CA.`,
    ];
  if (signatureAlgorithmOid === id_RSASSA_PSS)
    return [
      'algorithm-not-allowed',
      `is signed with RSASSA-PSS, which is not verified here. Have its certificate issued anew ${ORDINARY}, or use another CA.`,
    ];
  const signature = signatureAlgorithmByOid(signatureAlgorithmOid);
  if (signature === undefined)
    return [
      'ca-weak',
      `is signed in a way that cannot be checked here (${signatureAlgorithmOid}). Use another CA.`,
    ];
  if (signature.weak && !isSelfIssued(issuer))
    return ['ca-weak', 'is signed with SHA-1, which most verifiers refuse. Have it issued anew.'];
  return undefined;
}

/** Of the curve, or else of the algorithm. */
function keyOid(spki: Bytes): string {
  const fields = new Fields(readElement(spki), tags.SEQUENCE);
  const { oid, curveOid } = readKeyAlgorithmIdentifier(fields.required(tags.SEQUENCE));
  return curveOid ?? oid;
}
