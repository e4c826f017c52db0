import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { ReportedFinding } from '../../src/inspect/report';
import { utf8 } from '../../src/pki/bytes';
import { sequence } from '../../src/pki/der-writer';
import * as write from '../../src/pki/extensions';
import { nameConstraints } from '../../src/pki/name-constraints';
import * as oids from '../../src/pki/oids';
import { encodePem } from '../../src/pki/pem';
import { scratchFolder } from '../support/bundle';
import { keyFor } from '../support/issuing';
import { oddAuthority, oddLeaf } from '../support/odd-certificate';
import type { OddCertificate, Oddity } from '../support/odd-certificate';
import { requireTool, toolCommand } from '../support/tools';

vi.setConfig({ testTimeout: 60_000 });

/** A root, CAs below it, and a leaf. */
interface Path {
  readonly root: OddCertificate;
  readonly between: readonly OddCertificate[];
  readonly leaf: OddCertificate;
}

const pem = ({ der }: OddCertificate): string => encodePem('CERTIFICATE', der);

/** Errors and warnings about a path, each rule once. */
async function findings({ root, between, leaf }: Path): Promise<string[]> {
  const files = { 'root.pem': [root], 'svc.pem': [leaf, ...between] };
  const { report } = await inspectFiles(
    Object.entries(files).map(([name, certificates]) => ({ name, bytes: utf8(certificates.map(pem).join('')) })),
    { passwords: [], now: new Date() },
  );
  return rulesOf(report.findings);
}

function rulesOf(all: readonly ReportedFinding[]): string[] {
  return [...new Set(all.map(({ rule }) => rule))].filter((rule) => !rule.startsWith('n_')).sort();
}

/** What OpenSSL says of a path: `OK` or its error. */
function verify({ root, between, leaf }: Path, ...options: string[]): string {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('root.pem'), pem(root));
  writeFileSync(at('between.pem'), between.map(pem).join(''));
  writeFileSync(at('leaf.pem'), pem(leaf));
  const untrusted = between.length === 0 ? [] : ['-untrusted', at('between.pem')];
  const { stdout, stderr } = spawnSync(
    toolCommand('openssl'),
    [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      ...options,
      '-CAfile',
      at('root.pem'),
      ...untrusted,
      at('leaf.pem'),
    ],
    { encoding: 'utf8' },
  );
  return stdout.includes(': OK') ? 'OK' : stderr;
}

const underRoot = async (root: Oddity, leaf: Oddity = {}): Promise<Path> => {
  const authority = await oddAuthority(root);
  return { root: authority, between: [], leaf: await oddLeaf(authority, leaf) };
};

const sans = (...names: string[]): { readonly extensions: readonly ReturnType<typeof write.subjectAltName>[] } => ({
  extensions: [
    write.subjectAltName(
      names.map((value) => ({ kind: 'dns', value })),
      false,
    ),
  ],
});

const critical = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: sequence() };

