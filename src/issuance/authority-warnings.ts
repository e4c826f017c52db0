import type { Authority } from './authority';

/** A year: a CA that ends sooner cuts what it issues. */
const SOON = 365 * 86_400_000;

/**
 * What a user should know about a CA that may issue.
 *
 * @param now to say whether it ends soon; absent: that is not asked
 */
export function authorityWarnings({ certificate }: Authority, now?: Date): string[] {
  const { basicConstraints, keyUsage, keyAlgorithm, subjectKeyIdentifier, nameConstraints, validity } = certificate;
  const warnings: (string | false)[] = [
    basicConstraints === undefined &&
      'The CA certificate does not say that it is one (version 1); strict verifiers refuse it.',
    basicConstraints?.critical === false &&
      'The basic constraints of the CA are not critical, so strict verifiers (Python 3.13, openssl -x509_strict) refuse it.',
    keyUsage === undefined &&
      'The CA has no key usage, so strict verifiers (Python 3.13, openssl -x509_strict) refuse it.',
    subjectKeyIdentifier === undefined &&
      'The CA has no subject key identifier, so strict verifiers (Python 3.13, openssl -x509_strict) refuse it.',
    nameConstraints?.permitted.concat(nameConstraints.excluded).some(({ kind }) => kind === 'other') === true &&
      'The CA limits names of a kind that some verifiers do not know; they may refuse everything it issues.',
    now !== undefined &&
      validity.notAfter.getTime() - now.getTime() < SOON &&
      `The CA ends on ${validity.notAfter.toISOString().slice(0, 10)}; nothing it issues lasts longer.`,
    keyAlgorithm?.warning !== undefined && `The CA has a key of type ${keyAlgorithm.label}. ${keyAlgorithm.warning}`,
  ];
  return warnings.filter((warning) => warning !== false);
}
