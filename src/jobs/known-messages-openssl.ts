import type { KnownMessage } from './known-message';

const verify = 'https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/';
const nodeTls = 'https://nodejs.org/docs/latest-v20.x/api/tls.html';
const nodeErrors = 'https://nodejs.org/docs/latest-v20.x/api/errors.html';
const python = 'https://docs.python.org/3/library/ssl.html';
const restart = 'The server still has its old certificate loaded: restart it, or look with openssl s_client.';

/** Messages of OpenSSL, and of what is built on it (Node, Python, curl, databases), about certificates. */
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
    means: 'The certificate is not for the name or address that the client used.',
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
    means: 'The certificate is not for the name or address that the client used.',
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
    causes: ['The files of client and server were mixed up.'],
    source: verify,
  },
  {
    id: 'self-signed-leaf',
    by: 'OpenSSL, Node, Python, curl',
    message: 'DEPTH_ZERO_SELF_SIGNED_CERT, self-signed certificate',
    pattern: /DEPTH_ZERO_SELF_SIGNED_CERT|self[- ]signed certificate(?! in)/iu,
    means: 'The certificate is self-signed, and the client does not trust exactly this one.',
    checks: ['self-signed', 'chain', 'roots'],
    causes: [
      'The server shows the certificate that it made itself at its first start, not the one of these files.',
      'The client was not given this certificate as trusted.',
    ],
    source: verify,
  },
  {
    id: 'self-signed-in-chain',
    by: 'OpenSSL, Node, Python, curl',
    message: 'SELF_SIGNED_CERT_IN_CHAIN, self-signed certificate in certificate chain',
    pattern: /SELF_SIGNED_CERT_IN_CHAIN|self[- ]signed certificate in (?:the )?certificate chain/iu,
    means: 'The way to a root was found, but the client does not trust that root.',
    checks: ['roots', 'chain'],
    causes: [
      'The client was not given the root, or another one: Node takes it by NODE_EXTRA_CA_CERTS or the option ca, Python by verify, curl by --cacert.',
      'Everything was made new on the server, and the other side has the old root.',
    ],
    source: verify,
  },
  {
    id: 'leaf-signature',
    by: 'Node, OpenSSL',
    message: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE, unable to verify the first certificate',
    pattern: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate/iu,
    means: 'Only the server’s own certificate arrived, and the client does not know its issuer.',
    checks: ['chain-file', 'chain', 'roots'],
    causes: [
      'The server sends its certificate without the intermediate CA: give it the full chain.',
      'The client was not given the root, or another one.',
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
      'The client was not given the root, or another one.',
      'The server sends its certificate without the intermediate CA: give it the full chain.',
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
];
