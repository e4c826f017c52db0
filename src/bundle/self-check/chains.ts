import { climb } from '../../inspect/climb';
import { equalBytes } from '../../pki/bytes';
import { findIssuer, isSelfSigned } from '../../pki/issuer';
import { verifySignedBy } from '../../pki/parse-certificate';
import type { Certificate } from '../../pki/types';
import { rootAbove } from '../root-above';
import type { BundlePlan } from '../types';
import type { Finding } from './read-entry';
import type { Report } from './report';

/** The certificates that were read back: of each instance, and of all of them together. */
export interface Found {
  /** By instance id. */
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** Self-signed certificates that stand for an authority of the plan. */
  readonly roots: readonly Certificate[];
  /** Whatever the archive holds. */
  readonly all: readonly Certificate[];
}

/** Longer chains do not occur; a loop among brought certificates must end. */
const LONGEST_CHAIN = 8;

/**
 * Sorts the certificates that were read back, and asserts that the copies of each are the same. A brought intermediate CA
 * stands in the archive as its root and, in the chains of what it issued, as itself.
 */
export async function collectCertificates(
  plan: BundlePlan,
  findings: readonly Finding[],
  report: Report,
): Promise<Found> {
  const all = findings.flatMap(({ certificates }) => certificates);
  const certificates = new Map<string, Certificate>();
  const roots: Certificate[] = [];
  for (const entity of plan.entities) {
    const copies = findings
      .filter((finding) => finding.entity === entity.id && finding.chain !== 'intermediates')
      .flatMap(({ certificates: [first] }) => first ?? []);
    const [certificate] = copies;
    if (certificate === undefined) continue;
    const same = copies.every(({ der }) => equalBytes(der, certificate.der));
    report.record('chain-verifies', entity.id, same, 'The same certificate in every place', 'Its copies differ');
    certificates.set(entity.id, certificate);
    if (entity.kind === 'authority' && (await isSelfSigned(certificate))) roots.push(certificate);
  }
  const issuing = new Set<string | undefined>(
    plan.slots.filter(({ kind }) => kind === 'authority').map(({ id }) => id),
  );
  for (const entity of plan.entities) {
    if (entity.kind !== 'leaf') continue;
    const leaf = certificates.get(entity.id);
    const issuer = plan.entities.find(({ id }) => id === entity.issuer);
    if (leaf === undefined || issuer === undefined || !issuing.has(issuer.broughtBy)) continue;
    const found = await findIssuer(leaf, all);
    if (found !== undefined) certificates.set(issuer.id, found);
  }
  return { certificates, roots, all };
}

/**
 * Asserts of every file with certificates that it holds exactly the way from its first to a root of the plan. A certificate
 * that was brought without its root must only be followed by its issuers.
 */
export async function checkChains(
  plan: BundlePlan,
  findings: readonly Finding[],
  { all, roots }: Found,
  created: Date,
  report: Report,
): Promise<void> {
  for (const { path, entity, certificates: chain, chain: kind } of findings) {
    const [first] = chain;
    if (first === undefined || kind === 'intermediates') continue;
    if (rootAbove(plan, entity) === undefined) {
      const issuers = await areIssuers(chain);
      report.record('chain-verifies', path, issuers, 'Each certificate is followed by its issuer');
      continue;
    }
    const whole =
      (kind !== 'leaf' || chain.length === 1) && (await isWay(chain, kind === 'leaf' ? all : roots, created));
    report.record('chain-verifies', path, whole, 'Leads to the root in this zip, and holds nothing else');
  }
}

async function areIssuers(chain: readonly Certificate[]): Promise<boolean> {
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1];
    if (next !== undefined && !(await verifySignedBy(certificate, next.spki))) return false;
  }
  return chain.length <= LONGEST_CHAIN;
}

/**
 * RFC 5280 §6 as far as the order and signatures of a file go: each certificate signed by the next, the last by a root that
 * is not in the file, or the file is a root alone.
 */
async function isWay(chain: readonly Certificate[], others: readonly Certificate[], now: Date): Promise<boolean> {
  const [first] = chain;
  if (first === undefined || chain.length > LONGEST_CHAIN) return false;
  if (await isSelfSigned(first)) return chain.length === 1 && isKnown(first, others);
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1];
    if (await isSelfSigned(certificate)) return false;
    if (next !== undefined && !(await verifySignedBy(certificate, next.spki))) return false;
    // Over certificates that the other side may be expected to have.
    if (next === undefined) return (await climb(certificate, others, now)).root !== undefined;
  }
  return false;
}

function isKnown(certificate: Certificate, others: readonly Certificate[]): boolean {
  return others.some(({ der }) => equalBytes(der, certificate.der));
}
