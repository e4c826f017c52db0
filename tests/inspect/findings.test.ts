import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/inspect/findings/catalogue';
import type { InputFile } from '../../src/inspect/found-object';
import { inspectFiles } from '../../src/inspect/inspect-files';
import { writeJks } from '../../src/keystores/jks';
import { certBag, x509Certificate } from '../../src/keystores/pkcs12-oids';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { tags } from '../../src/pki/der-tags';
import {
  contextConstructed,
  objectIdentifier,
  octetString,
  sequence,
  textString,
  time,
} from '../../src/pki/der-writer';
import * as write from '../../src/pki/extensions';
import { encodePem } from '../../src/pki/pem';
import { signRequest } from '../../src/pki/request';
import { signRevocationList } from '../../src/pki/sign-crl';
import * as made from '../support/hand-made-pfx';
import { keyFor, octets, random } from '../support/issuing';
import { commonName, daysFromNow, oddAuthority, oddLeaf } from '../support/odd-certificate';
import type { OddCertificate, Oddity } from '../support/odd-certificate';

const pem = (...all: readonly OddCertificate[]): string => all.map(({ der }) => encodePem('CERTIFICATE', der)).join('');
const keyPem = ({ key }: OddCertificate): string => encodePem('PRIVATE KEY', key.pkcs8);

/** The rules that files break, each once, and the sentences. */
async function judge(
  files: Readonly<Record<string, string | InputFile['bytes']>>,
  passwords: readonly string[] = [],
): Promise<{ rules: string[]; said: string }> {
  const given = Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === 'string' ? utf8(content) : content,
  }));
  const { report } = await inspectFiles(given, { passwords, now: new Date() });
  for (const { objects } of report.findings)
    for (const { file, object } of objects)
      expect(report.files.find(({ name }) => name === file)?.objects[object]).toBeDefined();
  return {
    rules: [...new Set(report.findings.map(({ rule }) => rule))],
    said: report.findings.map(({ message }) => message).join('\n'),
  };
}

/** The rules that a leaf breaks below an ordinary root. */
async function ofLeaf(change: Oddity): Promise<string[]> {
  const root = await oddAuthority();
  return (await judge({ 'root.pem': pem(root), 'leaf.pem': pem(await oddLeaf(root, change)) })).rules;
}

describe('The catalogue', () => {
  it('has each rule once, under a graded name, and docs/inspect.md lists them all with their sources', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const page = readFileSync('docs/inspect.md', 'utf8');
    const listed = page.split('\n').flatMap((line) => {
      const [, id = '', source = ''] = line.split('|').map((cell) => cell.trim());
      return /^`[ewn]_\w+`$/u.test(id) ? [[id.slice(1, -1), source]] : [];
    });
    expect(listed.sort()).toEqual(rules.map(({ id, source }) => [id, source]).sort());
    for (const id of ids) expect(id).toMatch(/^[ewn]_[a-z0-9_]+$/u);
  });

  it('says errors before warnings before notes', async () => {
    const root = await oddAuthority({ serial: octets('ff') });
    const { rules: said } = await judge({ 'a.pem': pem(root), 'b.pem': pem(root) });
    expect(said).toEqual(['e_serial_number_not_positive', 'n_certificate_in_several_files']);
  });
});

describe('How a certificate is written', () => {
  const early = (date: Date): Uint8Array<ArrayBuffer> =>
    textString(tags.GENERALIZED_TIME, date.toISOString().replace(/[-:T]|\.\d+/gu, ''));
  it.each<[string, Oddity, string[]]>([
    ['a negative serial number', { serial: octets('80') }, ['e_serial_number_not_positive']],
    ['a serial number of zero', { serial: octets('00') }, ['e_serial_number_not_positive']],
    ['21 octets', { serial: octets('00'.padEnd(42, '81')) }, ['e_serial_number_longer_than_20_octets']],
    ['20 octets', { serial: octets('00'.padEnd(40, '81')) }, []],
    [
      'a date before 2050 in the wrong type',
      { dates: [time(daysFromNow(-1)), early(daysFromNow(90))] },
      ['w_wrong_time_format_pre2050'],
    ],
    ['a root-like life', { to: 900 }, ['w_server_cert_valid_longer_than_825_days']],
    ['an end in a week', { to: 7 }, ['w_certificate_ends_soon']],
    ['several attributes in one part', { subject: commonName('a', 'b') }, ['w_multiple_attributes_in_rdn']],
  ])('%s', async (_, change, expected) => {
    expect(await ofLeaf(change)).toEqual(expected);
  });

  it('a CA certificate that names a host, and a self-signed leaf', async () => {
    const name = write.subjectAltName([{ kind: 'dns', value: 'svc.example.com' }], false);
    const authority = await oddAuthority({ extensions: [name] });
    expect((await judge({ 'cert.pem': pem(authority) })).rules).toEqual(['e_ca_certificate_for_host']);
    const plain = await oddAuthority({
      to: 365,
      extensions: [write.basicConstraints(false), write.keyUsage(['digitalSignature']), name],
    });
    expect((await judge({ 'cert.pem': pem(plain) })).rules).toEqual(['n_self_signed_leaf']);
  });

  it('a server certificate without digitalSignature, or without names', async () => {
    expect(await ofLeaf({ extensions: [write.keyUsage(['keyEncipherment'])] })).toEqual([
      'e_rsa_server_without_digital_signature',
    ]);
    expect(await ofLeaf({ without: ['2.5.29.17'] })).toEqual(['e_ext_san_missing']);
  });
});

