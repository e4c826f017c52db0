import { describe, expect, test } from 'vitest';
import { explainError } from '../../src/jobs/explain-error';
import { knownMessages } from '../../src/jobs/known-messages';
import { recipe } from '../support/make';

const now = new Date();
const idsOf = async (message: string): Promise<string[]> =>
  (await explainError(message, [], { now })).known.map(({ id }) => id);

describe('The table of known messages', () => {
  test('has at least 30, each with an id of its own', () => {
    const ids = knownMessages.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(30);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.for(knownMessages.map((known) => [known.id, known] as const))(
    '%s is recognised, explained and cited',
    ([, known]) => {
      const { message, pattern, means, causes, source, by, checks } = known;
      for (const words of [
        message,
        message.toUpperCase(),
        `2026-11-21 10:00:00 ERROR x.y.Z\n\tat a.b.C(D.java:1)\n${message}\n`,
      ])
        expect(pattern.test(words), words).toBe(true);
      // Without an unbounded repetition, each place of the text costs a bounded number of steps.
      expect(pattern.source.replaceAll(/\\.|\[[^\]]*\]/gu, '')).not.toMatch(/[*+]|\{\d+,\}/u);
      expect(new URL(source).protocol).toBe('https:');
      expect(by).not.toBe('');
      for (const sentence of [means, ...causes]) expect(sentence).toMatch(/[.)]$/u);
      expect(causes.length).toBeGreaterThan(0);
      expect(checks.length > 0 || known.id === 'wrong-version').toBe(true);
    },
  );

  // Words as these systems print them, from the pages that the rows cite.
  test.for<[string, string]>([
    [
      'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
      'java-path-building',
    ],
    ['java.io.IOException: Keystore was tampered with, or password was incorrect', 'java-keystore-password'],
    ['java.security.UnrecoverableKeyException: Cannot recover key', 'java-recover-key'],
    ['java.io.IOException: toDerInputStream rejects tag type 45', 'java-not-a-keystore'],
    [
      'java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty',
      'java-trust-anchors',
    ],
    ["Error: Could not load store from 'file:/opt/keystore.p12'", 'spring-load-store'],
    ['x509: certificate signed by unknown authority', 'go-unknown-authority'],
    [
      'tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead',
      'go-common-name',
    ],
    ['x509: certificate is valid for a.example.com, not b.example.com', 'go-names'],
    ['x509: certificate is not valid for any names, but wanted to match b.example.com', 'go-names'],
    ['NET::ERR_CERT_AUTHORITY_INVALID', 'chrome-authority'],
    ['net::err_cert_common_name_invalid', 'chrome-name'],
    ['ssl_transport_security.cc:1334] No match found for server name: localhost.', 'grpc-peer-name'],
    ['Error code: SEC_ERROR_UNKNOWN_ISSUER', 'firefox-issuer'],
    ['Your connection is not private', 'browser-headline'],
    ['Your connection isn’t private', 'browser-headline'],
    ["Your connection isn't private", 'browser-headline'],
    ['Warning: Potential Security Risk Ahead', 'browser-headline'],
    ['This Connection Is Not Private', 'browser-headline'],
    ['MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT', 'firefox-ca-as-leaf'],
    [
      'The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch',
      'dotnet-name',
    ],
    ['Win32Exception: The credentials supplied to the package were not recognized', 'windows-credentials'],
    [
      'nginx: [emerg] SSL_CTX_use_PrivateKey("/etc/key.pem") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
      'key-values-mismatch',
    ],
    ['ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)', 'wrong-version'],
    ['curl: (58) could not load PEM client certificate', 'curl-58'],
    ['error:0480006C:PEM routines::no start line', 'no-start-line'],
    ['error:1C800064:Provider routines::bad decrypt', 'bad-decrypt'],
    ['does not identify a key entry', 'java-alias'],
    ['unable to find valid certification path', 'java-path-building'],
    ['Failed to establish chain from reply', 'keytool-chain-from-reply'],
    ['gRPC code 14', 'grpc-unavailable'],
    ['code = 14', 'grpc-unavailable'],
    ['rpc error: code = Unavailable desc = connection error', 'grpc-unavailable'],
    ['14 UNAVAILABLE', 'grpc-unavailable'],
    ['error 14', 'grpc-unavailable'],
  ])('knows %s', async ([message, id]) => {
    expect(await idsOf(message)).toContain(id);
  });
});

test("OpenSSL's error 14 of a chain is not that of gRPC", async () => {
  expect(await idsOf('error 14 at 0 depth lookup: format error in CRL')).not.toContain('grpc-unavailable');
});

test('ERR_TLS_CERT_ALTNAME_INVALID is known by that word alone', async () => {
  expect(await idsOf('ERR_TLS_CERT_ALTNAME_INVALID')).not.toEqual([]);
});

describe('Whatever is pasted', () => {
  test('a log of megabytes is looked at where it begins and ends, at once', async () => {
    const noise = 'alias alias name [[[[ Host: IP: certificate is valid for x, y, z '.repeat(100_000);
    const ids = await idsOf(`${noise}\nCaused by: the trustAnchors parameter must be non-empty`);
    expect(ids).toContain('java-trust-anchors');
    expect(await idsOf('')).toEqual([]);
  });
});

describe("A recipe's own errors", () => {
  const explain = (message: string, answers: Record<string, string>): ReturnType<typeof explainError> =>
    explainError(message, [], { recipe: recipe('qlik-sse'), answers, now });

  test('are found in its log, with its causes first and the answers filled in', async () => {
    const log = 'WARN QvServerTools.SSE Failed for sse.example.com:50052 error code : 14';
    const { known, causes } = await explain(log, { hosts: 'sse.example.com' });
    expect(known.map(({ id }) => id)).toEqual(['grpc-unavailable', 'qlik-sse-0']);
    expect(causes[0]).toMatch(/^The plugin was not running when the engine looked/u);
    expect(causes.join(' ')).toContain('It must match one of sse.example.com');
  });

  test('that the table does not know are known all the same', async () => {
    const { known } = await explain('E0101 Failed to bind to address', {});
    expect(known.map(({ by }) => by)).toEqual(['Qlik SSE plugin']);
  });
});
