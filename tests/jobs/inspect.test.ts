import { describe, expect, it, vi } from 'vitest';
import { subsetFor } from '../../src/bundle/archive';
import { storedZip } from '../../src/bundle/stored-zip';
import type { Bundle } from '../../src/bundle/types';
import type { InputFile } from '../../src/inspect/found-object';
import type { Inspection } from '../../src/inspect/inspect-files';
import { readStore } from '../../src/inspect/read-store';
import { inspect } from '../../src/jobs/inspect';
import { utf8 } from '../../src/pki/bytes';
import { findRecipe } from '../../src/recipes/catalogue';
import { createFor } from '../support/bundle';
import { earlierFrom, zipOf } from '../support/renewing';

vi.setConfig({ testTimeout: 60_000 });

const key = 'p-256';
const passphrase = 'only the zip knows this one';
const look = (files: readonly InputFile[], passwords: readonly string[] = []): Promise<Inspection> =>
  inspect(files, { passwords, findRecipe, now: new Date() });

/** What the report says of bundles: rule and sentence. */
async function said(files: readonly InputFile[]): Promise<(readonly [string, string])[]> {
  const { report } = await look(files);
  for (const { objects } of report.findings)
    for (const { file, object } of objects)
      expect(report.files.find(({ name }) => name === file)?.objects[object]).toBeDefined();
  return report.findings.filter(({ rule }) => rule.includes('_bundle_')).map(({ rule, message }) => [rule, message]);
}

/** The zip of a bundle with files replaced, added or (undefined) left out. */
function altered(bundle: Bundle, files: Readonly<Record<string, string | InputFile['bytes'] | undefined>>): InputFile {
  const kept = bundle.entries.filter(({ path }) => !Object.hasOwn(files, path));
  const given = Object.entries(files).flatMap(([path, content]) => {
    const bytes = typeof content === 'string' ? utf8(content) : content;
    return bytes === undefined ? [] : [{ path, bytes, mode: 0o644, secret: false, audience: undefined }];
  });
  return { name: 'mine.zip', bytes: storedZip([...kept, ...given], bundle.created) };
}

const unpacked = ({ entries }: Bundle, folder: string): InputFile[] =>
  entries.map(({ path, bytes }) => ({ name: `${folder}${path}`, bytes: bytes.slice() }));

function bytesOf({ entries }: Bundle, end: string): InputFile['bytes'] {
  const entry = entries.find(({ path }) => path.endsWith(end));
  if (entry === undefined) throw new Error(`There is no ${end}.`);
  return entry.bytes;
}

const certificate = 'graphex_ssl_certificates/cert.pem';

describe('A bundle of ours among the files', () => {
  it('is in order as a zip, unpacked, in parts, and as its manifest alone', async () => {
    const bundle = await createFor('qlik-sse', { plugin: 'sales', key });
    const manifest = unpacked(bundle, '').filter(({ name }) => name === 'certwright.json');
    const parts = ['plugin', 'safe', 'qlik'].map((audience) => subsetFor(bundle, audience));
    for (const files of [[zipOf(bundle)], unpacked(bundle, 'a/b/'), unpacked(bundle, 'a\\'), parts, manifest])
      expect(await said(files)).toEqual([]);
    for (const part of parts) expect(await said([part])).toEqual([]);
  });

  it('with a changed file is told by the same comparison as on the way to a renewal', async () => {
    const [bundle, other] = await Promise.all([createFor('graphex', { key }), createFor('graphex', { key })]);
    const swapped = altered(bundle, { 'ca_store_at_safe_location/root_key.pem': bytesOf(other, 'root_key.pem') });
    expect(await said([swapped])).toEqual([
      ['e_bundle_file_changed', expect.stringContaining('bundle was made: root_key.pem in mine.zip. If nobody')],
    ]);
    expect((await earlierFrom([swapped])).changed).toEqual(['ca_store_at_safe_location/root_key.pem']);
    const replaced = altered(bundle, { [certificate]: bytesOf(other, certificate) });
    expect((await look([replaced])).report.findings).toContainEqual(
      expect.objectContaining({
        rule: 'e_bundle_file_changed',
        objects: expect.arrayContaining([{ file: `mine.zip!/${certificate}`, object: 0 }]) as unknown,
      }),
    );
  });

  it('is told where only the second copy of a file was changed', async () => {
    const bundle = await createFor('graphex', { key });
    const server = subsetFor(bundle, 'server');
    const files = [server, altered(bundle, { [certificate]: `${'-'.repeat(9)}\n` })];
    expect(await said(files)).toEqual([['e_bundle_file_changed', expect.stringContaining('cert.pem in mine.zip')]]);
  });

  it('without a file that its machine needs, or with one more, is told', async () => {
    const bundle = await createFor('graphex', { key });
    const files = altered(bundle, { [certificate]: undefined, 'notes/added later.txt': 'x' });
    expect(await said([files])).toEqual([
      [
        'e_bundle_file_missing',
        expect.stringContaining(`certwright.json in mine.zip names files that are not here: ${certificate}.`),
      ],
      ['n_bundle_file_unknown', 'Not part of the bundle that they lie with: added later.txt in mine.zip.'],
    ]);
    const beside = [...unpacked(bundle, ''), { name: 'other.txt', bytes: utf8('x') }];
    expect(await said(beside)).toEqual([]);
  });

  it('is not taken at its word: a hostile manifest is one sentence, and the rest is read', async () => {
    const bundle = await createFor('graphex', { key });
    const text = new TextDecoder().decode(bytesOf(bundle, 'certwright.json'));
    const manifests: readonly (readonly [string, RegExp])[] = [
      ['{"schema": 1', /^mine\.zip: certwright\.json is not JSON/u],
      ['['.repeat(500_000), /^mine\.zip: certwright\.json /u],
      [text.replace('"README.txt"', '"../../etc/passwd"'), /path/u],
      [`${text}${' '.repeat(2_000_000)}`, /at most 1048576/u],
      [text.replace('"schema": 1', '"schema": 2'), /newer/u],
    ];
    for (const [manifest, sentence] of manifests) {
      const files = [altered(bundle, { 'certwright.json': manifest })];
      expect(await said(files)).toEqual([['e_bundle_manifest_damaged', expect.stringMatching(sentence)]]);
      expect((await look(files)).report.files.length).toBeGreaterThan(3);
    }
    const unknown = altered(bundle, { 'certwright.json': text.replace('"id": "graphex"', '"id": "nothing"') });
    expect(await said([unknown])).toEqual([]);
  });

  it('keeps to twenty bundles, and to what one zip may hold', async () => {
    const bundle = await createFor('graphex', { key });
    const text = new TextDecoder().decode(bytesOf(bundle, 'certwright.json'));
    const many = Array.from({ length: 100 }, (_, index) => ({
      name: `${String(index)}/certwright.json`,
      bytes: utf8(`${text}${' '.repeat(index)}`),
    }));
    const one = { name: `0/${certificate}`, bytes: utf8('changed') };
    expect((await said([...many, one])).map(([rule]) => rule)).toContain('e_bundle_file_changed');
    const cut = zipOf(bundle);
    const { report } = await look([{ ...cut, bytes: cut.bytes.slice(0, -30) }]);
    expect(report.files).toMatchObject([{ error: { code: 'file-damaged' } }]);
  });
});

