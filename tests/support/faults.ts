import { expect } from 'vitest';
import type { MadeEntity } from '../../src/bundle/encoders';
import type { BundleEntry } from '../../src/bundle/types';
import type { Authority } from '../../src/issuance/authority';
import { issueLeaf } from '../../src/issuance/issue';
import { parsePem } from '../../src/pki/pem';
import { signCertificate } from '../../src/pki/certificate';
import { parseCertificate } from '../../src/pki/parse-certificate';
import type { Certificate, DistinguishedName, Extension, GeneralName } from '../../src/pki/types';
import { created, checkTampered, random } from './make';
import type { Tampering } from './make';
import { ask } from './witness';

/** Answers of the bundle that faults are put into. */
export const answers = { plugin: 'sales', hosts: 'sse.example.com, 10.0.0.5', key: 'p-256' };

/** Ids of the assertions that failed. */
export async function failures(
  tampering: Tampering,
  more: Record<string, string> = {},
  atLeast = 40,
): Promise<string[]> {
  const { results } = await checkTampered('qlik-sse', { ...answers, ...more }, tampering);
  expect(results.length).toBeGreaterThanOrEqual(atLeast);
  return [...new Set(results.filter(({ passed }) => !passed).map(({ id }) => id))];
}

export function rewrite(name: string, change: (text: string) => string): Tampering {
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
export function reissue(
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
      const { certificate } = await issueLeaf({ ...serverRequest(made), ...change });
      made.set('server', { ...server, certificate, chain: [certificate.der] });
    },
  };
}

export function entity(made: ReadonlyMap<string, MadeEntity>, id: string): Required<MadeEntity> {
  const found = made.get(id);
  if (found === undefined) throw new Error(`No entity ${id}`);
  return found as Required<MadeEntity>;
}

export function rootOf(made: ReadonlyMap<string, MadeEntity>): Authority {
  return entity(made, 'root');
}

/** Signs the certificate of an instance anew with something changed, and the server's and client's under a changed root. */
export function resigned(
  id: string,
  change: {
    readonly extensions?: (extensions: Extension[]) => Extension[];
    readonly serialNumber?: Uint8Array<ArrayBuffer>;
    readonly validity?: { readonly notBefore: Date; readonly notAfter: Date };
  },
): Tampering {
  return {
    made: async (made) => {
      const own = entity(made, id);
      const { certificate } = own;
      const der = await signCertificate(
        {
          serialNumber: change.serialNumber ?? new Uint8Array(Buffer.from(certificate.serialNumber, 'hex')),
          issuer: certificate.issuer.der,
          subject: certificate.subject.der,
          validity: change.validity ?? certificate.validity,
          spki: certificate.spki,
          extensions: change.extensions?.([...certificate.extensions]) ?? certificate.extensions,
        },
        rootOf(made).key,
      );
      const anew = parseCertificate(der);
      const anchor = id === 'root' ? der : own.anchor;
      made.set(id, { ...own, certificate: anew, chain: [der], anchor });
    },
  };
}

/** What the server's certificate is issued from. */
export function serverRequest(made: ReadonlyMap<string, MadeEntity>): Parameters<typeof issueLeaf>[0] {
  return {
    subject: [{ type: 'CN', value: 'sse_server sales' }],
    key: entity(made, 'server').key,
    issuer: rootOf(made),
    purposes: ['server'],
    sans: [
      { kind: 'dns', value: 'sse.example.com' },
      { kind: 'ip', value: '10.0.0.5' },
    ],
    days: 825,
    extensions: [],
    now: created,
    random,
  };
}

export function append(entries: BundleEntry[], name: string, addition: string): BundleEntry[] {
  const more = new TextEncoder().encode(addition);
  return entries.map((entry) =>
    entry.path === name ? { ...entry, bytes: new Uint8Array([...entry.bytes, ...more]) } : entry,
  );
}

/** A certificate whose subject has both attributes in one RelativeDistinguishedName, as a library defect once wrote them. */
export function oneSetCertificate(): Certificate {
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
