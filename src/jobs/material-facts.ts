import type { Answers, Notice } from '../bundle/types';

/** What a user wants to see at once about the files just brought. */
export interface MaterialFacts {
  /** Of a certificate its subject (RFC 4514), of a keystore what it holds. */
  readonly title: string;
  /** Facts in the order of interest, in words. */
  readonly lines: readonly { readonly label: string; readonly value: string }[];
  readonly warnings: readonly Notice[];
  /** Secret field whose place the password takes that opened the brought keystore. */
  readonly keepsPassword?: string;
  /** Answers that stand in the earlier zip, when it is one of this recipe; those that the user has not typed take them over. */
  readonly answers?: Answers;
}
