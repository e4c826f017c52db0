import type { Pause } from '../keystores/types';
import { toHex } from '../pki/bytes';
import { findIssuers, isSelfIssued } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import type { Certificate } from '../pki/types';
import { climbBy } from './climb';
import type { Climb } from './climb';
import { groupBy } from './group-by';
import type { Placed } from './placed';
import { ofType } from './placed';
import type { ObjectReference } from './report';

/** A certificate, once however often it lies among the files, and what was found out about it with the others' help. */
export interface CertificateEvidence {
  readonly certificate: Certificate;
  /** Every place where it lies. */
  readonly references: readonly ObjectReference[];
  /** Others that bear its issuer's name. */
  readonly named: readonly Certificate[];
  /** Those of them under whose key its signature verifies. */
  readonly issuers: readonly Certificate[];
  /** Whether issuer and subject are the same name, and its signature verifies under its own key. */
  readonly selfSigned: boolean;
  /** Whether its kind of signature can be verified here. */
  readonly verifiable: boolean;
  /** Whether it issued one of the others. */
  readonly issued: boolean;
  readonly climb: Climb;
}

/** What is judged: all objects, and what was worked out from them once. */
export interface Evidence {
  readonly now: Date;
  readonly placed: readonly Placed[];
  readonly certificates: readonly CertificateEvidence[];
  /** By the certificate object. */
  readonly of: (certificate: Certificate) => CertificateEvidence | undefined;
}

/** Of more certificates under one name than a CA ever has, these many are tried as issuers. */
const MOST_CANDIDATES = 16;

/** Looks for the issuer of every certificate among the others, and verifies signatures. */
export async function gatherEvidence(placed: readonly Placed[], now: Date, pause?: Pause): Promise<Evidence> {
  const places = placesOf(placed);
  const bySubject = groupBy(places, ({ certificate }) => toHex(certificate.subject.der));
  const gathered: Omit<CertificateEvidence, 'issued' | 'climb'>[] = [];
  for (const { certificate, references } of places) {
    const bearers = bySubject.get(toHex(certificate.issuer.der)) ?? [];
    const named = candidates(certificate, bearers);
    gathered.push({
      certificate,
      references,
      named,
      issuers: await findIssuers(certificate, named),
      selfSigned: isSelfIssued(certificate) && (await verifySignedBy(certificate, certificate.spki)),
      verifiable: signatureAlgorithmByOid(certificate.signatureAlgorithmOid) !== undefined,
    });
    await pause?.();
  }
  const issuing = new Set(gathered.flatMap(({ issuers }) => issuers));
  const issuers = new Map(gathered.map((each) => [each.certificate, each.issuers]));
  const certificates = await Promise.all(
    gathered.map(async (each) => ({
      ...each,
      issued: issuing.has(each.certificate),
      climb: await climbBy(each.certificate, (of) => Promise.resolve(issuers.get(of) ?? [])),
    })),
  );
  const byCertificate = new Map(certificates.map((each) => [each.certificate, each]));
  return { now, placed, certificates, of: (certificate) => byCertificate.get(certificate) };
}

/** Those that the certificate's authority key identifier means come first. */
function candidates(certificate: Certificate, bearers: readonly Places[]): Certificate[] {
  const keyId = certificate.authorityKeyIdentifier?.keyId;
  const others = bearers.map((each) => each.certificate).filter((each) => each !== certificate);
  const meant = others.filter((each) => keyId !== undefined && each.subjectKeyIdentifier === keyId);
  return [...new Set([...meant, ...others])].slice(0, MOST_CANDIDATES);
}

interface Places {
  readonly certificate: Certificate;
  readonly references: readonly ObjectReference[];
}

/** Each certificate with all its places, by its DER. */
function placesOf(placed: readonly Placed[]): Places[] {
  const copies = groupBy(ofType(placed, 'certificate'), ({ object }) => toHex(object.certificate.der));
  return [...copies.values()].flatMap((same) => {
    const [first] = same;
    const references = same.map(({ reference }) => reference);
    return first === undefined ? [] : [{ certificate: first.object.certificate, references }];
  });
}
