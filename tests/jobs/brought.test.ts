import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import type { Bundle } from '../../src/bundle/types';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import { checkMaterial } from '../../src/jobs/check-material';
import type { MaterialFacts } from '../../src/jobs/material-facts';
import type { MaterialFile } from '../../src/jobs/types';
import { readKeystore } from '../../src/keystores/read-keystore';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { encodePem, parsePem } from '../../src/pki/pem';
import { writeCertificatesOnly } from '../../src/pki/pkcs7';
import { parseRequest } from '../../src/pki/request';
import type { Bytes, Certificate, GeneralName, KeyPair } from '../../src/pki/types';
import { createFor } from '../support/bundle';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { host, recipe } from '../support/make';

const day = 86_400_000;
const secret = 'correct horse';

const cer = (name: string, { der }: { der: Bytes }): MaterialFile => ({
  name,
  bytes: utf8(encodePem('CERTIFICATE', der)),
});
const keyFile = (name: string, { pkcs8 }: KeyPair): MaterialFile => ({
  name,
  bytes: utf8(encodePem('PRIVATE KEY', pkcs8)),
});

/** What the page says of files in the slot of a mode: facts, or `code: message`. */
async function said(
  recipeId: string,
  mode: string,
  files: readonly MaterialFile[],
  password?: string,
  answers: Record<string, string> = {},
): Promise<MaterialFacts | string> {
  const plan = planBundle(recipe(recipeId), mode, answers);
  const [slot] = plan.slots;
  if (slot === undefined) throw new Error('no slot');
  try {
    return await checkMaterial({ files }, password, { plan, clock: host.clock, slot: slot.id });
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    expect(field).toBe(slot.id);
    return `${code}: ${message}`;
  }
}

/** A client certificate under the test root, and its pfx. */
async function client(purposes: readonly ['client'] | readonly ['server'] = ['client']): Promise<{
  certificate: Certificate;
  key: KeyPair;
  root: Certificate;
  pfx: Bytes;
}> {
  const root = await rootWith();
  const key = await keyFor('client');
  const { certificate } = await leafWith(root, {
    key,
    purposes,
    ...(purposes[0] === 'client' ? { sans: [] } : {}),
    subject: [{ type: 'CN', value: 'QlikClient' }],
  });
  const entry = { kind: 'private-key', friendlyName: 'client', pkcs8: key.pkcs8 } as const;
  const chain = [certificate.der, root.certificate.der];
  const pfx = await writePkcs12([{ ...entry, chain }], { password: secret, profile: 'older', random });
  return { certificate, key, root: root.certificate, pfx };
}

