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
  /** Answers that stand in the files: the certificate's own names, or what an earlier zip says; the user's own come first. */
  readonly answers?: Answers;
}
