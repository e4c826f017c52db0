import { nameNotIn } from './known-message';
import type { KnownMessage } from './known-message';

const curl = 'https://curl.se/libcurl/c/libcurl-errors.html';
const grpc = 'https://github.com/grpc/grpc/blob/v1.60.0/src/core/lib/security/security_connector/ssl_utils.cc';

/** Messages of curl and gRPC. The last ones hold least: others may say more. */
export const clientMessages: readonly KnownMessage[] = [
  {
    id: 'curl-58',
    by: 'curl',
    message: 'curl: (58) Problem with the local client certificate',
    pattern: /curl: \(58\)|could not load PEM client certificate|problem with the local (?:client |SSL )?certificate/iu,
    means: 'curl could not use the client certificate or its key.',
    checks: ['key', 'form', 'password', 'readable', 'dates'],
    causes: ['There is no file at that path: curl looks in the folder in which it was started.'],
    source: curl,
  },
  {
    id: 'curl-60',
    by: 'curl',
    message: 'curl: (60) SSL certificate problem',
    pattern: /curl: \(60\)|CURLE_PEER_FAILED_VERIFICATION|SSL certificate problem/iu,
    means: 'curl refused the certificate of the server; the words behind it say why.',
    checks: ['chain', 'names', 'dates', 'roots', 'chain-file'],
    causes: ['curl was not given the root (--cacert), or another one.'],
    source: curl,
  },
  {
    id: 'grpc-peer-name',
    by: 'gRPC',
    message: 'Peer name … is not in peer certificate, No match found for server name: …',
    pattern:
      /Peer name \S{1,255} is not in peer certificate|No match found for server name|Hostname Verification Check failed/iu,
    means: 'The certificate of the server is not for the name or address that the client used.',
    checks: ['names'],
    causes: [
      nameNotIn,
      'grpc.ssl_target_name_override makes the client look for another name: set one that is in it, or take it out.',
    ],
    source: grpc,
  },
  {
    id: 'grpc-unavailable',
    by: 'gRPC',
    message: 'error code 14, StatusCode.UNAVAILABLE, failed to connect to all addresses',
    pattern:
      /(?:error|code|status)(?: code)?[ :=]{0,3}14\b(?! at \d)|code = Unavailable|\b14 UNAVAILABLE|status(?:code)?\W{1,4}unavailable|failed to connect to all addresses|Ssl handshake failed|Handshake failed|TSI_PROTOCOL_FAILURE|Handshake read failed|Socket closed/iu,
    means: 'There was no connection: gRPC gives this code for a closed port as well as for a refused certificate.',
    checks: ['names', 'roots', 'chain', 'dates', 'key', 'purpose', 'chain-file', 'file-name'],
    causes: [
      'The server is not running, or listens on another port or on localhost only.',
      'One side uses certificates and the other does not.',
      'A firewall or a proxy variable (http_proxy, grpc_proxy) is in between.',
      'Server and client have files of two different CAs.',
    ],
    source: 'https://grpc.io/docs/guides/status-codes/',
  },
];
