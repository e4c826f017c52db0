import type { MadeEntity } from '../bundle/encoders';
import type { BundlePlan, PlannedAuthority } from '../bundle/types';
import { readAuthority } from '../inspect/read-authority';
import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { digestHex, equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { keyPathsOf } from './renew-entities';
import type { AuthorityKeyState, EarlierAuthority, EarlierBundle, RenewRequest } from './renew-types';

/** Answers that stand in a CA's own certificate. */
const ofAuthority = ['ca-name', 'ca-days', 'limit-ca'] as const;

/**
 * The CAs of an earlier bundle that go on, with their keys: those in its files, and the one that the user brings.
 *
 * @param brought the user's own CAs that are those of before, by instance id
 * @returns by instance id; a CA that is not in it is made anew
 * @throws PkiError with field `ca`: `material-missing`, `password-required`, `password-wrong`, `key-mismatch`; with the
 *   field of the answer: `field-invalid` for one that only a new CA can fulfil
 */
export async function authoritiesThatGoOn(
  plan: BundlePlan,
  request: RenewRequest,
  brought: ReadonlyMap<string, Authority>,
  now: Date,
  pause: Pause,
): Promise<Map<string, Authority>> {
  const { earlier, authority, renews } = request;
  const goOn = new Map<string, Authority>();
  if (authority === 'new') return goOn;
  for (const entity of plan.entities) {
    const before = earlier.authorities.find(({ id }) => id === entity.id);
    if (entity.kind !== 'authority' || entity.broughtBy !== undefined) continue;
    if (before === undefined || before.key === 'unused') continue;
    if (entity.issuer !== undefined && !goOn.has(entity.issuer) && !brought.has(entity.issuer)) continue;
    if (renews === 'all' && isHandedOver(plan, entity)) continue;
    goOn.set(
      entity.id,
      authorityOf(earlier.entities.get(entity.id)) ?? (await broughtAuthority(entity, before, request, now, pause)),
    );
    refuseOtherAnswers(plan, earlier);
  }
  return goOn;
}

/**
 * Whether a CA below another is what the bundle is made for: a system issues with it, and nothing here is below it. It is
 * renewed as a certificate of a server would be.
 */
export function isHandedOver({ entities }: BundlePlan, { id, issuer }: PlannedAuthority): boolean {
  return issuer !== undefined && !entities.some((each) => each.kind !== 'key-pair' && each.issuer === id);
}

function authorityOf({ certificate, chain, anchor, key }: MadeEntity = {}): Authority | undefined {
  if (certificate === undefined || chain === undefined || anchor === undefined || key === undefined) return undefined;
  return { certificate, chain, anchor, key };
}

/** The same CA from files that were given besides, because its key is not in the bundle. */
async function broughtAuthority(
  entity: PlannedAuthority,
  before: EarlierAuthority,
  { earlier, authority, secrets = {} }: RenewRequest,
  now: Date,
  pause: Pause,
): Promise<Authority> {
  if (authority === undefined || authority === 'new') throw whyMissing(before, earlier);
  const brought = await readAuthority(
    authority,
    { field: 'ca', now, password: secrets['ca-password'], entity: entity.entity },
    pause,
  );
  const known = earlier.manifest.entities.find(({ id }) => id === entity.id);
  const digest = await digestHex('SHA-256', brought.certificate.der);
  if (known === undefined || known.sha256 === digest) return brought;
  const sameKey = equalBytes(
    brought.certificate.spki,
    earlier.entities.get(entity.id)?.certificate?.spki ?? new Uint8Array(),
  );
  throw new PkiError(
    'key-mismatch',
    `${formatName(brought.certificate.subject)} is not the CA of these files${sameKey ? ', although it has the same key' : ''}: that is ${known.subject}. Give that one, or make everything new with "Use my CA".`,
    { field: 'ca' },
  );
}

type Sentence = (authority: EarlierAuthority, earlier: EarlierBundle) => PkiError;

const whyNot: Partial<Record<AuthorityKeyState, Sentence>> = {
  protected: ({ title, tried }) =>
    tried
      ? caError(
          'password-wrong',
          `${title}: the password does not open its key. Type it again; capitals and spaces count.`,
        )
      : caError('password-required', `${title}: its key is protected. Type its password.`),
  discarded: ({ title, trustedBy }) =>
    caError(
      'material-missing',
      `${title}: its key was not kept, so nothing can be issued under it. Only a new CA is possible.${trustedAgain(trustedBy)}`,
    ),
};

function whyMissing(authority: EarlierAuthority, earlier: EarlierBundle): PkiError {
  const known = whyNot[authority.key]?.(authority, earlier);
  if (known !== undefined) return known;
  const paths = keyPathsOf(earlier.plan, authority.id).filter((path) => earlier.missing.includes(path));
  return caError(
    'material-missing',
    `${authority.title}: its key${paths.length === 0 ? '' : ` (${paths.join(', ')})`} is not among these files. Give the whole zip, or the CA's certificate and key. If it is lost, only a new CA is possible.${trustedAgain(authority.trustedBy)}`,
  );
}

function trustedAgain(trustedBy: readonly string[]): string {
  return trustedBy.length === 0 ? '' : ` These must then trust it: ${trustedBy.join('; ')}.`;
}

function caError(code: 'material-missing' | 'password-required' | 'password-wrong', message: string): PkiError {
  return new PkiError(code, message, { field: 'ca' });
}

function refuseOtherAnswers(plan: BundlePlan, { plan: before }: EarlierBundle): void {
  const field = ofAuthority.find((id) => plan.answers[id] !== before.answers[id]);
  if (field === undefined) return;
  throw new PkiError(
    'field-invalid',
    `This is part of the CA certificate, which stays as it is. Leave it at ${before.answers[field] ?? ''}, or make a new CA.`,
    { field },
  );
}
