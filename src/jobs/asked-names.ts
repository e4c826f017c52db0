import type { CertifiedKey } from '../inspect/read-certified-key';
import { PkiError } from '../pki/errors';
import { equalBytes } from '../pki/bytes';
import { formatGeneralName } from '../pki/general-names';
import { isCovered } from '../pki/host-match';
import type { GeneralName } from '../pki/types';

type Brought = Pick<CertifiedKey, 'certificate' | 'request' | 'found'>;

/** The names that a request asked for, or the placeholder that stands in the keystore until the reply comes. */
export function askedNames({ certificate, request, found }: Brought): readonly GeneralName[] {
  if (request !== undefined) return request.sans;
  const placeholder = found.find(
    (object) =>
      object.type === 'certificate' &&
      object.alias !== undefined &&
      equalBytes(object.certificate.spki, certificate.spki) &&
      !equalBytes(object.certificate.der, certificate.der),
  );
  return placeholder?.type === 'certificate' ? (placeholder.certificate.subjectAltNames ?? []) : [];
}

/**
 * Refuses a reply that covers nothing of what was asked for: it belongs to another server, or the CA writes no names.
 *
 * @throws PkiError `certificate-names`
 */
export function assertNamesAsked(brought: Brought, field: string): void {
  const asked = askedNames(brought);
  const { subjectAltNames = [] } = brought.certificate;
  if (asked.length === 0 || asked.some((name) => isCovered(name, subjectAltNames))) return;
  const [wanted, given] = [asked, subjectAltNames].map((names) => names.map(formatGeneralName).join(', '));
  throw new PkiError(
    'certificate-names',
    `The reply names ${given === '' ? 'no host' : (given ?? '')}, and none of what was asked for: ${wanted ?? ''}. Clients would refuse the server. Have the CA issue it with these names as subject alternative names, or give the reply to this request.`,
    { field },
  );
}
