import { describe, expect, it } from 'vitest';
import type { Authority } from '../../src/issuance/authority';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import { isCanonicalDer } from '../../src/pki/der';
import { formatName } from '../../src/pki/distinguished-name';
import { keyIdentifier } from '../../src/pki/extensions';
import { toHex } from '../../src/pki/bytes';
import * as oids from '../../src/pki/oids';
import { verifySignedBy } from '../../src/pki/parse-certificate';
import { encodePem } from '../../src/pki/pem';
import type { Bytes, Certificate, GeneralName } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { ask } from '../support/witness';

const day = 86_400_000;
const critical = ({ extensions }: Certificate): string[] =>
  extensions.filter((one) => one.critical).map(({ oid }) => oid);
const pem = (...ders: readonly Bytes[]): string => ders.map((der) => encodePem('CERTIFICATE', der)).join('');

async function intermediateUnder(issuer: Authority): Promise<Authority> {
  return issueAuthority({
    subject: [{ type: 'CN', value: 'Issuing CA' }],
    key: await keyFor('intermediate'),
    issuer,
    pathLength: 0,
    days: 1825,
    now: new Date(),
    random,
  });
}

/** What `openssl verify -x509_strict` says of a leaf under a root. */
function strict(root: Authority, leaf: Certificate, more: readonly string[], chain: readonly Bytes[] = []): string {
  const files = { 'root.pem': pem(root.certificate.der), 'leaf.pem': pem(leaf.der), 'chain.pem': pem(...chain) };
  const untrusted = chain.length === 0 ? [] : ['-untrusted', 'chain.pem'];
  const args = ['verify', '-x509_strict', '-auth_level', '2', '-CAfile', 'root.pem', ...untrusted, ...more, 'leaf.pem'];
  return ask('openssl', args, files).text;
}

describe('A root', () => {
  it('is of version 3', async () => {
    expect((await rootWith()).certificate.version).toBe(3);
  });

  it('has critical basicConstraints with CA:TRUE and no path length', async () => {
    expect((await rootWith()).certificate.basicConstraints).toEqual({ critical: true, ca: true });
  });

  it('has critical keyUsage keyCertSign and cRLSign', async () => {
    expect((await rootWith()).certificate.keyUsage).toEqual({ critical: true, usages: ['keyCertSign', 'cRLSign'] });
  });

  it('has a subject key identifier, and no authority key identifier of its own', async () => {
    const { certificate } = await rootWith();
    expect(certificate.subjectKeyIdentifier).toBe(toHex(await keyIdentifier(certificate.spki)));
    expect(certificate.authorityKeyIdentifier).toBeUndefined();
  });

  it('has no extended key usage and no names', async () => {
    const { certificate } = await rootWith();
    expect(certificate.extendedKeyUsage).toBeUndefined();
    expect(certificate.subjectAltNames).toBeUndefined();
  });

  it('names itself as issuer, has a name, and signs itself', async () => {
    const { certificate, chain, anchor } = await rootWith();
    expect(formatName(certificate.subject)).toBe('CN=Test root');
    expect(certificate.issuer.der).toEqual(certificate.subject.der);
    expect(await verifySignedBy(certificate, certificate.spki)).toBe(true);
    expect(chain).toEqual([certificate.der]);
    expect(anchor).toBe(chain[0]);
    await expect(rootWith({ subject: [] })).rejects.toMatchObject({ code: 'name-invalid', field: 'ca-name' });
  });
});

describe('An intermediate', () => {
  it('has path length 0 and the issuer in its authority key identifier, by key identifier only', async () => {
    const root = await rootWith();
    const { certificate, chain, anchor } = await intermediateUnder(root);
    expect(certificate.basicConstraints).toEqual({ critical: true, ca: true, pathLength: 0 });
    expect(certificate.authorityKeyIdentifier).toEqual({
      keyId: root.certificate.subjectKeyIdentifier,
      issuerAndSerial: false,
    });
    expect(chain).toEqual([certificate.der]);
    expect(anchor).toBe(root.anchor);
  });

  it('issues leaves that verify through it', async () => {
    const root = await rootWith();
    const intermediate = await intermediateUnder(root);
    const { certificate } = await leafWith(intermediate);
    expect(strict(root, certificate, ['-purpose', 'sslserver'], intermediate.chain)).toBe('leaf.pem: OK\n');
    expect(strict(root, certificate, [])).toContain('unable to get local issuer certificate');
  });
});

