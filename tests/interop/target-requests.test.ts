import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { targetRequestParts } from '../../src/bundle/texts/target-request';
import type { TargetLeaf } from '../../src/bundle/texts/target-request';
import type { StepPart } from '../../src/bundle/types';
import { requestLeaf } from '../../src/issuance/request';
import { toHex } from '../../src/pki/bytes';
import { parsePem } from '../../src/pki/pem';
import { parseRequest, verifyRequest } from '../../src/pki/request';
import type { CertificationRequest } from '../../src/pki/request';
import type { GeneralName } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { keyFor } from '../support/issuing';
import { installedJdks } from '../support/java';
import { requireTool, toolCommand } from '../support/tools';

// Each request takes two starts of Java.
vi.setConfig({ testTimeout: 120_000 });

const dns = (value: string): GeneralName => ({ kind: 'dns', value });
const ip = (value: string): GeneralName => ({ kind: 'ip', value });
const server = { purposes: ['server'], sans: [dns('svc.example.com')] } as const;

/** What makes requests differ. */
const leaves: readonly (readonly [string, Omit<TargetLeaf, 'key'>])[] = [
  ['one name', { ...server, subject: [{ type: 'CN', value: 'svc.example.com' }] }],
  [
    'names and addresses of both kinds',
    {
      subject: [{ type: 'CN', value: 'svc' }],
      purposes: ['server', 'client'],
      sans: [dns('localhost'), dns('*.example.com'), ip('10.0.0.5'), ip('::1'), ip('2001:db8::5')],
    },
  ],
  [
    'a hundred names',
    {
      subject: [{ type: 'CN', value: 'many' }],
      purposes: ['server'],
      sans: Array.from({ length: 100 }, (_, index) => dns(`host-${String(index)}.long-name.example.com`)),
    },
  ],
  ['a client without names', { subject: [{ type: 'CN', value: 'Alice@example.com' }], purposes: ['client'], sans: [] }],
  [
    'a subject with what each language treats as its own',
    {
      ...server,
      subject: [
        { type: 'C', value: 'SE' },
        { type: 'O', value: `Acme, "Sons" & Co; 100 % + <more> = 'all'` },
        { type: 'OU', value: String.raw`a\b #1 $HOME $(id) ${'`'}id${'`'} !x` },
        { type: 'OU', value: '#2 ÅÄÖ 日本 ’typographic’' },
        { type: 'CN', value: ' space at both ends ' },
      ],
    },
  ],
  [
    'every type of attribute',
    {
      ...server,
      subject: [
        { type: 'DC', value: 'example' },
        { type: 'ST', value: 'Skåne' },
        { type: 'L', value: 'Lund' },
        { type: 'STREET', value: 'Main street 1' },
        { type: 'serialNumber', value: '12-34' },
        { type: 'UID', value: 'u1' },
        { type: 'emailAddress', value: 'a@example.com' },
        { type: 'CN', value: 'x' },
      ],
    },
  ],
];

const names = { request: 'mine.csr', key: 'key.pem', keystore: 'keystore.p12', alias: 'mine' };

function partOf(title: string, leaf: TargetLeaf): StepPart {
  const part = targetRequestParts(leaf, names).find((each) => each.title === title);
  if (part === undefined) throw new Error(`no part ${title}`);
  return part;
}

/**
 * Saves the blocks that are named as files, and runs the lines of the first of the others in sh, each with an input of its
 * own, since keytool reads all that it gets.
 */
function run({ code }: StepPart, path: string, input = ''): CertificationRequest {
  const folder = scratchFolder();
  for (const { label, text } of code.filter((each) => /^\S+\.\w+$/u.test(each.label)))
    writeFileSync(join(folder, label), text);
  const env = { ...process.env, PATH: path, HOME: folder };
  for (const line of code.find(({ language }) => language === 'sh')?.text.split('\n') ?? [])
    execFileSync('/bin/sh', ['-ec', line], { cwd: folder, env, input, stdio: ['pipe', 'ignore', 'pipe'] });
  const [block] = parsePem(readFileSync(join(folder, names.request), 'utf8'));
  return parseRequest(block?.der ?? new Uint8Array());
}

/** The same request as Certwright makes it. */
async function ours(leaf: TargetLeaf): Promise<CertificationRequest> {
  return parseRequest(await requestLeaf({ ...leaf, key: await keyFor('target', leaf.key) }));
}

/** What it asks for: subject and names by value, extensions by their octets. */
function asks({ subject, extensions, keyAlgorithm }: CertificationRequest): unknown {
  const wanted = extensions.filter(({ oid }) => oid !== '2.5.29.14');
  return {
    subject: subject.rdns,
    key: keyAlgorithm?.id,
    extensions: wanted
      .map(({ oid, critical, value }) => `${oid} ${critical ? 'critical ' : ''}${toHex(value)}`)
      .sort((a, b) => a.localeCompare(b, 'en')),
  };
}

