import { describe, expect, it } from 'vitest';
import type { MadeEntity } from '../../src/bundle/encoders';
import type { BundleEntry } from '../../src/bundle/types';
import type { Authority } from '../../src/issuance/authority';
import { issueAuthority, issueLeaf } from '../../src/issuance/issue';
import { generateKeyPair } from '../../src/pki/keys';
import { encodePem, parsePem } from '../../src/pki/pem';
import { parseCertificate } from '../../src/pki/parse-certificate';
import type { Certificate, DistinguishedName, GeneralName } from '../../src/pki/types';
import { checkTampered, random } from '../support/make';
import type { Tampering } from '../support/make';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';

const answers = { plugin: 'sales', hosts: 'sse.example.com, 10.0.0.5', key: 'p-256' };

/** Ids of the assertions that failed. */
async function failures(tampering: Tampering, more: Record<string, string> = {}): Promise<string[]> {
  const { results } = await checkTampered('qlik-sse', { ...answers, ...more }, tampering);
  expect(results.length).toBeGreaterThan(40);
  return [...new Set(results.filter(({ passed }) => !passed).map(({ id }) => id))];
}

function rewrite(name: string, change: (text: string) => string): Tampering {
  return {
    entries: (entries) => {
      expect(entries.some(({ path }) => path.endsWith(name))).toBe(true);
      return entries.map((entry) =>
        entry.path.endsWith(name)
          ? { ...entry, bytes: new TextEncoder().encode(change(new TextDecoder().decode(entry.bytes))) }
          : entry,
      );
    },
  };
}

/** Issues another server certificate under the same CA and key, differing in what is given. */
function reissue(
  change: Partial<{
    subject: DistinguishedName;
    sans: GeneralName[];
    purposes: ['server'] | ['client'] | ['server', 'client'];
    days: number;
  }>,
): Tampering {
  return {
    made: async (made) => {
      const server = entity(made, 'server');
      const { certificate } = await issueLeaf({
        subject: change.subject ?? [{ type: 'CN', value: 'sse_server sales' }],
        key: server.key,
        issuer: rootOf(made),
        purposes: change.purposes ?? ['server'],
        sans: change.sans ?? [
          { kind: 'dns', value: 'sse.example.com' },
          { kind: 'ip', value: '10.0.0.5' },
        ],
        days: change.days ?? 825,
        extensions: [],
        now: new Date(),
        random,
      });
      made.set('server', { ...server, certificate, chain: [certificate.der] });
    },
  };
}

function entity(made: ReadonlyMap<string, MadeEntity>, id: string): Required<MadeEntity> {
  const found = made.get(id);
  if (found === undefined) throw new Error(`No entity ${id}`);
  return found as Required<MadeEntity>;
}

function rootOf(made: ReadonlyMap<string, MadeEntity>): Authority {
  return entity(made, 'root');
}

