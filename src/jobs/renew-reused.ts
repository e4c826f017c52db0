import { textOf } from '../bundle/conditions';
import { mentions, partsOf } from '../bundle/facts';
import type { BundlePlan, PlannedContent } from '../bundle/types';
import type { Bytes } from '../pki/types';
import type { EarlierBundle } from './renew-types';

/**
 * Files whose contents do not change. Keystores and protected keys would otherwise get other salts; taken over octet by
 * octet, they need not be copied to their machines again. The self-check reads them like any other.
 *
 * @param staying instance ids of what is not made anew
 * @param secrets by secret field id, of the renewed bundle
 * @returns bytes by entry id
 */
export function reusedFiles(
  plan: BundlePlan,
  earlier: EarlierBundle,
  staying: ReadonlySet<string>,
  secrets: Readonly<Record<string, string>>,
): Map<string, Bytes> {
  const files = new Map<string, Bytes>();
  if (earlier.manifest.recipe.version !== plan.recipe.version || plan.mode.id !== earlier.plan.mode.id) return files;
  for (const { id, path, content } of plan.entries) {
    const before = earlier.plan.entries.find((entry) => entry.id === id && entry.path === path);
    const bytes = earlier.files.get(path);
    if (before === undefined || bytes === undefined || earlier.changed.includes(path)) continue;
    if (content.as === 'generated' || content.as === 'text' || 'into' in content) continue;
    const stays = plan.entities.every((entity) => staying.has(entity.id) || !mentions(content, entity.id));
    const opens = protectionOf(plan, content, secrets) === protectionOf(earlier.plan, before.content, earlier.secrets);
    if (stays && opens && JSON.stringify(before.content) === JSON.stringify(content)) files.set(id, bytes);
  }
  return files;
}

/** Everything about the protection of a file that does not stand in its encoding. */
function protectionOf(
  { authorityKey, values }: BundlePlan,
  content: PlannedContent,
  secrets: Readonly<Record<string, string>>,
): string {
  const parts = partsOf(content).map((part) => [
    part.as === 'authority-key-pem' ? [authorityKey, secrets['ca-key-password']] : undefined,
    'password' in part ? secrets[part.password] : undefined,
    'profile' in part ? textOf(values.get(part.profile)) : undefined,
  ]);
  return JSON.stringify(parts);
}