describe('What Qlik exported', () => {
  it('is taken as a pfx, as three files, or as the whole folder with the server’s files', async () => {
    const { certificate, key, root, pfx } = await client();
    const facts = await said('qlik-qrs', 'convert', [{ name: 'client.pfx', bytes: pfx }], secret);
    expect(facts).toMatchObject({ title: 'CN=QlikClient', warnings: [] });
    const trio = [cer('client.pem', certificate), keyFile('client_key.pem', key), cer('root.pem', root)];
    expect(await said('qlik-qrs', 'convert', trio)).toMatchObject({ title: 'CN=QlikClient' });
    const issuer = await rootWith();
    const server = await leafWith(issuer, { key: await keyFor('server') });
    const folder = [...trio, cer('server.pem', server.certificate), keyFile('server_key.pem', await keyFor('server'))];
    const whole = await said('qlik-qrs', 'convert', folder);
    expect(whole).toMatchObject({ title: 'CN=QlikClient' });
    expect(whole).toMatchObject({ answers: { machine: 'svc.example.com' } });
    const warned = await said('qlik-qrs', 'convert', folder, undefined, { machine: 'other.example.com' });
    expect(JSON.stringify(warned)).toContain('is for DNS:svc.example.com, not for DNS:other.example.com');
  });

  it('is refused with a sentence that names the file and what to do', async () => {
    const { certificate, key, root, pfx } = await client();
    const file = { name: 'client.pfx', bytes: pfx };
    const refusal = async (files: readonly MaterialFile[], password?: string): Promise<unknown> =>
      said('qlik-qrs', 'convert', files, password);
    expect(await refusal([])).toMatch(/^material-missing: No file/u);
    expect(await refusal([file])).toMatch(/^password-required: client\.pfx is protected\. Type its password\.$/u);
    expect(await refusal([file], 'wrong horse')).toMatch(
      /^password-wrong: The password does not open client\.pfx.* Lost\? Export again in the QMC/u,
    );
    expect(await refusal([{ name: 'client.pfx', bytes: pfx.slice(0, 900) }], secret)).toMatch(
      /^file-damaged: client\.pfx: /u,
    );
    const noKey = [cer('client.pem', certificate), cer('root.pem', root)];
    expect(await refusal(noKey)).toMatch(/^material-missing: client\.pem holds no private key\. .*secret/iu);
    const other = [
      cer('client.pem', certificate),
      keyFile('client_key.pem', await keyFor('stranger')),
      cer('root.pem', root),
    ];
    expect(await refusal(other)).toMatch(
      /^key-mismatch: The key in client_key\.pem does not belong to CN=QlikClient in client\.pem\./u,
    );
    const own = await rootWith({ subject: [{ type: 'CN', value: 'svc.example.com' }] });
    const foreign = [cer('cert.pem', own.certificate), keyFile('other.pem', await keyFor('stranger'))];
    expect(await said('tls-server', 'convert', foreign)).toMatch(
      /^material-missing: cert\.pem holds CA certificates only .*its own CA, as openssl req -x509 makes it: the key here is another/u,
    );
    const server = await client(['server']);
    const wrongUse = [
      cer('server.pem', server.certificate),
      keyFile('server_key.pem', server.key),
      cer('root.pem', root),
    ];
    expect(await refusal(wrongUse)).toMatch(/^certificate-purpose: server\.pem holds .*, a certificate for servers\./u);
    expect(await refusal([cer('client.pem', certificate), keyFile('client_key.pem', key)])).toMatch(
      /^chain-incomplete: CN=QlikClient was issued by CN=Test root, whose certificate is not among the files.*root\.cer/u,
    );
    expect(await refusal([{ name: 'client.pem', bytes: new Uint8Array() }])).toMatch(
      /^file-damaged: client\.pem is empty/u,
    );
    expect(await refusal([{ name: 'huge.pfx', bytes: new Uint8Array(100_000_000) }])).toMatch(
      /^file-too-large: huge\.pfx/u,
    );
    expect(await refusal([{ name: 'notes.txt', bytes: utf8('hello') }])).toMatch(
      /^material-missing: No certificate and no key/u,
    );
  });

  it('tells an expired certificate, and a keystore without a key', async () => {
    const root = await rootWith();
    const key = await keyFor('client');
    const long = new Date(Date.now() - 900 * day);
    const { certificate } = await leafWith(await rootWith({ now: long }), {
      key,
      purposes: ['client'],
      days: 300,
      now: long,
    });
    const files = [cer('client.pem', certificate), keyFile('client_key.pem', key), cer('root.pem', root.certificate)];
    expect(await said('qlik-qrs', 'convert', files)).toMatch(/^certificate-expired: .* expired on \d{4}-\d\d-\d\d/u);
    const entries = [{ kind: 'trusted-certificate', friendlyName: 'root', certificate: root.certificate.der }] as const;
    const pfx = await writePkcs12(entries, { password: secret, profile: 'modern', random });
    expect(await said('qlik-qrs', 'convert', [{ name: 'client.pfx', bytes: pfx }], secret)).toMatch(
      /^material-missing: client\.pfx holds no private key/u,
    );
  });

  it('refuses 2³¹ iterations before anything is derived', async () => {
    const { pfx } = await client();
    const hostile = withIterations(pfx);
    expect(await said('qlik-qrs', 'convert', [{ name: 'client.pfx', bytes: hostile }], secret)).toMatch(
      /^work-factor-too-high: client\.pfx: /u,
    );
  });
});