describe('A leaf', () => {
  it('has critical basicConstraints with CA:FALSE and no path length', async () => {
    const { certificate } = await leafWith(await rootWith());
    expect(certificate.basicConstraints).toEqual({ critical: true, ca: false });
  });

  it.each([
    ['rsa-2048', ['digitalSignature', 'keyEncipherment']],
    ['p-256', ['digitalSignature']],
    ['ed25519', ['digitalSignature']],
  ] as const)('with a key of type %s has critical keyUsage %s, never keyCertSign', async (id, usages) => {
    const { certificate } = await leafWith(await rootWith(), { key: await keyFor('leaf', id) });
    expect(certificate.keyUsage).toEqual({ critical: true, usages });
  });

  it.each([
    [['server'], [oids.id_kp_serverAuth]],
    [['client'], [oids.id_kp_clientAuth]],
    [
      ['server', 'client'],
      [oids.id_kp_serverAuth, oids.id_kp_clientAuth],
    ],
  ] as const)('for %s has that extended key usage and no other', async (purposes, expected) => {
    const { certificate } = await leafWith(await rootWith(), { purposes });
    expect(certificate.extendedKeyUsage).toEqual(expected);
  });

  it('bears its names in their kinds: addresses as addresses, the rest as given', async () => {
    const sans: GeneralName[] = [
      { kind: 'dns', value: 'svc.example.com' },
      { kind: 'dns', value: '*.example.com' },
      { kind: 'dns', value: 'xn--mnchen-3ya.example' },
      { kind: 'ip', value: '10.0.0.5' },
      { kind: 'ip', value: '2001:db8::5' },
      { kind: 'email', value: 'a@example.com' },
      { kind: 'uri', value: 'spiffe://example.com/a' },
    ];
    const { certificate } = await leafWith(await rootWith(), { sans });
    expect(certificate.subjectAltNames).toEqual(sans);
    const { text } = ask('openssl', ['x509', '-in', 'c.pem', '-noout', '-ext', 'subjectAltName'], {
      'c.pem': pem(certificate.der),
    });
    expect(text).toContain(
      'DNS:svc.example.com, DNS:*.example.com, DNS:xn--mnchen-3ya.example, IP Address:10.0.0.5, IP Address:2001:DB8:0:0:0:0:0:5, email:a@example.com, URI:spiffe://example.com/a',
    );
  });

  it('never holds a raw U-label or an address that is none', async () => {
    const root = await rootWith();
    for (const name of [
      { kind: 'dns', value: 'münchen.example' },
      { kind: 'ip', value: '10.0.0.300' },
      { kind: 'dns', value: '' },
    ] as const)
      await expect(leafWith(root, { sans: [name] })).rejects.toMatchObject({ code: 'host-invalid' });
  });

  it('has a critical SAN only under an empty subject', async () => {
    const root = await rootWith();
    const named = (await leafWith(root)).certificate;
    expect(critical(named)).not.toContain(oids.id_ce_subjectAltName);
    const nameless = (await leafWith(root, { subject: [] })).certificate;
    expect(critical(nameless)).toContain(oids.id_ce_subjectAltName);
    expect(strict(root, nameless, ['-purpose', 'sslserver', '-verify_hostname', 'svc.example.com'])).toBe(
      'leaf.pem: OK\n',
    );
  });

  it('without names is refused for a server, and for a client that has no subject either', async () => {
    const issuer = await rootWith();
    const noNames = { code: 'field-required', field: 'hosts' };
    await expect(leafWith(issuer, { sans: [] })).rejects.toMatchObject(noNames);
    await expect(leafWith(issuer, { sans: [], purposes: ['client', 'server'] })).rejects.toMatchObject(noNames);
    await expect(leafWith(issuer, { sans: [], purposes: ['client'], subject: [] })).rejects.toMatchObject(noNames);
    expect((await leafWith(issuer, { sans: [], purposes: ['client'] })).certificate.subjectAltNames).toBeUndefined();
  });

  it('has both key identifiers, that of the issuer without name and serial number', async () => {
    const issuer = await rootWith();
    const { certificate } = await leafWith(issuer);
    expect(certificate.subjectKeyIdentifier).toBe(toHex(await keyIdentifier(certificate.spki)));
    expect(certificate.authorityKeyIdentifier).toEqual({
      keyId: issuer.certificate.subjectKeyIdentifier,
      issuerAndSerial: false,
    });
  });

  it('has a positive serial number of 16 octets, another one each time', async () => {
    const issuer = await rootWith();
    const serials = await Promise.all([1, 2, 3].map(async () => (await leafWith(issuer)).certificate.serialNumber));
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/u);
    expect(new Set([...serials, issuer.certificate.serialNumber]).size).toBe(4);
  });

  it('is valid for 825 days less a second from 24 hours ago, as Apple asks', async () => {
    const now = new Date('2026-11-21T10:00:00.500Z');
    const { certificate } = await leafWith(await rootWith({ now }), { now });
    expect(certificate.validity.notBefore).toEqual(new Date('2026-11-20T10:00:00Z'));
    expect(certificate.validity.notAfter.getTime() - certificate.validity.notBefore.getTime()).toBe(825 * day - 1000);
  });

  it('never outlives its CA or begins before it, and says when it was cut', async () => {
    const issuer = await rootWith({ days: 100 });
    const { certificate, cut } = await leafWith(issuer);
    expect(cut).toBe(true);
    expect(certificate.validity).toEqual(issuer.certificate.validity);
  });

  it('has no critical extension that a verifier might not know, and no addresses that nobody serves', async () => {
    const { certificate } = await leafWith(await rootWith(), {
      extensions: [{ oid: '1.3.6.1.4.1.99999.1', value: 'é' }],
    });
    expect(critical(certificate)).toEqual([oids.id_ce_basicConstraints, oids.id_ce_keyUsage]);
    const known = [...Object.values(oids), '1.3.6.1.4.1.99999.1'];
    expect(certificate.extensions.filter(({ oid }) => !known.includes(oid))).toEqual([]);
    expect(certificate.extensions.at(-1)?.value).toEqual(Uint8Array.of(0x0c, 2, 0xc3, 0xa9));
  });

  it('never has the name of its CA', async () => {
    const issuer = await rootWith();
    await expect(leafWith(issuer, { subject: [{ type: 'CN', value: 'Test root' }] })).rejects.toMatchObject({
      code: 'name-invalid',
      field: 'subject',
    });
  });

  it('is not issued for 0 days or under a name that cannot be written', async () => {
    const issuer = await rootWith();
    await expect(leafWith(issuer, { days: 0 })).rejects.toMatchObject({ code: 'days-invalid' });
    await expect(leafWith(issuer, { subject: [{ type: 'CN', value: 'x'.repeat(65) }] })).rejects.toMatchObject({
      code: 'common-name-too-long',
    });
    await expect(issueLeaf({ ...(await leafRequest(issuer)), random: (bytes) => bytes })).rejects.toMatchObject({
      code: 'random-failed',
    });
  });
});

