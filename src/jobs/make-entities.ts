import type { MadeEntity } from '../bundle/encoders';
import type { BundlePlan, Notice, PlannedAuthority, PlannedEntity, PlannedLeaf } from '../bundle/types';
import type { Authority } from '../issuance/authority';
import { issueAuthority, issueLeaf } from '../issuance/issue';
import { requestLeaf } from '../issuance/request';
import { PkiError } from '../pki/errors';
import { generateKeyPair } from '../pki/keys';
import { publicKeyFingerprint } from '../pki/public-key';
import type { KeyPair } from '../pki/types';
import { assertIssuable } from './issuable';
import type { Brought } from './read-materials';
import type { Continuation, JobHost } from './types';

/** What making the entities needs; `step` reports that a piece of work is done and gives way to the event loop. */
export interface MakeContext {
  readonly plan: BundlePlan;
  readonly brought: Pick<Brought, 'made' | 'authorities'>;
  readonly continues?: Pick<Continuation, 'kept' | 'keys'> | undefined;
  readonly host: Pick<JobHost, 'random' | 'takeKey'>;
  readonly now: Date;
  readonly step: (label: string) => Promise<void>;
}

/** Entities by instance id, and what the user should know about them. */
export interface MadeEntities {
  readonly made: ReadonlyMap<string, MadeEntity>;
  readonly notices: readonly Notice[];
}

/**
 * Takes what was brought and what goes on from an earlier bundle, makes keys, then certificates from the roots down.
 *
 * @throws PkiError of `assertMayIssue` when a CA that is not made here may not issue what the plan asks for
 */
export async function makeEntities(context: MakeContext): Promise<MadeEntities> {
  const { plan, brought, continues, step } = context;
  const made = new Map([...brought.made, ...(continues?.kept ?? [])]);
  const authorities = new Map([...brought.authorities, ...keptAuthorities(context)]);
  const notices: Notice[] = [];
  for (const [id, authority] of authorities) assertIssuable(plan, id, authority, context.now);

  const keys = await makeKeys(context);
  for (const entity of inIssuingOrder(plan.entities)) {
    const key = keys.get(entity.kind === 'leaf' ? (entity.keyOf ?? entity.id) : entity.id);
    if (key === undefined || !isMade(entity)) continue;
    if (entity.kind === 'key-pair') made.set(entity.id, { key });
    else if (entity.kind === 'authority') {
      const authority = await makeAuthority(entity, key, authorities, context);
      authorities.set(entity.id, authority);
      made.set(entity.id, {
        certificate: authority.certificate,
        chain: authority.chain,
        anchor: authority.anchor,
        key,
      });
    } else if (entity.requested === true) {
      made.set(entity.id, { key, request: await requestLeaf({ ...entity, key }) });
      notices.push(await fingerprintNotice(entity, key));
    } else made.set(entity.id, await makeLeaf(entity, key, authorities, notices, context));
    await step(`${entity.title} made`);
  }
  return { made, notices };
}

/** The entities that get a key of their own here. */
export function keysToMake({ entities }: BundlePlan): PlannedEntity[] {
  return entities.filter((entity) => isMade(entity) && !(entity.kind === 'leaf' && entity.keyOf !== undefined));
}

/** Whether a job makes it: it is neither brought nor taken over from an earlier bundle. */
export function isMade({ broughtBy, kept }: PlannedEntity): boolean {
  return broughtBy === undefined && kept === undefined;
}

/** CAs of an earlier bundle whose keys are at hand. */
function keptAuthorities({ plan, continues }: MakeContext): Map<string, Authority> {
  const authorities = new Map<string, Authority>();
  for (const { id, kind } of plan.entities) {
    const { certificate, chain, anchor, key } = continues?.kept.get(id) ?? {};
    if (kind !== 'authority' || certificate === undefined || chain === undefined) continue;
    if (anchor !== undefined && key !== undefined) authorities.set(id, { certificate, chain, anchor, key });
  }
  return authorities;
}

async function makeKeys({ plan, continues, host, step }: MakeContext): Promise<Map<string, KeyPair>> {
  const wanted = keysToMake(plan);
  const pending = wanted.map(async ({ id, key, title }) => {
    const pair = continues?.keys.get(id) ?? (await (host.takeKey?.(key) ?? generateKeyPair(key)));
    await step(`Key made: ${title}`);
    return [id, pair] as const;
  });
  return new Map(await Promise.all(pending));
}

function makeAuthority(
  entity: PlannedAuthority,
  key: KeyPair,
  authorities: ReadonlyMap<string, Authority>,
  { now, host }: MakeContext,
): Promise<Authority> {
  return issueAuthority({
    subject: entity.subject,
    key,
    days: entity.days,
    now,
    random: host.random,
    ...(entity.issuer === undefined ? {} : { issuer: issuerOf(authorities, entity.issuer) }),
    ...(entity.pathLength === undefined ? {} : { pathLength: entity.pathLength }),
    ...(entity.limitTo === undefined ? {} : { permitted: entity.limitTo }),
  });
}

/** The reply can be held against it: a certificate for another key is of no use. */
async function fingerprintNotice({ title }: PlannedLeaf, { spki }: KeyPair): Promise<Notice> {
  const digest = ((await publicKeyFingerprint(spki)).match(/../gu) ?? []).join(':').toUpperCase();
  return { field: undefined, message: `${title}: the request is for the public key with the SHA-256 ${digest}.` };
}

async function makeLeaf(
  entity: PlannedLeaf,
  key: KeyPair,
  authorities: ReadonlyMap<string, Authority>,
  notices: Notice[],
  { now, host }: MakeContext,
): Promise<MadeEntity> {
  const issuer = issuerOf(authorities, entity.issuer);
  const { certificate, cut } = await issueLeaf({
    subject: entity.subject,
    key,
    issuer,
    purposes: entity.purposes,
    sans: entity.sans,
    days: entity.days,
    extensions: entity.extensions,
    now,
    random: host.random,
  });
  if (cut)
    notices.push({
      field: 'days',
      message: `${entity.title} ends on ${certificate.validity.notAfter.toISOString().slice(0, 10)}, together with its CA, earlier than asked.`,
    });
  const chain = [certificate.der, ...issuer.chain.filter((der) => der !== issuer.anchor)];
  return { certificate, chain, anchor: issuer.anchor, key };
}

/** Issuers before what they issue, else in the plan's order. */
function inIssuingOrder(entities: readonly PlannedEntity[]): PlannedEntity[] {
  const depth = (entity: PlannedEntity): number => {
    const issuer = entity.kind === 'key-pair' ? undefined : entities.find(({ id }) => id === entity.issuer);
    return issuer === undefined ? 0 : depth(issuer) + 1;
  };
  return [...entities].sort((a, b) => depth(a) - depth(b));
}

function issuerOf(authorities: ReadonlyMap<string, Authority>, id: string): Authority {
  const issuer = authorities.get(id);
  if (issuer === undefined) throw new PkiError('defect', `The issuer ${id} was not made.`);
  return issuer;
}
