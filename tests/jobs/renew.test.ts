import { describe, expect, it, vi } from 'vitest';
import { selfCheck } from '../../src/bundle/self-check';
import type { BundleChanges } from '../../src/bundle/changes';
import { changeLines } from '../../src/bundle/texts/readme-changes';
import type { Bundle } from '../../src/bundle/types';
import { equalBytes } from '../../src/pki/bytes';
import { certificateOf, keyOf } from '../support/bundle-parts';
import { createFor } from '../support/bundle';
import { earlierFrom, renewed, zipOf } from '../support/renewing';

vi.setConfig({ testTimeout: 60_000 });

const key = 'p-256';
const pause = (): Promise<void> => Promise.resolve();

/** Archive paths that are new, by audience. */
function fresh({ machines }: BundleChanges): Record<string, string[]> {
  return Object.fromEntries(
    machines.filter((each) => each.fresh.length > 0).map((each) => [each.audience, each.fresh.map(({ path }) => path)]),
  );
}

function digests({ certificates }: Bundle): Record<string, string> {
  return Object.fromEntries(certificates.map(({ id, sha256 }) => [id, sha256]));
}

describe('Renewing everything', () => {
  it('shows each certificate with its end and the days left', async () => {
    const before = await createFor('qlik-sse', { plugin: 'sales', key, days: '100' });
    const earlier = await earlierFrom([zipOf(before)]);
    expect(earlier.certificates.map(({ id, daysLeft, here, keyHere }) => [id, daysLeft, here, keyHere])).toEqual([
      ['root', 3648, true, true],
      ['server', 98, true, true],
      ['client', 98, true, true],
    ]);
    const later = await earlierFrom([zipOf(before)], { now: new Date(Date.now() + 200 * 86_400_000) });
    expect(later.certificates.map(({ daysLeft }) => daysLeft)).toEqual([3448, -102, -102]);
  });

  it('gives new keys, or new certificates for the keys of before, under the same root', async () => {
    const before = await createFor('qlik-sse', { plugin: 'sales', hosts: 'a.example.com', key });
    const earlier = await earlierFrom([zipOf(before)]);
    for (const keys of ['new', 'same'] as const) {
      const { bundle, changes } = await renewed(earlier, { keys });
      const [then, now] = [before, bundle].map((each) => digests(each));
      expect(now?.['root']).toBe(then?.['root']);
      expect(now?.['server']).not.toBe(then?.['server']);
      expect(equalBytes(keyOf(bundle, 'server').spki, keyOf(before, 'server').spki)).toBe(keys === 'same');
      const folder = 'sse_sales_generated_certs/sse_sales';
      const [server, client] = [`${folder}_server_certs/sse_server`, `${folder}_client_certs_used_by_qlik/sse_client`];
      expect(fresh(changes)).toEqual({
        plugin: keys === 'new' ? [`${server}_cert.pem`, `${server}_key.pem`] : [`${server}_cert.pem`],
        qlik: keys === 'new' ? [`${client}_cert.pem`, `${client}_key.pem`] : [`${client}_cert.pem`],
      });
      expect(changes.machines.some(({ trustAnew }) => trustAnew)).toBe(false);
      expect(changes.machines.find(({ audience }) => audience === 'plugin')?.starts.length).toBeGreaterThan(0);
    }
  });

  it('can be done again and again, and each time what stays is what it was', async () => {
    const first = await createFor('mtls', { clients: 'alice, bob', key });
    const second = (await renewed(await earlierFrom([zipOf(first)]))).bundle;
    const third = await renewed(await earlierFrom([zipOf(second)]), {
      renews: 'changed',
      answers: { clients: 'alice, bob, carol' },
    });
    const fourth = (await renewed(await earlierFrom([zipOf(third.bundle)]), { keys: 'same' })).bundle;
    const [a, b, c, d] = [first, second, third.bundle, fourth].map(digests);
    expect(new Set([a, b, c, d].map((each) => each?.['root'])).size).toBe(1);
    for (const id of ['server', 'client[alice]', 'client[bob]']) {
      expect(b?.[id]).not.toBe(a?.[id]);
      expect(c?.[id]).toBe(b?.[id]);
      expect(d?.[id]).not.toBe(c?.[id]);
    }
    expect(equalBytes(keyOf(fourth, 'client[carol]').spki, keyOf(third.bundle, 'client[carol]').spki)).toBe(true);
    const manifest = JSON.parse(textOf(third.bundle, 'certwright.json')) as {
      renews: string;
      entities: { id: string; kept?: boolean }[];
    };
    expect(manifest.renews).toBe(second.created.toISOString());
    expect(manifest.entities.filter(({ kept }) => kept).map(({ id }) => id)).toEqual([
      'root',
      'server',
      'client[alice]',
      'client[bob]',
    ]);
  });

  it('leaves keys of an unpacked folder and of Windows line ends in force', async () => {
    const before = await createFor('tls-server', { hosts: 'a.example.com', key });
    const folder = before.entries.map(({ path, bytes }) => ({
      name: `C:\\down\\${path.replaceAll('/', '\\')}`,
      bytes,
    }));
    const crlf = folder.map(({ name, bytes }) => ({
      name,
      bytes: new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('\n', '\r\n')),
    }));
    expect((await earlierFrom(folder)).changed).toEqual([]);
    const earlier = await earlierFrom(crlf);
    expect(earlier.changed).toContain('a.example.com/key.pem');
    expect(earlier.notices.join(' ')).toContain('a.example.com/key.pem');
    const { bundle } = await renewed(earlier, { keys: 'same' });
    expect(equalBytes(keyOf(bundle, 'server').spki, keyOf(before, 'server').spki)).toBe(true);
  });

  it('asks a CA elsewhere anew, and touches nothing that is in use', async () => {
    const before = await createFor('tls-server', { hosts: 'a.example.com', key }, { mode: 'request' });
    const { bundle, changes } = await renewed(await earlierFrom([zipOf(before)]));
    expect(changes).toEqual({ machines: [], gone: [], another: false, awaitsReply: true });
    expect(changeLines(changes)).toEqual([expect.stringContaining('Leave the files in use where they are')]);
    const [, chapter = ''] = textOf(bundle, 'README.txt').split('What changed\n------------');
    expect(chapter.slice(0, 400)).toMatch(/Leave the files in use where\s+they are/u);
    expect(chapter.slice(0, 400)).not.toContain('new:');
  });

  it('can be started twice from what was read once', async () => {
    const earlier = await earlierFrom([zipOf(await createFor('graphex', { key }))]);
    await renewed(earlier, { keys: 'same' });
    expect((await renewed(earlier, { keys: 'same' })).bundle.checks.every(({ passed }) => passed)).toBe(true);
  });
});

