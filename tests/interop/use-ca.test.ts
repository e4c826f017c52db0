import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Bundle } from '../../src/bundle/types';
import { readFiles } from '../../src/inspect/read-files';
import type { MaterialFile } from '../../src/jobs/types';
import { keyIdentifier } from '../../src/pki/extensions';
import { isSelfIssued } from '../../src/pki/issuer';
import { toHex, utf8 } from '../../src/pki/bytes';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { Certificate } from '../../src/pki/types';
import { createFor, makeBundle } from '../support/bundle';
import { companyCa, filesIn, openssl, ordinary } from '../support/company-ca';
import type { CompanyCa } from '../support/company-ca';
import { recipe } from '../support/make';
import { javaVerdict } from '../support/path-judges';
import { ask } from '../support/witness';
import { requireTool, toolCommand } from '../support/tools';

// OpenSSL and Java make and judge each set.
vi.setConfig({ testTimeout: 120_000 });

const secret = 'correct horse battery';

/** Every recipe with the way in that takes a CA, and answers of two kinds of names. */
const recipes = {
  'qlik-sse': ['use-ca', { hosts: 'sse.example.com, 10.0.0.5' }],
  'qlik-qrs': ['sign', {}],
  graphex: ['use-ca', { hosts: '*.example.com' }],
  'openmetadata-qlik-sense': ['sign', {}],
  'actian-integration-manager': ['use-ca', { host: 'im.example.com' }],
  mtls: ['use-ca', { hosts: 'svc.example.com, ::1', clients: 'one, two' }],
  'tls-server': ['use-ca', { hosts: 'tls.example.com' }],
} as const;
type RecipeId = keyof typeof recipes;

interface Brought {
  readonly files: readonly MaterialFile[];
  readonly password?: string;
}

