import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import { scratchFolder } from '../support/bundle';
import { toolCommand } from '../support/tools';
import { bring } from './harness/bring';
import { openPageMaker, printed } from './harness/from-page';
import type { PageBundle, PageMaker } from './harness/from-page';
import { startGraphex } from './harness/graphex';
import type { GraphexServer } from './harness/graphex';
import { expectKnownError } from './harness/known-errors';
import { keystore, makeSample } from './harness/sample';
import { runSnippet, withPort } from './harness/snippet';
import { getTrusting } from './harness/tls';

requireConsumers();
/** The other party: a company's CA with a server certificate, made by OpenSSL. */
const company = makeSample('Company');
const password = 'Only for the file 1';
const openssl = (...args: readonly string[]) =>
  execFileSync(toolCommand('openssl'), args, { cwd: company.folder, stdio: ['ignore', 'pipe', 'pipe'] });

/** First visit, the company's intermediate CA signs what the page requested, second visit with zip and replies. */
async function requestAndComplete({ make }: PageMaker): Promise<PageBundle> {
  const first = await make('graphex', 'request');
  const below = (signer: string) => ['-CA', `${signer}.pem`, '-CAkey', `${signer}_key.pem`, '-CAcreateserial'];
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'issuing_key.pem', '-subj', '/CN=Company issuing CA'];
  openssl('req', '-new', ...newKey, '-addext', 'basicConstraints=critical,CA:TRUE', '-out', 'issuing.csr');
  const sign = (request: string, signer: string, out: string) =>
    openssl('x509', '-req', '-in', request, ...below(signer), '-copy_extensions', 'copyall', '-days', '9', '-out', out);
  sign('issuing.csr', 'root', 'issuing.pem');
  sign(first.at('certificate-signing-request.txt'), 'issuing', 'reply.cer');
  const replies = ['root.pem', 'issuing.pem', 'reply.cer'].map(company.at);
  return make('graphex', 'complete', {}, bring([first.at('bundle.zip'), ...replies]));
}

/** The ways to a folder, and the root that its clients trust: that of the bundle, or the company's. */
const ways: Readonly<Record<string, (maker: PageMaker) => Promise<PageBundle>>> = {
  'new, P-256': ({ make }) => make('graphex', 'new'),
  'new, RSA-2048': ({ make }) => make('graphex', 'new', { key: 'rsa-2048' }),
  'converted from a .p12': ({ make }) =>
    make('graphex', 'convert', {}, bring([company.at('keystore.p12')], keystore.password)),
  'converted from PEM with an encrypted key': ({ make }) =>
    make('graphex', 'convert', {}, bring(['server.pem', 'encrypted.pem', 'root.pem'].map(company.at), password)),
  'completed with the reply of an intermediate CA': requestAndComplete,
};
const bundles = new Map<string, PageBundle>();
const folderOf = (way: string): string => bundles.get(way)!.at('graphex_ssl_certificates');
const rootOf = (way: string): Buffer =>
  readFileSync(way.startsWith('new') ? bundles.get(way)!.at('trust_this_root/root.pem') : company.at('root.pem'));
const some = 'new, P-256';

beforeAll(async () => {
  const encrypt = ['-aes256', '-passout', `pass:${password}`, '-out', 'encrypted.pem'];
  openssl('pkey', '-in', 'server_key.pem', ...encrypt);
  const maker = await openPageMaker();
  for (const [way, make] of Object.entries(ways)) bundles.set(way, await make(maker));
  await maker.close();
});

