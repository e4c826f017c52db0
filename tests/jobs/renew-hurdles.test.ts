import { describe, expect, it, vi } from 'vitest';
import { subsetFor } from '../../src/bundle/archive';
import { storedZip } from '../../src/bundle/stored-zip';
import type { Bundle } from '../../src/bundle/types';
import { utf8 } from '../../src/pki/bytes';
import { PkiError } from '../../src/pki/errors';
import { certificateOf } from '../support/bundle-parts';
import { createFor } from '../support/bundle';
import { recipe } from '../support/make';
import { earlierFrom, renewed, zipOf } from '../support/renewing';

vi.setConfig({ testTimeout: 60_000 });

/** Qlik and the plugin on two computers. */
const hosts = 'plugin.example.com';
const key = 'p-256';
const rootKey = 'ca_store_at_safe_location/root_key.pem';

/** The zip of a bundle with some files replaced, added or (undefined) left out. */
function altered(bundle: Bundle, files: Readonly<Record<string, string | Uint8Array<ArrayBuffer> | undefined>>) {
  const kept = bundle.entries.filter(({ path }) => !Object.hasOwn(files, path));
  const given = Object.entries(files).flatMap(([path, content]) => {
    const bytes = typeof content === 'string' ? utf8(content) : content;
    return bytes === undefined ? [] : [{ path, bytes, mode: 0o644, secret: false, audience: undefined }];
  });
  return [{ name: 'earlier.zip', bytes: storedZip([...kept, ...given], bundle.created) }];
}

function manifestOf({ entries }: Bundle): string {
  return new TextDecoder().decode(entries.find(({ path }) => path === 'certwright.json')?.bytes);
}

/** What is said of a bundle whose manifest was edited. */
async function editing(bundle: Bundle, edit: (json: string) => string): Promise<PkiError> {
  try {
    await earlierFrom(altered(bundle, { 'certwright.json': edit(manifestOf(bundle)) }));
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('The key of the CA', () => {
  it('under a password is opened by it, asked for, and protected by the same one again', async () => {
    const password = 'a long password for the CA';
    const before = await createFor(
      'graphex',
      { 'ca-key': 'protected', key },
      { secrets: { 'ca-key-password': password } },
    );
    const closed = await earlierFrom([zipOf(before)]);
    expect(closed.authorities).toMatchObject([{ id: 'root', key: 'protected', tried: false }]);
    await expect(renewed(closed)).rejects.toMatchObject({ code: 'password-required', field: 'ca' });
    const wrong = await earlierFrom([zipOf(before)], { passwords: ['something else'] });
    await expect(renewed(wrong)).rejects.toMatchObject({ code: 'password-wrong', field: 'ca' });
    const open = await earlierFrom([zipOf(before)], { passwords: ['something else', password] });
    expect(open.authorities).toMatchObject([{ key: 'here' }]);
    const { bundle } = await renewed(open);
    const [then, now] = [before, bundle].map(({ entries }) => entries.find(({ path }) => path === rootKey)?.bytes);
    expect(Buffer.compare(now ?? Buffer.alloc(0), then ?? Buffer.alloc(1))).toBe(0);
    const again = await earlierFrom([zipOf(bundle)], { passwords: [password] });
    expect((await renewed(again)).bundle.checks.every(({ passed }) => passed)).toBe(true);
  });

  it('that was not kept leaves a new CA only, and says who must trust it', async () => {
    const before = await createFor('qlik-sse', { hosts, 'ca-key': 'discard', key });
    const earlier = await earlierFrom([zipOf(before)]);
    expect(earlier.authorities).toMatchObject([{ key: 'discarded' }]);
    const { audiences } = earlier.plan;
    const refusal = await renewed(earlier).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'material-missing', field: 'ca' });
    for (const { label } of audiences.filter(({ keepSafe }) => keepSafe !== true))
      expect((refusal as PkiError).message).toContain(label);
    const { bundle, changes } = await renewed(earlier, { authority: 'new' });
    expect(changes.machines.map(({ trustAnew }) => trustAnew)).toEqual([true, true]);
    expect(certificateOf(bundle, 'root').sha256).not.toBe(certificateOf(before, 'root').sha256);
  });

  it('that the user brought is asked for; another CA may take its place, and is then trusted anew', async () => {
    const [own, other] = await Promise.all([createFor('tls-server', { key }), createFor('graphex', { key })]);
    const materials = { ca: { files: [zipOf(own)] } };
    const before = await createFor('qlik-sse', { hosts, key }, { mode: 'use-ca', materials });
    const earlier = await earlierFrom([zipOf(before)]);
    expect(earlier.authorities).toMatchObject([{ key: 'brought' }]);
    await expect(renewed(earlier)).rejects.toMatchObject({ code: 'material-missing', field: 'ca' });
    const same = await renewed(earlier, { authority: [zipOf(own)] });
    expect(same.changes.machines.some(({ trustAnew }) => trustAnew)).toBe(false);
    const another = await renewed(earlier, { authority: [zipOf(other)] });
    expect(another.changes.machines.map(({ trustAnew }) => trustAnew)).toEqual([true, true]);
    const added = await renewed(earlier, {
      authority: [zipOf(own)],
      renews: 'changed',
      answers: { hosts: 'sse.example.com' },
    });
    expect(certificateOf(added.bundle, 'client').sha256).toBe(certificateOf(before, 'client').sha256);
    const both = [zipOf(before), zipOf(own)];
    await expect(earlierFrom(both)).rejects.toMatchObject({ code: 'material-ambiguous' });
    const chosen = await earlierFrom(both, { wanted: before.plan.archiveName });
    expect(chosen.others.map(({ name }) => name)).toEqual([own.plan.archiveName]);
    expect((await renewed(chosen, { authority: chosen.others })).bundle.plan.mode.id).toBe('use-ca');
  });

  it('of a CA that has ended issues nothing', async () => {
    const before = await createFor('graphex', { 'ca-days': '30', key });
    const clock = (): Date => new Date(Date.now() + 60 * 86_400_000);
    const earlier = await earlierFrom([zipOf(before)], { now: clock() });
    await expect(renewed(earlier, {}, { clock })).rejects.toMatchObject({ code: 'ca-expired' });
    expect((await renewed(earlier, { authority: 'new' }, { clock })).bundle.certificates).toHaveLength(2);
  });
});

