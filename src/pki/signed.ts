import { childrenOf, damaged, readElement } from './der-reader';
import { readBitString, readObjectIdentifier } from './der-values';
import { bitString, sequence } from './der-writer';
import { ecdsaSignatureFromDer, ecdsaSignatureToDer } from './ecdsa-signature';
import { PkiError } from './errors';
import { publicKeyAlgorithm } from './public-key';
import { encodeSignatureAlgorithm, signatureAlgorithmByOid, signatureAlgorithmFor } from './signature-algorithms';
import type { Bytes, KeyPair } from './types';

/**
 * The outer form that certificates (RFC 5280 §4.1.1) and certification requests (RFC 2986 §4.2) share: what is signed, the
 * signature's algorithm, the signature.
 */
export async function signed(toBeSigned: Bytes, { algorithm, privateKey }: KeyPair): Promise<Bytes> {
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm.signature, privateKey, toBeSigned));
  const encoded = algorithm.family === 'ec' ? ecdsaSignatureToDer(signature) : signature;
  return sequence(toBeSigned, encodeSignatureAlgorithm(signatureAlgorithmFor(algorithm)), bitString(encoded));
}

/**
 * Whether the signature of something in that form verifies under a public key. Signature algorithms that cannot be verified
 * here (MD5, RSASSA-PSS) and keys of another type count as no.
 *
 * @param spki SubjectPublicKeyInfo of the presumed signer, DER
 */
export async function verifySigned(der: Bytes, spki: Bytes): Promise<boolean> {
  try {
    const [toBeSigned, identifier, bits] = childrenOf(readElement(der));
    if (toBeSigned === undefined || identifier === undefined || bits === undefined) throw damaged('a part is missing');
    const [oid] = childrenOf(identifier);
    const algorithm = oid && signatureAlgorithmByOid(readObjectIdentifier(oid));
    const key = publicKeyAlgorithm(spki);
    if (algorithm === undefined || key === undefined || key.family !== algorithm.family) return false;
    const encoded = readBitString(bits);
    const signature = key.family === 'ec' ? ecdsaSignatureFromDer(encoded, key.bits) : encoded;
    const hash = algorithm.hash === undefined ? {} : { hash: algorithm.hash };
    const publicKey = await crypto.subtle.importKey('spki', spki, { ...key.webCrypto, ...hash }, false, ['verify']);
    return await crypto.subtle.verify({ ...key.signature, ...hash }, publicKey, signature, toBeSigned.whole);
  } catch (error) {
    // DOMException: the engine does not take the key or lacks the algorithm.
    if (error instanceof PkiError || error instanceof DOMException) return false;
    throw error;
  }
}