/** The MAC's iteration count, the last INTEGER of the file (2048), made 2³¹ − 1 with all lengths above it. */
function withIterations(pfx: Bytes): Bytes {
  const { length } = pfx;
  expect([...pfx.slice(length - 4)]).toEqual([2, 2, 8, 0]);
  const grown = new Uint8Array([...pfx.slice(0, length - 4), 2, 4, 0x7f, 0xff, 0xff, 0xff]);
  const view = new DataView(grown.buffer);
  view.setUint16(2, view.getUint16(2) + 2);
  // MacData: SEQUENCE of a DigestInfo with SHA-1, a salt of 20 octets and the count; its length is one octet.
  const macData = grown.findLastIndex((octet, at) => octet === 0x30 && grown[at + 1] === length - at - 2);
  grown[macData + 1] = (grown[macData + 1] ?? 0) + 2;
  return grown;
}

/** The first visit, and a CA that signs what it asks for. */
async function firstVisit(): Promise<{
  bundle: Bundle;
  zip: MaterialFile;
  sign: (days?: number, sans?: GeneralName[]) => Promise<Certificate[]>;
}> {
  const bundle = await createFor(
    'actian-integration-manager',
    { key: 'p-256', alias: 'mine' },
    { mode: 'request', secrets: { password: secret } },
  );
  const file = bundle.entries.find(({ path }) => path === 'certificate-signing-request.txt');
  const [block] = parsePem(new TextDecoder().decode(file?.bytes));
  const request = parseRequest(block?.der ?? new Uint8Array());
  const sign = async (days = 365, sans?: GeneralName[]): Promise<Certificate[]> => {
    const root = await rootWith();
    const below = { subject: [{ type: 'CN', value: 'Issuing CA' }], key: await keyFor('issuing'), days: 2000 } as const;
    const now = new Date(days < 0 ? Date.now() + days * day : Date.now());
    const issuer = await issueAuthority({ ...below, issuer: root, now: new Date(), random });
    const wish = {
      subject: [{ type: 'CN', value: 'im.example.com' }] as const,
      issuer: { ...issuer },
      purposes: ['server'] as const,
    };
    const leaf = await issueLeaf({
      ...wish,
      key: request,
      sans: sans ?? request.sans,
      days: Math.abs(days) / (days < 0 ? 2 : 1),
      extensions: [],
      now: days < 0 ? new Date() : now,
      random,
    });
    return [leaf.certificate, issuer.certificate, root.certificate];
  };
  return { bundle, zip: { name: 'first.zip', bytes: bundle.archive }, sign };
}

