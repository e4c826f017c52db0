import type { BundlePlan, PlannedEntry } from '../types';

/** The files with a CA's key that opens with a password only; no text and no script of the archive knows it. */
export function protectedKeys({ entries, authorityKey }: BundlePlan): readonly PlannedEntry[] {
  return authorityKey === 'protected' ? entries.filter(({ content }) => content.as === 'authority-key-pem') : [];
}

/** Where the password of the protected keys is; undefined when nothing is protected. */
export function passwordSentence(plan: BundlePlan): string | undefined {
  const names = protectedKeys(plan).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  if (names.length === 0) return undefined;
  return `${[...new Set(names)].join(', ')} is protected by a password that is not in this zip: it was shown only on the page, or given to the command line.`;
}
