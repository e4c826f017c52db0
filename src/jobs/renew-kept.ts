import type { MadeEntity } from '../bundle/encoders';
import { subjectText } from '../bundle/plan-entities';
import type { BundlePlan, PlannedAuthority, PlannedEntity, PlannedLeaf } from '../bundle/types';
import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { PkiError } from '../pki/errors';
import { describeKey, keyAlgorithm } from '../pki/key-algorithms';
import type { Certificate, KeyPair } from '../pki/types';
import { authoritiesThatGoOn, isHandedOver } from './renew-authority';
import { keyPathsOf, sameNames } from './renew-entities';
import type { EarlierBundle, RenewRequest } from './renew-types';
import type { Continuation } from './types';

/**
 * Decides what a renewal takes over: CAs always, certificates that stay, and keys. All keys are copies.
 *
 * @param brought the user's own CAs that are those of before, by instance id
 * @throws PkiError those of `authoritiesThatGoOn`; `material-missing` for a key that is to go on and is not there,
 *   `field-invalid` when nothing would change or what stays cannot
 */
export async function goesOn(
  plan: BundlePlan,
  request: RenewRequest,
  brought: ReadonlyMap<string, Authority>,
  now: Date,
  pause: Pause,
): Promise<Pick<Continuation, 'kept' | 'keys'>> {
  const authorities = await authoritiesThatGoOn(plan, request, brought, now, pause);
  const issuers = new Map([...authorities, ...brought]);
  const kept = new Map<string, MadeEntity>([...authorities].map(([id, authority]) => [id, copy(authority)]));
  const keys = new Map<string, KeyPair>();
  for (const entity of plan.entities) {
    if (entity.broughtBy !== undefined || kept.has(entity.id)) continue;
    if (entity.kind === 'key-pair') {
      const renewsKey = request.keys === 'new' && request.renews === 'all';
      if (!renewsKey && isKnown(entity, request.earlier)) kept.set(entity.id, { key: keyFor(entity, request.earlier) });
    } else if (entity.kind === 'leaf' && stays(entity, issuers, request)) {
      const needed = keyPathsOf(plan, entity.id).length > 0;
      const key = needed ? keyFor(entity, request.earlier) : undefined;
      kept.set(entity.id, below(issuers.get(entity.issuer), certificateFor(entity, request.earlier), key));
    } else if (request.keys === 'same' && keepsKey(plan, entity) && isKnown(entity, request.earlier)) {
      const key = keyFor(entity, request.earlier);
      if (key.algorithm.id === entity.key) keys.set(entity.id, key);
    }
  }
  refuseNothing(plan, kept, request.earlier);
  return { kept, keys };
}

/** Whether a certificate goes on as it is: the user says so, or only what differs is renewed and it does not. */
function stays(
  entity: PlannedLeaf,
  issuers: ReadonlyMap<string, Authority>,
  { earlier, renews, keeps = [] }: RenewRequest,
): boolean {
  if (keeps.includes(entity.id)) {
    if (issuers.has(entity.issuer) && !quotesName(entity, earlier)) return true;
    throw new PkiError(
      'field-invalid',
      `${entity.title} cannot stay: it belongs to another CA, or the texts of this system quote its name. Renew it too.`,
      { field: 'keep' },
    );
  }
  const before = earlier.manifest.entities.find(({ id }) => id === entity.id);
  if (renews === 'all' || before === undefined || entity.requested === true || entity.keyOf !== undefined) return false;
  return (
    issuers.has(entity.issuer) &&
    before.subject === subjectText(entity) &&
    sameNames(before.sans, entity.sans) &&
    before.role === [...entity.purposes].sort().reverse().join(' and ') &&
    before.key === describeKey(keyAlgorithm(entity.key))
  );
}

/** A name that stands in the consumer's texts must be that of the certificate. */
function quotesName({ entity }: PlannedLeaf, { recipe }: EarlierBundle): boolean {
  return JSON.stringify(recipe.artifacts).includes(`{dn:${entity}}`);
}

function isKnown({ id }: PlannedEntity, { manifest, entities }: EarlierBundle): boolean {
  return entities.has(id) || [...manifest.entities, ...(manifest.keys ?? [])].some((each) => each.id === id);
}

/** A new CA has a new key; so has what is certified with the key of another. */
function keepsKey(plan: BundlePlan, entity: PlannedLeaf | PlannedAuthority): boolean {
  return entity.kind === 'leaf' ? entity.keyOf === undefined : isHandedOver(plan, entity);
}

function certificateFor(entity: PlannedLeaf, earlier: EarlierBundle): Certificate {
  const certificate = earlier.entities.get(entity.id)?.certificate;
  if (certificate !== undefined) return certificate;
  throw notHere('certificate', entity, filesOf(entity, earlier));
}

function keyFor(entity: PlannedEntity, earlier: EarlierBundle): KeyPair {
  const key = earlier.entities.get(entity.id)?.key;
  if (key === undefined) throw notHere('key', entity, keyPathsOf(earlier.plan, entity.id));
  return { ...key, pkcs8: key.pkcs8.slice() };
}

function filesOf({ id }: PlannedEntity, { manifest }: EarlierBundle): readonly string[] {
  return manifest.entities.find((entity) => entity.id === id)?.files ?? [];
}

function notHere(what: 'certificate' | 'key', { title }: PlannedEntity, paths: readonly string[]): PkiError {
  const where = paths.length === 0 ? '' : ` (${paths.join(', ')})`;
  return new PkiError(
    'material-missing',
    `${title}: its ${what}${where} is to be kept, but is not among these files or stays closed. Give the whole zip and its passwords, or renew it with a new key.`,
    { field: 'keys' },
  );
}

function below(issuer: Authority | undefined, certificate: Certificate, key: KeyPair | undefined): MadeEntity {
  if (issuer === undefined) throw new PkiError('defect', 'What stays has no issuer.');
  const { anchor, chain } = issuer;
  const above = chain.filter((der) => der !== anchor);
  return { certificate, chain: [certificate.der, ...above], anchor, ...(key === undefined ? {} : { key }) };
}

function copy(authority: Authority): Authority {
  return { ...authority, key: { ...authority.key, pkcs8: authority.key.pkcs8.slice() } };
}

/** Fewer clients are a change too, although nothing is made anew. */
function refuseNothing(
  { entities }: BundlePlan,
  kept: ReadonlyMap<string, MadeEntity>,
  { plan: before }: EarlierBundle,
): void {
  if (entities.some(({ id, broughtBy }) => broughtBy === undefined && !kept.has(id))) return;
  if (before.entities.some(({ id }) => !entities.some((entity) => entity.id === id))) return;
  throw new PkiError('field-invalid', 'With these answers nothing would change. Change one, or renew everything.');
}
