import type { PlannedLeaf, StepPart } from '../types';
import { certreqPart } from './target-request-certreq';
import { keytoolPart } from './target-request-keytool';
import { opensslPart } from './target-request-openssl';

/** What a request asks for. */
export type TargetLeaf = Pick<PlannedLeaf, 'subject' | 'sans' | 'purposes' | 'key'>;

/** Names of files and of the keystore's entry; they hold no quotes, and no `$` or `%`. */
export interface TargetNames {
  readonly request: string;
  readonly key: string;
  readonly keystore: string;
  readonly alias: string;
}

/**
 * Lines for OpenSSL, keytool and certreq that make a key and a request like the one that is made here: the same subject,
 * subject alternative names, key algorithm, key usage and extended key usage (RFC 2986, RFC 5280 §4.2.1). A tool that cannot
 * make the key is left out. No line holds a password; the tools ask for it.
 */
export function targetRequestParts(leaf: TargetLeaf, names: TargetNames): readonly StepPart[] {
  return [opensslPart, keytoolPart, certreqPart].flatMap((part) => part(leaf, names) ?? []);
}