describe('The self-check', () => {
  it('passes what the product makes', async () => {
    expect(await failures({})).toEqual([]);
    expect(await failures({}, { 'ca-key': 'protected' })).toEqual([]);
    expect(await failures({}, { 'ca-key': 'discard', 'limit-ca': 'true', 'java-key': 'true' })).toEqual([]);
    const wildcard = { 'limit-ca': 'true', hosts: '*.sse.example.com, sse.example.com, ::1' };
    expect(await failures({}, wildcard)).toEqual([]);
  });

  it('refuses a key that belongs to another certificate', async () => {
    const swapped: Tampering = {
      made: async (made) => {
        made.set('server', { ...entity(made, 'server'), key: await generateKeyPair('p-256') });
      },
    };
    expect(await failures(swapped)).toEqual(['key-matches']);
  });

  it('refuses a dropped name', async () => {
    expect(await failures(reissue({ sans: [{ kind: 'dns', value: 'sse.example.com' }] }))).toEqual(['names']);
  });

  it('refuses a wrong purpose', async () => {
    expect(await failures(reissue({ purposes: ['client'] }))).toEqual(['purpose']);
    expect(await failures(reissue({ purposes: ['server', 'client'] }))).toEqual(['purpose']);
  });

  it('refuses another subject', async () => {
    expect(await failures(reissue({ subject: [{ type: 'CN', value: 'somebody else' }] }))).toEqual([
      'subject-as-planned',
    ]);
  });

  it('refuses a longer validity than asked', async () => {
    expect(await failures(reissue({ days: 900 }))).toEqual(['validity']);
  });

  it('refuses another key type than asked', async () => {
    const other: Tampering = {
      made: async (made) => {
        const key = await generateKeyPair('p-384');
        const { certificate } = await issueLeaf({
          subject: [{ type: 'CN', value: 'sse_client sales' }],
          key,
          issuer: rootOf(made),
          purposes: ['client'],
          sans: [],
          days: 825,
          extensions: [],
          now: new Date(),
          random,
        });
        made.set('client', { ...entity(made, 'client'), key, certificate, chain: [certificate.der] });
      },
    };
    expect(await failures(other)).toEqual(['key-algorithm']);
  });

  it('refuses a server certificate of another CA', async () => {
    const foreign: Tampering = {
      made: async (made) => {
        const root = rootOf(made);
        const other = await issueAuthority({
          subject: [{ type: 'CN', value: 'Other root' }],
          key: await generateKeyPair('p-256'),
          days: 3650,
          now: new Date(),
          random,
        });
        made.set('root', {
          ...root,
          certificate: other.certificate,
          anchor: other.anchor,
          chain: other.chain,
          key: other.key,
        });
      },
    };
    expect(await failures(foreign)).toContain('chain-verifies');
  });

  it('refuses a missing intermediate and takes a chain that is whole', async () => {
    const underIntermediate = (send: boolean): Tampering => ({
      made: async (made) => {
        const root = rootOf(made);
        const intermediate = await issueAuthority({
          subject: [{ type: 'CN', value: 'Issuing CA' }],
          key: await generateKeyPair('p-256'),
          issuer: root,
          pathLength: 0,
          days: 1000,
          now: new Date(),
          random,
        });
        const server = entity(made, 'server');
        const { certificate } = await issueLeaf({
          subject: [{ type: 'CN', value: 'sse_server sales' }],
          key: server.key,
          issuer: intermediate,
          purposes: ['server'],
          sans: [
            { kind: 'dns', value: 'sse.example.com' },
            { kind: 'ip', value: '10.0.0.5' },
          ],
          days: 825,
          extensions: [],
          now: new Date(),
          random,
        });
        const chain = send ? [certificate.der, intermediate.certificate.der] : [certificate.der];
        made.set('server', { ...server, certificate, chain });
      },
    });
    expect(await failures(underIntermediate(true))).toEqual([]);
    expect(await failures(underIntermediate(false))).toContain('chain-verifies');
  });

  it('refuses a name whose attributes share one SET', async () => {
    requireTool('openssl');
    const certificate = oneSetCertificate();
    expect(certificate.subject.rdns.some((rdn) => rdn.length > 1)).toBe(true);
    const oneSet: Tampering = {
      made: (made) => {
        made.set('client', { ...entity(made, 'client'), certificate, chain: [certificate.der] });
      },
    };
    expect(await failures(oneSet)).toContain('one-attribute-per-rdn');
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
    expect(await failures(rewrite(key, changes[4] as (text: string) => string))).toContain('digests-agree');
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
      'digests-agree',
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
});

/** A certificate whose subject has both attributes in one RelativeDistinguishedName, as a library defect once wrote them. */
function oneSetCertificate(): Certificate {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    '/dev/null',
  ];
  const { text } = ask('openssl', [...args, '-multivalue-rdn', '-subj', '/CN=sse_client sales+O=One', '-days', '10']);
  const [block] = parsePem(text);
  return parseCertificate(block?.der ?? new Uint8Array());
}