/** The forms in which a CA is brought, each from the folder that OpenSSL made. */
const forms = {
  'PEM files': (folder) => ({ files: filesIn(folder, ...certificatesIn(folder), 'ca.key') }),
  'one PEM file with text around, CRLF': (folder) => {
    const text = certificatesIn(folder).map((name) => openssl(folder, 'x509', '-in', name, '-text'));
    const whole = [...text, readFileSync(join(folder, 'ca.key'), 'utf8')].join('\n').replaceAll('\n', '\r\n');
    return { files: [{ name: 'everything.txt', bytes: utf8(whole) }] };
  },
  DER: (folder) => {
    for (const name of certificatesIn(folder))
      openssl(folder, 'x509', '-in', name, '-outform', 'DER', '-out', `${name}.cer`);
    openssl(folder, 'pkcs8', '-topk8', '-nocrypt', '-in', 'ca.key', '-outform', 'DER', '-out', 'key.der');
    return { files: filesIn(folder, ...certificatesIn(folder).map((name) => `${name}.cer`), 'key.der') };
  },
  'a key in its traditional form': (folder) => {
    openssl(folder, 'pkey', '-in', 'ca.key', '-traditional', '-out', 'old.key');
    return { files: filesIn(folder, ...certificatesIn(folder), 'old.key') };
  },
  'an encrypted key (PBES2)': (folder) => encrypted(folder, ['-v2', 'aes-256-cbc']),
  'an encrypted key (PBES1)': (folder) => encrypted(folder, ['-v1', 'PBE-SHA1-3DES']),
  'an encrypted key (DEK-Info)': (folder) => {
    openssl(
      folder,
      'pkey',
      '-in',
      'ca.key',
      '-traditional',
      '-aes128',
      '-passout',
      `pass:${secret}`,
      '-out',
      'dek.key',
    );
    return { files: filesIn(folder, ...certificatesIn(folder), 'dek.key'), password: secret };
  },
  'PKCS#12': (folder) => keystore(folder, []),
  'PKCS#12 of older systems': (folder) =>
    keystore(folder, ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']),
  JKS: (folder) => {
    keystore(folder, []);
    requireTool('keytool');
    const store = ['-srckeystore', 'ca.p12', '-srcstoretype', 'PKCS12', '-srcstorepass', secret];
    const into = ['-destkeystore', 'ca.jks', '-deststoretype', 'JKS', '-deststorepass', secret];
    execFileSync(toolCommand('keytool'), ['-importkeystore', ...store, ...into], { cwd: folder, stdio: 'ignore' });
    return { files: filesIn(folder, 'ca.jks'), password: secret };
  },
  'a JWK': (folder) => {
    const key = createPrivateKey(readFileSync(join(folder, 'ca.key'))).export({ format: 'jwk' });
    writeFileSync(join(folder, 'key.json'), JSON.stringify(key));
    return { files: filesIn(folder, ...certificatesIn(folder), 'key.json') };
  },
  'a folder with other certificates and keys': (folder) => {
    openssl(
      folder,
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'other.key',
      '-subj',
      '/CN=other',
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-out',
      'other.pem',
    );
    return { files: filesIn(folder, 'other.key', 'other.pem', 'ca.key', ...certificatesIn(folder)) };
  },
} satisfies Record<string, (folder: string) => Brought>;

function certificatesIn(folder: string): string[] {
  return ['root.pem', 'cross.pem', 'ca.pem'].filter((name) => existsSync(join(folder, name)));
}

function encrypted(folder: string, scheme: readonly string[]): Brought {
  openssl(folder, 'pkcs8', '-topk8', ...scheme, '-in', 'ca.key', '-passout', `pass:${secret}`, '-out', 'closed.key');
  return { files: filesIn(folder, ...certificatesIn(folder), 'closed.key'), password: secret };
}

function keystore(folder: string, scheme: readonly string[]): Brought {
  const above = existsSync(join(folder, 'root.pem')) ? ['-certfile', 'root.pem'] : [];
  const args = ['-inkey', 'ca.key', '-in', 'ca.pem', ...above, '-name', 'ca', '-passout', `pass:${secret}`];
  openssl(folder, 'pkcs12', '-export', ...args, ...scheme, '-out', 'ca.p12');
  return { files: filesIn(folder, 'ca.p12'), password: secret };
}

const rsa = (bits: number): readonly string[] => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${String(bits)}`];
const curve = (name: string): readonly string[] => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`];
const [basic = '', usage = '', identifier = ''] = ordinary;