describe('Keys', () => {
  it('under the name of another certificate are told, with the one that they belong to', async () => {
    const root = await oddAuthority();
    const a = await oddLeaf(root, { name: 'a.example.com', key: await keyFor('a') });
    const b = await oddLeaf(root, { name: 'b.example.com', key: await keyFor('b') });
    const certificates = { 'root.pem': pem(root), 'a.crt': pem(a), 'b.crt': pem(b) };
    const swapped = await judge({ ...certificates, 'a.key': keyPem(b), 'b.key': keyPem(a) });
    expect(swapped.rules).toContain('e_key_of_another_certificate');
    expect(swapped.said).toContain(
      'a.key is not the key of CN=a.example.com in a.crt. It belongs to CN=b.example.com in b.crt',
    );
    const right = await judge({ ...certificates, 'a.key': keyPem(a), 'b.key': keyPem(b) });
    expect(right.rules).not.toContain('e_key_of_another_certificate');
    const alone = await judge({ 'one.pem': pem(a), 'two.pem': keyPem(b) });
    expect(alone.rules).toContain('e_key_of_another_certificate');
    const stranger = await judge({ ...certificates, 'other.key': encodePem('PRIVATE KEY', (await keyFor('c')).pkcs8) });
    expect(stranger.rules).toContain('w_key_of_no_certificate');
  });

  it('in several files, and for several certificates', async () => {
    const root = await oddAuthority();
    const [a, b] = [await oddLeaf(root, { name: 'a' }), await oddLeaf(root, { name: 'b' })];
    const { rules: said } = await judge({ 'x.pem': pem(root, a, b), 'y.pem': keyPem(a), 'z.pem': keyPem(a) });
    expect(said).toEqual(expect.arrayContaining(['n_key_in_several_files', 'n_key_shared_by_certificates']));
  });

  it('that are published are an error, whatever else is right', async () => {
    const serial = octets('00 f31c8fe56f4b79a0');
    const sample = await oddAuthority({ name: 'sse_root', serial });
    const { rules: said, said: sentences } = await judge({ 'root_cert.pem': pem(sample) });
    expect(said).toEqual(['e_key_published']);
    expect(sentences).toContain('F31C8FE56F4B79A0');
    const other = await oddAuthority({ name: 'sse_root' });
    expect((await judge({ 'root_cert.pem': pem(other) })).rules).toEqual([]);
  });
});

describe('Files with several certificates', () => {
  it('are to hold the leaf first, and need not hold the root', async () => {
    const root = await oddAuthority();
    const below = await oddAuthority({ name: 'Below', issuer: root, to: 3000 });
    const leaf = await oddLeaf(below);
    expect((await judge({ 'chain.pem': pem(leaf, below), 'root.pem': pem(root) })).rules).toEqual([]);
    expect((await judge({ 'chain.pem': pem(leaf, below) })).rules).toEqual(['n_root_missing']);
    expect((await judge({ 'chain.pem': pem(leaf, below, root) })).rules).toEqual(['n_root_in_chain_file']);
    expect((await judge({ 'chain.pem': pem(below, leaf), 'root.pem': pem(root) })).rules).toEqual([
      'w_chain_out_of_order',
    ]);
    expect((await judge({ 'chain.pem': pem(leaf, leaf, below), 'root.pem': pem(root) })).rules).toEqual([
      'n_certificate_twice_in_file',
    ]);
    expect((await judge({ 'leaf.pem': pem(leaf) })).rules).toEqual(['w_issuer_missing']);
  });

  it('are to hold what is between the leaf and the root, wherever the root is', async () => {
    const root = await oddAuthority();
    const below = await oddAuthority({ name: 'Below', issuer: root, to: 3000 });
    const leaf = await oddLeaf(below);
    const roots = { 'below.pem': pem(below), 'root.pem': pem(root) };
    const apart = await judge({ 'leaf.pem': pem(leaf), ...roots });
    expect(apart.rules).toEqual(['w_intermediate_in_other_file']);
    expect(apart.said).toMatch(/leaf\.pem holds CN=\S+ without CN=Below, found in another file\..*fullchain/u);
    expect((await judge({ 'both.pem': pem(leaf, root), 'below.pem': pem(below) })).rules).toEqual([
      'w_intermediate_in_other_file',
      'n_root_in_chain_file',
    ]);
    const mixed = await judge({ 'both.pem': pem(root, leaf), 'below.pem': pem(below) });
    expect(mixed.rules).toEqual(['w_intermediate_in_other_file', 'w_chain_out_of_order', 'n_root_in_chain_file']);
    expect(mixed.said).toContain('both.pem holds the root');
    const whole = await judge({ 'leaf.pem': pem(leaf), 'fullchain.pem': pem(leaf, below), ...roots });
    expect(whole.rules).not.toContain('w_intermediate_in_other_file');
    const unnamed = await judge({ 'root.pem': pem(root), 'leaf.pem': pem(await oddLeaf(root)) });
    expect(unnamed.rules).toEqual([]);
  });

  it('with one issuer and serial number', async () => {
    const root = await oddAuthority();
    const leaves = [
      await oddLeaf(root, { name: 'a', serial: octets('01') }),
      await oddLeaf(root, { serial: octets('01') }),
    ];
    expect((await judge({ 'root.pem': pem(root), 'leaves.pem': pem(...leaves) })).rules).toContain(
      'w_same_issuer_and_serial',
    );
  });
});

