import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { ReportedFinding } from '../../src/inspect/report';
import { utf8 } from '../../src/pki/bytes';
import { time } from '../../src/pki/der-writer';
import * as write from '../../src/pki/extensions';
import { encodePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { signRevocationList } from '../../src/pki/sign-crl';
import { octets } from '../support/issuing';
import { daysFromNow, oddAuthority, oddLeaf } from '../support/odd-certificate';
import type { OddCertificate } from '../support/odd-certificate';

const pem = (...all: readonly OddCertificate[]): string => all.map(({ der }) => encodePem('CERTIFICATE', der)).join('');

/** What a rule says of files. */
async function said(
  rule: string,
  files: Readonly<Record<string, string | Bytes>>,
): Promise<Pick<ReportedFinding, 'message' | 'objects'>[]> {
  const given = Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === 'string' ? utf8(content) : content,
  }));
  const { report } = await inspectFiles(given, { passwords: [], now: new Date() });
  return report.findings.filter((finding) => finding.rule === rule);
}

describe('A weak key without a certificate', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;

  it.each([
    ['private', { 'a.pem': keyPem }],
    ['public', { 'a.pem': publicPem }],
    ['private and public', { 'a.pem': keyPem, 'b.pem': publicPem }],
  ])('%s', async (_, files) => {
    const findings = await said('e_rsa_mod_less_than_2048_bits', files);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a\.pem has an RSA key of 1024 bits/u),
    ]);
    expect(findings[0]?.objects).toHaveLength(Object.keys(files).length);
  });
});

describe('Numbers and dates in sentences', () => {
  it('one CA, and one day', async () => {
    const root = await oddAuthority({ extensions: [write.basicConstraints(true, 0)] });
    const middle = await oddAuthority({ name: 'Middle', issuer: root });
    const leaf = await oddLeaf(middle, { to: 1.5 });
    const files = { 'chain.pem': pem(leaf, middle, root) };
    const [path] = await said('e_path_length_exceeded', files);
    expect(path?.message).toContain('stands below a CA under');
    const [ends] = await said('w_certificate_ends_soon', files);
    expect(ends?.message).toContain('in 1 day. Renew');
  });

  it('the time of day where two ends differ by it alone', async () => {
    const noon = new Date(`${daysFromNow(100).toISOString().slice(0, 10)}T12:00:00Z`);
    const later = new Date(noon.getTime() + 3_600_000);
    const root = await oddAuthority({ dates: [time(daysFromNow(-1)), time(noon)] });
    const leaf = await oddLeaf(root, { dates: [time(daysFromNow(-1)), time(later)] });
    const [outlasts] = await said('w_certificate_outlasts_issuer', { 'root.pem': pem(root), 'leaf.pem': pem(leaf) });
    expect(outlasts?.message).toMatch(/at 13:00:00 UTC, after its issuer .* at 12:00:00 UTC\)/u);
  });
});

describe('One revocation list in two files', () => {
  it('says once what it revokes', async () => {
    const root = await oddAuthority();
    const leaf = await oddLeaf(root, { serial: octets('4a') });
    const list = await signRevocationList(
      {
        issuer: root.subject,
        thisUpdate: daysFromNow(-2),
        nextUpdate: daysFromNow(20),
        number: 1n,
        authorityKeyId: await write.keyIdentifier(root.key.spki),
        revoked: [{ serialNumber: '4a', revoked: daysFromNow(-3), reason: undefined }],
      },
      root.key,
    );
    const lists = { 'a.crl': list, 'a.pem': encodePem('X509 CRL', list) };
    const findings = await said('e_certificate_revoked', { 'root.pem': pem(root), 'leaf.pem': pem(leaf), ...lists });
    expect(findings.map(({ objects }) => objects.map(({ file }) => file))).toEqual([['leaf.pem', 'a.crl', 'a.pem']]);
  });
});
