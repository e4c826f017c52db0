import type { KnownMessage } from './known-message';

const verify = 'https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/';
const nodeTls = 'https://nodejs.org/docs/latest-v20.x/api/tls.html';
const nodeErrors = 'https://nodejs.org/docs/latest-v20.x/api/errors.html';
const python = 'https://docs.python.org/3/library/ssl.html';
const nginx = 'https://nginx.org/en/docs/http/configuring_https_servers.html';
const pemRead = 'https://docs.openssl.org/3.0/man3/PEM_read_bio_PrivateKey/';
const pkcs12 = 'https://docs.openssl.org/3.0/man1/openssl-pkcs12/';
const sslErrors = 'https://docs.openssl.org/3.0/man3/SSL_get_error/';

const restart = 'The server still has its old certificate loaded: restart it, or look with openssl s_client.';

/** Messages of OpenSSL and of what is built on it: Node, Python, curl, nginx, databases. */
export const opensslMessages: readonly KnownMessage[] = [
  {
    id: 'expired',
    by: 'OpenSSL, Node, Python, curl',
    message: 'CERT_HAS_EXPIRED, certificate has expired',
    pattern:
      /CERT_HAS_EXPIRED|certificate has expired|certificate expired|CERT_NOT_YET_VALID|certificate is not yet valid/iu,
    means: 'A certificate on the way to the root is not valid today, by the clock of the computer that says so.',
    checks: ['dates', 'chain'],
    causes: ['The clock of that computer is wrong.', restart],
    source: verify,
  },
  {
    id: 'altname',
    by: 'Node',
    message: 'ERR_TLS_CERT_ALTNAME_INVALID',
    pattern:
      /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames|is not in the cert's (?:altnames|list)/iu,
    means: 'The certificate does not bear the name or address that was dialled.',
    checks: ['names'],
    causes: ['Another server or a proxy answers at that address, with a certificate of its own.'],
    source: nodeErrors,
  },
  {
    id: 'hostname-mismatch',
    by: 'Python, OpenSSL, curl',
    message: 'Hostname mismatch, no alternative certificate subject name matches target host name',
    pattern:
      /certificate is not valid for '|(?:subject name matches|does not match) target host ?name|hostname mismatch|IP address mismatch|ssl_match_hostname/iu,
    means: 'The certificate does not bear the name or address that was dialled.',
    checks: ['names'],
    causes: ['Another server or a proxy answers at that address, with a certificate of its own.'],
    source: python,
  },
  {
    id: 'purpose',
    by: 'OpenSSL, Node, Python',
    message: 'unsupported certificate purpose, INVALID_PURPOSE',
    pattern:
      /unsupported certificate purpose|unsuitable certificate purpose|INVALID_PURPOSE|unsupported certificate(?! purpose)/iu,
    means: 'The certificate was made for another purpose: a client’s for a server, or the other way round.',
    checks: ['purpose'],
    causes: ['The files of client and server were exchanged.'],
    source: verify,
  },
  {
    id: 'self-signed-leaf',
    by: 'OpenSSL, Node, Python, curl',
    message: 'DEPTH_ZERO_SELF_SIGNED_CERT, self-signed certificate',
    pattern: /DEPTH_ZERO_SELF_SIGNED_CERT|self[- ]signed certificate(?! in)/iu,
    means: 'The certificate signed itself, and the one who connects does not trust exactly this one.',
    checks: ['self-signed', 'chain', 'roots'],
    causes: [
      'The server shows the certificate that it made itself at its first start, not the one of these files.',
      'Who connects was not given this certificate as trusted.',
    ],
    source: verify,
  },
  {
    id: 'self-signed-in-chain',
    by: 'OpenSSL, Node, Python, curl',
    message: 'SELF_SIGNED_CERT_IN_CHAIN, self-signed certificate in certificate chain',
    pattern: /SELF_SIGNED_CERT_IN_CHAIN|self[- ]signed certificate in (?:the )?certificate chain/iu,
    means: 'The way to a root was found, but the one who connects does not trust that root.',
    checks: ['roots', 'chain'],
    causes: [
      'Who connects was not given the root, or another one: Node takes it by NODE_EXTRA_CA_CERTS or the option ca, Python by verify, curl by --cacert.',
      'Everything was made new on the server, and the other side has the old root.',
    ],
    source: verify,
  },
  {
    id: 'leaf-signature',
    by: 'Node, OpenSSL',
    message: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE, unable to verify the first certificate',
    pattern: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate/iu,
    means: 'Only the server’s own certificate arrived, and its issuer is not known to the one who connects.',
    checks: ['chain-file', 'chain', 'roots'],
    causes: [
      'The server sends its certificate without the CA between: give it the full chain.',
      'Who connects was not given the root, or another one.',
    ],
    source: nodeTls,
  },
  {
    id: 'local-issuer',
    by: 'OpenSSL, Node, Python, curl',
    message: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY, unable to get local issuer certificate',
    pattern: /UNABLE_TO_GET_ISSUER_CERT|unable to get (?:local )?issuer certificate/iu,
    means: 'The issuer of a certificate is neither among those that were sent nor among those that are trusted.',
    checks: ['chain', 'chain-file', 'roots'],
    causes: [
      'Who connects was not given the root, or another one.',
      'The server sends its certificate without the CA between: give it the full chain.',
    ],
    source: verify,
  },
  {
    id: 'signature-failure',
    by: 'OpenSSL, Node',
    message: 'certificate signature failure',
    pattern:
      /certificate signature failure|CERT_SIGNATURE_FAILURE|authority and (?:subject|issuer) key identifier mismatch/iu,
    means: 'The root that is trusted has the right name but another key.',
    checks: ['chain', 'roots'],
    causes: ['Everything was made new on one side only: give both sides the same root.'],
    source: verify,
  },
  {
    id: 'strict-extensions',
    by: 'Python 3.13, OpenSSL',
    message: 'Missing Authority Key Identifier',
    pattern:
      /Missing (?:Authority|Subject) Key Identifier|Basic Constraints of CA cert not marked critical|CA cert does not include key usage/iu,
    means: 'Python 3.13 and later hold certificates against RFC 5280 more strictly than others.',
    checks: ['chain'],
    causes: [
      'The CA leaves out what RFC 5280 asks for. Have the certificate issued again, or lower verify_flags by VERIFY_X509_STRICT.',
    ],
    source: python,
  },
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
      'The password has a space or line end more or less.',
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
    means: 'The keystore or key is protected with a cipher that OpenSSL 3 gave up.',
    checks: ['cipher', 'password'],
    causes: ['Convert it to a keystore of today, or open it with the option -legacy of openssl pkcs12.'],
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
      'Certificate and key were exchanged in the settings.',
      'The line ends were lost, or stand as \\n in the value.',
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
    causes: ['Who connects was not given the root, or another one.', restart],
    source: python,
  },
];
