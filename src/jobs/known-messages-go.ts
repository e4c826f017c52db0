import type { KnownMessage } from './known-message';

const goX509 = 'https://pkg.go.dev/crypto/x509';
const otherServer = 'Another server or a proxy answers at that address, with a certificate of its own.';

/** Messages of Go. */
export const goMessages: readonly KnownMessage[] = [
  {
    id: 'go-unknown-authority',
    by: 'Go',
    message: 'x509: certificate signed by unknown authority',
    pattern: /certificate signed by unknown authority/iu,
    means: 'The program knows no root under which the certificate was issued.',
    checks: ['chain', 'roots', 'chain-file'],
    causes: ['The root is not in the list that the program was given (RootCAs, SSL_CERT_FILE).'],
    source: goX509,
  },
  {
    id: 'go-common-name',
    by: 'Go',
    message: 'x509: certificate relies on legacy Common Name field, use SANs instead',
    pattern: /relies on legacy Common Name field/iu,
    means: 'The certificate has no subject alternative names, and the common name does not count any more.',
    checks: ['names'],
    causes: ['Have it issued again with subject alternative names.'],
    source: goX509,
  },
  {
    id: 'go-names',
    by: 'Go',
    message: 'x509: certificate is valid for …, not …; is not valid for any names',
    pattern:
      /x509: certificate is (?:valid for|not valid for any names)|cannot validate certificate for \S{1,60} because it doesn't contain any IP SANs/iu,
    means: 'The certificate is not for the name or address that the client used.',
    checks: ['names'],
    causes: [otherServer],
    source: goX509,
  },
  {
    id: 'go-key-usage',
    by: 'Go',
    message: 'x509: certificate specifies an incompatible key usage',
    pattern: /specifies an incompatible key usage/iu,
    means: 'The certificate was made for another purpose.',
    checks: ['purpose'],
    causes: ['The files of client and server were mixed up.'],
    source: goX509,
  },
  {
    id: 'go-key-mismatch',
    by: 'Go',
    message: 'tls: private key does not match public key',
    pattern: /private key (?:type )?does not match public key/iu,
    means: 'The private key belongs to another certificate.',
    checks: ['key'],
    causes: ['Only one of the two files was replaced.'],
    source: 'https://pkg.go.dev/crypto/tls#X509KeyPair',
  },
  {
    id: 'go-no-pem',
    by: 'Go',
    message: 'tls: failed to find any PEM data in certificate input',
    pattern: /failed to find (?:any )?(?:PEM|"?certificate)/iu,
    means: 'The file holds no PEM text of the kind that was looked for.',
    checks: ['form', 'readable'],
    causes: ['Certificate and key were mixed up in the settings.'],
    source: 'https://pkg.go.dev/crypto/tls#X509KeyPair',
  },
];