/** What is odd, how the path is made, what we say, what OpenSSL says, and options that it needs to say it. */
const cases: readonly [string, () => Promise<Path>, readonly string[], RegExp | 'OK', (readonly string[])?][] = [
  ['nothing', () => underRoot({}), [], 'OK', ['-verify_hostname', 'svc.example.com']],
  [
    'the leaf ended',
    () => underRoot({}, { from: -20, to: -10 }),
    ['e_certificate_expired'],
    /certificate has expired/u,
  ],
  [
    'the leaf begins later',
    () => underRoot({}, { from: 10 }),
    ['e_certificate_not_yet_valid'],
    /certificate is not yet valid/u,
  ],
  [
    'the root ended',
    () => underRoot({ from: -20, to: -10 }),
    ['e_certificate_expired', 'w_certificate_outlasts_issuer'],
    /certificate has expired/u,
  ],
  [
    'another key of the same name signed',
    async () => underRoot({}, { signer: await keyFor('another') }),
    ['e_signature_not_by_named_issuer'],
    /certificate signature failure/u,
  ],
  [
    "the key identifier is another's",
    async () => underRoot({}, { extensions: [write.authorityKeyIdentifier(new Uint8Array(20))] }),
    ['e_authority_key_identifier_mismatch'],
    /unable to get local issuer certificate|identifier mismatch/u,
  ],
  [
    'the root must not sign certificates',
    () => underRoot({ extensions: [write.keyUsage(['cRLSign'])] }),
    ['e_ca_key_cert_sign_not_set'],
    /key usage does not include certificate signing|invalid CA certificate|unable to get local issuer/u,
  ],
  [
    'the issuer is no CA',
    () => underRoot({ extensions: [write.basicConstraints(false)] }),
    ['e_issuer_not_ca', 'w_key_cert_sign_without_ca'],
    /invalid CA certificate/u,
  ],
  [
    'the root has no key usage',
    () => underRoot({ without: [oids.id_ce_keyUsage] }),
    ['w_ca_key_usage_missing'],
    /CA cert does not include key usage extension/u,
  ],
  [
    'the basic constraints are not critical',
    () => underRoot({ extensions: [{ ...write.basicConstraints(true), critical: false }] }),
    ['w_basic_constraints_not_critical'],
    /Basic Constraints of CA cert not marked critical/u,
  ],
  [
    'the root has no key identifier',
    () => underRoot({ without: [oids.id_ce_subjectKeyIdentifier] }),
    ['w_ext_subject_key_identifier_missing_ca'],
    /Missing Subject Key Identifier/u,
  ],
  [
    "the leaf does not identify its issuer's key",
    () => underRoot({}, { without: [oids.id_ce_authorityKeyIdentifier] }),
    ['w_ext_authority_key_identifier_missing'],
    /Missing Authority Key Identifier/u,
  ],
  [
    'the root allows no CA below it',
    async () => {
      const root = await oddAuthority({ extensions: [write.basicConstraints(true, 0)] });
      const below = await oddAuthority({ name: 'Below', issuer: root, to: 3000 });
      return { root, between: [below], leaf: await oddLeaf(below) };
    },
    ['e_path_length_exceeded'],
    /path length constraint exceeded/u,
  ],
  [
    'the root is limited to other names',
    () => underRoot({ extensions: [nameConstraints([{ kind: 'dns', value: 'other.example' }])] }),
    ['e_name_constraints_violated'],
    /permitted subtree violation/u,
  ],
  [
    'the root is limited to this name',
    () => underRoot({ extensions: [nameConstraints([{ kind: 'dns', value: 'example.com' }])] }),
    [],
    'OK',
  ],
  [
    'a leaf may sign certificates',
    () => underRoot({}, { extensions: [write.keyUsage(['digitalSignature', 'keyCertSign'])] }),
    ['w_key_cert_sign_without_ca'],
    /keyCertSign invalid for non-CA cert/iu,
  ],
  [
    'an empty subject with names that are not critical',
    () => underRoot({}, { name: '' }),
    ['w_ext_san_not_critical_without_subject'],
    /Subject empty and Subject Alt Name extension not critical/iu,
  ],
  [
    'an unknown critical extension',
    () => underRoot({}, { extensions: [critical] }),
    ['e_unknown_critical_extension'],
    /unhandled critical extension/u,
  ],
  [
    'a CA for clients only',
    () => underRoot({ extensions: [write.extendedKeyUsage([oids.id_kp_clientAuth])] }),
    ['e_ca_purpose_excludes_leaf'],
    /(?:unsuitable|unsupported) certificate purpose/u,
  ],
  [
    'any purpose, and none by name',
    () => underRoot({}, { extensions: [write.extendedKeyUsage([oids.anyExtendedKeyUsage])] }),
    ['e_any_extended_key_usage_only'],
    /(?:unsuitable|unsupported) certificate purpose/u,
  ],
  [
    'an address as a DNS name',
    () => underRoot({}, sans('svc.example.com', '10.0.0.5')),
    ['e_ip_address_as_dns_name'],
    /IP address mismatch/u,
    ['-verify_ip', '10.0.0.5'],
  ],
  [
    'a star over a whole domain',
    () => underRoot({}, { name: 'a', ...sans('*.example') }),
    ['e_dnsname_wildcard_misplaced'],
    /hostname mismatch/u,
    ['-verify_hostname', 'svc.example'],
  ],
  [
    'a star inside a label of several',
    () => underRoot({}, { name: 'a', ...sans('*.*.example.com') }),
    ['e_dnsname_wildcard_misplaced'],
    /hostname mismatch/u,
    ['-verify_hostname', 'a.svc.example.com'],
  ],
  [
    'a dot at the end',
    () => underRoot({}, { name: 'a', ...sans('svc.example.com.') }),
    ['e_dnsname_malformed'],
    /hostname mismatch/u,
    ['-verify_hostname', 'svc.example.com'],
  ],
  [
    'a common name that the alternative names lack',
    () => underRoot({}, sans('other.example.com')),
    ['w_common_name_not_from_san'],
    /hostname mismatch/u,
    ['-verify_hostname', 'svc.example.com'],
  ],
  [
    'a version 1 leaf',
    () => underRoot({}, { version1: true }),
    ['e_ext_san_missing', 'w_ext_authority_key_identifier_missing', 'w_version_1'],
    /hostname mismatch/u,
    ['-verify_hostname', 'other.example.com'],
  ],
];