describe.each(Object.keys(ways))('GraphEx’s own server, with -s and the folder that is %s', (way) => {
  let server: GraphexServer;
  beforeAll(async () => {
    server = await startGraphex(['-s', folderOf(way)], scratchFolder());
  });
  afterAll(() => server.stop());

  it.each(['localhost', '127.0.0.1'])('serves its page as %s to a client that trusts only the root', async (host) => {
    const { status, body } = await getTrusting(rootOf(way), server.url.replace('localhost', host));
    expect([status, body]).toEqual([200, expect.stringMatching(/<title>GraphEx/iu)]);
  });

  it('is refused by a client that trusts another root', async () => {
    const another = way.startsWith('new') ? company.read('root.pem') : rootOf(some);
    await expect(getTrusting(another, server.url)).rejects.toThrow(/unable to (?:verify|get local issuer)/u);
  });

  it('is refused by a client that calls it by a name its certificate does not have', async () => {
    const elsewhere = server.url.replace('localhost', '127.0.0.2');
    await expect(getTrusting(rootOf(way), elsewhere)).rejects.toThrow('does not match certificate');
  });
});

describe('GraphEx’s own server', () => {
  it.each([
    ['Where the download was unpacked (sh)', ' passed, 0 failed, 0 not checked'],
    ['By hand', 'DNS:localhost, IP Address:127.0.0.1'],
  ])('shows what the printed check “%s” looks for', async (label, sign) => {
    const server = await startGraphex(['-s', folderOf(some)], scratchFolder());
    const { text } = printed(bundles.get(some)!, label);
    const port = Number(new URL(server.url).port);
    const lines = withPort(text, 8080, port).replace('certificates/', '');
    const run = runSnippet('sh', lines, bundles.get(some)!.folder);
    const { status, text: said } = await run.finally(server.stop);
    expect([status, said]).toEqual([0, expect.stringContaining(sign)]);
  });

  it('takes the folder from the printed line of its configuration, and says what the page calls a good start', async () => {
    const bundle = bundles.get(some)!;
    const cwd = scratchFolder();
    const { text } = printed(bundle, 'Configuration file (.yml, flag -c), Linux');
    expect(text).toContain('/etc/graphex/graphex_ssl_certificates');
    writeFileSync(join(cwd, 'config.yml'), text.replace('/etc/graphex', bundle.folder));
    const server = await startGraphex(['-c', 'config.yml'], cwd);
    const { status } = await getTrusting(rootOf(some), server.url).finally(server.stop);
    expect(status).toBe(200);
    const { port } = new URL(server.url);
    const steps = bundle.plan.audiences.flatMap((audience) => audience.steps);
    const { text: promised } = steps.find(({ kind }) => kind === 'start')!;
    for (const [line, value] of [
      ['Searching for and using SSL Certficates at path', `: ${folderOf(some)}`],
      ['GraphEx server starting on all network interfaces at port: ', port],
    ] as const) {
      expect(promised).toContain(line);
      expect(server.output()).toContain(`${line}${value}`);
    }
  });
});

describe('GraphEx does not start, in words that the page knows,', () => {
  const refusal = async (folder: string): Promise<string> => {
    const started = startGraphex(['-s', folder], scratchFolder());
    return String(
      await started.then(
        ({ stop }) => stop(),
        (error: unknown) => error,
      ),
    );
  };
  /** A folder with files of the company's in place of some. */
  const folderWith = (files: Readonly<Record<string, string>>, way = some): string => {
    const folder = scratchFolder();
    cpSync(folderOf(way), folder, { recursive: true });
    for (const [name, from] of Object.entries(files)) cpSync(company.at(from), join(folder, name));
    return folder;
  };

  it.each([
    [
      'with a folder that is not there',
      () => join(scratchFolder(), 'gone'),
      /Path to SSL certificates|doesn't exist!/u,
    ],
    ['with the folder above', () => bundles.get(some)!.folder, /not found in provided SSL Certificate directory/u],
    ['with a key of another kind', () => folderWith({ 'key.pem': 'key.pem' }), /no certificate assigned/u],
    ['with another key', () => folderWith({ 'key.pem': 'key.pem' }, 'new, RSA-2048'), /key values mismatch/u],
    ['with an encrypted key', () => folderWith({ 'key.pem': 'encrypted.pem' }), /OSError: .*/u],
  ])('%s', async (_, folder, words) => {
    expectKnownError(bundles.get(some)!, await refusal(folder()), words);
  });
});