describe('Downloads for single machines', () => {
  it('name what is missing, and do together what the whole zip does', async () => {
    const before = await createFor('qlik-sse', { plugin: 'sales', hosts, key });
    const plugin = subsetFor(before, 'plugin');
    const earlier = await earlierFrom([plugin]);
    expect(earlier.missing.some((path) => path.endsWith('sse_client_key.pem'))).toBe(true);
    expect(earlier.notices.join(' ')).toContain('root_key.pem');
    expect(earlier.certificates.map(({ keyHere }) => keyHere)).toEqual([false, true, false]);
    await expect(renewed(earlier)).rejects.toThrow(/root_key\.pem\) is not among these files\. Give the whole zip/u);
    const safe = subsetFor(before, 'safe');
    const { bundle } = await renewed(earlier, { authority: [safe] });
    expect(bundle.entries.map(({ path }) => path)).toEqual(before.entries.map(({ path }) => path));
    await expect(
      renewed(earlier, { authority: [safe], renews: 'changed', answers: { hosts: 'a.example.com' } }),
    ).rejects.toMatchObject({
      code: 'material-missing',
      message: expect.stringContaining('sse_client_') as string,
    });
    await expect(renewed(earlier, { authority: [safe], keys: 'same' })).rejects.toThrow(/sse_client_key\.pem/u);
    const whole = await earlierFrom([plugin, safe, subsetFor(before, 'qlik')]);
    expect(whole.missing).toEqual([]);
    expect((await renewed(whole, { keys: 'same' })).bundle.checks.every(({ passed }) => passed)).toBe(true);
  });

  it('with the key of another CA are refused', async () => {
    const [before, other] = await Promise.all([createFor('graphex', { key }), createFor('graphex', { key })]);
    const earlier = await earlierFrom([subsetFor(before, 'server')]);
    await expect(renewed(earlier, { authority: [zipOf(other)] })).rejects.toMatchObject({ code: 'key-mismatch' });
  });
});