/** CAs, each with a form and recipes: every CA, every form and every recipe several times, not each with each. */
const accepted: readonly (readonly [
  string,
  CompanyCa,
  keyof typeof forms,
  RecipeId,
  { loose?: true; says?: string }?,
])[] = [
  ['an ordinary CA', {}, 'PEM files', 'qlik-sse'],
  ['an RSA key', { key: rsa(2048) }, 'one PEM file with text around, CRLF', 'qlik-qrs'],
  ['an RSA key', { key: rsa(3072) }, 'an encrypted key (DEK-Info)', 'graphex'],
  ['an RSA key of odd size', { key: rsa(2560) }, 'JKS', 'actian-integration-manager'],
  ['P-384', { key: curve('P-384') }, 'DER', 'openmetadata-qlik-sense'],
  ['P-521', { key: curve('P-521') }, 'a key in its traditional form', 'mtls', { says: 'P-521' }],
  ['Ed25519', { key: ['-algorithm', 'ED25519'] }, 'PKCS#12', 'qlik-sse', { says: 'Ed25519' }],
  ['Ed25519', { key: ['-algorithm', 'ED25519'] }, 'a JWK', 'mtls', { says: 'Ed25519' }],
  ['an intermediate CA', { below: 'root' }, 'PKCS#12', 'tls-server'],
  ['an intermediate CA', { below: 'root', key: rsa(2048) }, 'JKS', 'qlik-sse'],
  [
    'an intermediate CA',
    { below: 'root', extensions: [`${basic},pathlen:0`, usage, identifier, 'authorityKeyIdentifier = keyid'] },
    'DER',
    'actian-integration-manager',
  ],
  ['an intermediate CA', { below: 'root' }, 'a folder with other certificates and keys', 'mtls'],
  ['a cross-signed CA', { below: 'cross' }, 'PEM files', 'graphex'],
  [
    'path length 0',
    { extensions: [`${basic},pathlen:0`, usage, identifier] },
    'an encrypted key (PBES2)',
    'openmetadata-qlik-sense',
  ],
  [
    'name constraints that hold the names',
    {
      extensions: [...ordinary, 'nameConstraints = critical,permitted;DNS:example.com,permitted;IP:10.0.0.0/255.0.0.0'],
    },
    'an encrypted key (PBES1)',
    'qlik-sse',
  ],
  [
    'purposes that hold the leaves',
    { extensions: [...ordinary, 'extendedKeyUsage = serverAuth,clientAuth'] },
    'PKCS#12 of older systems',
    'mtls',
  ],
  [
    'purpose "any"',
    { extensions: [...ordinary, 'extendedKeyUsage = anyExtendedKeyUsage'] },
    'PEM files',
    'tls-server',
    { loose: true, says: '"any" as its purpose' },
  ],
  ['no key usage', { extensions: [basic, identifier] }, 'PKCS#12', 'graphex', { loose: true, says: 'no key usage' }],
  [
    'basic constraints not critical',
    { extensions: ['basicConstraints = CA:TRUE', usage, identifier] },
    'a JWK',
    'qlik-qrs',
    { loose: true, says: 'not critical' },
  ],
  [
    'no subject key identifier',
    { extensions: [basic, usage, 'subjectKeyIdentifier = none'] },
    'DER',
    'tls-server',
    { loose: true, says: 'no subject key identifier' },
  ],
  [
    'a subject key identifier that is no SHA-1',
    { extensions: [basic, usage, 'subjectKeyIdentifier = 0102030405'] },
    'PEM files',
    'mtls',
  ],
  ['version 1', { version1: true }, 'PEM files', 'qlik-sse', { loose: true, says: 'version 1' }],
  ['no common name', { subject: ['C = SE', 'O = Company'] }, 'JKS', 'tls-server'],
  ['a name in UTF-8', { subject: ['O = Företaget AB', 'CN = Rot för 会社'] }, 'PKCS#12', 'qlik-qrs'],
  [
    'a BMPString',
    { subject: ['O = Företaget', 'CN = Rot'], strings: 'MASK:0x800' },
    'PEM files',
    'actian-integration-manager',
  ],
  ['a T61String', { subject: ['O = Företaget', 'CN = Rot'], strings: 'MASK:0x4' }, 'DER', 'graphex'],
  [
    'several attributes in one RDN',
    { subject: ['O = Company', 'OU = PKI', '+CN = Root'] },
    'PEM files',
    'openmetadata-qlik-sense',
  ],
  ['a negative serial number', { options: ['-set_serial', '-5'] }, 'PEM files', 'tls-server'],
  ['a serial number of 20 octets', { options: ['-set_serial', `0x7f${'ab'.repeat(19)}`] }, 'DER', 'mtls'],
  [
    'an end before that of what it issues',
    { days: 40 },
    'PEM files',
    'qlik-sse',
    { says: 'nothing it issues lasts longer' },
  ],
];

/** Makes the set under a CA, as the page and the command line do. */
function issue(id: RecipeId, { files, password }: Brought, change: Record<string, string> = {}): Promise<Bundle> {
  const [mode, answers] = recipes[id];
  const passwords = recipe(id).fields.flatMap((field) =>
    field.kind === 'secret' ? [[field.id, field.fixed ?? secret] as const] : [],
  );
  const secrets = { ...Object.fromEntries(passwords), ...(password === undefined ? {} : { 'ca-password': password }) };
  return createFor(id, { ...answers, key: 'p-256', ...change }, { mode, secrets, materials: { ca: { files } } });
}

/** Every certificate of the finished archive once. */
async function certificatesOf({ archive }: Bundle): Promise<Certificate[]> {
  const found = await readFiles([{ name: 'made.zip', bytes: archive }], [secret, 'changeit']);
  const all = found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
  return [...new Map(all.map((certificate) => [toHex(certificate.der), certificate])).values()];
}

