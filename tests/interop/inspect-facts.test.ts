import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { InspectionReport, ReportedObject } from '../../src/inspect/report';
import { scratchFolder } from '../support/bundle';
import { schemaProblems } from '../support/json-schema';
import type { Schema } from '../support/json-schema';
import { requireTool, toolCommand } from '../support/tools';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const schema = JSON.parse(readFileSync('docs/inspect.schema.json', 'utf8')) as Schema;
const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): string =>
  execFileSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The report about some of the files, held against the schema. */
async function report(names: readonly string[], passwords: readonly string[] = []): Promise<InspectionReport> {
  const files = names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(at(name))) }));
  const { report: said } = await inspectFiles(files, { passwords, now: new Date() });
  expect(schemaProblems(schema, JSON.parse(JSON.stringify(said)))).toEqual([]);
  return said;
}

async function only(name: string, passwords: readonly string[] = []): Promise<ReportedObject> {
  const [file] = (await report([name], passwords)).files;
  expect(file?.objects).toHaveLength(1);
  return file?.objects[0] as ReportedObject;
}

const keys: readonly [string, readonly string[], Partial<ReportedObject>][] = [
  ['rsa', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], { keyType: 'rsa', keyBits: 2048 }],
  ['odd-rsa', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2056'], { keyType: 'rsa', keyBits: 2056 }],
  ['pss', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'], { keyType: 'rsa', keyBits: 2048 }],
  [
    'p256',
    ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    { keyType: 'ec', keyBits: 256, curve: 'P-256' },
  ],
  [
    'p384',
    ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
    { keyType: 'ec', keyBits: 384, curve: 'P-384' },
  ],
  [
    'p521',
    ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
    { keyType: 'ec', keyBits: 521, curve: 'P-521' },
  ],
  ['k1', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], { keyType: 'ec', curve: 'secp256k1' }],
  ['ed25519', ['-algorithm', 'ED25519'], { keyType: 'ed25519', keyBits: 256 }],
  ['ed448', ['-algorithm', 'ED448'], { keyType: 'unknown' }],
];

const extensions = `
[full]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = critical,CA:TRUE,pathlen:2
keyUsage = critical,keyCertSign,cRLSign,digitalSignature
extendedKeyUsage = serverAuth,clientAuth,OCSPSigning,1.2.3.4
subjectAltName = DNS:svc.example.com,DNS:*.example.com,IP:10.0.0.5,IP:2001:db8::1,email:a@example.com,URI:https://example.com/x,RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example.com,dirName:other
issuerAltName = DNS:ca.example.com
nameConstraints = critical,permitted;DNS:example.com,excluded;IP:192.168.0.0/255.255.0.0
certificatePolicies = 2.23.140.1.2.1,@policy
policyConstraints = requireExplicitPolicy:3
inhibitAnyPolicy = 2
crlDistributionPoints = URI:http://crl.example.com/a.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://ca.example.com/ca.cer
tlsfeature = status_request
noCheck = ignored
nsComment = made here
nsCertType = server,sslCA
1.3.6.1.4.1.311.20.2 = ASN1:BMPSTRING:WebServer
1.3.6.1.4.1.99999.7 = ASN1:UTF8String:what
[policy]
policyIdentifier = 1.2.3.4.5
CPS.1 = https://example.com/cps
[other]
CN = Other
`;

beforeAll(() => {
  requireTool('openssl');
  writeFileSync(at('ext.cnf'), `[req]\ndistinguished_name = dn\n[dn]\n${extensions}`);
  for (const [name, options] of keys) {
    openssl('genpkey', ...options, '-out', `${name}.key`);
    const subject = `/C=SE/O=Example, Inc./OU=x+OU=y/CN=${name} \u00e5`;
    const more = ['-utf8', '-days', '400', '-config', 'ext.cnf', '-extensions', 'full'];
    openssl('req', '-x509', '-new', '-key', `${name}.key`, '-subj', subject, ...more, '-out', `${name}.pem`);
  }
});