describe('Requests', () => {
  const requestFor = async (...extensions: ReturnType<typeof write.keyUsage>[]): Promise<Uint8Array<ArrayBuffer>> =>
    signRequest({ subject: commonName('svc.example.com'), key: await keyFor('requester'), extensions });
  const names = write.subjectAltName([{ kind: 'dns', value: 'svc.example.com' }], false);

  it('that are whole, ask for a CA, or for no names', async () => {
    const rulesFor = async (der: Uint8Array<ArrayBuffer>): Promise<string[]> =>
      (await judge({ 'a.csr': encodePem('CERTIFICATE REQUEST', der) })).rules;
    expect(await rulesFor(await requestFor(names))).toEqual([]);
    expect(await rulesFor(await requestFor(names, write.basicConstraints(true)))).toEqual(['w_request_asks_for_ca']);
    expect(await rulesFor(await requestFor(names, write.keyUsage(['keyCertSign'])))).toEqual(['w_request_asks_for_ca']);
    expect(await rulesFor(await requestFor())).toEqual(['w_request_without_san']);
    const altered = await requestFor(names);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(await rulesFor(altered)).toEqual(['e_request_signature_invalid']);
  });
});

describe('Revocation lists', () => {
  it('revoke, end, and must come from their CA', async () => {
    const root = await oddAuthority();
    const leaf = await oddLeaf(root, { serial: octets('4a') });
    const list = async (signer: OddCertificate, next: number, serial: string): Promise<string> =>
      encodePem(
        'X509 CRL',
        await signRevocationList(
          {
            issuer: root.subject,
            thisUpdate: daysFromNow(-20),
            nextUpdate: daysFromNow(next),
            number: 1n,
            authorityKeyId: await write.keyIdentifier(root.key.spki),
            revoked: [{ serialNumber: serial, revoked: daysFromNow(-21), reason: undefined }],
          },
          signer.key,
        ),
      );
    const certificates = { 'root.pem': pem(root), 'leaf.pem': pem(leaf) };
    expect((await judge({ ...certificates, 'a.crl': await list(root, 20, '4b') })).rules).toEqual([]);
    expect((await judge({ ...certificates, 'a.crl': await list(root, 20, '4a') })).rules).toEqual([
      'e_certificate_revoked',
    ]);
    expect((await judge({ ...certificates, 'a.crl': await list(root, -10, '4b') })).rules).toEqual(['e_crl_expired']);
    expect((await judge({ ...certificates, 'a.crl': await list(leaf, 20, '4a') })).rules).toEqual([
      'e_crl_signature_invalid',
    ]);
    expect((await judge({ 'a.crl': await list(root, 20, '4a') })).rules).toEqual(['n_crl_issuer_unknown']);
  });
});

const certificateBag = (der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  made.bag(certBag, sequence(objectIdentifier(x509Certificate), contextConstructed(0, octetString(der))));

describe('Keystores', () => {
  const options = { password: 'changeit', random } as const;
  it('that Java sees nothing in, finds no alias in, or only Java reads', async () => {
    const root = await oddAuthority();
    const leaf = await oddLeaf(root);
    const key = { kind: 'private-key', pkcs8: leaf.key.pkcs8, chain: [leaf.der, root.der] } as const;
    const rulesFor = async (bytes: Uint8Array<ArrayBuffer>): Promise<string[]> =>
      (await judge({ 'a.p12': bytes }, ['changeit'])).rules;
    const named = { ...key, friendlyName: 'service' };
    const modern = { ...options, profile: 'modern' } as const;
    expect(await rulesFor(await writePkcs12([named], modern))).toEqual([]);
    expect(await rulesFor(await writePkcs12([{ ...key, friendlyName: undefined }], modern))).toEqual([
      'w_keystore_alias_missing',
    ]);
    expect(await rulesFor(await writePkcs12([named], { ...options, profile: 'older' }))).toEqual([
      'n_keystore_older_encryption',
    ]);
    expect(await rulesFor(await writeJks([named], { ...options, created: new Date() }))).toEqual([
      'n_keystore_java_only',
    ]);
    const unmarked = made.pfx([made.plainSafe(sequence(certificateBag(root.der)))]);
    expect(await rulesFor(unmarked)).toEqual(['w_keystore_without_trusted_mark', 'w_keystore_without_mac']);
  });
});