describe('Adding and changing', () => {
  it('a client leaves every other file octet by octet as it is, keystores too', async () => {
    const secrets = { password: 'server store 1', 'client-password': 'client store 1' };
    const before = await createFor('mtls', { clients: 'alice', pkcs12: 'true', key }, { secrets });
    const request = { renews: 'changed', answers: { clients: 'alice, bob' } } as const;
    const { bundle, changes } = await renewed(await earlierFrom([zipOf(before)]), request);
    const files = new Map(bundle.entries.map(({ path, bytes }) => [path, bytes]));
    for (const { path, bytes, audience } of before.entries)
      if (audience !== undefined)
        expect([path, equalBytes(files.get(path) ?? new Uint8Array(), bytes)]).toEqual([path, true]);
    expect(Object.keys(fresh(changes))).toEqual(['client[bob]']);
    const readme = textOf(bundle, 'README.txt');
    expect(readme).toContain('What changed\n------------');
    expect(readme).toMatch(/- The server: nothing is new\./u);
    expect(readme).toMatch(/- Client bob: new: service_clients\/bob\//u);
    expect(readme).toContain('The root is the same as before');
    expect(readme).toContain('(as before)');
  });

  it('a host gives the server a new certificate and nobody else', async () => {
    const before = await createFor('mtls', { clients: 'alice', hosts: 'a.example.com', key });
    const request = { renews: 'changed', answers: { hosts: 'a.example.com, b.example.com' } } as const;
    const { bundle, changes } = await renewed(await earlierFrom([zipOf(before)]), request);
    expect(Object.keys(fresh(changes))).toEqual(['server']);
    expect(certificateOf(bundle, 'server').sans.map(({ value }) => value)).toEqual(['a.example.com', 'b.example.com']);
    expect(digests(bundle)['client[alice]']).toBe(digests(before)['client[alice]']);
  });

  it('another name says where it must be entered', async () => {
    const before = await createFor('qlik-sse', { plugin: 'sales', hosts: 'a.example.com, c.example.com', key });
    const rename = async (hosts: string) =>
      (await renewed(await earlierFrom([zipOf(before)]), { renews: 'changed', answers: { hosts } })).settings;
    expect(await rename('b.example.com, c.example.com')).toEqual([
      'The Qlik server (Windows, as administrator): change Host to b.example.com.',
    ]);
    expect(await rename('a.example.com, c.example.com, d.example.com')).toEqual([]);
  });

  it('a server that keeps one of its names takes the place of the earlier one', async () => {
    const before = await createFor('tls-server', { hosts: 'a.example.com', key });
    const earlier = await earlierFrom([zipOf(before)]);
    const rename = (hosts: string) => renewed(earlier, { renews: 'changed', answers: { hosts } });
    const grown = await rename('b.example.com, a.example.com');
    expect(grown.bundle.plan.archiveName).not.toBe(before.plan.archiveName);
    expect(grown.changes.another).toBe(false);
    expect(textOf(grown.bundle, 'README.txt')).toContain(`replaces ${before.plan.archiveName}`);
    expect((await rename('b.example.com')).changes.another).toBe(true);
  });

  it('a removed client is gone from the bundle, and the change list says what becomes of its certificate', async () => {
    const before = await createFor('mtls', { clients: 'alice, bob', key });
    const earlier = await earlierFrom([zipOf(before)]);
    const { bundle, changes, certificates } = await renewed(earlier, {
      renews: 'changed',
      answers: { clients: 'alice' },
    });
    expect(bundle.entries.filter(({ path }) => path.includes('/bob/'))).toEqual([]);
    expect(changes.gone.some((path) => path.includes('/bob/'))).toBe(true);
    expect(digests(bundle)['client[alice]']).toBe(digests(before)['client[alice]']);
    const end =
      before.certificates
        .find(({ id }) => id === 'client[bob]')
        ?.notAfter.toISOString()
        .slice(0, 10) ?? '';
    const sentence = `bob: no longer in the bundle; its certificate stays valid until ${end}: revoke it, or make a new CA.`;
    expect(certificates.filter((line) => line.includes('no longer in the bundle'))).toEqual([
      expect.stringContaining(sentence),
    ]);
    expect(textOf(bundle, 'README.txt').replace(/\s+/gu, ' ')).toContain(sentence);
  });

  it('names the hosts that came and went, and both ends', async () => {
    const before = await createFor('mtls', { clients: 'alice', hosts: 'a.example.com, b.example.com', key });
    const request = { renews: 'changed', answers: { hosts: 'b.example.com, c.example.com' } } as const;
    const { certificates } = await renewed(await earlierFrom([zipOf(before)]), request);
    const [server] = certificates.filter((line) => line.includes('now until'));
    expect(server).toMatch(
      /: now until \S+; until now: \S+ No longer named: a\.example\.com\. New names: c\.example\.com\.$/u,
    );
    expect(certificates.filter((line) => line.includes('as before, until'))).toHaveLength(2);
  });

  it('an edited answer that comes to a client that was never made is refused', async () => {
    const before = await createFor('mtls', { clients: 'alice', key });
    const edited = before.entries.map(({ path, bytes }) => ({
      name: path,
      bytes:
        path === 'certwright.json'
          ? new TextEncoder().encode(
              new TextDecoder().decode(bytes).replace('"clients": "alice"', '"clients": "mallory"'),
            )
          : bytes,
    }));
    await expect(earlierFrom(edited)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringMatching(/client\[mallory\], which was never made/u) as string,
    });
  });

  it('calls no file of a new client one that was there before', async () => {
    const before = await createFor('mtls', { clients: 'alice', key });
    const request = { renews: 'changed', answers: { clients: 'alice, bob' } } as const;
    const { changes } = await renewed(await earlierFrom([zipOf(before)]), request);
    const bob = changes.machines.find(({ audience }) => audience === 'client[bob]');
    expect(bob?.same).toEqual([]);
    expect(bob?.fresh.length).toBeGreaterThan(1);
    expect(bob?.trustAnew).toBe(false);
  });

  it('a second plugin under the same CA takes over the files of Qlik where that is wished', async () => {
    const before = await createFor('qlik-sse', { plugin: 'sales', key });
    const earlier = await earlierFrom([zipOf(before)]);
    const { bundle, changes } = await renewed(earlier, { answers: { plugin: 'stock' }, keeps: ['client'] });
    expect(bundle.plan.archiveName).toBe('sse_stock_generated_certs.zip');
    expect(digests(bundle)).toMatchObject({ root: digests(before)['root'], client: digests(before)['client'] });
    expect(changes).toMatchObject({ another: true, gone: [] });
    expect(Object.keys(fresh(changes))).toEqual(['plugin']);
    const own = await renewed(earlier, { answers: { plugin: 'stock' } });
    expect(digests(own.bundle)['client']).not.toBe(digests(before)['client']);
  });

  it('without a change is refused, and so is what stands in the certificate of the CA', async () => {
    const earlier = await earlierFrom([zipOf(await createFor('mtls', { key }))]);
    await expect(renewed(earlier, { renews: 'changed' })).rejects.toMatchObject({
      code: 'field-invalid',
      field: undefined,
    });
    await expect(renewed(earlier, { answers: { 'ca-name': 'Another CA' } })).rejects.toMatchObject({
      field: 'ca-name',
    });
    const { bundle } = await renewed(earlier, { answers: { 'ca-name': 'Another CA' }, authority: 'new' });
    expect(certificateOf(bundle, 'root').subject).toBe('CN=Another CA');
  });

  it('passes over a host outside the limits of the CA, unless the CA is made anew', async () => {
    const before = await createFor('tls-server', { hosts: 'a.example.com', 'limit-ca': 'true', key });
    const earlier = await earlierFrom([zipOf(before)]);
    const answers = { hosts: 'a.example.com, b.example.com' };
    await expect(renewed(earlier, { answers })).rejects.toMatchObject({ code: 'ca-name-constraints' });
    const { changes } = await renewed(earlier, { answers, authority: 'new' });
    expect(changes.machines.filter(({ trustAnew }) => trustAnew).map(({ audience }) => audience)).toEqual(['clients']);
  });
});

describe('The self-check of a renewed bundle', () => {
  it('blocks when what was taken over is not what the earlier bundle had', async () => {
    const { bundle } = await renewed(await earlierFrom([zipOf(await createFor('mtls', { key }))]));
    const { archive, entries, notices, created } = bundle;
    const entities = bundle.plan.entities.map((entity) =>
      entity.kept === undefined ? entity : { ...entity, kept: entity.kept.replace(/^../u, '00') },
    );
    const input = { archive, offered: entries, notices, created, pause, keys: [], secrets: {}, stores: new Map() };
    const results = await selfCheck({ ...input, plan: { ...bundle.plan, entities } });
    const failed = results.filter(({ passed, id }) => !passed && id === 'kept-as-before');
    expect(failed.map(({ subject }) => subject)).toEqual(['root']);
  });
});

function textOf({ entries }: Bundle, path: string): string {
  return new TextDecoder().decode(entries.find((entry) => entry.path === path)?.bytes);
}