describe('What is found wrong in a path is what OpenSSL finds', () => {
  test.for(cases)('%s', async ([, make, expected, said, options = []]) => {
    requireTool('openssl');
    const path = await make();
    expect(await findings(path)).toEqual([...expected].sort());
    const answer = verify(path, ...options);
    if (said === 'OK') expect(answer).toBe('OK');
    else expect(answer).toMatch(said);
  });

  test('an issuer that is not here', async () => {
    requireTool('openssl');
    const { leaf } = await underRoot({});
    const stranger = { root: await oddAuthority({ name: 'Stranger' }), between: [], leaf };
    expect(await findings(stranger)).toEqual(['w_issuer_missing']);
    expect(verify(stranger)).toMatch(/unable to get local issuer certificate/u);
  });

  test('weak keys and digests', async () => {
    requireTool('openssl');
    const folder = scratchFolder();
    const openssl = (...args: string[]): void => {
      const { status, stderr } = spawnSync(toolCommand('openssl'), args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    };
    const root = await oddAuthority();
    writeFileSync(join(folder, 'root.pem'), pem(root));
    writeFileSync(join(folder, 'root.key'), encodePem('PRIVATE KEY', root.key.pkcs8), { mode: 0o600 });
    const names = 'subjectAltName=DNS:svc.example.com\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n';
    writeFileSync(join(folder, 'ext.cnf'), `basicConstraints=critical,CA:FALSE\n${names}`);
    const issue = (name: string, key: readonly string[], digest: string): string => {
      openssl(
        'req',
        '-new',
        ...key,
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-subj',
        '/CN=svc.example.com',
        '-out',
        `${name}.csr`,
      );
      const ca = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'ext.cnf'];
      openssl('x509', '-req', '-in', `${name}.csr`, ...ca, digest, '-days', '90', '-out', `${name}.pem`);
      const { stderr } = spawnSync(
        toolCommand('openssl'),
        ['verify', '-auth_level', '2', '-CAfile', 'root.pem', `${name}.pem`],
        { cwd: folder, encoding: 'utf8' },
      );
      return stderr;
    };
    expect(issue('short', ['-newkey', 'rsa:1024'], '-sha256')).toMatch(/key too (?:weak|small)/u);
    expect(issue('sha1', ['-newkey', 'rsa:2048'], '-sha1')).toMatch(/digest algorithm too weak/u);
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'];
    issue('curve', curve, '-sha256');
    const { report } = await inspectFiles(
      await Promise.all(
        ['root', 'short', 'sha1', 'curve'].map(async (name) => ({
          name: `${name}.pem`,
          bytes: new Uint8Array(await readFile(join(folder, `${name}.pem`))),
        })),
      ),
      { passwords: [], now: new Date() },
    );
    const about = (file: string): string[] =>
      rulesOf(report.findings.filter(({ objects }) => objects.some((place) => place.file === file)));
    expect(about('short.pem')).toEqual(['e_rsa_mod_less_than_2048_bits']);
    expect(about('sha1.pem')).toEqual(['e_signature_digest_broken']);
    expect(about('curve.pem')).toEqual(['e_ec_improper_curves']);
    expect(about('root.pem')).toEqual([]);
  });

  test('a host name that Java refuses', async () => {
    requireTool('jdk');
    const java = (path: Path, host: string): string => {
      const file = join(scratchFolder(), 'leaf.pem');
      writeFileSync(file, pem(path.leaf));
      const open = ['--add-exports', 'java.base/sun.security.util=ALL-UNNAMED'];
      const { stdout, stderr } = spawnSync(toolCommand('jdk'), [...open, 'tests/interop/HostCheck.java', file, host], {
        encoding: 'utf8',
      });
      return stdout + stderr;
    };
    const odd = await underRoot({}, { name: 'a', ...sans('my_host.example.com') });
    expect(await findings(odd)).toEqual(['w_dnsname_underscore']);
    expect(java(odd, 'my_host.example.com')).toMatch(/CertificateException/u);
    expect(java(await underRoot({}), 'svc.example.com')).toMatch(/^OK$/mu);
  });
});
