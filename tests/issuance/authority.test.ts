import { describe, expect, it } from 'vitest';
import { assertMayIssue, authorityWarnings } from '../../src/issuance/authority';
import type { Authority, IssueRequest } from '../../src/issuance/authority';
import { issueAuthority } from '../../src/issuance/issue';
import { isAllowed } from '../../src/issuance/name-constraints';
import type { BoundName } from '../../src/issuance/name-constraints';
import { importPrivateKey } from '../../src/pki/keys';
import { encodeName, decodeName } from '../../src/pki/name-der';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { parsePem } from '../../src/pki/pem';
import type { DistinguishedName, NameConstraint } from '../../src/pki/types';
import { keyFor, leafWith, octets, random, rootWith } from '../support/issuing';
import { oddAuthority } from '../support/odd-certificate';
import { ask } from '../support/witness';

const request: Omit<IssueRequest, 'now'> = {
  sans: [{ kind: 'dns', value: 'svc.example.com' }],
  asAuthority: false,
};

function refusal(authority: Authority, change: Partial<IssueRequest> = {}): unknown {
  try {
    assertMayIssue(authority, { ...request, now: new Date(), ...change });
    return undefined;
  } catch (error) {
    return error;
  }
}

const refused = (code: string, words = '', field = 'ca'): unknown =>
  expect.objectContaining({ code, field, message: expect.stringContaining(words) as string });

const configuration = `[req]
distinguished_name = r
[r]
[plain]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:false
[no-sign]
basicConstraints = critical,CA:true
keyUsage = critical,cRLSign
[loose]
basicConstraints = CA:true
[other-names]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
nameConstraints = critical,permitted;otherName:1.2.3;UTF8:x
`;

/** A self-signed certificate with its key, made by OpenSSL with a section of the configuration above. */
async function foreign(
  section: string,
  options: readonly string[] = [],
  key = 'ec -pkeyopt ec_paramgen_curve:P-256',
): Promise<Authority> {
  const args = [
    'req',
    '-x509',
    '-nodes',
    '-config',
    'c.cnf',
    '-extensions',
    section,
    '-subj',
    '/O=Foreign/CN=CA',
    '-keyout',
    '-',
  ];
  const { text } = ask('openssl', [...args, '-newkey', ...key.split(' '), ...options], { 'c.cnf': configuration });
  const blocks = parsePem(text);
  const der = (label: string): Uint8Array<ArrayBuffer> =>
    blocks.find((block) => block.label === label)?.der ?? new Uint8Array();
  const certificate = parseCertificate(der('CERTIFICATE'));
  const pair = await importPrivateKey(der('PRIVATE KEY'));
  return { certificate, key: pair, chain: [certificate.der], anchor: certificate.der };
}

describe('A CA may issue', () => {
  it('when it is one of ours, or an ordinary one of OpenSSL', async () => {
    expect(refusal(await rootWith())).toBeUndefined();
    const other = await foreign('plain');
    expect(refusal(other)).toBeUndefined();
    expect(await authorityWarnings(other)).toEqual([]);
    const { certificate } = await leafWith(other);
    expect(certificate.authorityKeyIdentifier?.keyId).toBe(other.certificate.subjectKeyIdentifier);
  });

  it('when it is a root signed with SHA-1, because its signature is not what makes it trusted', async () => {
    expect(refusal(await foreign('plain', ['-sha1'], 'rsa:2048'))).toBeUndefined();
  });
});

