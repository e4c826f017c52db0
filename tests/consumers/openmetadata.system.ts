import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireConsumers } from '../../tools/consumers/places.mjs';
import { openPageMaker } from './harness/from-page';
import type { PageBundle } from './harness/from-page';
import { expectKnownError } from './harness/known-errors';
import { startOpenMetadata } from './harness/openmetadata';
import type { Connected, OpenMetadata, OpenMetadataRelease } from './harness/openmetadata';
import { convertExport, signUnder } from './harness/qlik-bundles';
import { endedByServer, startEngine } from './harness/qlik-server';
import type { QlikServer, ServerFiles } from './harness/qlik-server';
import { makeSample } from './harness/sample';
import { runSnippet, withPort } from './harness/snippet';

requireConsumers();
const id = 'openmetadata-qlik-sense';
const here = { host: 'localhost' };
/** The other parties: sites whose roots, servers and clients are OpenSSL's; the certificate of the second names another host. */
const site = makeSample('Site');
const far = makeSample('Far', 'DNS:qlik.example.com');

const byValue = 'qliksense.by-value.yaml';
const byPath = 'qliksense.by-path.yaml';
const oldRelease = 'qliksense.old-release.yaml';
const json = 'qliksense.json';

const bundles = new Map<string, PageBundle>();
const bundle = (name: string): PageBundle => bundles.get(name)!;
const engines = new Map<string, QlikServer>();
let releases: Readonly<Record<OpenMetadataRelease, OpenMetadata>>;

const filesOf = (read: (name: string) => string): ServerFiles => ({
  certificate: read('server.pem'),
  key: read('server_key.pem'),
  root: read('root.pem'),
});

beforeAll(async () => {
  releases = { current: startOpenMetadata('current'), 'before 1.4': startOpenMetadata('before 1.4') };
  const maker = await openPageMaker();
  bundles.set('lab', await maker.make(id, 'lab', here));
  bundles.set('convert', await convertExport(maker, id, site, 'AES-256 and SHA-256', here));
  bundles.set('sign', await signUnder(maker, id, site, { ...here, release: 'before-1.4' }));
  for (const validate of ['true', 'false'])
    bundles.set(`far ${validate}`, await signUnder(maker, id, far, { ...here, 'validate-host': validate }));
  await maker.close();
  const lab = filesOf((name) => readFileSync(bundle('lab').at(name), 'utf8'));
  engines.set('lab', await startEngine(lab));
  engines.set('site', await startEngine(filesOf(site.read)));
  engines.set('far', await startEngine(filesOf(far.read)));
  engines.set('that lets in clients of another root', await startEngine({ ...lab, root: site.read('root.pem') }));
});
afterAll(() => Promise.all([...engines.values(), ...Object.values(releases)].map(({ stop }) => stop())));

/** Feeds a file of a bundle as it is, but for the port and the two folders of the ingestion's computer. */
function connect(
  release: OpenMetadataRelease,
  file: string,
  made: PageBundle,
  engine: string,
  change = (text: string) => text,
): Promise<Connected> {
  const text = readFileSync(made.at(file), 'utf8')
    .replaceAll('/opt/qlik/', `${made.folder}/`)
    .replace('/tmp/openmetadata-qlik', join(releases[release].temporary, 'staging'));
  return releases[release].connect(withPort(change(text), 4747, engines.get(engine)!.port), file);
}

describe.each([
  ['current', byValue, 'lab', 'lab', 'QlikClient'],
  ['current', byPath, 'lab', 'lab', 'QlikClient'],
  ['current', json, 'lab', 'lab', 'QlikClient'],
  ['before 1.4', oldRelease, 'lab', 'lab', 'QlikClient'],
  ['current', byValue, 'convert', 'site', 'Site client'],
  ['current', byPath, 'convert', 'site', 'Site client'],
  ['before 1.4', oldRelease, 'sign', 'site', 'QlikClient'],
  ['before 1.4', byPath, 'sign', 'site', 'QlikClient'],
] as const)('OpenMetadata %s with %s of the mode %s', (release, file, made, engine, client) => {
  it('lists the documents of the engine', async () => {
    expect(await connect(release, file, bundle(made), engine)).toEqual({ documents: ['Sales.qvf'] });
    const user = 'UserDirectory=Internal; UserId=sa_repository';
    expect(engines.get(engine)!.visits.at(-1)).toEqual({ path: '/app/', user, client });
  });

  it('refuses an engine below another root, in words that the page knows', async () => {
    const { error } = await connect(release, file, bundle(made), engine === 'lab' ? 'site' : 'lab');
    expectKnownError(
      bundle(made),
      error,
      /\[SSL: CERTIFICATE_VERIFY_FAILED\] certificate verify failed: self-signed.*?chain/u,
    );
  });
});

