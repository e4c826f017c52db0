import { tags } from '../../pki/der-tags';
import type { Certificate, Validity } from '../../pki/types';
import { isForServers, isFromPublicCa, writtenForm } from './certificate-traits';
import { called, day, ofCertificates } from './rule';
import type { Rule } from './rule';

const DAY = 86_400_000;

/** When a renewal should be in hand. */
const SOON = 30 * DAY;

/** What Apple's systems take at most, whoever issued it; and from whom they do not take more than that. */
const APPLE_DAYS = 825;

/** Baseline Requirements §6.3.2: most days of what public CAs issue from a day on, latest first. */
const publicLimits = [
  { from: new Date('2029-03-15T00:00:00Z'), days: 47 },
  { from: new Date('2027-03-15T00:00:00Z'), days: 100 },
  { from: new Date('2026-03-15T00:00:00Z'), days: 200 },
  { from: new Date('2020-09-01T00:00:00Z'), days: 398 },
];

/** RFC 5280 §4.1.2.5: until the end of 2049 a UTCTime. */
const GENERALIZED_FROM = Date.UTC(2050, 0, 1);

/** Dates of certificates. */
export const validityRules: readonly Rule[] = [
  {
    id: 'e_certificate_expired',
    source: 'RFC 5280 §4.1.2.5',
    judge: ofCertificates(
      ({ certificate }, { now }) =>
        now > certificate.validity.notAfter &&
        `${called(certificate)} expired on ${day(certificate.validity.notAfter)}. Renew it, or correct this computer's clock (${day(now)}).`,
    ),
  },
  {
    id: 'e_certificate_not_yet_valid',
    source: 'RFC 5280 §4.1.2.5',
    judge: ofCertificates(
      ({ certificate }, { now }) =>
        now < certificate.validity.notBefore &&
        `${called(certificate)} begins on ${day(certificate.validity.notBefore)}. Wait until then, or correct this computer's clock (${day(now)}).`,
    ),
  },
  {
    id: 'w_certificate_ends_soon',
    source: 'RFC 5280 §4.1.2.5',
    judge: ofCertificates(({ certificate }, { now }) => {
      const left = certificate.validity.notAfter.getTime() - now.getTime();
      return (
        left >= 0 &&
        left < SOON &&
        `${called(certificate)} ends on ${day(certificate.validity.notAfter)}, ${inDays(Math.floor(left / DAY))}. Renew it now.`
      );
    }),
  },
  {
    id: 'w_certificate_outlasts_issuer',
    source: 'RFC 5280 §6.1.3 (a)(2)',
    judge: ofCertificates(({ certificate, climb: { chain, root } }) => {
      const issuer = chain[1] ?? (root === certificate ? undefined : root);
      return (
        issuer !== undefined &&
        certificate.validity.notAfter > issuer.validity.notAfter &&
        `${called(certificate)} ends on ${moments(certificate, issuer)[0]}, after its issuer ${called(issuer)} (${moments(certificate, issuer)[1]}). It is refused from then on; renew both before.`
      );
    }),
  },
  {
    id: 'w_wrong_time_format_pre2050',
    source: 'RFC 5280 §4.1.2.5',
    judge: ofCertificates(({ certificate }) => {
      const { notBefore, notAfter } = certificate.validity;
      const wrong = writtenForm(certificate).dates.some(
        (tag, index) =>
          tag === tags.GENERALIZED_TIME && (index === 0 ? notBefore : notAfter).getTime() < GENERALIZED_FROM,
      );
      return (
        wrong &&
        `${called(certificate)} writes a date before 2050 as GeneralizedTime, where UTCTime is due. Strict readers refuse it; have it issued again.`
      );
    }),
  },
  {
    id: 'w_server_cert_valid_longer_than_825_days',
    source: 'https://support.apple.com/en-us/103769',
    judge: ofCertificates(
      ({ certificate }) =>
        isForServers(certificate) &&
        lasts(certificate.validity) > APPLE_DAYS &&
        `${called(certificate)} is valid for ${String(Math.ceil(lasts(certificate.validity)))} days; Apple's systems refuse server certificates over ${String(APPLE_DAYS)} days. Issue it for less where a Mac, iPhone or iPad may connect.`,
    ),
  },
  {
    id: 'n_public_cert_valid_too_long',
    source: 'CA/Browser Forum Baseline Requirements §6.3.2',
    judge: ofCertificates(({ certificate }) => {
      const { validity } = certificate;
      const limit = publicLimits.find(({ from }) => validity.notBefore >= from);
      return (
        limit !== undefined &&
        isForServers(certificate) &&
        isFromPublicCa(certificate) &&
        lasts(validity) > limit.days &&
        `${called(certificate)} claims to come from a public CA but is valid for ${String(Math.ceil(lasts(validity)))} days; since ${day(limit.from)} at most ${String(limit.days)} are allowed. Browsers refuse it; have it issued for less.`
      );
    }),
  },
];

function inDays(days: number): string {
  if (days === 0) return 'within a day';
  return days === 1 ? 'in 1 day' : `in ${String(days)} days`;
}

/** When two certificates end: the days, and the times too where it is the same day. */
function moments(...pair: readonly [Certificate, Certificate]): readonly [string, string] {
  const [one, other] = pair.map(({ validity }) => validity.notAfter) as [Date, Date];
  if (day(one) !== day(other)) return [day(one), day(other)];
  const withTime = (date: Date): string => `${day(date)} at ${date.toISOString().slice(11, 19)} UTC`;
  return [withTime(one), withTime(other)];
}

/** In days; both ends count. */
function lasts({ notBefore, notAfter }: Validity): number {
  return (notAfter.getTime() - notBefore.getTime() + 1000) / DAY;
}
