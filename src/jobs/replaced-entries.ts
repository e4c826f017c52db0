import type { BundlePlan, Notice } from '../bundle/types';
import type { OpenedStore } from '../inspect/read-store';
import type { KeystoreEntry } from '../keystores/types';
import type { MaterialSlot } from '../recipes/types';

/** What each kind of entry is, for people. */
export function describeEntry(entry: KeystoreEntry): string {
  if (entry.kind === 'sealed') return entry.what;
  return entry.kind === 'private-key' ? 'private key' : 'trusted certificate';
}

/** Says which entries of a keystore the plan writes anew: only those of the same alias. */
export function replacedNotices(
  { keystore, name }: OpenedStore,
  { entries }: BundlePlan,
  { id }: MaterialSlot,
): readonly Notice[] {
  const planned = entries.flatMap(({ content }) => {
    if (content.as === 'pkcs12' && content.into === id) return [content.alias];
    return content.as === 'truststore-pkcs12' && content.into === id ? content.entities.map(({ alias }) => alias) : [];
  });
  return keystore.entries
    .filter(({ friendlyName = '' }) => planned.some((alias) => alias.toLowerCase() === friendlyName.toLowerCase()))
    .map((entry) => ({
      field: id,
      message: `${name}: the ${describeEntry(entry)} ${entry.friendlyName ?? ''} is replaced by the new one; every other entry stays as it is.`,
    }));
}