const pem = (file: string): Certificate =>
  parseCertificate(parsePem(readFileSync(file, 'utf8'))[0]?.der ?? new Uint8Array());

describe('A set issued under a brought CA', () => {
  test.for(accepted)('is taken by OpenSSL and Java: %s', async ([, ca, form, id, { loose, says = '' } = {}]) => {
    requireTool('openssl', 'jdk');
    const folder = companyCa(ca);
    const bundle = await issue(id, forms[form](folder));
    const issuer = pem(join(folder, 'ca.pem'));
    const all = await certificatesOf(bundle);
    const anchor = existsSync(join(folder, 'root.pem')) && ca.below === 'root' ? pem(join(folder, 'root.pem')) : issuer;
    const between = ca.below === 'root' ? [issuer.der] : [];
    const leaves = all.filter(({ basicConstraints }) => basicConstraints?.ca === false);
    expect(leaves.length).toBeGreaterThan(0);
    for (const leaf of leaves) {
      // The issuer's name octet for octet, and its own key identifier.
      expect(toHex(leaf.issuer.der)).toBe(toHex(issuer.subject.der));
      const own = issuer.subjectKeyIdentifier ?? toHex(await keyIdentifier(issuer.spki));
      expect(leaf.authorityKeyIdentifier).toEqual({ keyId: own, issuerAndSerial: false });
      expect(leaf.validity.notAfter.getTime()).toBeLessThanOrEqual(issuer.validity.notAfter.getTime());
      for (const purpose of ['server', 'client'] as const) {
        const oid = purpose === 'server' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
        if (leaf.extendedKeyUsage?.includes(oid) !== true) continue;
        const files = {
          'root.pem': certificate(anchor),
          'leaf.pem': certificate(leaf),
          'ca.pem': certificate(issuer),
        };
        const strict = loose === true ? [] : ['-x509_strict'];
        const asked =
          ca.extensions?.some((line) => line.includes('anyExtendedKeyUsage')) === true
            ? []
            : ['-purpose', `ssl${purpose}`];
        const args = [
          'verify',
          ...strict,
          ...asked,
          '-CAfile',
          'root.pem',
          ...(between.length > 0 ? ['-untrusted', 'ca.pem'] : []),
          'leaf.pem',
        ];
        expect(ask('openssl', args, files).text).toBe('leaf.pem: OK\n');
      }
    }
    expect(javaVerdict({ anchor: anchor.der, leaf: leaves[0]?.der ?? new Uint8Array(), between })).toBe('valid');
    expect(bundle.notices.map(({ message }) => message).join('\n')).toContain(says);
    // The CA's key is nowhere in what was made, and an intermediate is in the chain files, as the manifest says.
    const inside = await readFiles([{ name: 'made.zip', bytes: bundle.archive }], [secret, 'changeit']);
    expect(
      inside.some((object) => object.type === 'private-key' && toHex(object.key.spki) === toHex(issuer.spki)),
    ).toBe(false);
    if (ca.below === 'root') expect(all.map(({ der }) => toHex(der))).toContain(toHex(issuer.der));
    expect(
      all
        .filter(isSelfIssued)
        .map(({ der }) => toHex(der))
        .filter((der) => der !== toHex(anchor.der)),
    ).toEqual([]);
  });

  test('holds every form, every recipe', () => {
    expect(new Set(accepted.map(([, , form]) => form)).size).toBe(Object.keys(forms).length);
    expect(new Set(accepted.map(([, , , id]) => id)).size).toBe(Object.keys(recipes).length);
  });

  test('passes its own verify.sh with an intermediate CA', async () => {
    requireTool('openssl');
    const folder = companyCa({ below: 'root' });
    const { files } = forms['PEM files'](folder);
    const made = await makeBundle(
      'mtls',
      { hosts: 'svc.example.com', key: 'p-256' },
      { mode: 'use-ca', materials: { ca: { files } } },
    );
    expect(execFileSync('/bin/sh', ['verify.sh'], { cwd: made.folder, encoding: 'utf8' })).not.toMatch(/FAILED/u);
  });

  test('says on page, in README and on the command line that it is cut to the end of the CA', async () => {
    const folder = companyCa({ days: 40 });
    const bundle = await issue('qlik-sse', forms['PEM files'](folder));
    const end = pem(join(folder, 'ca.pem')).validity.notAfter.toISOString().slice(0, 10);
    const sentence = `ends on ${end}, together with its CA, earlier than asked.`;
    expect(bundle.notices.filter(({ message }) => message.includes(sentence)).length).toBe(2);
    const readme = bundle.entries.find(({ path }) => path === 'README.txt');
    expect(new TextDecoder().decode(readme?.bytes).replaceAll(/\s+/gu, ' ')).toContain(sentence);
  });
});

