import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBundle } from '../../src/jobs/create';
import type { Job, JobHost } from '../../src/jobs/types';
import type { Bundle } from '../../src/bundle/types';
import { issueAuthority } from '../../src/issuance/issue';
import { PkiError } from '../../src/pki/errors';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { KeyPair } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { host, random, recipe } from '../support/make';
import { requireTool, toolCommand } from '../support/tools';
import { ask } from '../support/witness';

const sse = recipe('qlik-sse');

function job(answers: Record<string, string> = {}, more: Partial<Job> = {}): Job {
  return { recipe: sse, mode: 'new', answers: { key: 'p-256', ...answers }, secrets: {}, materials: {}, ...more };
}

async function refusal(run: Promise<unknown>): Promise<PkiError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

describe('Creating a bundle', () => {
  it('makes the planned files, in order, with facts of every certificate', async () => {
    const bundle = await createBundle(job({ plugin: 'sales', hosts: 'sse.example.com,10.0.0.5' }), host);
    expect(bundle.entries.map(({ path }) => path)).toEqual(bundle.plan.entries.map(({ path }) => path));
    expect(bundle.entries.every(({ bytes }) => bytes.length > 0)).toBe(true);
    expect(bundle.certificates.map(({ role }) => role)).toEqual(['authority', 'server', 'client']);
    expect(bundle.checks.every(({ passed }) => passed)).toBe(true);
  });

  it('never uses a key, serial number, salt or initialisation vector twice', async () => {
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() =>
        createBundle(job({ 'ca-key': 'protected' }, { secrets: { 'ca-key-password': 'open sesame' } }), host),
      ),
    );
    const serials = runs.flatMap(({ certificates }) => certificates.map(({ serialNumber }) => serialNumber));
    expect(new Set(serials).size).toBe(12);
    const keys = runs.flatMap(({ entries }) => entries.filter(({ secret }) => secret).map(({ bytes }) => text(bytes)));
    expect(new Set(keys).size).toBe(keys.length);
    // The encrypted keys differ in plaintext anyway; their parameters must differ too.
    const parameters = runs.map(({ entries }) => {
      const [block] = parsePem(text(entries.find(({ path }) => path.endsWith('root_key.pem'))?.bytes));
      return Buffer.from(block?.der ?? [])
        .subarray(0, 120)
        .toString('hex');
    });
    expect(new Set(parameters).size).toBe(4);
  });

  it('is the same byte for byte with the same clock, randomness and RSA keys', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => generateKeyPair('rsa-2048')));
    const run = async (): Promise<string> => {
      const bundle = await createBundle(job({ key: 'rsa-2048' }), fixed(keys));
      return Buffer.from(bundle.archive).toString('hex');
    };
    expect(await run()).toBe(await run());
  });

  it('cuts a certificate that would outlive its CA, and says so', async () => {
    const { certificates, notices } = await createBundle(job({ days: '5000', 'ca-days': '100' }), host);
    const [root, server, client] = certificates;
    expect(server?.notAfter).toEqual(root?.notAfter);
    expect(client?.notAfter).toEqual(root?.notAfter);
    expect(notices.some(({ field, message }) => field === 'days' && message.includes('CA'))).toBe(true);
  });

  it('uses keys made ahead, each once', async () => {
    const keys = await Promise.all([1, 2].map(() => generateKeyPair('p-256')));
    const made = keys.map(({ pkcs8 }) => Buffer.from(pkcs8).toString('base64'));
    const pool = [...keys];
    const takeKey = (): Promise<KeyPair> | undefined => {
      const key = pool.shift();
      return key === undefined ? undefined : Promise.resolve(key);
    };
    const bundle = await createBundle(job(), { ...host, takeKey });
    const written = bundle.entries
      .filter(({ secret }) => secret)
      .map(({ bytes }) => text(bytes).replace(/-----.*-----|\s/gu, ''));
    expect(written.filter((body) => made.includes(body))).toHaveLength(2);
    expect(new Set(written).size).toBe(3);
  });

  it('reports progress that ends where it said it would', async () => {
    const steps: { done: number; total: number }[] = [];
    await createBundle(job(), { ...host, onProgress: ({ done, total }) => steps.push({ done, total }) });
    expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);
    expect(steps.map(({ done }) => done)).toEqual(steps.map((_, index) => index + 1));
  });

  it('wipes the bytes of every private key when it is done', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => generateKeyPair('p-256')));
    const pool = [...keys];
    await createBundle(job(), { ...host, takeKey: () => Promise.resolve(pool.shift() as KeyPair) });
    expect(keys.every(({ pkcs8 }) => pkcs8.every((octet) => octet === 0))).toBe(true);
  });

  it('stops when cancelled, with nothing made', async () => {
    const controller = new AbortController();
    const onProgress = (): void => {
      controller.abort();
    };
    const error = await refusal(createBundle(job(), { ...host, signal: controller.signal, onProgress }));
    expect(error.code).toBe('cancelled');
  });

  it('refuses bad answers with the field, before making a key', async () => {
    const takeKey = (): undefined => {
      throw new Error('A key was asked for.');
    };
    for (const [answers, field] of [
      [{ plugin: '' }, 'plugin'],
      [{ plugin: '../x' }, 'plugin'],
      [{ hosts: 'a b c..d' }, 'hosts'],
      [{ days: '0' }, 'days'],
      [{ unknown: 'x' }, 'unknown'],
    ] as const) {
      const error = await refusal(createBundle(job(answers), { ...host, takeKey }));
      expect(error.field).toBe(field);
    }
    expect((await refusal(createBundle(job({ 'ca-key': 'protected' }), { ...host, takeKey }))).field).toBe(
      'ca-key-password',
    );
  });

  it('refuses to work with a broken source of randomness', async () => {
    const zeros = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => bytes.fill(0);
    expect((await refusal(createBundle(job(), { ...host, random: zeros }))).code).toBe('random-failed');
    const repeating = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
      bytes.forEach((_, index) => (bytes[index] = index + 1));
      return bytes;
    };
    expect((await refusal(createBundle(job(), { ...host, random: repeating }))).code).toBe('random-failed');
  });

  it('writes no CA key when it is not to be kept', async () => {
    const bundle = await createBundle(job({ 'ca-key': 'discard' }), host);
    expect(bundle.entries.filter(({ path }) => path.includes('root_key'))).toEqual([]);
    expect(bundle.entries.filter(({ path }) => path.includes('store_at_safe_location'))).toEqual([]);
  });
});

