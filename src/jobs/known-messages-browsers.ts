import { nameNotIn } from './known-message';
import type { KnownMessage } from './known-message';

const chromium = 'https://chromium.googlesource.com/chromium/src/+/main/net/base/net_error_list.h';
const firefox = 'https://support.mozilla.org/en-US/kb/error-codes-secure-websites';
const untrusted = 'This computer or browser does not trust the root yet, or was not restarted afterwards.';
const otherServer = 'Another server or a proxy answers at that address, with a certificate of its own.';

/** Messages of browsers. */
export const browserMessages: readonly KnownMessage[] = [
  {
    id: 'chrome-authority',
    by: 'Chrome, Edge',
    message: 'NET::ERR_CERT_AUTHORITY_INVALID',
    pattern: /ERR_CERT_AUTHORITY_INVALID/iu,
    means: 'The browser knows no root under which the certificate was issued.',
    checks: ['chain', 'chain-file', 'self-signed', 'roots'],
    causes: [untrusted, otherServer],
    source: chromium,
  },
  {
    id: 'chrome-name',
    by: 'Chrome, Edge, Firefox',
    message: 'NET::ERR_CERT_COMMON_NAME_INVALID, SSL_ERROR_BAD_CERT_DOMAIN',
    pattern: /ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN/iu,
    means: 'The certificate is not for the name in the address bar; a common name alone does not count.',
    checks: ['names'],
    causes: [nameNotIn, otherServer],
    source: chromium,
  },
  {
    id: 'chrome-date',
    by: 'Chrome, Edge, Firefox',
    message: 'NET::ERR_CERT_DATE_INVALID, SEC_ERROR_EXPIRED_CERTIFICATE',
    pattern: /ERR_CERT_DATE_INVALID|SEC_ERROR_EXPIRED|MOZILLA_PKIX_ERROR_NOT_YET_VALID/iu,
    means: 'A certificate on the way to the root is not valid today, by the clock of this computer.',
    checks: ['dates', 'chain'],
    causes: ['The clock of this computer is wrong.', 'The server still has its old certificate loaded: restart it.'],
    source: chromium,
  },
  {
    id: 'chrome-weak',
    by: 'Chrome, Edge, Firefox',
    message: 'NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM, ERR_CERT_WEAK_KEY, ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
    pattern:
      /ERR_CERT_WEAK|WEAK_SIGNATURE_ALGORITHM|ERR_SSL_VERSION_OR_CIPHER_MISMATCH|ca md too weak|ee key too small|INADEQUATE_KEY_SIZE/iu,
    means: 'The key or the signature is of a kind that is refused today, or that the browser does not take.',
    checks: ['strength'],
    causes: ['The server offers old versions of TLS only.'],
    source: chromium,
  },
  {
    id: 'firefox-issuer',
    by: 'Firefox',
    message: 'SEC_ERROR_UNKNOWN_ISSUER',
    pattern: /SEC_ERROR_UNKNOWN_ISSUER|SEC_ERROR_UNTRUSTED_ISSUER/iu,
    means: 'Firefox knows no root under which the certificate was issued.',
    checks: ['chain', 'chain-file', 'roots'],
    causes: ['Firefox has a list of roots of its own: import the root there.', untrusted],
    source: firefox,
  },
  {
    id: 'firefox-ca-as-leaf',
    by: 'Firefox',
    message: 'MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY, MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT',
    pattern:
      /MOZILLA_PKIX_ERROR_(?:CA_CERT_USED_AS_END_ENTITY|SELF_SIGNED_CERT|V1_CERT_USED_AS_CA)|CaUsedAsEndEntity/iu,
    means: 'The server shows a CA certificate or a self-signed one, which Firefox refuses.',
    checks: ['purpose', 'self-signed', 'chain'],
    causes: ['Have a certificate issued by a CA, and give the server that one.'],
    source: firefox,
  },
  {
    id: 'browser-headline',
    by: 'Chrome, Edge, Firefox, Safari',
    message: 'Your connection is not private, Potential Security Risk Ahead',
    pattern: /connection is(?: not|n[’']t) private|Potential Security Risk Ahead/iu,
    means: 'The browser refuses the certificate. The code below this headline says why: paste it too.',
    checks: ['chain', 'chain-file', 'self-signed', 'names', 'dates', 'roots'],
    causes: [untrusted, otherServer],
    source: firefox,
  },
];