describe.each(keys)('A certificate with a key of type %s', (name, _, expected) => {
  test('has the facts that OpenSSL prints', async () => {
    const said = await only(`${name}.pem`);
    const x509 = (...options: string[]): string => openssl('x509', '-in', `${name}.pem`, '-noout', ...options);
    const hex = (text: string): string => (text.split('=').at(-1) ?? '').trim().replaceAll(':', '').toLowerCase();
    const time = (text: string): string =>
      new Date((text.split('=')[1] ?? '').trim()).toISOString().replace('.000Z', 'Z');
    const public_ = x509('-pubkey');
    writeFileSync(at(`${name}.pub`), public_);
    openssl('pkey', '-pubin', '-in', `${name}.pub`, '-outform', 'DER', '-out', `${name}.spki`);
    expect(said).toMatchObject({
      type: 'certificate',
      // RFC 4514 §2.2: attributes of one RelativeDistinguishedName stand in any order.
      subject: x509('-subject', '-nameopt', 'RFC2253,-esc_msb,utf8')
        .replace(/^subject=/u, '')
        .replace('OU=y+OU=x', 'OU=x+OU=y')
        .trim(),
      serial: hex(x509('-serial')),
      sha256: hex(x509('-fingerprint', '-sha256')),
      sha1: hex(x509('-fingerprint', '-sha1')),
      notBefore: time(x509('-startdate')),
      notAfter: time(x509('-enddate')),
      spkiSha256: openssl('dgst', '-sha256', '-r', `${name}.spki`).slice(0, 64),
      ...expected,
    });
    expect(said.issuer).toBe(said.subject);
    expect(said).not.toHaveProperty(expected.curve === undefined ? 'curve' : 'error');
  });

  test('belongs to its key, whose facts are the same', async () => {
    if (expected.keyType === 'unknown' || name === 'k1' || name === 'pss') return;
    const { files, matches } = await report([`${name}.key`, `${name}.pem`]);
    expect(files[0]?.objects).toMatchObject([
      { type: 'private-key', encrypted: false, spkiSha256: files[1]?.objects[0]?.spkiSha256, ...expected },
    ]);
    expect(matches).toEqual([{ key: { file: `${name}.key`, object: 0 }, with: { file: `${name}.pem`, object: 0 } }]);
  });
});

test('Every extension is put in words that agree with OpenSSL', async () => {
  const { extensions: said = [], san } = await only('rsa.pem');
  const text = openssl('x509', '-in', 'rsa.pem', '-noout', '-text');
  const value = (name: string): string | undefined => said.find((each) => each.name === name)?.value;
  const printed = (title: string): string =>
    new RegExp(`${title}:( critical)?\\s*\\n\\s*(.*)`, 'u').exec(text)?.[2]?.trim() ?? `no ${title}`;
  const identifier = (title: string): string => printed(title).replaceAll(':', '').toLowerCase();
  expect(value('subjectKeyIdentifier')).toBe(identifier('X509v3 Subject Key Identifier'));
  expect(value('authorityKeyIdentifier')).toContain(value('subjectKeyIdentifier'));
  expect(value('authorityKeyIdentifier')).toContain('serial number');
  expect(san).toEqual([
    'DNS:svc.example.com',
    'DNS:*.example.com',
    'IP:10.0.0.5',
    'IP:2001:db8::1',
    'email:a@example.com',
    'URI:https://example.com/x',
    'RID:1.2.3.4',
    'UPN:user@example.com',
    'directory:CN=Other',
  ]);
  expect(printed('X509v3 Subject Alternative Name')).toContain('DNS:*.example.com, IP Address:10.0.0.5');
  expect({
    basicConstraints: value('basicConstraints'),
    keyUsage: value('keyUsage'),
    extendedKeyUsage: value('extendedKeyUsage'),
    issuerAltName: value('issuerAltName'),
    nameConstraints: value('nameConstraints'),
    certificatePolicies: value('certificatePolicies'),
    policyConstraints: value('policyConstraints'),
    inhibitAnyPolicy: value('inhibitAnyPolicy'),
    cRLDistributionPoints: value('cRLDistributionPoints'),
    authorityInfoAccess: value('authorityInfoAccess'),
    tlsFeature: value('tlsFeature'),
    ocspNoCheck: value('ocspNoCheck'),
    netscapeComment: value('netscapeComment'),
    netscapeCertType: value('netscapeCertType'),
    certificateTemplateName: value('certificateTemplateName'),
  }).toEqual({
    basicConstraints: 'CA, at most 2 CAs below it',
    keyUsage: 'digitalSignature, keyCertSign, cRLSign',
    extendedKeyUsage: 'server, client, OCSP signing, 1.2.3.4',
    issuerAltName: 'DNS:ca.example.com',
    nameConstraints: 'only dns:example.com; not ip:192.168.0.0/255.255.0.0',
    certificatePolicies: '2.23.140.1.2.1 (domain validated); 1.2.3.4.5, https://example.com/cps',
    policyConstraints: 'a policy is required after 3 certificates',
    inhibitAnyPolicy: 'after 2 certificates',
    cRLDistributionPoints: 'URI:http://crl.example.com/a.crl',
    authorityInfoAccess: 'OCSP: URI:http://ocsp.example.com, issuer: URI:http://ca.example.com/ca.cer',
    tlsFeature: 'OCSP must be stapled',
    ocspNoCheck: 'not to be asked about by OCSP',
    netscapeComment: 'made here',
    netscapeCertType: 'server, server CA',
    certificateTemplateName: 'WebServer',
  });
  // The octets of what has no words: a UTF8String.
  expect(said.find(({ oid }) => oid === '1.3.6.1.4.1.99999.7')?.value).toBe('0c0477686174');
  expect(said.filter(({ critical }) => critical).map(({ name }) => name)).toEqual([
    'basicConstraints',
    'keyUsage',
    'nameConstraints',
  ]);
});

