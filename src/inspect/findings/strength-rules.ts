import { keyTypeName, signatureAlgorithmName } from '../../pki/algorithm-names';
import { toHex } from '../../pki/bytes';
import type { Bytes, KeyAlgorithm } from '../../pki/types';
import { MIN_RSA_BITS } from '../../issuance/issuer-checks';
import type { Evidence } from '../evidence';
import { groupBy } from '../group-by';
import { ofType } from '../placed';
import type { ObjectReference } from '../report';
import { isForServers } from './certificate-traits';
import { called, ofCertificates } from './rule';
import type { Judgement, Rule } from './rule';

/** Keys and signatures that are weak or not taken everywhere. */
export const strengthRules: readonly Rule[] = [
  {
    id: 'e_rsa_mod_less_than_2048_bits',
    source: 'NIST SP 800-131A; OpenSSL security level 2',
    judge: ofPublicKeys(
      ({ algorithm }) =>
        algorithm?.family === 'rsa' &&
        algorithm.bits < MIN_RSA_BITS &&
        `has an RSA key of ${String(algorithm.bits)} bits, which current programs refuse. Make a new key of 2048 bits or more.`,
    ),
  },
  {
    id: 'e_ec_improper_curves',
    source: 'CA/Browser Forum Baseline Requirements §6.1.5',
    judge: ofPublicKeys(
      ({ algorithm, type }) =>
        algorithm === undefined &&
        type.startsWith('EC ') &&
        `has a key on the curve ${type.slice(3)}, which browsers and Java refuse. Make a new key of type P-256.`,
    ),
  },
  {
    id: 'w_key_type_uncommon',
    source: 'RFC 8446 §4.2.3',
    judge: ofPublicKeys(
      ({ algorithm, type }) =>
        algorithm === undefined &&
        !type.startsWith('EC ') &&
        `has a key of type ${type}, which few programs take. Make a new key of type RSA or P-256.`,
    ),
  },
  {
    id: 'w_key_type_refused_by_browsers',
    source: 'Measured: Chromium ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
    judge: ofCertificates(
      ({ certificate }) =>
        isForServers(certificate) &&
        certificate.keyAlgorithm?.warning !== undefined &&
        `${called(certificate)} has a key of type ${certificate.keyAlgorithm.label}. ${certificate.keyAlgorithm.warning}`,
    ),
  },
  {
    id: 'e_signature_digest_broken',
    source: 'RFC 9155 §2; CA/Browser Forum Baseline Requirements §7.1.3.2.1',
    judge: ofCertificates(({ certificate, selfSigned }) => {
      const name = signatureAlgorithmName(certificate.signatureAlgorithmOid);
      return (
        !selfSigned &&
        /(?:MD[25]|SHA-1)$/u.test(name) &&
        `${called(certificate)} is signed by ${name}, which can be forged and is refused. Have it issued again with SHA-256.`
      );
    }),
  },
  {
    id: 'n_signature_not_checked',
    source: 'RFC 5280 §6.1.3 (a)(1)',
    judge: ofCertificates(
      ({ certificate, verifiable }) =>
        !verifiable &&
        `${called(certificate)} is signed by ${signatureAlgorithmName(certificate.signatureAlgorithmOid)}, which is not verified here. Verify it with: openssl verify.`,
    ),
  },
];

interface PublicKeyFacts {
  /** Undefined when it is of a type that Certwright does not use. */
  readonly algorithm: KeyAlgorithm | undefined;
  readonly type: string;
}

/** Judges the keys of certificates, of requests, and those that lie alone; the sentence goes on after the holder's name. */
function ofPublicKeys(judge: (key: PublicKeyFacts) => string | false): Rule['judge'] {
  const sentence = (holder: string, spki: Bytes, algorithm: KeyAlgorithm | undefined): string | undefined => {
    const said = judge({ algorithm, type: keyTypeName(spki) });
    return said === false ? undefined : `${holder} ${said}`;
  };
  return (evidence: Evidence): readonly Judgement[] => [
    ...ofCertificates(({ certificate }) => sentence(called(certificate), certificate.spki, certificate.keyAlgorithm))(
      evidence,
    ),
    ...ofType(evidence.placed, 'request').flatMap(({ reference, object: { request } }) => {
      const message = sentence('The request', request.spki, request.keyAlgorithm);
      return message === undefined ? [] : [{ message, objects: [reference] }];
    }),
    ...loneKeys(evidence).flatMap(([first, ...copies]) => {
      const { spki, algorithm } = first.key;
      const message = sentence(evidence.place(first.reference.file), spki, algorithm);
      return message === undefined ? [] : [{ message, objects: [first, ...copies].map(({ reference }) => reference) }];
    }),
  ];
}

interface LoneKey {
  readonly reference: ObjectReference;
  readonly key: { readonly spki: Bytes; readonly algorithm: KeyAlgorithm | undefined };
}

/** Private and public keys that no certificate or request has, with their copies. */
function loneKeys({ placed, certificates, requests }: Evidence): [LoneKey, ...LoneKey[]][] {
  const held = new Set(
    [...certificates.map(({ certificate }) => certificate), ...requests.map(({ object }) => object.request)].map(
      ({ spki }) => toHex(spki),
    ),
  );
  const keys: LoneKey[] = [
    ...ofType(placed, 'private-key').map(({ reference, object }) => ({ reference, key: object.key })),
    ...ofType(placed, 'public-key').map(({ reference, object }) => ({ reference, key: object })),
  ];
  const lone = keys.filter(({ key }) => !held.has(toHex(key.spki)));
  return [...groupBy(lone, ({ key }) => toHex(key.spki)).values()].flatMap(([first, ...copies]) =>
    first === undefined ? [] : [[first, ...copies] as [LoneKey, ...LoneKey[]]],
  );
}
