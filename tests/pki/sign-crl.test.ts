import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { describe, expect, it, vi } from 'vitest';
import { toHex } from '../../src/pki/bytes';
import type { RevokedCertificate } from '../../src/pki/crl';
import { isCanonicalDer } from '../../src/pki/der';
import { keyIdentifier } from '../../src/pki/extensions';
import { keyAlgorithms } from '../../src/pki/key-algorithms';
import { encodePem } from '../../src/pki/pem';
import { signRevocationList } from '../../src/pki/sign-crl';
import type { Bytes } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, rootWith } from '../support/issuing';
import { ask } from '../support/witness';

// Making RSA keys and starting Java take their time on a busy computer.
vi.setConfig({ testTimeout: 60_000 });

const thisUpdate = new Date('2026-11-20T08:00:00Z');
const nextUpdate = new Date('2056-12-21T08:00:00Z');
const revoked: RevokedCertificate[] = [
  { serialNumber: '07', revoked: new Date('2051-01-01T00:00:00Z'), reason: 0 },
  { serialNumber: '123', revoked: new Date('2026-11-18T10:00:00Z'), reason: undefined },
  { serialNumber: 'ff00000000000000000000000000000001', revoked: new Date('2026-11-19T10:00:00Z'), reason: 1 },
];

async function listOf(
  id: KeyAlgorithmId,
  entries: readonly RevokedCertificate[] = revoked,
): Promise<{ der: Bytes; ca: Bytes; pem: string; caPem: string; keyId: string }> {
  const key = await keyFor('root', id);
  const { certificate } = await rootWith({ key });
  const authorityKeyId = await keyIdentifier(key.spki);
  const issuer = certificate.subject.der;
  const contents = { issuer, thisUpdate, nextUpdate, number: 2n ** 64n + 1n, authorityKeyId, revoked: entries };
  const der = await signRevocationList(contents, key);
  const pem = encodePem('X509 CRL', der);
  return {
    der,
    pem,
    ca: certificate.der,
    caPem: encodePem('CERTIFICATE', certificate.der),
    keyId: toHex(authorityKeyId),
  };
}

const colons = (hex: string): string => (hex.match(/../gu) ?? []).join(':').toUpperCase();

describe.each(keyAlgorithms.map(({ id }) => id))('A list of a CA with a key of type %s', (id) => {
  it('is canonical DER, and OpenSSL verifies it and reads what was written', async () => {
    const { der, pem, caPem, keyId } = await listOf(id);
    expect(isCanonicalDer(der)).toBe(true);
    const args = 'crl -in l.pem -CAfile ca.pem -noout -text -nameopt rfc2253';
    const { status, text } = ask('openssl', args.split(' '), { 'l.pem': pem, 'ca.pem': caPem });
    expect(status, text).toBe(0);
    expect(text).toContain('verify OK');
    for (const words of [
      'Version 2',
      'Issuer: CN=Test root',
      'Last Update: Nov 20 08:00:00 2026 GMT',
      'Next Update: Dec 21 08:00:00 2056 GMT',
      /X509v3 CRL Number: \s+(?:0x010000000000000001|18446744073709551617)/iu,
      colons(keyId),
    ])
      expect(text).toMatch(words);
    const serials = [...text.matchAll(/Serial Number: (\w+)/gu)].map(([, serial]) => serial);
    expect(serials).toEqual(['07', '0123', 'FF00000000000000000000000000000001']);
    expect(text.match(/Revocation Date: .+/gu)).toEqual([
      'Revocation Date: Jan  1 00:00:00 2051 GMT',
      'Revocation Date: Nov 18 10:00:00 2026 GMT',
      'Revocation Date: Nov 19 10:00:00 2026 GMT',
    ]);
    // Only the one entry that has a reason says one.
    expect(text.match(/X509v3 CRL Reason Code/gu)).toHaveLength(1);
    expect(text).toContain('Key Compromise');
  });

  it('is verified and read alike by GnuTLS, Java and a certificate library', async () => {
    const { der, ca, pem, caPem } = await listOf(id);
    const files = { 'l.pem': pem, 'l.crl': der, 'ca.pem': caPem };
    const certtool = ask('certtool', ['--verify-crl', '--load-ca-certificate', 'ca.pem', '--infile', 'l.pem'], files);
    expect(certtool.text).toMatch(/Verification output: .*Verified/u);
    const keytool = ask('keytool', ['-J-Duser.language=en', '-printcrl', '-file', 'l.crl'], files);
    expect(keytool.text).toMatch(/CRL Number: +01000000 00000000 01/u);
    expect(keytool.text).toContain('Reason Code: KEY_COMPROMISE');

    const list = new x509.X509Crl(der);
    expect(list.entries.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
      ['07', undefined],
      ['0123', undefined],
      ['ff00000000000000000000000000000001', x509.X509CrlReason.keyCompromise],
    ]);
    expect(await list.verify({ publicKey: new x509.X509Certificate(ca) })).toBe(true);
  });
});

describe('A list', () => {
  it('without entries leaves their field out', async () => {
    const { pem, caPem } = await listOf('p-256', []);
    const { text } = ask('openssl', ['crl', '-in', 'l.pem', '-CAfile', 'ca.pem', '-noout', '-text'], {
      'l.pem': pem,
      'ca.pem': caPem,
    });
    expect(text).toContain('No Revoked Certificates.');
    expect(text).toContain('verify OK');
  });

  it('is not written with a number that verifiers do not take', async () => {
    const key = await keyFor('root');
    const contents = { issuer: new Uint8Array(), thisUpdate, nextUpdate, authorityKeyId: new Uint8Array(), revoked };
    for (const number of [-1n, 2n ** 159n])
      await expect(signRevocationList({ ...contents, number }, key)).rejects.toMatchObject({ code: 'defect' });
  });
});
