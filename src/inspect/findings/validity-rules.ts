import { ofCertificates, called, day } from './rule';
import type { Rule } from './rule';

const DAY = 86_400_000;

/** When a renewal should be in hand. */
const SOON = 30 * DAY;

/** Dates of certificates. */
export const validityRules: readonly Rule[] = [
  {
    id: 'e_certificate_expired',
    source: 'RFC 5280 §4.1.2.5',
    judge: ofCertificates(
      ({ certificate }, { now }) =>
        now > certificate.validity.notAfter &&
        `${called(certificate)} ended on ${day(certificate.validity.notAfter)}. Renew it, or correct this computer's clock (${day(now)}).`,
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
        `${called(certificate)} ends on ${day(certificate.validity.notAfter)}, in ${String(Math.floor(left / DAY))} days. Renew it now.`
      );
    }),
  },
];