/** A host in which nothing is left to chance but the keys. */
function fixed(keys: readonly KeyPair[]): JobHost {
  // Jobs wipe the keys they used.
  const pool = keys.map((key) => ({ ...key, pkcs8: key.pkcs8.slice() }));
  let counter = 0;
  return {
    clock: () => new Date('2027-03-01T12:00:00Z'),
    random: (bytes) => {
      bytes.forEach(
        (_, index) => (bytes[index] = (counter = (counter * 1_103_515_245 + 12_345 + index) % 2 ** 31) >> 16),
      );
      return bytes;
    },
    takeKey: () => {
      const key = pool.shift();
      return key === undefined ? undefined : Promise.resolve(key);
    },
  };
}

describe('A brought CA', () => {
  it('issues under its own certificate, and its key is not in the new archive', async () => {
    const first = await createBundle(job({ plugin: 'one' }), host);
    const material = { files: [{ name: 'sse_one_generated_certs.zip', bytes: first.archive }] };
    const second = await createBundle(job({ plugin: 'two' }, { mode: 'use-ca', materials: { ca: material } }), host);
    const root = (entries: typeof first.entries): string =>
      text(entries.find(({ path }) => path.endsWith('server_certs/root_cert.pem'))?.bytes);
    expect(root(second.entries)).toBe(root(first.entries));
    expect(second.entries.some(({ path }) => path.includes('root_key'))).toBe(false);
    expect(second.certificates.find(({ role }) => role === 'authority')?.brought).toBe(true);
  });

  it('may be an intermediate when its root is there: the root is what others trust, the chain goes with the server', async () => {
    const now = new Date();
    const key = await generateKeyPair('p-256');
    const root = await issueAuthority({ subject: [{ type: 'CN', value: 'Root' }], key, days: 3650, now, random });
    const own = await generateKeyPair('p-256');
    const subject = [{ type: 'CN' as const, value: 'Issuing CA' }];
    const authority = await issueAuthority({ subject, key: own, issuer: root, pathLength: 0, days: 900, now, random });
    const pem = (label: string, der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
      new TextEncoder().encode(encodePem(label, der));
    const files = [
      { name: 'ca.pem', bytes: pem('CERTIFICATE', authority.certificate.der) },
      { name: 'ca.key', bytes: pem('PRIVATE KEY', own.pkcs8) },
      { name: 'root.pem', bytes: pem('CERTIFICATE', root.certificate.der) },
    ];
    const make = (given: typeof files): Promise<Bundle> =>
      createBundle(job({}, { mode: 'use-ca', materials: { ca: { files: given } } }), host);
    const { entries } = await make(files);
    const blocks = (name: string): string[] =>
      parsePem(text(entries.find(({ path }) => path.endsWith(name))?.bytes)).map(({ der }) =>
        Buffer.from(der).toString('hex'),
      );
    expect(blocks('server_certs/root_cert.pem')).toEqual([Buffer.from(root.certificate.der).toString('hex')]);
    expect(blocks('sse_server_cert.pem')[1]).toBe(Buffer.from(authority.certificate.der).toString('hex'));
    expect(blocks('sse_server_cert.pem')).toHaveLength(2);
    expect(await refusal(make(files.slice(0, 2)))).toMatchObject({ code: 'material-missing', field: 'ca' });
  });

  it('is taken from a protected key only with the right password', async () => {
    const first = await createBundle(
      job({ 'ca-key': 'protected' }, { secrets: { 'ca-key-password': 'open sesame' } }),
      host,
    );
    const materials = { ca: { files: [{ name: 'earlier.zip', bytes: first.archive }] } };
    const again = (secrets: Record<string, string>): Promise<unknown> =>
      createBundle(job({}, { mode: 'use-ca', materials, secrets }), host);
    expect(await refusal(again({}))).toMatchObject({ code: 'password-required', field: 'ca' });
    expect(await refusal(again({ 'ca-password': 'wrong' }))).toMatchObject({ code: 'password-wrong', field: 'ca' });
    await again({ 'ca-password': 'open sesame' });
  });

  it('whose key is not in an earlier zip of ours is asked for by name', async () => {
    const first = await createBundle(job({ 'ca-key': 'discard' }), host);
    const files = [{ name: 'earlier.zip', bytes: first.archive }];
    const error = await refusal(createBundle(job({}, { mode: 'use-ca', materials: { ca: { files } } }), host));
    expect(error).toMatchObject({
      code: 'material-missing',
      message: expect.stringContaining('private key') as string,
    });
  });

  it('is refused when nothing, no certificate, a leaf or another key was given', async () => {
    const [one, other] = await Promise.all([createBundle(job(), host), createBundle(job(), host)]);
    const file = (bundle: typeof one, name: string): { name: string; bytes: Uint8Array<ArrayBuffer> } => ({
      name,
      bytes: bundle.entries.find(({ path }) => path.endsWith(name))?.bytes ?? new Uint8Array(),
    });
    const codeFor = async (...files: { name: string; bytes: Uint8Array<ArrayBuffer> }[]): Promise<string> =>
      (await refusal(createBundle(job({}, { mode: 'use-ca', materials: { ca: { files } } }), host))).code;
    expect(await codeFor()).toBe('material-missing');
    expect(await codeFor({ name: 'notes.txt', bytes: new TextEncoder().encode('hello') })).toBe('material-missing');
    expect(await codeFor(file(one, 'root_cert.pem'))).toBe('material-missing');
    expect(await codeFor(file(one, 'sse_server_cert.pem'), file(one, 'sse_server_key.pem'))).toBe('ca-not-authority');
    expect(await codeFor(file(one, 'root_cert.pem'), file(other, 'root_key.pem'))).toBe('key-mismatch');
    const both = [
      file(one, 'root_cert.pem'),
      file(one, 'root_key.pem'),
      file(other, 'root_cert.pem'),
      file(other, 'root_key.pem'),
    ];
    expect(await codeFor(...both)).toBe('material-ambiguous');
    const p12 = ask('openssl', ['pkcs12', '-export', '-in', 'c.pem', '-inkey', 'k.pem', '-passout', 'pass:changeit'], {
      'c.pem': file(one, 'root_cert.pem').bytes,
      'k.pem': file(one, 'root_key.pem').bytes,
    }).bytes;
    expect(await codeFor({ name: 'ca.p12', bytes: p12 })).toBe('password-required');
    expect(await codeFor({ name: 'ca.jks', bytes: new Uint8Array([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]) })).toBe(
      'file-damaged',
    );
    const opened = job(
      {},
      {
        mode: 'use-ca',
        materials: { ca: { files: [{ name: 'ca.p12', bytes: p12 }] } },
        secrets: { 'ca-password': 'changeit' },
      },
    );
    expect((await createBundle(opened, host)).checks.every(({ passed }) => passed)).toBe(true);
    expect(await codeFor({ name: 'huge.pem', bytes: new Uint8Array(6_000_000) })).toBe('file-too-large');
  });

  it('is warned about when it may issue but strict verifiers will complain', async () => {
    // Without keyUsage, as the vendor's own script makes it.
    requireTool('openssl');
    const folder = scratchFolder();
    execFileSync(
      toolCommand('openssl'),
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-subj',
          '/CN=sse_root',
          '-days',
          '900',
          '-config',
          '/dev/null',
        ],
        ...[
          '-addext',
          'basicConstraints=critical,CA:TRUE',
          '-out',
          join(folder, 'root.pem'),
          '-keyout',
          join(folder, 'key.pem'),
        ],
      ],
      { stdio: 'ignore' },
    );
    const files = ['root.pem', 'key.pem'].map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(join(folder, name))),
    }));
    const materials = { ca: { files } };
    const bundle = await createBundle(job({}, { mode: 'use-ca', materials }), host);
    expect(bundle.notices.some(({ message }) => /key ?usage/iu.test(message))).toBe(true);
  });
});