describe('A CA may not issue', () => {
  it('when it is no CA', async () => {
    expect(refusal(await foreign('leaf'))).toEqual(refused('ca-not-authority', 'CN=CA,O=Foreign'));
  });

  it('when its key usage lacks keyCertSign', async () => {
    expect(refusal(await foreign('no-sign'))).toEqual(refused('ca-key-usage'));
  });

  it('when the key is another one', async () => {
    expect(refusal({ ...(await rootWith()), key: await keyFor('other') })).toEqual(refused('key-mismatch'));
  });

  it('after its end or before its beginning, and both dates are said', async () => {
    const root = await rootWith({ now: new Date('2020-01-02T00:00:00Z'), days: 366 });
    expect(refusal(root)).toEqual(refused('ca-expired', '2020-12-31'));
    expect(refusal(root, { now: new Date('1970-01-01T00:00:00Z') })).toEqual(refused('ca-not-yet-valid', '2020-01-01'));
    await expect(leafWith(root)).rejects.toMatchObject({ code: 'ca-expired' });
  });

  it('when its RSA key is too short or its signature cannot be checked', async () => {
    expect(refusal(await foreign('plain', [], 'rsa:1024'))).toEqual(refused('ca-weak', '1024'));
    expect(refusal(await foreign('plain', ['-md5'], 'rsa:2048'))).toEqual(refused('ca-weak'));
  });

  it('when it is an intermediate signed with SHA-1', async () => {
    const root = await foreign('plain', [], 'rsa:2048');
    const sha1 = {
      ...root.certificate,
      signatureAlgorithmOid: '1.2.840.113549.1.1.5',
      issuer: (await rootWith()).certificate.subject,
    };
    const anchor = (await rootWith()).certificate.der;
    expect(refusal({ ...root, certificate: sha1, anchor })).toEqual(refused('ca-weak', 'SHA-1'));
    // A CA that took a new key has its own name as issuer, and is no root.
    const rolled = { ...sha1, issuer: sha1.subject };
    expect(refusal({ ...root, certificate: rolled, anchor })).toEqual(refused('ca-weak', 'SHA-1'));
    expect(refusal({ ...root, certificate: rolled, anchor: rolled.der })).toBeUndefined();
  });

  it('another CA beyond the path length of itself or of one above it', async () => {
    const root = await rootWith({ pathLength: 1 });
    const make = async (issuer: Authority, name: string): Promise<Authority> =>
      issueAuthority({
        subject: [{ type: 'CN', value: name }],
        key: await keyFor(name),
        issuer,
        days: 100,
        now: new Date(),
        random,
      });
    const first = await make(root, 'First');
    expect(refusal(first)).toBeUndefined();
    expect(refusal(first, { asAuthority: true })).toEqual(refused('ca-path-length', 'Test root'));
    await expect(make(first, 'Second')).rejects.toMatchObject({ code: 'ca-path-length' });
    const closed = await rootWith({ pathLength: 0 });
    expect(refusal(closed)).toBeUndefined();
    expect(refusal(closed, { asAuthority: true })).toEqual(refused('ca-path-length', 'may have 0'));
  });

  it('a name outside the constraints of itself or of one above it', async () => {
    const root = await rootWith({ permitted: [{ kind: 'dns', value: 'example.com' }] });
    const intermediate = await issueAuthority({
      subject: [{ type: 'CN', value: 'Below' }],
      key: await keyFor('below'),
      issuer: root,
      days: 100,
      now: new Date(),
      random,
    });
    const outside = { sans: [{ kind: 'dns', value: 'svc.example.org' }] } as const;
    expect(refusal(intermediate)).toBeUndefined();
    expect(refusal(intermediate, outside)).toEqual(refused('ca-name-constraints', 'DNS:svc.example.org', 'hosts'));
    expect(refusal(root, { sans: [{ kind: 'email', value: 'a@example.com' }] })).toEqual(
      refused('ca-name-constraints', '', 'hosts'),
    );
  });

  it('a client whose dotted common name is outside, because OpenSSL takes it for a host', async () => {
    const root = await rootWith({ permitted: [{ kind: 'dns', value: 'example.com' }] });
    const named = (value: string): Partial<IssueRequest> => ({ sans: [], subject: [{ type: 'CN', value }] });
    expect(refusal(root, named('client.example.org'))).toEqual(refused('ca-name-constraints', '', 'subject'));
    expect(refusal(root, named('client.example.com'))).toBeUndefined();
    expect(refusal(root, named('sales client'))).toBeUndefined();
    expect(refusal(root, { sans: [], subject: [{ type: 'emailAddress', value: 'a@example.com' }] })).toEqual(
      refused('ca-name-constraints', '', 'subject'),
    );
  });
});

describe('The user is told', () => {
  it('what strict verifiers will refuse', async () => {
    const warnings = (await authorityWarnings(await foreign('loose'))).join('\n');
    expect(warnings).toContain('basic constraints of the CA are not critical');
    expect(warnings).toContain('no key usage');
  });

  it('of a key that everybody can download, in the CA and in the root above it', async () => {
    const sample = await oddAuthority({ name: 'sse_root', serial: octets('00 f31c8fe56f4b79a0') });
    const certificate = parseCertificate(sample.der);
    const authority = { certificate, key: sample.key, chain: [certificate.der], anchor: certificate.der };
    const published = expect.stringMatching(/^The private key of this CA is published.*F31C8FE56F4B79A0/u) as string;
    expect(await authorityWarnings(authority)).toContainEqual(published);
    const lower = await issueAuthority({
      subject: [{ type: 'CN', value: 'Lower' }],
      key: await keyFor('lower'),
      issuer: authority,
      days: 300,
      now: new Date(),
      random,
    });
    expect(await authorityWarnings(lower)).toContainEqual(published);
  });

  it('of limits on names of unknown kinds, of keys that browsers refuse, and of a near end', async () => {
    expect((await authorityWarnings(await foreign('other-names'))).join()).toContain('limits names of a kind');
    expect((await authorityWarnings(await rootWith({ key: await keyFor('root', 'ed25519') }))).join()).toContain(
      'Ed25519',
    );
    const now = new Date();
    expect((await authorityWarnings(await rootWith({ days: 30 }), now)).join()).toContain('ends on');
    expect(await authorityWarnings(await rootWith(), now)).toEqual([]);
  });
});