const asked: readonly (readonly [string, TargetLeaf])[] = [
  ...leaves.map(([title, leaf]) => [title, { ...leaf, key: 'p-256' }] as const),
  ...(['rsa-2048', 'rsa-3072', 'p-384', 'p-521', 'ed25519'] as const).map(
    (key) => [key, { ...server, subject: [{ type: 'CN', value: 'svc.example.com' }], key }] as const,
  ),
];

describe('The lines for OpenSSL', () => {
  test.for(asked)('ask for what our request asks for: %s', async ([, leaf]) => {
    requireTool('openssl');
    const request = run(partOf('OpenSSL', leaf), process.env['PATH'] ?? '');
    const own = await ours(leaf);
    expect(asks(request)).toEqual(asks(own));
    // The subject is the same to the octet.
    expect(toHex(request.subject.der)).toBe(toHex(own.subject.der));
    expect(request.signatureAlgorithmOid).toBe(own.signatureAlgorithmOid);
    expect(await verifyRequest(request.der)).toBe(true);
  });

  test('OpenSSL prints both requests alike', async () => {
    requireTool('openssl');
    const [, leaf] = leaves[1] ?? ['', undefined];
    if (leaf === undefined) throw new Error('no leaf');
    const whole = { ...leaf, key: 'p-256' } as const;
    const print = ({ der }: CertificationRequest): string =>
      execFileSync(
        toolCommand('openssl'),
        ['req', '-inform', 'DER', '-noout', '-text', '-reqopt', 'no_pubkey,no_sigdump'],
        {
          input: der,
          encoding: 'utf8',
        },
      );
    expect(print(run(partOf('OpenSSL', whole), process.env['PATH'] ?? ''))).toBe(print(await ours(whole)));
  });
});

const jdks = installedJdks();

describe.each(jdks)('The lines for the keytool of Java $version', ({ keytool }) => {
  test.for(asked)('ask for what our request asks for: %s', async ([, leaf]) => {
    const folder = keytool.slice(0, keytool.lastIndexOf('/'));
    const path = `${folder}:${process.env['PATH'] ?? ''}`;
    // A new keystore asks for its password twice.
    const request = run(partOf('Java keytool', leaf), path, 'a password\n'.repeat(2));
    const own = await ours(leaf);
    expect(asks(request)).toEqual(asks(own));
    expect(request.signatureAlgorithmOid).toBe(own.signatureAlgorithmOid);
    expect(await verifyRequest(request.der)).toBe(true);
  });
});

/** Judged by structure alone: there is no Windows where the tests run. */
describe('The policy file for certreq', () => {
  const policy = (leaf: TargetLeaf): string => partOf('Windows certreq', leaf).code[0]?.text ?? '';

  test('has the sections and values that Microsoft documents', () => {
    const leaf: TargetLeaf = {
      subject: [{ type: 'CN', value: 'svc.example.com' }],
      purposes: ['server', 'client'],
      sans: [dns('*.example.com'), ip('2001:db8::5')],
      key: 'rsa-2048',
    };
    expect(policy(leaf).split('\n')).toEqual([
      '[Version]',
      'Signature = "$Windows NT$"',
      '',
      '[NewRequest]',
      'Subject = "CN=svc.example.com"',
      'RequestType = PKCS10',
      'KeyAlgorithm = RSA',
      'KeyLength = 2048',
      'HashAlgorithm = SHA256',
      'ProviderName = "Microsoft Software Key Storage Provider"',
      'KeyUsage = 0xA0',
      'MachineKeySet = TRUE',
      'Exportable = FALSE',
      '',
      '[EnhancedKeyUsageExtension]',
      'OID = 1.3.6.1.5.5.7.3.1',
      'OID = 1.3.6.1.5.5.7.3.2',
      '',
      '[Extensions]',
      '2.5.29.17 = "{text}"',
      '_continue_ = "dns=*.example.com&"',
      '_continue_ = "ipaddress=2001:db8::5&"',
    ]);
  });

  test('says digital signature alone for elliptic curves, with the digest of the curve', () => {
    const text = policy({ ...server, subject: [{ type: 'CN', value: 'x' }], key: 'p-384' });
    expect(text).toContain('KeyUsage = 0x80\n');
    expect(text).toContain('KeyAlgorithm = ECDSA_P384\nKeyLength = 384\nHashAlgorithm = SHA384\n');
  });

  test('quotes the subject for its own language and for INF files', () => {
    const subject = [
      { type: 'O', value: 'Acme, "Sons" 100 %' },
      { type: 'CN', value: ' x' },
    ] as const;
    const line = /^Subject = "(.*)"$/mu.exec(policy({ ...server, subject, key: 'p-256' }))?.[1] ?? '';
    // What SetupAPI makes of it, which is then a name for CertStrToName.
    expect(line).toMatch(/^(?:[^"%]|""|%%)*$/u);
    expect(line.replaceAll('""', '"').replaceAll('%%', '%')).toBe('O="Acme, ""Sons"" 100 %",CN=" x"');
  });

  test('is not there for Ed25519, which Windows does not make', () => {
    const parts = targetRequestParts({ ...server, subject: [{ type: 'CN', value: 'x' }], key: 'ed25519' }, names);
    expect(parts.map(({ title }) => title)).toEqual(['OpenSSL', 'Java keytool']);
  });
});
