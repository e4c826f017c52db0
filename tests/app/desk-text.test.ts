import { describe, expect, test } from 'vitest';
import { wantsFiles } from '../../src/app/desk-intent';
import { natureOf, readsAsMessage } from '../../src/app/desk-message';

describe('A text', () => {
  const run = 'MIIBszCCAVmgAwIBAgIUZ0Jm3n9kq8x1Yt5rWc7vB2sLd4AwCgYIKoZIzj0EAwIw';
  test.each([
    ['data', `-----BEGIN CERTIFICATE-----\n${run}`],
    ['data', `the certificate of our server: ${run}${run}==`],
    ['data', '{"kty":"EC","crv":"P-256","x":"one two three"}'],
    ['data', 'pem'],
    ['data', run.match(/.{1,16}/gu)?.join('\n') ?? ''],
    ['short', 'bad decrypt'],
    ['short', 'handshake_failure'],
    ['message', 'ERR_CERT_AUTHORITY_INVALID'],
    ['message', 'javax.net.ssl.SSLHandshakeException: Received fatal alert'],
    ['message', 'self-signed certificate in certificate chain'],
    ['message', '证书 验证 失败'],
  ])('is %s: %s', (nature, text) => {
    expect(natureOf(text)).toBe(nature);
  });

  test('of two words is a message in a search only when it complains', () => {
    expect(readsAsMessage('handshake_failure')).toBe(true);
    expect(readsAsMessage('kafka broker')).toBe(false);
    expect(readsAsMessage('zzz 9000')).toBe(false);
  });
});

test.each([
  ['convert a .pfx', true],
  ['renew', true],
  ['certificate expired', true],
  ['revocation list', true],
  ['my CRL', true],
  ['qlik', false],
  ['embedded', false],
])('Who searches for %s wants something of files: %s', (query, wants) => {
  expect(wantsFiles(query)).toBe(wants);
});
