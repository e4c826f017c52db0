import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import type { Step } from '../../src/recipes/types';
import { scratchFolder } from '../support/bundle';
import { startService } from './harness/child';
import { openPageMaker, printed } from './harness/from-page';
import type { PageBundle } from './harness/from-page';
import { expectKnownError } from './harness/known-errors';
import { convertExport, signUnder } from './harness/qlik-bundles';
import { endedByServer, startEngine, startRepository } from './harness/qlik-server';
import type { QlikServer, ServerFiles } from './harness/qlik-server';
import { makeSample } from './harness/sample';
import { runSnippet, withPort } from './harness/snippet';
import { freePort, getTrusting } from './harness/tls';

requireConsumers();
const id = 'qlik-qrs';
const answers = { machine: 'localhost' };
const user = 'UserDirectory=Internal;UserId=sa_repository';
/** The other party: a site whose root, server and client are OpenSSL's. */
const site = makeSample('Site');

/** The service that a client calls, and what it prints when that answered. */
const services = {
  repository: { port: 4242, start: startRepository, answer: '31.48.4.0', path: /^\/qrs\/about\/?\?xrfkey=/u },
  engine: { port: 4747, start: startEngine, answer: '12.2015.0', path: /^\/app\/engineData$/u },
} as const;
type ServiceName = keyof typeof services;
type Servers = Readonly<Record<ServiceName, QlikServer>>;

const languages = { javascript: 'commonjs', sh: 'sh', python: 'python' } as const;

/** The client, the label of the block that the page prints for it, and the service that it calls. */
const clients: readonly (readonly [string, string, ServiceName])[] = [
  ['the npm package qrs', 'Node.js with qrs', 'repository'],
  ['enigma.js over ws', 'Node.js with enigma.js', 'engine'],
  ['curl', 'curl', 'repository'],
  ['Python with urllib', 'Python 3, in', 'repository'],
  ['Python with requests', 'Python 3 with the package requests', 'repository'],
];

const bundles = new Map<string, PageBundle>();
const bundle = (name: string): PageBundle => bundles.get(name)!;
let ofLab: Servers;
let ofSite: Servers;

async function startServers(read: (name: string) => string): Promise<Servers> {
  const files: ServerFiles = { certificate: read('server.pem'), key: read('server_key.pem'), root: read('root.pem') };
  const [repository, engine] = await Promise.all([services.repository.start(files), services.engine.start(files)]);
  return { repository, engine };
}

beforeAll(async () => {
  const maker = await openPageMaker();
  bundles.set('lab', await maker.make(id, 'lab', answers));
  for (const protection of ['3DES and SHA-1', 'AES-256 and SHA-256'] as const)
    bundles.set(protection, await convertExport(maker, id, site, protection, answers));
  bundles.set('sign', await signUnder(maker, id, site, answers));
  await maker.close();
  ofLab = await startServers((name) => readFileSync(bundle('lab').at(`localhost/${name}`), 'utf8'));
  ofSite = await startServers(site.read);
});
afterAll(() => Promise.all([ofLab, ofSite].flatMap(({ repository, engine }) => [repository.stop(), engine.stop()])));

/** Where a block is printed: the lab has no stand-in for the engine, and so no block that calls it. */
const printedIn = (name: string, service: ServiceName): PageBundle =>
  bundle(name === 'lab' && service === 'engine' ? 'sign' : name);

/** Runs the block as it is printed, but for the port and the folder that it was installed in: here the one that holds `localhost`. */
function run(
  label: string,
  service: ServiceName,
  { port }: QlikServer,
  folder: string,
  { name = 'lab', change = (text: string) => text } = {},
) {
  const { language, text } = printed(printedIn(name, service), label);
  const runner = languages[language as keyof typeof languages];
  const here = change(text).replaceAll('/etc/qlik/', `${folder}/`);
  return runSnippet(runner, withPort(here, services[service].port, port), name === 'lab' ? folder : scratchFolder());
}

/** The lab's folder with files of the site in the place of some. */
function labWith(...names: readonly string[]): string {
  const folder = scratchFolder();
  cpSync(bundle('lab').at('localhost'), join(folder, 'localhost'), { recursive: true });
  for (const name of names) cpSync(site.at(name), join(folder, 'localhost', name));
  return folder;
}