describe('OpenMetadata, in words that the page knows,', () => {
  it.each([
    ['current', oldRelease, /Missing parameter in \('certificates', /u],
    ['before 1.4', byValue, /Missing parameter in \('certificates', /u],
    ['before 1.4', byPath, /Extra parameter 'validateHostName'/u],
  ] as const)('%s does not read %s that was made for the other', async (release, file, words) => {
    const { error } = await connect(release, file, bundle('lab'), 'lab');
    expectKnownError(bundle('lab'), error, words);
  });

  it('does not read values with escaped newlines, which its own help page asks for', async () => {
    const escape = (text: string) => text.replaceAll(String.raw`\n`, String.raw`\\n`);
    const { error } = await connect('current', json, bundle('lab'), 'lab', escape);
    expectKnownError(bundle('lab'), error, /NO_CERTIFICATE_OR_CRL_FOUND/u);
  });

  it('is refused by an engine that lets in clients of another root', async () => {
    const engine = 'that lets in clients of another root';
    const { error } = await connect('current', byValue, bundle('lab'), engine);
    expectKnownError(bundle('lab'), error, endedByServer);
    expect(engines.get(engine)!.visits).toEqual([]);
  });
});

describe('OpenMetadata and an engine whose certificate names another host', () => {
  it.each([
    ['current', byValue, 'true', 'refuses'],
    ['current', byPath, 'true', 'refuses'],
    ['current', json, 'true', 'refuses'],
    ['current', byValue, 'false', 'takes'],
    ['current', byPath, 'false', 'takes'],
    ['current', json, 'false', 'takes'],
    ['before 1.4', oldRelease, 'true', 'refuses'],
    ['before 1.4', oldRelease, 'false', 'refuses'],
  ] as const)('%s with %s made with validate-host=%s %s it', async (release, file, validate, does) => {
    const made = bundle(`far ${validate}`);
    const { documents, error } = await connect(release, file, made, 'far');
    if (does === 'takes') expect(documents, error).toEqual(['Sales.qvf']);
    else expectKnownError(made, error, /certificate verify failed: Hostname mismatch/u);
  });
});

describe('OpenMetadata when a connection fails, as the page warns,', () => {
  it.each([
    ['current', byValue, 'leaves'],
    ['before 1.4', oldRelease, 'leaves'],
    ['current', byPath, 'makes no'],
    ['before 1.4', byPath, 'makes no'],
  ] as const)('%s with %s %s copies of the key', async (release, file, does) => {
    const { temporary } = releases[release];
    rmSync(temporary, { recursive: true });
    mkdirSync(temporary);
    const made = bundle('sign');
    await connect(release, file, made, 'lab');
    const left = readdirSync(temporary, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = left.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').trim());
    expect(texts.includes(readFileSync(made.at('client_key.pem'), 'utf8').trim())).toBe(does === 'leaves');
  });
});

it('qliksense.json has the connection of qliksense.by-value.yaml', async () => {
  const compare = `import json, yaml
service = json.load(open("${json}"))["connection"]["config"]
workflow = yaml.safe_load(open("${byValue}"))["source"]["serviceConnection"]["config"]
assert service == workflow, (service.keys(), workflow.keys())
print("equal")
`;
  for (const made of bundles.values()) {
    const { stdout, text } = await runSnippet('python', compare, made.folder);
    expect(stdout, text).toBe('equal\n');
  }
});
