import { formatName } from '../pki/distinguished-name';
import type { CertificateEvidence, Evidence } from './evidence';
import type { ObjectReference, ReportedChain } from './report';

/** The way up from every certificate that issued none of the others. */
export function reportChains(evidence: Evidence): ReportedChain[] {
  return evidence.certificates.filter(({ issued }) => !issued).map((from) => chainFrom(from, evidence));
}

function chainFrom(from: CertificateEvidence, evidence: Evidence): ReportedChain {
  const { chain, root } = from.climb;
  const whole = root === undefined || root === from.certificate ? chain : [...chain, root];
  const last = whole.at(-1) ?? from.certificate;
  const complete = evidence.of(last)?.selfSigned === true;
  return {
    certificates: whole.flatMap((certificate) => placeNear(from, evidence.of(certificate)) ?? []),
    complete,
    ...(complete ? {} : { missing: formatName(last.issuer) }),
  };
}

/** Of several places of a certificate, the one in the leaf's file, else in its folder or zip, else the first. */
function placeNear(from: CertificateEvidence, of: CertificateEvidence | undefined): ObjectReference | undefined {
  const [here] = from.references;
  if (of === undefined || here === undefined) return undefined;
  const folder = folderOf(here.file);
  return (
    of.references.find(({ file }) => file === here.file) ??
    of.references.find(({ file }) => folderOf(file) === folder) ??
    of.references[0]
  );
}

/** Everything before the last part of a path, also of one inside a zip. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