function certificate({ der }: Certificate): string {
  return encodePem('CERTIFICATE', der);
}

describe('Of several CAs', () => {
  test('the one is taken that the zip of an earlier bundle names', async () => {
    const earlier = await createFor('qlik-sse', { plugin: 'first', key: 'p-256' });
    const zip = { name: earlier.plan.archiveName, bytes: earlier.archive };
    const stranger = filesIn(companyCa(), 'ca.pem', 'ca.key');
    const bundle = await issue('qlik-sse', { files: [...stranger, zip] }, { plugin: 'second' });
    const root = earlier.certificates.find(({ role }) => role === 'authority');
    expect(bundle.certificates.find(({ role }) => role === 'authority')?.sha256).toBe(root?.sha256);
  });

  test('none is taken where nothing tells', async () => {
    const two = [companyCa({ subject: ['CN = One'] }), companyCa({ subject: ['CN = Two'] })].flatMap((folder, index) =>
      filesIn(folder, 'ca.pem', 'ca.key').map(({ name, bytes }) => ({ name: `${String(index)}-${name}`, bytes })),
    );
    await expect(issue('tls-server', { files: two })).rejects.toMatchObject({
      code: 'material-ambiguous',
      field: 'ca',
      message: 'Several CAs with their keys were found: CN=One; CN=Two. Give the files of one.',
    });
  });

  test('a certificate that replaced an earlier one of the same CA is taken', async () => {
    const folder = companyCa({ days: 100 });
    openssl(
      folder,
      'req',
      '-x509',
      '-new',
      '-config',
      'ca.cnf',
      '-key',
      'ca.key',
      '-days',
      '900',
      '-out',
      'renewed.pem',
    );
    const bundle = await issue('tls-server', { files: filesIn(folder, 'ca.pem', 'renewed.pem', 'ca.key') });
    const renewed = pem(join(folder, 'renewed.pem'));
    expect(bundle.certificates.find(({ role }) => role === 'authority')?.notAfter).toEqual(renewed.validity.notAfter);
  });
});

