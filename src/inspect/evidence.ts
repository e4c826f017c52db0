import type { Pause } from '../keystores/types';
import { toHex } from '../pki/bytes';
import { findIssuers, isSelfIssued } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import { signatureAlgorithmByOid } from '../pki/signature-algorithms';
import { verifySigned } from '../pki/signed';
import type { Certificate } from '../pki/types';
import type { BundleState } from './bundle-state';
import { climbBy } from './climb';
import type { Climb, Kinship } from './climb';
import { groupBy } from './group-by';
import { ofType } from './placed';
import type { Placed, PlacedOf } from './placed';
import type { ObjectReference } from './report';
import { shortNames } from './short-names';

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

/** A request, and whether its signature verifies under the key in it. */
export interface RequestEvidence extends PlacedOf<'request'> {
  readonly proven: boolean;
}

/** A revocation list, the certificates that bear its issuer's name, and the first under whose key it verifies. */
export interface ListEvidence extends PlacedOf<'crl'> {
  readonly named: readonly Certificate[];
  readonly signer: Certificate | undefined;
}

/** What is judged: all objects, and what was worked out from them once. */
export interface Evidence {
  readonly now: Date;
  readonly placed: readonly Placed[];
  readonly certificates: readonly CertificateEvidence[];
  /** By any copy of a certificate. */
  readonly of: (certificate: Certificate) => CertificateEvidence | undefined;
  readonly requests: readonly RequestEvidence[];
  readonly lists: readonly ListEvidence[];
  readonly bundles: readonly BundleState[];
  /** What a file is called in a sentence. */
  readonly place: (file: string) => string;
}

/** Of more certificates under one name than a CA ever has, these many are tried as issuers. */
const MOST_CANDIDATES = 16;

/** Looks for the issuer of everything that is signed, and verifies signatures. */
export async function gatherEvidence(
  placed: readonly Placed[],
  now: Date,
  pause?: Pause,
): Promise<Omit<Evidence, 'bundles'>> {
  const copies = groupBy(ofType(placed, 'certificate'), ({ object }) => toHex(object.certificate.der));
  const distinct = [...copies.values()].flatMap(([first]) => first?.object.certificate ?? []);
  const bearers = groupBy(distinct, ({ subject }) => toHex(subject.der));
  const gathered = [];
  for (const certificate of distinct) {
    const named = candidates(bearers, certificate.issuer.der, certificate.authorityKeyIdentifier?.keyId, certificate);
    gathered.push({
      certificate,
      references: (copies.get(toHex(certificate.der)) ?? []).map(({ reference }) => reference),
      named,
      issuers: await findIssuers(certificate, named),
      selfSigned: isSelfIssued(certificate) && (await verifySignedBy(certificate, certificate.spki)),
      verifiable: signatureAlgorithmByOid(certificate.signatureAlgorithmOid) !== undefined,
    });
    await pause?.();
  }
  const issuing = new Set(gathered.flatMap(({ issuers }) => issuers));
  const byCertificate = new Map(gathered.map((each) => [each.certificate, each]));
  const kinship: Kinship = {
    issuersOf: (of) => Promise.resolve(byCertificate.get(of)?.issuers ?? []),
    // As isSelfSigned: where the kind of signature or key cannot be verified here, the name decides.
    isRoot: (of) => {
      const known = byCertificate.get(of);
      const judged = known?.verifiable === true && of.keyAlgorithm !== undefined;
      return Promise.resolve(judged ? known.selfSigned : isSelfIssued(of));
    },
  };
  const certificates: CertificateEvidence[] = [];
  for (const each of gathered) {
    const climb = await climbBy(each.certificate, kinship, now);
    certificates.push({ ...each, issued: issuing.has(each.certificate), climb });
  }
  const byDer = new Map(certificates.map((each) => [toHex(each.certificate.der), each]));
  const byCopy = new Map(
    [...copies].flatMap(([der, same]) => same.map(({ object }) => [object.certificate, byDer.get(der)] as const)),
  );
  return {
    now,
    placed,
    certificates,
    of: (certificate) => byCopy.get(certificate),
    place: shortNames(placed.map(({ reference }) => reference.file)),
    requests: await requestEvidence(placed, pause),
    lists: await listEvidence(placed, bearers, pause),
  };
}

/** Certificates by the DER of their subject, in hex. */
type Bearers = ReadonlyMap<string, readonly Certificate[]>;

/** Those of a name that may have signed something; those with the key identifier that it names come first. */
function candidates(
  bearers: Bearers,
  name: Uint8Array,
  keyId: string | undefined,
  itself?: Certificate,
): readonly Certificate[] {
  const others = (bearers.get(toHex(name)) ?? []).filter((each) => each !== itself);
  const meant = others.filter((each) => keyId !== undefined && each.subjectKeyIdentifier === keyId);
  return [...new Set([...meant, ...others])].slice(0, MOST_CANDIDATES);
}

async function requestEvidence(placed: readonly Placed[], pause?: Pause): Promise<RequestEvidence[]> {
  const requests: RequestEvidence[] = [];
  for (const each of ofType(placed, 'request')) {
    const { der, spki } = each.object.request;
    requests.push({ ...each, proven: await verifySigned(der, spki) });
    await pause?.();
  }
  return requests;
}

async function listEvidence(placed: readonly Placed[], bearers: Bearers, pause?: Pause): Promise<ListEvidence[]> {
  const lists: ListEvidence[] = [];
  for (const each of ofType(placed, 'crl')) {
    const { der, issuer, authorityKeyId } = each.object.crl;
    const named = candidates(bearers, issuer.der, authorityKeyId);
    let signer: Certificate | undefined;
    for (const candidate of named)
      if (signer === undefined && (await verifySigned(der, candidate.spki))) signer = candidate;
    lists.push({ ...each, named, signer });
    await pause?.();
  }
  return lists;
}
