import { equalBytes, toHex } from '../pki/bytes';
import type { RevocationList } from '../pki/crl';
import { PkiError } from '../pki/errors';
import { isSelfIssued } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import type { CertificationRequest } from '../pki/request';
import type { Certificate } from '../pki/types';
import type { FoundObject } from './found-object';
import { namesOf } from './why-no-pair';

/**
 * The one certification request among what was found.
 *
 * @throws PkiError with that field: `material-missing`, `material-ambiguous`, or what keeps a damaged file from being read
 */
export function requestAmong(found: readonly FoundObject[], field: string): CertificationRequest {
  const requests = found.flatMap((object) => (object.type === 'request' ? [object.request] : []));
  const [request, ...others] = requests;
  if (request === undefined) throw nothing(found, field, 'a certificate request (BEGIN CERTIFICATE REQUEST)');
  if (others.some(({ der }) => !equalBytes(der, request.der)))
    throw new PkiError(
      'material-ambiguous',
      `${String(requests.length)} requests were found in ${namesOf(found)}. Give them one at a time.`,
      { field },
    );
  return request;
}

/**
 * The latest revocation list of a CA among what was found; of another CA's when it has none there.
 *
 * @throws PkiError with that field: `material-missing`, or what keeps a damaged file from being read
 */
export function latestListAmong(found: readonly FoundObject[], issuer: Certificate, field: string): RevocationList {
  const lists = found.flatMap((object) => (object.type === 'crl' ? [object.crl] : []));
  const own = lists.filter((list) => equalBytes(list.issuer.der, issuer.subject.der));
  const [latest = lists[0]] = own.sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  if (latest === undefined) throw nothing(found, field, 'a revocation list (BEGIN X509 CRL)');
  return latest;
}

/** A certificate, and the file that it lies in. */
export interface IssuedCertificate {
  readonly certificate: Certificate;
  readonly source: string;
}

/**
 * The certificates among what was found that name a CA as their issuer, each once, without roots of its name. Where none
 * does, all of them: whoever revokes them then learns which CA issued them. Of those that bear the CA's own name, as when it
 * took a new key, only what this key signed is among them.
 *
 * @throws PkiError with that field: `material-missing`, or what keeps a damaged file from being read
 */
export async function issuedAmong(
  found: readonly FoundObject[],
  issuer: Certificate,
  field: string,
): Promise<readonly IssuedCertificate[]> {
  const all = found.flatMap((object) =>
    object.type === 'certificate' ? [[toHex(object.certificate.der), object] as const] : [],
  );
  const each = [...new Map(all).values()].map(({ certificate, source }) => ({ certificate, source }));
  if (each.length === 0) throw nothing(found, field, 'a certificate (BEGIN CERTIFICATE)');
  const own: IssuedCertificate[] = [];
  for (const one of each) {
    const { certificate } = one;
    if (!equalBytes(certificate.issuer.der, issuer.subject.der)) continue;
    const toNewKey = !equalBytes(certificate.spki, issuer.spki) && (await verifySignedBy(certificate, issuer.spki));
    if (!isSelfIssued(certificate) || toNewKey) own.push(one);
  }
  return own.length === 0 ? each : own;
}

function nothing(found: readonly FoundObject[], field: string, what: string): PkiError {
  const damaged = found.find((object) => object.type === 'damaged');
  if (damaged?.type === 'damaged') return new PkiError(damaged.error.code, damaged.error.message, { field });
  return new PkiError('material-missing', `No file holds ${what}: ${namesOf(found)}. Choose the right file.`, {
    field,
  });
}