async function leafRequest(issuer: Authority): Promise<Parameters<typeof issueLeaf>[0]> {
  const key = await keyFor('leaf');
  const sans: GeneralName[] = [{ kind: 'dns', value: 'svc.example.com' }];
  return { subject: [], key, issuer, purposes: ['server'], sans, days: 1, extensions: [], now: new Date(), random };
}

describe.each(['rsa-2048', 'p-256', 'p-384', 'p-521', 'ed25519'] as KeyAlgorithmId[])('A set with %s keys', (id) => {
  it('is canonical DER that OpenSSL takes with all strictness, for its purpose and names only', async () => {
    const root = await rootWith({ key: await keyFor('root', id) });
    const key = await keyFor('leaf', id);
    const sans: GeneralName[] = [
      { kind: 'dns', value: 'svc.example.com' },
      { kind: 'ip', value: '::1' },
    ];
    const server = (await leafWith(root, { key, sans })).certificate;
    const client = (
      await leafWith(root, { key, sans: [], purposes: ['client'], subject: [{ type: 'CN', value: 'c' }] })
    ).certificate;
    for (const { der } of [root.certificate, server, client]) expect(isCanonicalDer(der)).toBe(true);
    expect(strict(root, server, ['-purpose', 'sslserver', '-verify_hostname', 'svc.example.com'])).toBe(
      'leaf.pem: OK\n',
    );
    expect(strict(root, server, ['-purpose', 'sslserver', '-verify_ip', '::1'])).toBe('leaf.pem: OK\n');
    expect(strict(root, client, ['-purpose', 'sslclient'])).toBe('leaf.pem: OK\n');
    expect(strict(root, server, ['-purpose', 'sslclient'])).toMatch(
      /unsuitable certificate purpose|unsupported certificate purpose/u,
    );
    expect(strict(root, server, ['-verify_hostname', 'other.example.com'])).toContain('ostname mismatch');
    const other = await rootWith({ key: await keyFor('stranger', id) });
    expect(strict(other, server, [])).not.toContain('OK');
  });

  it('is taken by GnuTLS and Java', async () => {
    const root = await rootWith({ key: await keyFor('root', id) });
    const { certificate } = await leafWith(root, { key: await keyFor('leaf', id) });
    const files = { 'root.pem': pem(root.certificate.der), 'chain.pem': pem(certificate.der, root.certificate.der) };
    const gnutls = ask(
      'certtool',
      [
        '--verify',
        '--load-ca-certificate',
        'root.pem',
        '--infile',
        'chain.pem',
        '--verify-hostname',
        'svc.example.com',
      ],
      files,
    );
    expect(gnutls.text).toContain('Chain verification output: Verified.');
    const java = ask('keytool', ['-printcert', '-file', 'chain.pem'], files);
    expect(java.status, java.text).toBe(0);
    expect(java.text).toContain('DNSName: svc.example.com');
  });
});

