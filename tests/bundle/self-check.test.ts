import { describe, expect, it } from 'vitest';
import type { BundleEntry } from '../../src/bundle/types';
import { encodePem, parsePem } from '../../src/pki/pem';
import { checkTampered } from '../support/make';
import type { Tampering } from '../support/make';
import { requireTool } from '../support/tools';

import { answers, failures, rewrite, entity, append, oneSetCertificate } from '../support/faults';

describe('The self-check of files', () => {
  it('passes what the product makes', async () => {
    expect(await failures({})).toEqual([]);
    expect(await failures({}, { 'ca-key': 'protected' })).toEqual([]);
    expect(await failures({}, { 'ca-key': 'discard', 'limit-ca': 'true', 'java-key': 'true' })).toEqual([]);
    const wildcard = { 'limit-ca': 'true', hosts: '*.sse.example.com, sse.example.com, ::1' };
    expect(await failures({}, wildcard)).toEqual([]);
  });

  it('refuses a renamed, a missing and an extra file', async () => {
    const rename = (entries: BundleEntry[]): BundleEntry[] =>
      entries.map((entry) => ({ ...entry, path: entry.path.replace('sse_client_key', 'client_key') }));
    expect(await failures({ entries: rename })).toContain('paths-as-planned');
    expect(await failures({ entries: (entries) => entries.slice(1) })).toContain('paths-as-planned');
    const [extra] = [
      { path: 'extra.txt', bytes: new Uint8Array([65]), mode: 0o644, secret: false, audience: undefined },
    ];
    expect(await failures({ entries: (entries) => [...entries, extra as BundleEntry] })).toContain('paths-as-planned');
  });

  it('refuses a key in a public file, as PEM, bare base64 or raw bytes', async () => {
    const leak = (form: (pem: string, der: Uint8Array) => Uint8Array): Tampering => ({
      entries: (entries) => {
        const key = entries.find(({ path }) => path.endsWith('sse_client_key.pem'));
        const pem = new TextDecoder().decode(key?.bytes);
        const [block] = parsePem(pem);
        const addition = form(pem, block?.der ?? new Uint8Array());
        return entries.map((entry) =>
          entry.path === 'README.txt' ? { ...entry, bytes: new Uint8Array([...entry.bytes, ...addition]) } : entry,
        );
      },
    });
    const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(await failures(leak((pem) => utf8(pem)))).toContain('no-secret-in-public');
    const body = (pem: string): string => pem.replace(/-----.*-----/gu, '');
    expect(await failures(leak((pem) => utf8(body(pem))))).toContain('no-secret-in-public');
    expect(await failures(leak((pem) => utf8(body(pem).replace(/\n/gu, ''))))).toContain('no-secret-in-public');
    expect(await failures(leak((_, der) => der))).toContain('no-secret-in-public');
    expect(await failures(leak((_, der) => utf8(Buffer.from(der).toString('hex'))))).toContain('no-secret-in-public');
    expect(
      await failures(
        leak((pem) => utf8(body(pem))),
        { key: 'rsa-2048' },
      ),
    ).toContain('no-secret-in-public');
  });

  it('refuses a password in a public file', async () => {
    const tampering = rewrite('README.txt', (text) => `${text}correct horse battery staple\n`);
    expect(await failures(tampering, { 'ca-key': 'protected' })).toContain('no-secret-in-public');
  });

  it('refuses PEM of another form: label, line ends, text around it, missing newline', async () => {
    const key = 'sse_server_key.pem';
    const changes: ((text: string) => string)[] = [
      (text) => text.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY'),
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => `Bag Attributes\n${text}`,
      (text) => text.trimEnd(),
      (text) => text + text,
    ];
    for (const change of changes.slice(0, 4)) expect(await failures(rewrite(key, change))).toContain('pem-as-declared');
    expect(await failures(rewrite(key, changes[4] as (text: string) => string))).toContain('texts-as-written');
  });

  it('refuses DER that is not canonical', async () => {
    // The outer length in two octets where one or three are due.
    const loosen = (text: string): string => {
      const [block] = parsePem(text);
      const der = block?.der ?? new Uint8Array();
      const first = der[1] ?? 0;
      const content = first < 0x80 ? der.slice(2) : der.slice(2 + (first & 0x7f));
      const long = new Uint8Array([0x30, 0x83, 0, content.length >> 8, content.length & 0xff, ...content]);
      return encodePem('PRIVATE KEY', long);
    };
    expect(await failures(rewrite('sse_server_key.pem', loosen))).toContain('der-canonical');
  });

  it('refuses permissions that would let others read a key', async () => {
    const open = (entries: BundleEntry[]): BundleEntry[] => entries.map((entry) => ({ ...entry, mode: 0o644 }));
    expect(await failures({ entries: open })).toContain('modes-as-planned');
  });

  it('refuses a byte changed after the digests were taken', async () => {
    expect(await failures(rewrite('renew-by.ics', (text) => text.replace('BEGIN:VEVENT', 'BEGIN:VEVENt')))).toEqual([
      'texts-as-written',
    ]);
  });

  it('refuses a placeholder that was not filled in', async () => {
    expect(await failures(rewrite('README.txt', (text) => `${text}{file:server-key}\n`))).toContain('text-complete');
  });

  it('refuses an archive cut off anywhere', async () => {
    for (const share of [0.2, 0.6, 0.999]) {
      const cut: Tampering = { archive: (archive) => archive.slice(0, Math.floor(archive.length * share)) };
      const { results } = await checkTampered('qlik-sse', answers, cut);
      expect(results.some(({ passed }) => !passed)).toBe(true);
    }
  });

  it('refuses more in a file than it declares: a second key, a second root, a root behind the chain', async () => {
    requireTool('openssl');
    const another = encodePem('CERTIFICATE', oneSetCertificate().der);
    for (const name of ['sse_server_key.pem', 'sse_client_key.pem']) {
      const withCaKey: Tampering = {
        entries: (entries) => {
          const ca = entries.find(({ path }) => path.endsWith('root_key.pem'))?.bytes ?? new Uint8Array();
          return entries.map((entry) =>
            entry.path.endsWith(name) ? { ...entry, bytes: new Uint8Array([...entry.bytes, ...ca]) } : entry,
          );
        },
      };
      expect(await failures(withCaKey)).toContain('pem-as-declared');
    }
    expect(await failures(rewrite('server_certs/root_cert.pem', (text) => text + text))).toContain('chain-verifies');
    expect(await failures(rewrite('server_certs/root_cert.pem', (text) => text + another))).toContain('chain-verifies');
    expect(await failures(rewrite('sse_server_cert.pem', (text) => text + another))).toContain('chain-verifies');
    const withRoot: Tampering = {
      made: (made) => {
        const leaf = entity(made, 'server');
        made.set('server', { ...leaf, chain: [...leaf.chain, leaf.anchor] });
      },
    };
    expect(await failures(withRoot)).toContain('chain-verifies');
  });

  it('refuses texts that do not say what the files are', async () => {
    for (const [name, change] of [
      ['README.txt', () => ''],
      ['verify.sh', () => 'exit 0\n'],
      ['verify.ps1', (text: string) => text.replace(/[0-9a-f]{64}/u, '0'.repeat(64))],
      ['certwright.json', (text: string) => text.replace(/"sha256": "[0-9a-f]{64}"/u, `"sha256": "${'0'.repeat(64)}"`)],
      ['certwright.json', () => '{}'],
    ] as const)
      expect(await failures(rewrite(name, change))).toContain('texts-as-written');
  });

  it('refuses keys in other forms, and keys that are not kept', async () => {
    const leak = (form: (numbers: JsonWebKey) => string, more: Record<string, string> = {}): Promise<string[]> => {
      let addition = '';
      const tampering: Tampering = {
        made: async (made) => {
          addition = form(await crypto.subtle.exportKey('jwk', entity(made, 'root').key.privateKey));
        },
        entries: (entries) => append(entries, 'README.txt', addition),
      };
      return failures(tampering, { 'ca-key': 'discard', ...more });
    };
    const hex = (number = ''): string => Buffer.from(number, 'base64url').toString('hex');
    expect(await leak(({ d = '' }) => d)).toContain('no-secret-in-public');
    expect(await leak(({ d }) => hex(d).toUpperCase())).toContain('no-secret-in-public');
    expect(await leak(({ d }) => hex(d).replace(/..(?=.)/gu, '$&:'))).toContain('no-secret-in-public');
    expect(await leak(({ d }) => Buffer.from(hex(d), 'hex').toString('base64'))).toContain('no-secret-in-public');
    expect(await leak(({ p }) => hex(p), { key: 'rsa-2048' })).toContain('no-secret-in-public');
  });

  it('refuses a zip that extractors would read differently', async () => {
    const patch = (find: number, offset: number, change: (value: number) => number): Tampering => ({
      archive: (archive) => {
        const view = new DataView(archive.buffer);
        for (let at = 0; at < archive.length - 4; at++)
          if (view.getUint32(at, true) === find) {
            view.setUint8(at + offset, change(view.getUint8(at + offset)));
            return archive;
          }
        throw new Error('The record is not there.');
      },
    });
    const [local, directory] = [0x04034b50, 0x02014b50];
    expect(
      await failures(
        patch(directory, 16, (octet) => octet ^ 1),
        {},
        1,
      ),
    ).toEqual(['archive-opens']);
    expect(
      await failures(
        patch(local, 30, (octet) => octet ^ 1),
        {},
        1,
      ),
    ).toEqual(['archive-opens']);
    expect(
      await failures(
        patch(local, 6, (octet) => octet | 1),
        {},
        1,
      ),
    ).toEqual(['archive-opens']);
    // Without the bits that say "regular file" 7-Zip drops the permissions.
    expect(await failures(patch(directory, 41, (octet) => octet & 0x0f))).toEqual(['modes-as-planned']);
    const comment: Tampering = { archive: (archive) => new Uint8Array([...archive, 65]) };
    expect(await failures(comment)).toEqual(['paths-as-planned']);
  });

  it('refuses to offer single files that differ from the archive', async () => {
    const { results } = await checkTampered('qlik-sse', answers, {});
    expect(results.some(({ id }) => id === 'offered-as-archived')).toBe(true);
    const offered = [
      { path: 'README.txt', bytes: new Uint8Array([1]), mode: 0o644, secret: false, audience: undefined },
    ];
    expect(await failures({ input: { offered } })).toEqual(['offered-as-archived']);
  });

  it('refuses a protected key that its password does not open', async () => {
    const secrets = { 'ca-key-password': 'another password' };
    expect(await failures({ input: { secrets } }, { 'ca-key': 'protected' })).toEqual(['pem-as-declared']);
  });
});