describe('A manifest that came back changed', () => {
  it.each<[string, (json: string) => string, string, RegExp]>([
    ['no JSON', () => '{"schema": 1', 'file-damaged', /earlier\.zip: certwright\.json is not JSON/u],
    ['a wrong type', (json) => json.replace('"mode": "new"', '"mode": 5'), 'file-damaged', /mode/u],
    [
      'a prototype',
      (json) => json.replace('"answers": {', '"answers": {"__proto__": "x",'),
      'file-damaged',
      /answers/u,
    ],
    ['a path outside', (json) => json.replace('"README.txt"', '"../README.txt"'), 'file-damaged', /path/u],
    ['10 MB', (json) => json + ' '.repeat(10_000_000), 'file-too-large', /certwright\.json has 100\d{5} bytes/u],
    ['2 MB', (json) => json + ' '.repeat(2_000_000), 'file-too-large', /at most 1048576/u],
    ['a later schema', (json) => json.replace('"schema": 1', '"schema": 2'), 'file-damaged', /newer/u],
    [
      'other hosts',
      (json) => json.replace('"hosts": "a.example.com"', '"hosts": "evil.example"'),
      'file-damaged',
      /server/u,
    ],
    [
      'other names in words',
      (json) => json.replace('"value": "a.example.com"', '"value": "evil.example"'),
      'file-damaged',
      /the names of server should be DNS:evil\.example, but the certificate has DNS:a\.example\.com/u,
    ],
    ['another CA name', (json) => json.replace(/"ca-name": "[^"]*"/u, '"ca-name": "Evil"'), 'file-damaged', /CN=Evil/u],
    ['an unknown mode', (json) => json.replace('"mode": "new"', '"mode": "old"'), 'mode-unknown', /use-ca/u],
    ['an unknown recipe', (json) => json.replace('"id": "graphex"', '"id": "nothing"'), 'recipe-unknown', /nothing/u],
    [
      'a newer recipe',
      (json) => json.replace(/"version": \d\n/u, '"version": 99\n'),
      'recipe-unknown',
      /version 99 .* Use a newer/u,
    ],
  ])('with %s is refused in a sentence', async (_, edit, code, sentence) => {
    const before = await createFor('graphex', { hosts: 'a.example.com', key });
    const refusal = await editing(before, edit);
    expect({ code: refusal.code, message: refusal.message }).toEqual({
      code,
      message: expect.stringMatching(sentence) as string,
    });
  });

  it('beside another certificate in the place of its own is refused, naming the file', async () => {
    const [before, other] = await Promise.all([createFor('graphex', { key }), createFor('graphex', { key })]);
    const path = 'graphex_ssl_certificates/cert.pem';
    const foreign = other.entries.find((entry) => entry.path === path)?.bytes;
    await expect(earlierFrom(altered(before, { [path]: foreign }))).rejects.toThrow(/cert\.pem holds/u);
  });

  it('beside another key is read, and says so when that key is wanted', async () => {
    const [before, other] = await Promise.all([createFor('graphex', { key }), createFor('graphex', { key })]);
    const path = 'graphex_ssl_certificates/key.pem';
    const foreign = other.entries.find((entry) => entry.path === path)?.bytes;
    const earlier = await earlierFrom(altered(before, { [path]: foreign }));
    expect(earlier.changed).toEqual([path]);
    await expect(renewed(earlier, { keys: 'same' })).rejects.toThrow(/key\.pem\) is to be kept/u);
  });

  it('is not there at all: what to give is said', async () => {
    const before = await createFor('graphex', { key });
    await expect(earlierFrom(altered(before, { 'certwright.json': undefined }))).rejects.toMatchObject({
      code: 'material-missing',
    });
    await expect(earlierFrom([{ name: 'x.zip', bytes: utf8('PK\u0003\u0004 and nothing') }])).rejects.toBeInstanceOf(
      PkiError,
    );
  });
});

describe('A bundle of an older recipe', () => {
  it('gets the layout of today, and says what is laid out otherwise', async () => {
    const older = recipe('graphex');
    const before = await createFor(older, { key });
    const artifacts = older.artifacts.map((artifact) =>
      artifact.id === 'key' ? { ...artifact, path: 'graphex_ssl_certificates/private.pem' } : artifact,
    );
    const [first, ...rest] = artifacts;
    if (first === undefined) throw new Error('There is no artifact.');
    const now = { ...older, version: older.version + 1, artifacts: [first, ...rest] as const };
    const earlier = await earlierFrom([zipOf(before)], { findRecipe: () => now });
    expect(earlier.notices[0]).toBe(
      `Version ${String(older.version)} of the recipe made these files; the new ones have the layout of version ${String(now.version)}. New there: graphex_ssl_certificates/private.pem. No longer there: graphex_ssl_certificates/key.pem.`,
    );
    const { changes } = await renewed(earlier, { keys: 'same' });
    expect(changes.gone).toEqual(['graphex_ssl_certificates/key.pem']);
  });
});

describe('Certificates that were issued elsewhere', () => {
  it('point to the export of the vendor, in the words of the recipe', async () => {
    const site = await createFor('qlik-qrs', { machine: 'qlik.example.com', key });
    const materials = { exported: { files: [zipOf(site)] } };
    const before = await createFor('qlik-qrs', { machine: 'qlik.example.com' }, { mode: 'convert', materials });
    const earlier = await earlierFrom([zipOf(before)]);
    expect(earlier.way).toBe('export-again');
    expect(earlier.notices.join(' ')).toContain('Export again in the QMC');
    await expect(renewed(earlier)).rejects.toThrow(/Export again in the QMC/u);
  });
});
