import { keyTypeName, signatureAlgorithmName } from '../pki/algorithm-names';
import { PkiError } from '../pki/errors';
import { Fields, childrenOf, readElement } from '../pki/der-reader';
import { tags } from '../pki/der-tags';
import { readBitString, readSmallInteger } from '../pki/der-values';
import { publicKeyFingerprint } from '../pki/public-key';
import { verifyRequest } from '../pki/request';
import type { CertificationRequest } from '../pki/request';
import { readKnownExtensions } from '../pki/read-extensions';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { DistinguishedName, GeneralName } from '../pki/types';
import { MIN_RSA_BITS } from './issuer-checks';
import type { Purpose } from './profiles';
import { nameNotes } from './name-notes';
import { requestedNames, requestedSubject } from './requested-names';
import { leftOut, requestedPurposes } from './requested-extensions';

/** What a certification request asks for, and what a certificate made of it would say unless the user changes it. */
export interface RequestReview {
  readonly request: CertificationRequest;
  /** Its name as far as it can be written, one attribute in each RelativeDistinguishedName. */
  readonly subject: DistinguishedName;
  /** The names it asks for that can be certified; of a server's request without any, a common name that is a host. */
  readonly names: readonly GeneralName[];
  /** Those it asks for; a request that asks for none, or only for others, is taken for a server's. */
  readonly purposes: readonly Purpose[];
  /** `RSA 2048`, `ECDSA P-256`; for keys of other types a name or an OID. */
  readonly keyType: string;
  /** SHA-256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly keySha256: string;
  /** Whether its signature shows that whoever wrote it had the private key. */
  readonly verified: boolean;
  /** What it asks for and does not get, and what was made of the rest: sentences for people. */
  readonly notes: readonly string[];
  /** Why it must not be signed, whatever is changed; none when it may. */
  readonly refusals: readonly PkiError[];
}

/**
 * Looks at somebody's certification request before it is signed. Nothing of it goes into a certificate but its key, and
 * the names and purposes that are shown here: not CA:TRUE, not keyCertSign, no extension that is not known.
 *
 * @throws PkiError `file-damaged` for extensions that cannot be read
 */
export async function reviewRequest(request: CertificationRequest): Promise<RequestReview> {
  const known = readKnownExtensions(request.extensions);
  const subject = requestedSubject(request.subject);
  const purposes = requestedPurposes(known);
  const names = requestedNames(request, purposes.includes('server'));
  const verified = await verifyRequest(request.der);
  return {
    request,
    subject: subject.name,
    names: names.names,
    purposes,
    keyType: keyTypeName(request.spki),
    keySha256: await publicKeyFingerprint(request.spki),
    verified,
    notes: [
      ...subject.notes,
      ...names.notes,
      ...nameNotes({ subject: subject.name, names: names.names, purposes }),
      ...leftOut(request, known),
    ],
    refusals: [...keyRefusals(request), ...(verified ? [] : [signatureRefusal(request)])],
  };
}

const FIELD = 'request';

function keyRefusals({ keyAlgorithm, spki }: CertificationRequest): PkiError[] {
  const refuse = (reason: string): PkiError[] => [
    new PkiError('algorithm-not-allowed', `The request is for a key ${reason}`, { field: FIELD }),
  ];
  if (keyAlgorithm === undefined)
    return refuse(
      `of type ${keyTypeName(spki)}, which is not signed here. Have a request made with RSA (rsaEncryption), P-256, P-384, P-521 or Ed25519.`,
    );
  if (keyAlgorithm.family !== 'rsa') return [];
  if (keyAlgorithm.bits < MIN_RSA_BITS)
    return refuse(
      `of RSA ${String(keyAlgorithm.bits)}, which is too short. Have a new key of at least ${String(MIN_RSA_BITS)} bits made.`,
    );
  if (!hasSoundExponent(spki))
    return refuse('whose public exponent is not an odd number from 3. Have a new key made, by another program.');
  return [];
}

/** RFC 8017 §3.1: odd and at least 3; with 1 the signature would be the message. */
function hasSoundExponent(spki: CertificationRequest['spki']): boolean {
  const fields = new Fields(readElement(spki), tags.SEQUENCE);
  fields.required(tags.SEQUENCE);
  const [, exponent] = childrenOf(readElement(readBitString(fields.required(tags.BIT_STRING))));
  if (exponent === undefined) return false;
  const odd = ((exponent.content.at(-1) ?? 0) & 1) === 1;
  return odd && (readSmallInteger(exponent) ?? Infinity) >= 3;
}

function signatureRefusal({ signatureAlgorithmOid }: CertificationRequest): PkiError {
  const cause =
    signatureAlgorithmByOid(signatureAlgorithmOid) === undefined
      ? `is made by ${signatureAlgorithmName(signatureAlgorithmOid)}, which cannot be verified here. Have it made with SHA-256.`
      : 'does not verify: it was changed, or whoever wrote it did not have the private key. Have it made again.';
  return new PkiError('file-damaged', `The signature of the request ${cause}`, { field: FIELD });
}