describe('Name constraints (RFC 5280 §4.2.1.10)', () => {
  const name = (dn: DistinguishedName): BoundName => ({ kind: 'directory', name: decodeName(encodeName(dn)) });
  const base = (dn: DistinguishedName): NameConstraint => ({
    kind: 'directory',
    value: '',
    name: decodeName(encodeName(dn)),
  });
  const lab: DistinguishedName = [
    { type: 'C', value: 'SE' },
    { type: 'O', value: 'The  Lab' },
  ];

  it.each<[BoundName, NameConstraint, boolean]>([
    [{ kind: 'dns', value: 'example.com' }, { kind: 'dns', value: 'example.com' }, true],
    [{ kind: 'dns', value: 'a.b.example.com' }, { kind: 'dns', value: 'EXAMPLE.com' }, true],
    [{ kind: 'dns', value: 'a.example.com' }, { kind: 'dns', value: '.example.com' }, true],
    [{ kind: 'dns', value: 'notexample.com' }, { kind: 'dns', value: 'example.com' }, false],
    [{ kind: 'dns', value: '*.example.com' }, { kind: 'dns', value: 'example.com' }, true],
    [{ kind: 'dns', value: '*.example.com' }, { kind: 'dns', value: 'a.example.com' }, false],
    [{ kind: 'dns', value: 'anything' }, { kind: 'dns', value: '' }, true],
    [{ kind: 'ip', value: '10.1.2.3' }, { kind: 'ip', value: '10.0.0.0/255.0.0.0' }, true],
    [{ kind: 'ip', value: '11.1.2.3' }, { kind: 'ip', value: '10.0.0.0/255.0.0.0' }, false],
    [{ kind: 'ip', value: '::1' }, { kind: 'ip', value: '10.0.0.0/255.0.0.0' }, false],
    [{ kind: 'ip', value: '2001:db8::1' }, { kind: 'ip', value: '2001:db8::/ffff:ffff::' }, true],
    [{ kind: 'email', value: 'a@example.com' }, { kind: 'email', value: 'a@example.com' }, true],
    [{ kind: 'email', value: 'b@example.com' }, { kind: 'email', value: 'a@example.com' }, false],
    [{ kind: 'email', value: 'a@example.com' }, { kind: 'email', value: 'example.com' }, true],
    [{ kind: 'email', value: 'a@x.example.com' }, { kind: 'email', value: 'example.com' }, false],
    [{ kind: 'email', value: 'a@x.example.com' }, { kind: 'email', value: '.example.com' }, true],
    [{ kind: 'uri', value: 'https://x.example.com/y' }, { kind: 'uri', value: '.example.com' }, true],
    [{ kind: 'uri', value: 'https://example.com/y' }, { kind: 'uri', value: 'example.com' }, true],
    [{ kind: 'uri', value: 'https://evil.example/' }, { kind: 'uri', value: 'example.com' }, false],
    [{ kind: 'uri', value: 'https://10.0.0.5/' }, { kind: 'uri', value: '' }, false],
    [name([...lab, { type: 'CN', value: 'x' }]), base(lab), true],
    [
      name([
        { type: 'C', value: 'SE' },
        { type: 'O', value: 'the lab' },
      ]),
      base(lab),
      true,
    ],
    [name([{ type: 'O', value: 'The Lab' }]), base(lab), false],
    [
      name([
        { type: 'C', value: 'SE' },
        { type: 'O', value: 'Other' },
      ]),
      base(lab),
      false,
    ],
  ])('%o is inside %o: %s', (bound, constraint, inside) => {
    expect(isAllowed(bound, { permitted: [constraint], excluded: [] })).toBe(inside);
  });

  it('a name without constraints of its kind is free', () => {
    const constraints = { permitted: [{ kind: 'dns', value: 'example.com' }], excluded: [] } as const;
    expect(isAllowed({ kind: 'ip', value: '10.0.0.5' }, constraints)).toBe(true);
  });

  it('exclusion wins, and what may be inside an excluded subtree counts as inside', () => {
    const excluded: NameConstraint[] = [
      { kind: 'dns', value: 'secret.example.com' },
      { kind: 'uri', value: 'example.com' },
    ];
    const constraints = { permitted: [{ kind: 'dns' as const, value: 'example.com' }], excluded };
    expect(isAllowed({ kind: 'dns', value: 'a.example.com' }, constraints)).toBe(true);
    expect(isAllowed({ kind: 'dns', value: 'x.secret.example.com' }, constraints)).toBe(false);
    expect(isAllowed({ kind: 'dns', value: '*.example.com' }, constraints)).toBe(false);
    expect(isAllowed({ kind: 'uri', value: 'urn:x' }, constraints)).toBe(false);
  });
});