test('A request has the facts that OpenSSL prints', async () => {
  const more = ['-addext', 'subjectAltName=DNS:svc.example.com,IP:10.0.0.5', '-config', 'ext.cnf'];
  openssl('req', '-new', '-key', 'p256.key', '-subj', '/CN=svc.example.com', ...more, '-out', 'svc.csr');
  const { files, matches, findings } = await report(['svc.csr', 'p256.key']);
  expect(files[0]?.objects).toMatchObject([
    {
      type: 'request',
      subject: 'CN=svc.example.com',
      san: ['DNS:svc.example.com', 'IP:10.0.0.5'],
      keyType: 'ec',
      curve: 'P-256',
      signatureAlgorithm: 'ECDSA with SHA-256',
    },
  ]);
  expect(openssl('req', '-in', 'svc.csr', '-noout', '-text')).toContain('DNS:svc.example.com, IP Address:10.0.0.5');
  expect(matches).toHaveLength(1);
  expect(findings.map(({ rule }) => rule)).toEqual(['n_request_internal_name']);
});

test('A keystore has the entries and fingerprints that keytool lists', async () => {
  requireTool('keytool');
  const keytool = (...args: string[]): string =>
    execFileSync(toolCommand('keytool'), args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const store = ['-keystore', 'a.p12', '-storepass', 'changeit'];
  const wish = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-dname', 'CN=svc.example.com'];
  keytool('-genkeypair', '-alias', 'service', ...wish, ...store);
  keytool('-importcert', '-noprompt', '-alias', 'root', '-file', 'rsa.pem', ...store);
  const listed = keytool('-list', '-v', ...store);
  const { files } = await report(['a.p12'], ['changeit']);
  const objects = files[0]?.objects ?? [];
  expect(objects[0]).toMatchObject({
    type: 'keystore',
    format: 'PKCS#12',
    encrypted: true,
    entries: [
      { alias: 'service', kind: 'private-key' },
      { alias: 'root', kind: 'trusted-certificate' },
    ],
  });
  const fingerprints = Array.from(listed.matchAll(/SHA256: ([\dA-F:]+)/gu), ([, text = '']) =>
    text.replaceAll(':', '').toLowerCase(),
  );
  const certificates = objects.filter(({ type }) => type === 'certificate');
  expect(certificates.map(({ sha256 }) => sha256).sort()).toEqual(fingerprints.sort());
  expect(certificates.map(({ alias }) => alias).sort()).toEqual(['root', 'service']);
});

test('A second validator of JSON Schema takes what is said', async () => {
  requireTool('python-jsonschema');
  writeFileSync(at('report.json'), JSON.stringify(await report(['rsa.pem', 'rsa.key', 'ed448.pem', 'ext.cnf'])));
  const script =
    'import json, sys, jsonschema; s = json.load(open(sys.argv[1])); c = jsonschema.Draft202012Validator; c.check_schema(s); c(s).validate(json.load(open(sys.argv[2])))';
  execFileSync(toolCommand('python-jsonschema'), ['-c', script, 'docs/inspect.schema.json', at('report.json')]);
});
