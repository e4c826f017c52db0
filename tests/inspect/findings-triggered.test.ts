import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { rules } from '../../src/inspect/findings/catalogue';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { certBag, friendlyName, trustedKeyUsage, x509Certificate } from '../../src/keystores/pkcs12-oids';
import { tags } from '../../src/pki/der-tags';
import { contextConstructed, element, objectIdentifier, octetString, sequence } from '../../src/pki/der-writer';
import * as write from '../../src/pki/extensions';
import { encodePem } from '../../src/pki/pem';
import { signRequest } from '../../src/pki/request';
import { signRevocationList } from '../../src/pki/sign-crl';
import { utf8 } from '../../src/pki/bytes';
import type { Bytes } from '../../src/pki/types';
import * as made from '../support/hand-made-pfx';
import { scratchFolder } from '../support/bundle';
import { keyFor } from '../support/issuing';
import { commonName, daysFromNow, oddAuthority, oddLeaf } from '../support/odd-certificate';
import type { OddCertificate, Oddity } from '../support/odd-certificate';
import { requireTool, toolCommand } from '../support/tools';

vi.setConfig({ testTimeout: 60_000 });

const password = 'changeit';
type Files = Readonly<Record<string, string | Bytes>>;

/** What is said of files: rule and sentence. */
async function findings(files: Files): Promise<(readonly [string, string])[]> {
  const given = Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === 'string' ? utf8(content) : content,
  }));
  const { report } = await inspectFiles(given, { passwords: [password], now: new Date() });
  return report.findings.map(({ rule, message }) => [rule, message]);
}

const pem = (...all: readonly OddCertificate[]): string => all.map(({ der }) => encodePem('CERTIFICATE', der)).join('');
const keyPem = async (name: string): Promise<string> => encodePem('PRIVATE KEY', (await keyFor(name)).pkcs8);

/** A leaf below an ordinary root. */
async function ofLeaf(change: Oddity): Promise<Files> {
  const root = await oddAuthority();
  return { 'root.pem': pem(root), 'leaf.pem': pem(await oddLeaf(root, change)) };
}

/** A certificate policy of the CA/Browser Forum: domain-validated (Baseline Requirements §7.1.6.1). */
const promised = {
  oid: '2.5.29.32',
  critical: false,
  value: sequence(sequence(objectIdentifier('2.23.140.1.2.1'))),
};
const names = (...values: string[]) =>
  write.subjectAltName(
    values.map((value) => ({ kind: 'dns', value }) as const),
    false,
  );

/** Runs openssl in a new folder and gives back the files it wrote. */
function openssl(...commands: readonly (readonly string[])[]): (name: string) => Bytes {
  const folder = scratchFolder();
  for (const args of commands) execFileSync(toolCommand('openssl'), args, { cwd: folder, stdio: 'pipe' });
  return (name) => new Uint8Array(readFileSync(join(folder, name)));
}

const selfSigned = (type: readonly string[]): readonly string[] => [
  ...['req', '-x509', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '30'],
  ...['-subj', '/CN=svc.example.com', '-addext', 'subjectAltName=DNS:svc.example.com', '-newkey', ...type],
];
const toStore = (...more: readonly string[]): readonly string[] => [
  ...['pkcs12', '-export', '-in', 'cert.pem', '-inkey', 'key.pem', '-name', 'svc', '-out', 'a.p12'],
  ...['-passout', `pass:${password}`, ...more],
];

