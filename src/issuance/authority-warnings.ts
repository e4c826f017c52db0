import { equalBytes } from '../pki/bytes';
import { anyExtendedKeyUsage } from '../pki/oids';
import { parseCertificate } from '../pki/parse-certificate';
import { publishedSetOf } from '../pki/published-keys';
import type { Authority } from './authority';

const DAY = 86_400_000;

/** A year: so long as nobody says otherwise, what is issued lasts no longer. */
const USUAL_DAYS = 365;

const strictly = 'so strict verifiers (Python 3.13, openssl -x509_strict) refuse it. Better make a new CA.';

/**
 * What a user should know about a CA that may issue.
 *
 * @param now to say whether it ends soon; absent: that is not asked
 * @param days how long what it is to issue would last
 */
export async function authorityWarnings(authority: Authority, now?: Date, days = USUAL_DAYS): Promise<string[]> {
  const {
    extendedKeyUsage,
    basicConstraints,
    keyUsage,
    keyAlgorithm,
    subjectKeyIdentifier,
    nameConstraints,
    validity,
  } = authority.certificate;
  const warnings: (string | false)[] = [
    basicConstraints === undefined && `The CA certificate does not say that it is one (version 1), ${strictly}`,
    basicConstraints?.critical === false && `The basic constraints of the CA are not critical, ${strictly}`,
    keyUsage === undefined && `The CA has no key usage, ${strictly}`,
    subjectKeyIdentifier === undefined && `The CA has no subject key identifier, ${strictly}`,
    extendedKeyUsage?.includes(anyExtendedKeyUsage) === true &&
      'The CA names "any" as its purpose, which OpenSSL does not take for servers and clients: it refuses what the CA issues. Better make a new CA.',
    nameConstraints?.permitted.concat(nameConstraints.excluded).some(({ kind }) => kind === 'other') === true &&
      'The CA limits names of a kind that some verifiers do not know; they may refuse everything it issues. Try it, or use another CA.',
    now !== undefined &&
      validity.notAfter.getTime() - now.getTime() < days * DAY &&
      `The CA ends on ${validity.notAfter.toISOString().slice(0, 10)}; nothing it issues lasts longer. Renew it before then.`,
    keyAlgorithm?.warning !== undefined && `The CA has a key of type ${keyAlgorithm.label}. ${keyAlgorithm.warning}`,
  ];
  return [...(await publishedWarning(authority)), ...warnings.filter((warning) => warning !== false)];
}

/** Said of a CA whose key, or that of its root, is no secret, whatever is done with it. */
export async function publishedWarning({ certificate, anchor }: Authority): Promise<string[]> {
  const root = equalBytes(certificate.der, anchor) ? certificate : parseCertificate(anchor);
  const set = (await publishedSetOf(certificate.spki, certificate)) ?? (await publishedSetOf(root.spki, root));
  if (set === undefined) return [];
  return [
    `The private key of this CA is published on the web: it is the root of ${set.what} (${set.serialNumber.toUpperCase()}). Anybody can issue certificates that your systems then trust. Use a CA of your own, and remove this root wherever it is trusted.`,
  ];
}