describe('A CA limited to names', () => {
  const permitted: GeneralName[] = [
    { kind: 'dns', value: 'svc.example.com' },
    { kind: 'dns', value: '*.apps.example.com' },
    { kind: 'ip', value: '10.0.0.5' },
  ];

  it('lists them in critical name constraints and excludes every kind that is not listed', async () => {
    const { certificate } = await rootWith({ permitted });
    expect(critical(certificate)).toContain(oids.id_ce_nameConstraints);
    expect(certificate.nameConstraints).toEqual({
      permitted: [
        { kind: 'dns', value: 'svc.example.com' },
        { kind: 'dns', value: 'apps.example.com' },
        { kind: 'ip', value: '10.0.0.5/255.255.255.255' },
        { kind: 'email', value: 'invalid' },
        { kind: 'uri', value: 'invalid' },
      ],
      excluded: [],
    });
    const namesOnly = await rootWith({ permitted: permitted.slice(0, 1) });
    expect(namesOnly.certificate.nameConstraints?.excluded).toEqual([
      { kind: 'ip', value: '0.0.0.0/0.0.0.0' },
      { kind: 'ip', value: '::/::' },
    ]);
  });

  it.each([
    ['names', permitted.slice(0, 1)],
    ['addresses', permitted.slice(2)],
    ['both', permitted],
  ] as const)('can be read by Java, which takes no empty constraint for e-mail and URIs: %s', async (_, names) => {
    const root = await rootWith({ permitted: names });
    const read = ask('keytool', ['-printcert', '-file', 'root.pem'], { 'root.pem': pem(root.certificate.der) });
    expect(read.status, read.text).toBe(0);
    expect(read.text).toContain('NameConstraints');
  });

  it('issues inside them, and OpenSSL and GnuTLS agree', async () => {
    const root = await rootWith({ permitted });
    const { certificate } = await leafWith(root, { sans: permitted });
    expect(strict(root, certificate, ['-purpose', 'sslserver'])).toBe('leaf.pem: OK\n');
    const files = { 'root.pem': pem(root.certificate.der), 'chain.pem': pem(certificate.der, root.certificate.der) };
    expect(
      ask('certtool', ['--verify', '--load-ca-certificate', 'root.pem', '--infile', 'chain.pem'], files).text,
    ).toContain('Verified.');
  });

  it('issues nothing outside them, and what another tool would sign with its key OpenSSL refuses', async () => {
    const root = await rootWith({ permitted: permitted.slice(0, 1) });
    const unlimited = await rootWith();
    for (const name of [
      { kind: 'dns', value: 'other.example.com' },
      { kind: 'ip', value: '10.0.0.6' },
      { kind: 'ip', value: '::1' },
    ] as const) {
      await expect(leafWith(root, { sans: [name] })).rejects.toMatchObject({
        code: 'ca-name-constraints',
        field: 'hosts',
      });
      const { certificate } = await leafWith(unlimited, { sans: [name] });
      expect(strict(root, certificate, [])).toMatch(/(?:permitted|excluded) subtree violation/u);
    }
  });
});
