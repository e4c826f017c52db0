import type { BundlePlan } from '../bundle/types';
import { assertMayIssue } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import { formatName } from '../pki/distinguished-name';
import { PkiError, refusedAt } from '../pki/errors';
import { describeKey, keyAlgorithm } from '../pki/key-algorithms';
import type { KeyAlgorithmId } from '../recipes/types';
import { answerBehind } from './answer-behind';

/**
 * Asks whether a CA may issue everything that the plan hangs on it and that is not taken over from an earlier bundle.
 *
 * @param instance instance id of the entity that the CA stands for
 * @throws PkiError `algorithm-not-allowed` for a key that the consumer does not take, and those of {@link assertMayIssue} for
 *   the first thing it may not, with the field of the answer that gives the name, else of the slot
 */
export function assertIssuable(plan: BundlePlan, instance: string, authority: Authority, now: Date): void {
  assertConsumerTakes(plan, instance, authority);
  for (const entity of plan.entities) {
    if (entity.kind === 'key-pair' || entity.issuer !== instance || entity.kept !== undefined) continue;
    try {
      assertMayIssue(authority, {
        now,
        subject: entity.subject,
        sans: entity.kind === 'leaf' ? entity.sans : [],
        asAuthority: entity.kind === 'authority',
        ...(entity.kind === 'leaf' ? { purposes: entity.purposes } : {}),
      });
    } catch (error) {
      const mended = error instanceof PkiError ? error.field : undefined;
      throw refusedAt(error, answerBehind(plan, entity, authority, now, mended) ?? slotOf(plan, instance));
    }
  }
}

/** What a recipe says of its CA's key holds for a brought one too; RSA keys may be of any size. */
function assertConsumerTakes(plan: BundlePlan, instance: string, authority: Authority): void {
  const { recipe, entities } = plan;
  const planned = entities.find(({ id }) => id === instance);
  const keys = recipe.entities.find(({ id }) => id === planned?.entity)?.keys;
  const { algorithm } = authority.key;
  if (keys === undefined || keys.some((id) => id === algorithm.id || isRsa(id, algorithm.family))) return;
  const names = keys.map((id) => describeKey(keyAlgorithm(id))).join(', ');
  throw new PkiError(
    'algorithm-not-allowed',
    `The CA ${formatName(authority.certificate.subject)} has a key of type ${describeKey(algorithm)}, which ${recipe.title} does not take. Use a CA with a key of type ${names}.`,
    { field: slotOf(plan, instance) },
  );
}

/** Where the user brings a CA; that of an earlier bundle is called `ca`. */
function slotOf({ entities, slots }: BundlePlan, instance: string): string {
  const planned = entities.find(({ id }) => id === instance);
  return slots.find(({ id }) => id === planned?.broughtBy)?.id ?? 'ca';
}

function isRsa(id: KeyAlgorithmId, family: string): boolean {
  return family === 'rsa' && keyAlgorithm(id).family === 'rsa';
}