/** CAs that may not issue: code and sentence. */
const refused: readonly (readonly [string, CompanyCa, RecipeId, string, RegExp, field?: string])[] = [
  [
    'is no CA',
    { extensions: ['basicConstraints = critical,CA:FALSE'] },
    'tls-server',
    'ca-not-authority',
    /^CN=Company CA is not a CA certificate, so nothing can be issued with it\./u,
  ],
  [
    'lacks keyCertSign',
    { extensions: [basic, 'keyUsage = critical,cRLSign'] },
    'graphex',
    'ca-key-usage',
    /^The CA CN=Company CA is not for signing certificates \(its key usage lacks keyCertSign\)\./u,
  ],
  [
    'excludes a name',
    { extensions: [...ordinary, 'nameConstraints = critical,excluded;DNS:tls.example.com'] },
    'tls-server',
    'ca-name-constraints',
    /is limited to other names than DNS:tls\.example\.com\./u,
    'hosts',
  ],
  [
    'permits other addresses',
    { extensions: [...ordinary, 'nameConstraints = critical,permitted;IP:192.168.0.0/255.255.0.0'] },
    'qlik-sse',
    'ca-name-constraints',
    /than IP:10\.0\.0\.5\./u,
    'hosts',
  ],
  [
    'has a short RSA key',
    { key: rsa(1024) },
    'mtls',
    'ca-weak',
    /has an RSA key of 1024 bits\. At least 2048 are needed/u,
  ],
  [
    'is an intermediate signed with SHA-1',
    { below: 'root', options: ['-sha1'] },
    'tls-server',
    'ca-weak',
    /is signed with SHA-1, which most verifiers refuse/u,
  ],
  [
    'has an RSASSA-PSS key',
    { key: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'] },
    'qlik-sse',
    'algorithm-not-allowed',
    /has a key of type RSASSA-PSS, which cannot sign here\. Use a CA with a key of type RSA \(rsaEncryption\)/u,
  ],
  [
    'is signed with RSASSA-PSS',
    { key: rsa(2048), options: ['-sigopt', 'rsa_padding_mode:pss'] },
    'tls-server',
    'ca-weak',
    /cannot be checked here \(RSASSA-PSS\)\. Have its certificate issued again, with sha256WithRSAEncryption/u,
  ],
  [
    'has a key on secp256k1',
    { key: curve('secp256k1') },
    'graphex',
    'algorithm-not-allowed',
    /has a key of type EC secp256k1, which cannot sign here\./u,
  ],
  [
    'has an Ed448 key',
    { key: ['-algorithm', 'ED448'] },
    'graphex',
    'algorithm-not-allowed',
    /has a key of type Ed448, which cannot sign here\./u,
  ],
  [
    'has a critical extension that nobody knows',
    { extensions: [...ordinary, '1.2.3.4 = critical,ASN1:UTF8String:x'] },
    'tls-server',
    'ca-extension-unknown',
    /has a critical extension that verifiers do not know \(1\.2\.3\.4\)/u,
  ],
  [
    'is for clients only',
    { extensions: [...ordinary, 'extendedKeyUsage = clientAuth'] },
    'qlik-sse',
    'certificate-purpose',
    /is for other purposes than server certificates \(its extended key usage\)/u,
  ],
  [
    'has the name of what it is to issue, in another string type',
    { subject: ['CN = one'] },
    'mtls',
    'name-invalid',
    /has the same name as a certificate that it is to issue/u,
    'clients',
  ],
];

describe('A CA is refused with its code, at its field, in a sentence, when it', () => {
  test.for(refused)('%s', async ([, ca, id, code, sentence, field = 'ca']) => {
    const folder = companyCa(ca);
    const files = filesIn(folder, ...certificatesIn(folder), 'ca.key');
    const error = await issue(id, { files }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, field, message: expect.stringMatching(sentence) as string });
    expect((error as Error).message).toMatch(/^[^\n]{20,400}\.$/u);
  });

  test('comes with the key of another', async () => {
    const files = [...filesIn(companyCa(), 'ca.pem'), ...filesIn(companyCa(), 'ca.key')];
    await expect(issue('qlik-qrs', { files })).rejects.toMatchObject({ code: 'key-mismatch', field: 'ca' });
  });

  test('is an intermediate whose root is not there', async () => {
    const files = filesIn(companyCa({ below: 'root' }), 'ca.pem', 'ca.key');
    await expect(issue('mtls', { files })).rejects.toMatchObject({
      code: 'material-missing',
      field: 'ca',
      message: expect.stringMatching(
        /was issued by CN=Company root,O=Company, whose certificate is not among/u,
      ) as string,
    });
  });

  test('has a key that needs a password, none or a wrong one given', async () => {
    const { files } = forms['an encrypted key (PBES2)'](companyCa());
    await expect(issue('graphex', { files })).rejects.toMatchObject({ code: 'password-required', field: 'ca' });
    await expect(issue('graphex', { files, password: 'another' })).rejects.toMatchObject({ code: 'password-wrong' });
  });
});