describe.each(clients)('%s, by the block “%s” as it is printed', (_, label, service) => {
  const { answer, path } = services[service];

  it.each([
    ['a lab set to the server of the lab', 'lab', () => ofLab, 'QlikClient'],
    ['a client.pfx of 3DES and SHA-1 to the site that exported it', '3DES and SHA-1', () => ofSite, 'Site client'],
    [
      'a client.pfx of AES and SHA-256 to the site that exported it',
      'AES-256 and SHA-256',
      () => ofSite,
      'Site client',
    ],
    ['a client signed under a root to the site of that root', 'sign', () => ofSite, 'QlikClient'],
  ] as const)('shows %s and is answered', async (_name, name, servers, client) => {
    const { folder } = bundle(name);
    const { [service]: server } = servers();
    const { stdout, text } = await run(label, service, server, folder, { name });
    expect(stdout, text).toContain(answer);
    expect(server.visits.at(-1)).toEqual({ path: expect.stringMatching(path) as unknown, user, client });
  });

  it.each([
    ['is refused with the client of another root', ['client.pem', 'client_key.pem'], endedByServer],
    ['refuses the server with another root', ['root.pem'], /self-signed certificate in certificate chain/u],
    ['calls nobody with another key', ['client_key.pem'], /key values mismatch|unable to set private key file/u],
  ] as const)('%s, in words that the page knows', async (_name, names, words) => {
    const visits = ofLab[service].visits.length;
    const { stdout, text } = await run(label, service, ofLab[service], labWith(...names));
    expect(stdout).not.toContain(answer);
    expectKnownError(bundle('lab'), text, words);
    expect(ofLab[service].visits).toHaveLength(visits);
  });

  it('prints the block in README.txt as in the page', () => {
    const made = printedIn('lab', service);
    const readme = readFileSync(made.at('README.txt'), 'utf8');
    for (const line of printed(made, label).text.split('\n')) expect(readme).toContain(line);
  });
});

describe('OpenSSL, by the printed lines,', () => {
  const lines = (kind: Step['kind']): string => {
    const steps = bundle('lab').plan.audiences.flatMap((audience) => audience.steps);
    const blocks = steps.filter((step) => step.kind === kind).flatMap(({ code }) => code);
    return blocks.find(({ label }) => label.startsWith('OpenSSL'))!.text;
  };

  it('sees the good signs that the page names', async () => {
    const { text } = await runSnippet(
      'sh',
      withPort(lines('verify'), 4242, ofLab.repository.port),
      bundle('lab').folder,
    );
    expect(text).toContain('Verify return code: 0 (ok)');
    expect(text).toContain('DNS:localhost, IP Address:127.0.0.1');
  });

  it('stands in for the server, and curl is answered', async () => {
    const port = await freePort();
    // Printed, it listens on every interface.
    const here = withPort(lines('start'), 4242, port).replace('-accept ', '-accept 127.0.0.1:');
    const [command, ...args] = here.split(' ');
    const cwd = bundle('lab').folder;
    const server = await startService(command!, args, (output) => output.includes('ACCEPT'), { cwd });
    const { text } = printed(bundle('lab'), 'curl');
    const { stdout, text: said } = await runSnippet('sh', withPort(text, 4242, port), cwd).finally(server.stop);
    expect(stdout, said).toMatch(/Subject: CN ?= ?QlikClient/u);
  });
});

describe('The stand-ins of the services', () => {
  it.each([
    ['the npm package qrs', 'Node.js with qrs'],
    ['curl', 'curl'],
  ])('refuse %s the user with colons, as the vendor’s article has it', async (_, label) => {
    const colons = 'UserDirectory:Internal;UserId:sa_repository';
    const { text } = await run(label, 'repository', ofLab.repository, bundle('lab').folder, {
      change: (block) => block.replace(user, colons),
    });
    expect(text).toContain('Forbidden');
    expect(ofLab.repository.visits.at(-1)?.user).toBe(colons);
  });

  it.each(['repository', 'engine'] as const)('let nobody into the %s without a certificate', async (service) => {
    const { port, visits } = ofLab[service];
    const before = visits.length;
    const root = readFileSync(bundle('lab').at('localhost/root.pem'));
    await expect(getTrusting(root, `https://localhost:${port}/`)).rejects.toThrow(endedByServer);
    expect(visits).toHaveLength(before);
  });
});