describe('The reply of a CA', () => {
  const reply = async (
    files: readonly MaterialFile[],
    password: string | undefined = secret,
  ): Promise<MaterialFacts | string> => said('actian-integration-manager', 'complete', files, password);

  it('is taken in any form and order, and the alias and password stay', async () => {
    const { zip, sign } = await firstVisit();
    const [leaf, issuing, root] = (await sign()) as [Certificate, Certificate, Certificate];
    const p7b = { name: 'reply.p7b', bytes: writeCertificatesOnly([root.der, leaf.der, issuing.der, root.der]) };
    const forms: readonly (readonly MaterialFile[])[] = [
      [
        cer('root.cer', root),
        { name: 'leaf.cer', bytes: leaf.der },
        cer('issuing.cer', issuing),
        cer('again.cer', root),
      ],
      [p7b],
      [{ name: 'reply.pem', bytes: utf8(encodePem('PKCS7', p7b.bytes)) }],
      [{ name: 'reply.cer', bytes: utf8(encodePem('CERTIFICATE', p7b.bytes)) }],
    ];
    for (const form of forms) {
      // The zip quotes the keystore's password.
      const facts = await reply([zip, ...form], '');
      expect(facts).toMatchObject({
        title: 'CN=im.example.com',
        warnings: [],
        keepsPassword: 'password',
        answers: { alias: 'mine' },
      });
      const materials = { reply: { files: [zip, ...form] } };
      const done = await createFor('actian-integration-manager', { alias: 'mine' }, { mode: 'complete', materials });
      const store = done.entries.find(({ path }) => path.endsWith('keystore.p12'));
      const { entries } = await readKeystore(store?.bytes ?? new Uint8Array(), secret);
      expect(entries).toMatchObject([
        { kind: 'private-key', friendlyName: 'mine', chain: [leaf.der, issuing.der, root.der] },
      ]);
    }
  });

  it('is refused for another key, without its issuer, expired, or when nothing of it is there', async () => {
    const { bundle, zip, sign } = await firstVisit();
    const [leaf, issuing, root] = (await sign()) as [Certificate, Certificate, Certificate];
    const stranger = await leafWith(await rootWith(), { key: await keyFor('stranger') });
    expect(await reply([zip])).toMatch(
      /^material-missing: The key is there, but the CA's reply is not among the files/u,
    );
    expect(await reply([zip, cer('other.cer', stranger.certificate), cer('root.cer', root)])).toMatch(
      /^key-mismatch: The key in .* does not belong to CN=Test leaf in other\.cer\. It was issued for another request/u,
    );
    expect(await reply([zip, cer('leaf.cer', leaf), cer('root.cer', root)])).toMatch(
      /^chain-incomplete: CN=im\.example\.com was issued by CN=Issuing CA, whose certificate is not among the files/u,
    );
    expect(await reply([zip, cer('issuing.cer', issuing), cer('root.cer', root)])).toMatch(
      /^material-missing: issuing\.cer, root\.cer holds CA certificates only/u,
    );
    const p7b = { name: 'chain.p7b', bytes: writeCertificatesOnly([issuing.der, root.der]) };
    expect(await reply([zip, p7b])).toMatch(/^material-missing: chain\.p7b holds CA certificates only/u);
    expect(await reply([cer('leaf.cer', leaf), cer('issuing.cer', issuing), cer('root.cer', root)])).toMatch(
      /^material-missing: leaf\.cer holds no private key\. Add the zip or the keystore/u,
    );
    const store = bundle.entries.find(({ path }) => path.endsWith('keystore.p12'));
    const alone = { name: 'keystore.p12', bytes: store?.bytes ?? new Uint8Array() };
    expect(await reply([alone, cer('leaf.cer', leaf)], 'wrong horse')).toMatch(
      /^password-wrong: The password does not open keystore\.p12\./u,
    );
  });

  it('is judged with the CAs above it: dates, number of CAs, and names', async () => {
    const { zip, sign } = await firstVisit();
    const [leaf, , root] = (await sign()) as [Certificate, Certificate, Certificate];
    const under = async (change: Partial<Parameters<typeof issueAuthority>[0]>): Promise<Certificate> => {
      const issuing = {
        subject: [{ type: 'CN', value: 'Issuing CA' }] as const,
        key: await keyFor('issuing'),
        days: 2000,
      };
      const issuer = await rootWith();
      return (await issueAuthority({ ...issuing, issuer, now: new Date(), random, ...change })).certificate;
    };
    const old = new Date(Date.now() - 500 * day);
    const past = await under({ issuer: await rootWith({ now: old }), now: old, days: 100 });
    const with_ = (issuing: Certificate, ...more: Certificate[]): Promise<MaterialFacts | string> =>
      reply([zip, ...[leaf, issuing, ...more, root].map((each, index) => cer(`reply-${String(index)}.cer`, each))]);
    expect(await with_(past)).toMatch(/^ca-expired: The CA CN=Issuing CA expired on /u);
    expect(await with_(past, await under({}))).toMatchObject({ title: 'CN=im.example.com' });
    const limited = await under({ permitted: [{ kind: 'dns', value: 'other.example' }] });
    expect(await with_(limited)).toMatch(
      /^ca-name-constraints: The CA CN=Issuing CA is limited to other names than DNS:im/u,
    );
  });

  it('keeps the other entries of the keystore that made the request', async () => {
    const { bundle, sign } = await firstVisit();
    const placeholder = bundle.entries.find(({ path }) => path.endsWith('keystore.p12'))?.bytes ?? new Uint8Array();
    const opened = await readKeystore(placeholder, secret);
    const [mine] = opened.entries;
    if (mine?.kind !== 'private-key') throw new Error('no key');
    const root = await rootWith({
      subject: [{ type: 'CN', value: 'Neighbour root' }],
      key: await keyFor('neighbour root'),
    });
    const key = await keyFor('neighbour');
    const { certificate } = await leafWith(root, { key });
    const chain = [certificate.der, root.certificate.der];
    const neighbour = { kind: 'private-key', friendlyName: 'neighbour', pkcs8: key.pkcs8, chain } as const;
    const both = await writePkcs12([mine, neighbour], { password: secret, profile: 'modern', random });
    const certificates = (await sign()).map((each, index) => cer(`reply-${String(index)}.cer`, each));
    const files = [{ name: 'my.p12', bytes: both }, ...certificates];
    const done = await createFor(
      'actian-integration-manager',
      { alias: 'mine' },
      { mode: 'complete', materials: { reply: { files } }, secrets: { 'reply-password': secret } },
    );
    const { entries } = await readKeystore(
      done.entries.find(({ path }) => path.endsWith('keystore.p12'))?.bytes ?? new Uint8Array(),
      secret,
    );
    expect(new Set(entries.map(({ friendlyName }) => friendlyName))).toEqual(new Set(['mine', 'neighbour']));
    expect(entries.find(({ friendlyName }) => friendlyName === 'neighbour')).toMatchObject({ pkcs8: key.pkcs8, chain });
  });

  it('shows the names that the CA left out', async () => {
    const { zip, sign } = await firstVisit();
    const files = (await sign(365, [{ kind: 'dns', value: 'localhost' }])).map((certificate, index) =>
      cer(`reply-${String(index)}.cer`, certificate),
    );
    const facts = await reply([zip, ...files]);
    expect(JSON.stringify(facts)).toContain('The CA left out DNS:im.example.com');
  });

  it('is refused when it has none of the names that were asked for, with or without the request', async () => {
    const { bundle, zip, sign } = await firstVisit();
    const store = bundle.entries.find(({ path }) => path.endsWith('keystore.p12'))?.bytes ?? new Uint8Array();
    const reissued = await sign(365, [{ kind: 'dns', value: 'other.example.com' }]);
    const certificates = reissued.map((each, index) => cer(`reply-${String(index)}.cer`, each));
    for (const given of [zip, { name: 'keystore.p12', bytes: store }])
      expect(await reply([given, ...certificates])).toMatch(
        /^certificate-names: The reply names DNS:other\.example\.com, and none of what was asked for: DNS:im\.example\.com, .*localhost/u,
      );
  });
});

