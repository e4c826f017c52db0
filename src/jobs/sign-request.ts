import type { Authority } from '../issuance/authority';
import { authorityWarnings } from '../issuance/authority';
import { issueLeaf } from '../issuance/issue';
import { nameNotes } from '../issuance/name-notes';
import type { Purpose } from '../issuance/profiles';
import { reviewRequest } from '../issuance/review-request';
import { assertRandomWorks } from '../issuance/serial-number';
import { PkiError } from '../pki/errors';
import { writeCertificatesOnly } from '../pki/pkcs7';
import type { CertificationRequest } from '../pki/request';
import type { Certificate, DistinguishedName, GeneralName } from '../pki/types';
import { issuedUnder } from './issued-under';
import type { OutputFile } from './output-file';
import { certificatesPem, fileNameFor, issuersToSend, publicFile } from './signing-files';
import type { JobHost } from './types';

/** Somebody's request, and what its certificate is to say. */
export interface SigningWish {
  readonly request: CertificationRequest;
  readonly authority: Authority;
  /** Absent: the name that the review proposes. */
  readonly subject?: DistinguishedName | undefined;
  /** Absent: the names that the review proposes. */
  readonly names?: readonly GeneralName[] | undefined;
  /** Absent: the purposes that the review proposes. */
  readonly purposes?: readonly Purpose[] | undefined;
  /** Whole days, at least 1. */
  readonly days: number;
}

/** The certificate made of a request, and the files to send back. */
export interface SignedRequest {
  readonly certificate: Certificate;
  /** The certificate; with the CAs between it and the root; all of them as PKCS#7; the root. None is secret. */
  readonly files: readonly OutputFile[];
  readonly notes: readonly string[];
}

/**
 * Signs somebody's certification request: a server's or client's certificate for its key, with names and purposes that the
 * user saw in its review.
 *
 * @throws PkiError with field `request` for what must not be signed (`file-damaged`, `algorithm-not-allowed`), `field-required`
 *   for a server without names, `name-invalid`, `days-invalid`, and those of `assertMayIssue`
 */
export async function certifyRequest(wish: SigningWish, { clock, random }: JobHost): Promise<SignedRequest> {
  const { request, authority, days } = wish;
  const now = clock();
  const review = await reviewRequest(request);
  const [refusal] = review.refusals;
  if (refusal !== undefined) throw refusal;
  assertRandomWorks(random);
  const { subject = review.subject, names = review.names, purposes = review.purposes } = wish;
  if (purposes.length === 0)
    throw new PkiError('field-required', 'What is the certificate for? Choose server, client or both.', {
      field: 'purpose',
    });
  const key = { spki: request.spki };
  const leaf = { subject, key, issuer: authority, purposes, sans: names, days, extensions: [], now, random };
  const { certificate, cut } = await issueLeaf(leaf);
  const between = issuersToSend(authority);
  const name = nameOf(names, subject);
  return {
    certificate,
    files: [
      publicFile(`${name}.cert.pem`, certificatesPem(certificate.der)),
      publicFile(`${name}.fullchain.pem`, certificatesPem(certificate.der, ...between)),
      publicFile(`${name}.p7b`, writeCertificatesOnly([certificate.der, ...between, authority.anchor])),
      publicFile('root.pem', certificatesPem(authority.anchor)),
    ],
    notes: [
      issuedUnder(authority.certificate),
      ...nameNotes({ subject, names, purposes }).filter((note) => !review.notes.includes(note)),
      ...(cut ? [cutNote(certificate)] : []),
      ...(await authorityWarnings(authority)),
    ],
  };
}

/** What stands in the names of the files. */
function nameOf(names: readonly GeneralName[], subject: DistinguishedName): string {
  const text = names[0]?.value ?? subject.findLast(({ type }) => type === 'CN')?.value ?? 'certificate';
  return fileNameFor(text);
}

/** Said of a certificate that ends earlier than asked. */
export function cutNote({ validity }: Certificate): string {
  return `It ends on ${validity.notAfter.toISOString().slice(0, 10)}, together with its CA, earlier than asked.`;
}
