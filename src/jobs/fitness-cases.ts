import { certifiedIn } from '../bundle/plan-content';
import { partsOf } from '../bundle/facts';
import { rootAbove } from '../bundle/root-above';
import type { Answers, BundlePlan, PlannedLeaf } from '../bundle/types';
import { serves } from '../inspect/choose-pair';
import type { FoundCertificate } from '../inspect/choose-pair';
import { isAuthority } from '../inspect/climb';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { isCovered } from '../pki/host-match';
import type { GeneralName } from '../pki/types';
import { keyWith, sharedTail } from './fitness-lot';
import type { LeafCase, Lot } from './fitness-types';

/** A leaf of a plan and the certificate among the files that stands for it. */
export interface PlannedCase {
  readonly leaf: PlannedLeaf;
  readonly title: string;
  /** Undefined: no certificate stands for it. */
  readonly found: LeafCase | undefined;
}

/** How much each likeness counts. A name that only this file has in the recipe outweighs everything else. */
const weights = { name: 64, purpose: 16, subject: 8, hosts: 8, alias: 8, serves: 8, key: 4, date: 2 } as const;

/**
 * Finds the certificate for each leaf of a plan: by its file's name, its purpose, subject and names. Each certificate stands
 * for one leaf only. One that does not fit is taken where nothing fits better, so that its faults can be named.
 *
 * @param given what was answered; names of fields that stand with their default are not asked for
 */
export function casesOf(plan: BundlePlan, given: Answers, lot: Lot): readonly PlannedCase[] {
  const leaves = plan.entities.filter(
    (entity): entity is PlannedLeaf => entity.kind === 'leaf' && entity.keyOf === undefined,
  );
  const pool = candidates(lot);
  const ranked = leaves
    .filter(({ requested }) => requested !== true)
    .flatMap((leaf) => pool.map((found) => ({ leaf, found, score: scoreOf(leaf, found, plan, given, lot) })))
    .sort((a, b) => b.score - a.score);
  const taken = new Map<PlannedLeaf, FoundCertificate>();
  for (const { leaf, found } of ranked) {
    const used = [...taken.values()].some(({ certificate }) => equalBytes(certificate.der, found.certificate.der));
    if (!taken.has(leaf) && !used) taken.set(leaf, found);
  }
  return leaves.map((leaf) => {
    const found = taken.get(leaf);
    return { leaf, title: leaf.title, found: found && caseOf(leaf, found, plan, given, lot) };
  });
}

function caseOf(leaf: PlannedLeaf, found: FoundCertificate, plan: BundlePlan, given: Answers, lot: Lot): LeafCase {
  return {
    title: leaf.title,
    found,
    key: keyWith(lot, found.certificate.spki, found.source),
    purposes: leaf.purposes,
    hosts: hostsOf(leaf, plan, given),
    rootAsked: rootAbove(plan, leaf.id) !== undefined,
  };
}

/** A CA stands for a leaf only where there is nothing else: some systems make themselves one to serve with. */
function candidates({ certificates, keys }: Lot): readonly FoundCertificate[] {
  const leaves = certificates.filter(({ certificate }) => !isAuthority(certificate));
  if (leaves.length > 0) return leaves;
  return certificates.filter(({ certificate: { spki } }) => keys.some(({ key }) => equalBytes(key.spki, spki)));
}

function scoreOf(leaf: PlannedLeaf, found: FoundCertificate, plan: BundlePlan, given: Answers, lot: Lot): number {
  const { certificate, source, alias } = found;
  const holding = plan.entries.filter(({ content }) => partsOf(content).some((part) => holds(part, leaf.id)));
  const shared = Math.max(0, ...holding.map(({ path }) => sharedTail(path, source)));
  const aliases = holding.flatMap(({ content }) =>
    partsOf(content).flatMap((part) => ('alias' in part ? part.alias : [])),
  );
  const names = certificate.subjectAltNames ?? [];
  const likenesses: Readonly<Record<keyof typeof weights, boolean>> = {
    name: shared > 0,
    purpose: certificate.extendedKeyUsage !== undefined && serves(certificate, leaf.purposes),
    subject: leaf.subject.length > 0 && formatName(certificate.subject) === formatName(leaf.subject),
    hosts: hostsOf(leaf, plan, given)?.every((host) => isCovered(host, names)) === true,
    alias: alias !== undefined && aliases.includes(alias),
    serves: serves(certificate, leaf.purposes),
    key: lot.keys.some(({ key }) => equalBytes(key.spki, certificate.spki)),
    date: certificate.validity.notAfter >= lot.now,
  };
  const score = Object.entries(weights).map(([name, weight]) =>
    likenesses[name as keyof typeof weights] ? weight : 0,
  );
  return score.reduce((sum, weight) => sum + weight, shared);
}

function holds(part: Parameters<typeof certifiedIn>[0], id: string): boolean {
  return certifiedIn(part).includes(id);
}

/** The hosts that were answered and that a leaf must bear; undefined when none was. */
function hostsOf(
  { entity }: PlannedLeaf,
  { recipe, values }: BundlePlan,
  given: Answers,
): readonly GeneralName[] | undefined {
  const leaf = recipe.entities.find(({ id }) => id === entity);
  const fields = leaf?.kind === 'leaf' ? leaf.sans.flatMap((san) => ('from' in san ? san.from : [])) : [];
  const asked = fields.filter((id) => Object.hasOwn(given, id));
  if (asked.length === 0) return undefined;
  return asked.flatMap((id) => {
    const value = values.get(id);
    return value?.kind === 'hosts' ? value.names : [];
  });
}
