import { createHash } from 'node:crypto';
import { planBundle } from '../../src/bundle/plan';
import type { CertificateFacts, TextContext } from '../../src/bundle/types';
import type { Recipe } from '../../src/recipes/types';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const day = 24 * 60 * 60 * 1000;

/** The moment at which the fictional bundles below are made. */
export const created = new Date('2026-11-20T12:00:00Z');

/**
 * What the generated texts are written from, for tests that need no key: a real plan with invented facts and digests.
 *
 * @param days validity of the leaf certificates by entity id; 825 when absent
 */
export function textContext(
  recipe: Recipe,
  answers: Record<string, string> = {},
  options: { readonly mode?: string; readonly days?: Readonly<Record<string, number>> } = {},
): TextContext {
  const plan = planBundle(recipe, options.mode ?? recipe.modes[0].id, answers);
  const certificates = plan.entities.flatMap((entity): CertificateFacts[] => {
    if (entity.kind === 'key-pair') return [];
    const lifetime = entity.kind === 'authority' ? 3650 : (options.days?.[entity.id] ?? 825);
    const notBefore = new Date(created.getTime() - day);
    return [
      {
        id: entity.id,
        title: entity.title,
        role: entity.kind === 'authority' ? 'authority' : (entity.purposes.join(' and ') as CertificateFacts['role']),
        subject: entity.subject.map(({ type, value }) => `${type}=${value}`).join(','),
        sans: entity.kind === 'leaf' ? entity.sans : [],
        serialNumber: sha256(`serial ${entity.id}`).slice(0, 32),
        notBefore,
        notAfter: new Date(notBefore.getTime() + lifetime * day - 1000),
        sha256: sha256(entity.id),
        sha1: sha256(entity.id).slice(0, 40),
        key: entity.key,
        brought: entity.broughtBy !== undefined,
        issuers: [],
        paths: [],
      },
    ];
  });
  const digests = new Map(
    plan.entries
      .filter(({ id }) => id !== 'verify-sh')
      .map(({ path, content }) => [path, sha256(JSON.stringify(content))]),
  );
  return { plan, certificates, digests, notices: [], created };
}