const closed = ({ files }: Inspection): string[] =>
  files.flatMap(({ name, objects }) => (objects.some(({ type }) => type === 'locked-key') ? [name] : []));

describe('The passwords that stand in a bundle', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['actian-integration-manager', {}, { password: passphrase }],
    ['tls-server', { keystore: 'pkcs12' }, { password: passphrase }],
    ['tls-server', { keystore: 'jks' }, { password: passphrase }],
    ['mtls', { clients: 'billing', pkcs12: 'true' }, { password: passphrase, 'client-password': `${passphrase} too` }],
  ])('of %s open it whole, and are never shown', async (id, answers, secrets) => {
    const bundle = await createFor(id, { hosts: 'a.example.com', key, ...answers }, { secrets });
    const stores = bundle.entries.filter(({ path }) => /\.(?:p12|pfx|jks)$/u.test(path));
    expect(stores.length).toBeGreaterThan(0);
    for (const files of [[zipOf(bundle)], unpacked(bundle, 'here/')]) {
      const inspection = await look(files);
      expect(closed(inspection)).toEqual([]);
      expect(JSON.stringify(inspection.report)).not.toContain(passphrase);
      expect(JSON.stringify(inspection.report)).not.toContain('changeit');
    }
  });

  it('open nothing else, and what they do not open is asked for, not called wrong', async () => {
    const secrets = { password: passphrase, 'ca-key-password': 'another one for the CA' };
    const answers = { hosts: 'a.example.com', 'ca-key': 'protected', key };
    const bundle = await createFor('actian-integration-manager', answers, { secrets });
    const stranger = { name: 'elsewhere.p12', bytes: bytesOf(bundle, '.p12') };
    const { report } = await look([zipOf(bundle), stranger]);
    expect(report.files.flatMap(({ name, error }) => (error === undefined ? [] : [[name, error.code]]))).toEqual([
      [expect.stringMatching(/root_key\.pem$/u), 'password-required'],
      ['elsewhere.p12', 'password-required'],
    ]);
    const typed = await look([zipOf(bundle)], ['not this one']);
    expect(typed.report.files.flatMap(({ error }) => error?.code ?? [])).toEqual(['password-wrong']);
    expect(closed(await look([zipOf(bundle)], [secrets['ca-key-password']]))).toEqual([]);
  });
});

describe('A keystore away from its bundle', () => {
  it('opens by the password in the application.properties beside it, on the desk and where it is added to', async () => {
    const secret = String.raw`a\b#c!d=e:f  g`;
    const secrets = { password: secret, 'trust-password': 'changeit' };
    const bundle = await createFor('actian-integration-manager', { key }, { secrets });
    const store = { name: 'keystore.p12', bytes: bytesOf(bundle, 'keystore.p12').slice() };
    const ours = new TextDecoder().decode(bytesOf(bundle, 'application.properties'));
    const properties = { name: 'application.properties', bytes: utf8(`a=b\r\n${ours.replaceAll('\n', '\r\n')}`) };
    const opened = async (...files: InputFile[]) => (await look(files, ['another'])).report.matches.length;
    expect(await opened(store)).toBe(0);
    expect(await opened(store, { ...properties, name: 'notes.txt' })).toBe(0);
    expect(await opened(store, properties)).toBe(1);
    expect((await readStore([properties, store], undefined, 'slot')).password).toBe(secret);
    await expect(readStore([store], undefined, 'slot')).rejects.toMatchObject({ code: 'password-required' });
  });
});
