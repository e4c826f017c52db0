import type { KnownMessage } from './known-message';

const python = 'https://docs.python.org/3/library/ssl.html';
const nginx = 'https://nginx.org/en/docs/http/configuring_https_servers.html';
const pemRead = 'https://docs.openssl.org/3.0/man3/PEM_read_bio_PrivateKey/';
const pkcs12 = 'https://docs.openssl.org/3.0/man1/openssl-pkcs12/';
const sslErrors = 'https://docs.openssl.org/3.0/man3/SSL_get_error/';
const restart = 'The server still has its old certificate loaded: restart it, or look with openssl s_client.';

/** Messages of OpenSSL about key files and keystores, and about connections. */
export const opensslFileMessages: readonly KnownMessage[] = [
  {
    id: 'key-values-mismatch',
    by: 'OpenSSL, Node, Python, nginx, Apache',
    message: 'key values mismatch',
    pattern:
      /key values mismatch|KEY_VALUES_MISMATCH|private key does not match the certificate|unable to set private key/iu,
    means: 'The private key belongs to another certificate.',
    checks: ['key', 'chain-file'],
    causes: [
      'Only one of the two files was replaced.',
      'In a file with several certificates the leaf does not come first.',
    ],
    source: nginx,
  },
  {
    id: 'pkcs12-mac',
    by: 'Node, OpenSSL, Python',
    message: 'ERR_OSSL_PKCS12_MAC_VERIFY_FAILURE, mac verify failure',
    pattern: /PKCS12_MAC_VERIFY_FAILURE|mac verify (?:failure|error)|mac absent/iu,
    means: 'The password does not open the PKCS#12 file.',
    checks: ['password', 'cipher'],
    causes: [
      'The password has a space or line end too many or too few.',
      'The file was damaged on the way, for example copied as text.',
    ],
    source: pkcs12,
  },
  {
    id: 'pkcs12-unsupported',
    by: 'Node, OpenSSL 3, Python',
    message: 'unsupported (RC2-40-CBC)',
    pattern:
      /RC2-40-CBC|unsupported PKCS12 PFX data|ERR_OSSL_EVP_UNSUPPORTED|inner_evp_generic_fetch:unsupported|digital envelope routines::unsupported/iu,
    means: 'The keystore or key is protected with a cipher that OpenSSL 3 no longer reads.',
    checks: ['cipher', 'password'],
    causes: ['Convert it to a current keystore, or open it with the option -legacy of openssl pkcs12.'],
    source: pkcs12,
  },
  {
    id: 'no-start-line',
    by: 'OpenSSL, Node, Python, nginx',
    message: 'no start line, PEM lib',
    pattern:
      /no start line|\[SSL\] PEM lib|NO_CERTIFICATE_OR_CRL_FOUND|Expecting: (?:TRUSTED CERTIFICATE|ANY PRIVATE KEY|CERTIFICATE)|(?:Could not (?:read|find)|Unable to load) (?:any|certificate|key|private key|public key)|not enough data|header too long/iu,
    means: 'The file holds no PEM text of the kind that was looked for.',
    checks: ['form', 'readable', 'keystore'],
    causes: [
      'The file is DER or a keystore: convert it to PEM.',
      'Certificate and key were mixed up in the settings.',
      'The line ends were lost, or became \\n in the value.',
    ],
    source: pemRead,
  },
  {
    id: 'bad-decrypt',
    by: 'OpenSSL, Node, Python',
    message: 'bad decrypt, bad password read',
    pattern: /bad decrypt|bad password read|problems getting password|Enter PEM pass phrase|empty password/iu,
    means: 'The key has a password, and none or a wrong one was given.',
    checks: ['password', 'form'],
    causes: ['The program cannot be told a password: convert the key to one without.'],
    source: pemRead,
  },
  {
    id: 'unknown-ca-alert',
    by: 'OpenSSL, Node, Python',
    message: 'tlsv1 alert unknown ca, alert bad certificate, certificate required',
    pattern:
      /alert unknown[ _]ca|alert bad certificate|certificate[ _]required|peer did not return a certificate|No required SSL certificate was sent|BAD_SSL_CLIENT_AUTH_CERT|alert number (?:42|46|48|116)/iu,
    means: 'The other side refused the certificate that was sent to it, or got none.',
    checks: ['roots', 'purpose', 'chain', 'key', 'dates'],
    causes: [
      'The other side has another root in the list of those whose clients it takes.',
      'No client certificate was sent: the program was not told of one, or may not read it.',
    ],
    source: 'https://www.rfc-editor.org/rfc/rfc8446#section-6.2',
  },
  {
    id: 'wrong-version',
    by: 'OpenSSL, Node, Python, curl',
    message: 'wrong version number, packet length too long, http request',
    pattern:
      /wrong[ _]version[ _]number|packet length too long|https? proxy request|SSL routines:[\w:]{0,60}http request|HTTP_REQUEST|plain HTTP request was sent to HTTPS port/iu,
    means: 'One side speaks TLS and the other does not: no certificate is to blame.',
    checks: [],
    causes: [
      'The port is that of the service without TLS, or the address begins with http instead of https.',
      'The server was started without its certificates: read its first lines.',
      'A proxy in between answers.',
    ],
    source: sslErrors,
  },
  {
    id: 'verify-failed',
    by: 'Python, OpenSSL',
    message: 'CERTIFICATE_VERIFY_FAILED',
    pattern: /CERTIFICATE_VERIFY_FAILED|certificate verify failed/iu,
    means: 'The certificate of the other side was refused; the words behind the last colon say why.',
    checks: ['chain', 'names', 'dates', 'roots', 'purpose', 'chain-file'],
    causes: ['The client was not given the root, or another one.', restart],
    source: python,
  },
];
