import { issueRevocationList } from '../issuance/issue-crl';
import type { IssuedRevocationList } from '../issuance/issue-crl';
import { publishedWarning } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import { equalBytes, utf8 } from '../pki/bytes';
import type { RevocationList } from '../pki/crl';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { isSelfSigned } from '../pki/issuer';
import { verifySignedBy } from '../pki/parse-certificate';
import { encodePem } from '../pki/pem';
import { showText } from '../pki/show-text';
import type { Certificate } from '../pki/types';
import type { OutputFile } from './output-file';
import type { RevocationCause } from './revocation-cause';
import { revocationReason } from './revocation-reasons';
import { publicFile } from './signing-files';
import type { JobHost } from './types';

/** A certificate to be revoked, by its serial number (as `parseSerialNumber` gives it) or itself. */
export type Revocation = RevocationCause &
  ({ readonly serialNumber: string } | { readonly certificate: Certificate; readonly source: string });

/** A revocation list to be made. */
export interface RevokingWish {
  readonly authority: Authority;
  /** None: the earlier list again with a new date, or a first one that names no certificate. */
  readonly revocations: readonly Revocation[];
  /** The CA's last list, whose place the new one takes; `none` only when it never had one. */
  readonly previous: RevocationList | 'none';
  /** Whole days until the next list. */
  readonly days: number;
}

/** A revocation list, ready to hand out. */
export interface MadeRevocationList {
  readonly list: IssuedRevocationList;
  /** The list in PEM and in DER. Neither is secret. */
  readonly files: readonly OutputFile[];
  readonly notes: readonly string[];
}

/**
 * Makes the CA's next revocation list. Each certificate has a reason and a date of its own; of one that is named twice the
 * last counts.
 *
 * @throws PkiError `key-mismatch` for a certificate of another CA, `field-invalid` for a date from the future or an unknown
 *   reason, and those of `issueRevocationList`
 */
export async function revoke(wish: RevokingWish, { clock }: JobHost): Promise<MadeRevocationList> {
  const { authority, revocations, previous, days } = wish;
  const now = clock();
  for (const revocation of revocations) if ('certificate' in revocation) await assertIssuedBy(authority, revocation);
  const entries = revocations.map((revocation) => ({
    serialNumber: 'certificate' in revocation ? revocation.certificate.serialNumber : revocation.serialNumber,
    revoked: dateOf(revocation, now),
    reason: revocationReason(revocation.reason),
  }));
  const revoked = [...new Map(entries.map((entry) => [entry.serialNumber, entry])).values()];
  const list = await issueRevocationList({ issuer: authority, revoked, previous, days, now });
  return {
    list,
    files: [
      publicFile('revocation-list.pem', utf8(encodePem('X509 CRL', list.der))),
      // RFC 2585 §3: the suffix of a list in DER.
      publicFile('revocation-list.crl', list.der),
    ],
    notes: [...notesOn(wish, list), ...(await publishedWarning(authority))],
  };
}

async function assertIssuedBy(
  { certificate: issuer }: Authority,
  { certificate, source }: Extract<Revocation, { source: string }>,
): Promise<void> {
  const field = 'certificates';
  const name = `${source}: ${formatName(certificate.subject)}`;
  if (await isSelfSigned(certificate))
    throw new PkiError(
      'ca-not-authority',
      `${name} is a root. No list revokes it: take it out of the programs that trust it.`,
      { field },
    );
  if (equalBytes(certificate.issuer.der, issuer.subject.der) && (await verifySignedBy(certificate, issuer.spki)))
    return;
  throw new PkiError(
    'key-mismatch',
    `${name} was issued by ${formatName(certificate.issuer)}, not by ${formatName(issuer.subject)} with this key. Only its own CA can revoke it.`,
    { field },
  );
}

function dateOf({ date }: RevocationCause, now: Date): Date | undefined {
  if (date === undefined) return undefined;
  if (Number.isNaN(date.getTime()) || date > now || date.getUTCFullYear() < 1950)
    throw new PkiError(
      'field-invalid',
      'The day of the revocation is not possible. Enter today or an earlier day, as in 2026-11-21.',
      { field: 'date' },
    );
  return date;
}

function notesOn({ authority, revocations, previous }: RevokingWish, list: IssuedRevocationList): string[] {
  const known = new Set(previous === 'none' ? [] : previous.revoked.map(({ serialNumber }) => serialNumber));
  const again = revocations.flatMap((revocation) => {
    const serial = 'certificate' in revocation ? revocation.certificate.serialNumber : revocation.serialNumber;
    return known.has(serial) ? [serial] : [];
  });
  const bare = revocations.flatMap((each) => ('certificate' in each ? [] : [each.serialNumber]));
  const notes: (string | false)[] = [
    `Number ${String(list.number)}, with ${String(list.revoked.length)} revoked. Make the next list before ${day(list.nextUpdate)}: after it, programs that read it refuse every certificate of this CA.`,
    previous === 'none' && 'It is the first list of this CA. Keep it: the next one is made from it.',
    list.revoked.length === 0 && 'It names no certificate: none is revoked.',
    again.length > 0 && `On the earlier list already, with their date: ${again.map(showText).join(', ')}.`,
    bare.length > 0 &&
      `A number alone does not show which CA issued it. Compare with the certificate: ${bare.join(', ')}.`,
    !equalBytes(authority.certificate.der, authority.anchor) &&
      'Programs that check every certificate on the way (nginx, HAProxy) also want a list of each CA above this one.',
  ];
  return notes.filter((note) => note !== false);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
