import { formatName } from '../../pki/distinguished-name';
import { showText } from '../../pki/show-text';
import type { Certificate } from '../../pki/types';
import type { CertificateEvidence, Evidence } from '../evidence';
import type { ObjectReference } from '../report';

/**
 * One thing that may be wrong. Errors: what browsers or most verifiers refuse, what no CA may issue, or a key that is not
 * safe. Warnings: what some verifiers refuse, or will soon. Notes: what is worth knowing. Names are those of zlint where it
 * has the rule, but for the grade.
 */
export interface Rule {
  readonly id: `${'e' | 'w' | 'n'}_${string}`;
  /** RFC and section, or a page. */
  readonly source: string;
  readonly judge: (evidence: Evidence) => readonly Judgement[] | Promise<readonly Judgement[]>;
}

export interface Judgement {
  /** A sentence on what is wrong and one on what to do. */
  readonly message: string;
  readonly objects: readonly ObjectReference[];
}

/** Judges every certificate for itself; undefined: nothing to be said. */
export function ofCertificates(
  judge: (each: CertificateEvidence, evidence: Evidence) => string | undefined | false,
): (evidence: Evidence) => readonly Judgement[] {
  return (evidence) =>
    evidence.certificates.flatMap((each) => {
      const message = judge(each, evidence);
      return message === undefined || message === false ? [] : [{ message, objects: each.references }];
    });
}

/** What a certificate is called in a sentence. */
export function called({ subject, serialNumber }: Certificate): string {
  return subject.rdns.length === 0 ? `The certificate ${serialNumber}` : formatName(subject);
}

/** A date in a sentence. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Names quoted in one sentence. */
const MOST_LISTED = 5;

/** Foreign names in a sentence, shortened. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return [...names.slice(0, MOST_LISTED).map(showText), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}
