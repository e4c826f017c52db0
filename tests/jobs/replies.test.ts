import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan';
import { issueLeaf } from '../../src/issuance/issue';
import { checkMaterial } from '../../src/jobs/check-material';
import type { MaterialFacts } from '../../src/jobs/material-facts';
import type { MaterialFile } from '../../src/jobs/types';
import { utf8 } from '../../src/pki/bytes';
import { encodePem, parsePem } from '../../src/pki/pem';
import { parseRequest } from '../../src/pki/request';
import { writeCertificatesOnly } from '../../src/pki/pkcs7';
import type { Bytes, Certificate } from '../../src/pki/types';
import { createFor } from '../support/bundle';
import { keyFor, random, rootWith } from '../support/issuing';
import { host, recipe } from '../support/make';

const answers = { hosts: 'orders.example.com', clients: 'billing, shop', name: 'orders' };

interface FirstVisit {
  readonly zip: MaterialFile;
  /** By the name of the request's file. */
  readonly requests: ReadonlyMap<string, Bytes>;
}

async function firstVisit(id: string, given: Record<string, string>): Promise<FirstVisit> {
  const bundle = await createFor(id, { ...given, key: 'p-256' }, { mode: 'request' });
  const requests = bundle.entries
    .filter(({ path }) => path.startsWith('certificate_signing_requests/'))
    .map(
      ({ path, bytes }) => [path.slice(path.indexOf('/') + 1), parsePem(new TextDecoder().decode(bytes))[0]] as const,
    );
  return {
    zip: { name: 'first.zip', bytes: bundle.archive },
    requests: new Map(requests.map(([name, block]) => [name, block?.der ?? new Uint8Array()])),
  };
}

/** What a CA makes of a request: its key and names, and a subject of the CA's own choice. */
async function reply(der: Bytes | undefined, purpose: 'server' | 'client', root = 'root'): Promise<MaterialFile> {
  const { spki, sans: asked } = parseRequest(der ?? new Uint8Array());
  const sans = asked.length > 0 || purpose === 'client' ? asked : [{ kind: 'dns', value: 'any.example.com' } as const];
  const wish = { subject: [{ type: 'CN', value: `as the CA likes ${root}` }], key: { spki }, sans, days: 100 } as const;
  const issuer = await rootFor(root);
  const made = await issueLeaf({ ...wish, issuer, purposes: [purpose], extensions: [], now: new Date(), random });
  return cer(made.certificate);
}

const rootFor = async (name: string) =>
  rootWith({ key: await keyFor(name), subject: [{ type: 'CN', value: `CA ${name}` }] });

const cer = ({ der, serialNumber }: Certificate): MaterialFile => ({
  name: `${serialNumber}.cer`,
  bytes: utf8(encodePem('CERTIFICATE', der)),
});

async function said(id: string, files: readonly MaterialFile[], given: Record<string, string>): Promise<MaterialFacts> {
  const plan = planBundle(recipe(id), 'complete', given);
  return checkMaterial({ files }, undefined, { plan, clock: host.clock, slot: 'reply' });
}

describe('Several replies', () => {
  it('are each put to the key that its request was made for, whatever the CA named them', async () => {
    const { zip, requests } = await firstVisit('mtls', answers);
    const [server, billing, shop] = await Promise.all([
      reply(requests.get('server.txt'), 'server'),
      reply(requests.get('client_billing.txt'), 'client'),
      reply(requests.get('client_shop.txt'), 'client'),
    ]);
    const files = [shop, zip, billing, cer((await rootFor('root')).certificate), server];
    const facts = await said('mtls', files, answers);
    expect(facts.title).toBe('3 certificates with their keys');
    expect(facts.lines.map(({ label }) => label)).toEqual([
      'Server certificate',
      'Certificate of client billing',
      'Certificate of client shop',
    ]);
    expect(facts.answers).toMatchObject(answers);
    const done = await createFor('mtls', answers, { mode: 'complete', materials: { reply: { files } } });
    for (const [path, source] of [
      ['orders_server/cert.pem', server],
      ['orders_clients/billing/cert.pem', billing],
      ['orders_clients/shop/cert.pem', shop],
    ] as const) {
      const written = done.entries.find((entry) => entry.path === path);
      expect(new TextDecoder().decode(written?.bytes)).toBe(new TextDecoder().decode(source.bytes));
    }
  });

  it('are taken for the plugin and for Qlik, in one PKCS#7 file', async () => {
    const given = { plugin: 'sales', hosts: 'sse.example.com' };
    const { zip, requests } = await firstVisit('qlik-sse', given);
    const replies = [
      await reply(requests.get('sse_client.txt'), 'client'),
      await reply(requests.get('sse_server.txt'), 'server'),
    ];
    const ders = replies.map(({ bytes }) => parsePem(new TextDecoder().decode(bytes))[0]?.der ?? new Uint8Array());
    const p7b = writeCertificatesOnly([...ders, (await rootFor('root')).certificate.der]);
    const files = [{ name: 'replies.p7b', bytes: p7b }, zip];
    const done = await createFor('qlik-sse', given, { mode: 'complete', materials: { reply: { files } } });
    expect(done.certificates.map(({ role }) => role)).toEqual(['authority', 'server', 'client']);
  });

  it('are refused by name when one is missing, is for another purpose, or for other names than were asked', async () => {
    const { zip, requests } = await firstVisit('mtls', answers);
    const server = await reply(requests.get('server.txt'), 'server');
    const billing = await reply(requests.get('client_billing.txt'), 'client');
    const root = cer((await rootFor('root')).certificate);
    await expect(said('mtls', [zip, server, billing, root], answers)).rejects.toMatchObject({
      code: 'material-missing',
      field: 'reply',
      message: expect.stringMatching(/^Certificate of client shop: .*(?:certificate|reply)/u) as string,
    });
    const wrong = await reply(requests.get('client_shop.txt'), 'server');
    await expect(said('mtls', [zip, server, billing, wrong, root], answers)).rejects.toMatchObject({
      code: 'certificate-purpose',
      message: expect.stringMatching(/^Certificate of client shop: .*a certificate for servers/u) as string,
    });
    await expect(
      said('mtls', [zip, server, billing, root], { ...answers, clients: 'billing, other' }),
    ).rejects.toMatchObject({
      code: 'material-missing',
      message: expect.stringMatching(/^Certificate of client other: Its request is not among the files\./u) as string,
    });
  });

  it('are refused when they lead to two roots, since one file stands for the root', async () => {
    const { zip, requests } = await firstVisit('qlik-sse', {});
    const files = [
      zip,
      await reply(requests.get('sse_server.txt'), 'server'),
      await reply(requests.get('sse_client.txt'), 'client', 'other'),
      cer((await rootFor('root')).certificate),
      cer((await rootFor('other')).certificate),
    ];
    await expect(said('qlik-sse', files, {})).rejects.toMatchObject({
      code: 'material-ambiguous',
      field: 'reply',
      message: expect.stringContaining('lead to two roots, CN=CA root and CN=CA other') as string,
    });
  });
});