describe('The names of a brought server certificate', () => {
  const brought = async (
    sans: GeneralName[],
    answers: Record<string, string> = {},
  ): Promise<MaterialFacts | string> => {
    const root = await rootWith();
    const { certificate } = await leafWith(root, { sans });
    const files = [
      cer('svc.pem', certificate),
      keyFile('svc.key', await keyFor('leaf')),
      cer('root.pem', root.certificate),
    ];
    return said('tls-server', 'convert', files, undefined, answers);
  };
  const names: GeneralName[] = [
    { kind: 'dns', value: 'svc.example.com' },
    { kind: 'ip', value: '10.0.0.5' },
    { kind: 'email', value: 'a@example.com' },
  ];

  it('answer for the hosts, and then nothing is missing', async () => {
    const hosts = 'svc.example.com, 10.0.0.5';
    expect(await brought(names)).toMatchObject({ answers: { hosts } });
    expect(await brought(names, { hosts })).toMatchObject({ warnings: [] });
    expect(JSON.stringify(await brought(names, { hosts: 'other.example.com' }))).toContain('does not cover');
    const plan = planBundle(recipe('tls-server'), 'convert', { hosts });
    expect(plan.archiveName).toContain('svc.example.com');
  });

  it('that the field refuses, or that are none, leave the answer open', async () => {
    const plain = (await brought([{ kind: 'email', value: 'a@example.com' }])) as MaterialFacts;
    expect(plain.answers).not.toHaveProperty('hosts');
    expect(await brought([{ kind: 'dns', value: '*.com' }, ...names.slice(0, 1)])).toMatchObject({
      answers: { hosts: 'svc.example.com' },
    });
  });
});

describe('Names of CA and certificate', () => {
  it('must differ', () => {
    const plan = planBundle(recipe('tls-server'), 'new', { hosts: 'a.example.com', 'ca-name': 'a.example.com' });
    expect(plan.problems).toMatchObject([{ field: 'ca-name', code: 'name-invalid' }]);
  });
});
