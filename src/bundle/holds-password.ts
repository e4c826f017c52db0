import type { PlannedContent } from './types';

/**
 * Whether a text of the bundle quotes a password. A user may choose a weak one, and with the rest of the text known, its
 * digest would let anybody who has it try passwords; so such files have no digest in what every machine gets.
 */
export function holdsPassword(content: PlannedContent): boolean {
  return content.as === 'text' && typeof content.text === 'string' && /(?<!\$)\{secret:/u.test(content.text);
}