/** What breaks a rule, and a part of the sentence that tells it. */
const cases: readonly [rule: string, files: () => Promise<Files> | Files, says: string][] = [
  [
    'w_key_of_no_certificate',
    async () => {
      const root = await oddAuthority();
      const [a, b] = [await oddLeaf(root, { name: 'a' }), await oddLeaf(root, { name: 'b', key: await keyFor('b') })];
      return { 'root.pem': pem(root), 'a.pem': pem(a), 'b.pem': pem(b), 'other.key': await keyPem('c') };
    },
    'The private key in other.key belongs to none of the certificates here. Without a key here: CN=a, CN=b. Look for',
  ],
  [
    'w_key_of_no_certificate',
    async () => {
      const root = await oddAuthority();
      const a = await oddLeaf(root, { name: 'a', key: await keyFor('a') });
      return { 'root.pem': pem(root), 'a.pem': pem(a), 'a.key': await keyPem('a'), 'other.key': await keyPem('c') };
    },
    'The private key in other.key belongs to none of the certificates here. They have keys of their own, so leave it out.',
  ],
  [
    'n_key_without_certificate',
    async () => ({
      'a.csr': encodePem(
        'CERTIFICATE REQUEST',
        await signRequest({ subject: commonName('a'), key: await keyFor('a'), extensions: [names('a.example.com')] }),
      ),
      'other.key': await keyPem('c'),
    }),
    'The private key in other.key belongs to none of the requests',
  ],
  [
    'n_key_encrypted',
    () => ({
      'a.key': openssl(['genpkey', '-algorithm', 'RSA', '-aes-256-cbc', '-pass', `pass:${password}`, '-out', 'k'])('k'),
    }),
    'a.key is protected by a password',
  ],
  [
    'e_self_signature_invalid',
    async () => ({ 'root.pem': pem(await oddAuthority({ signer: await keyFor('somebody else') })) }),
    'names itself as its issuer',
  ],
  [
    'w_internal_name_from_public_ca',
    () => ofLeaf({ to: 90, extensions: [promised, names('svc.example.com', 'svc.corp')] }),
    'DNS:svc.corp, which public CAs must not',
  ],
  [
    'n_public_cert_valid_too_long',
    () => ofLeaf({ to: 399, extensions: [promised, names('www.certwright-test.com')] }),
    'valid for 401 days; since',
  ],
  [
    'w_key_type_uncommon',
    () => {
      const written = openssl(['dsaparam', '-out', 'dsa.pem', '2048'], selfSigned(['dsa:dsa.pem']));
      return { 'cert.pem': written('cert.pem') };
    },
    'has a key of type DSA',
  ],
  [
    'w_key_type_refused_by_browsers',
    () => ({ 'cert.pem': openssl([...selfSigned(['ed25519']), '-addext', 'basicConstraints=CA:FALSE'])('cert.pem') }),
    'Ed25519',
  ],
  [
    'n_signature_not_checked',
    () => ({ 'cert.pem': openssl(selfSigned(['ed448']))('cert.pem') }),
    'is signed by Ed448, which is not verified here',
  ],
  [
    'w_crl_sign_not_set',
    async () => {
      const root = await oddAuthority({ extensions: [write.keyUsage(['keyCertSign'])] });
      const wish = {
        issuer: root.subject,
        thisUpdate: daysFromNow(-1),
        nextUpdate: daysFromNow(20),
        number: 1n,
        authorityKeyId: await write.keyIdentifier(root.key.spki),
        revoked: [],
      };
      return { 'root.pem': pem(root), 'a.crl': encodePem('X509 CRL', await signRevocationList(wish, root.key)) };
    },
    'lacks cRLSign',
  ],
  [
    'w_keystore_weak_encryption',
    () => ({
      'a.p12': openssl(
        selfSigned(['rsa:2048']),
        toStore('-legacy', '-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-3DES'),
      )('a.p12'),
    }),
    'a.p12 is encrypted with RC2, 40 bits, which can be broken',
  ],
  [
    'w_keystore_key_without_certificate',
    () => ({ 'a.p12': openssl(selfSigned(['rsa:2048']), toStore('-nocerts'))('a.p12') }),
    'a.p12 has a private key without its certificate',
  ],
  [
    'w_keystore_alias_twice',
    async () => {
      const attribute = (oid: string, value: Bytes) => sequence(objectIdentifier(oid), element(tags.SET, value));
      const trusted = attribute(trustedKeyUsage, objectIdentifier('2.5.29.37.0'));
      const bags = [await oddAuthority(), await oddAuthority({ name: 'Other' })].map(({ der }, index) => {
        const name = Buffer.from(index === 0 ? 'Service' : 'service', 'utf16le').swap16();
        const alias = attribute(friendlyName, element(tags.BMP_STRING, new Uint8Array(name)));
        const value = sequence(objectIdentifier(x509Certificate), contextConstructed(0, octetString(der)));
        return made.bag(certBag, value, alias, trusted);
      });
      return { 'a.p12': made.pfx([made.plainSafe(sequence(...bags))]) };
    },
    'more than one entry under the alias service',
  ],
];

describe('A rule', () => {
  test.each(cases)('%s is broken by files that somebody may have', async (rule, files, says) => {
    if (!requireTool('openssl')) return;
    const said = await findings(await files());
    expect(said.filter(([id]) => id === rule)).toEqual([[rule, expect.stringContaining(says)]]);
  });

  it('is each expected by a test', () => {
    const files = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const expected = files
      .flatMap((name) => readFileSync(join('tests', name), 'utf8').split('\n'))
      .filter((line) => !line.includes('.not.'))
      .join('\n');
    const triggered = rules.filter(({ id }) => expected.includes(`'${id}'`));
    expect(rules.map(({ id }) => id).filter((id) => !triggered.some((rule) => rule.id === id))).toEqual([]);
  });
});
