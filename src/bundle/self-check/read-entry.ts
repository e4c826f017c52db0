import type { OpenedStore } from '../../inspect/read-store';
import { readEncryptedKey } from '../../keystores/encrypted-key';
import { WorkBudget } from '../../keystores/work-budget';
import { isCanonicalDer } from '../../pki/der';
import { PkiError } from '../../pki/errors';
import { pkcs1ToPkcs8, sec1ToPkcs8 } from '../../pki/key-formats';
import { importPrivateKey } from '../../pki/keys';
import { parseCertificate } from '../../pki/parse-certificate';
import { encodePem, parsePem } from '../../pki/pem';
import { parseRequest } from '../../pki/request';
import type { Bytes, Certificate, KeyPair } from '../../pki/types';
import type { Encoding } from '../../recipes/types';
import type { BundlePlan } from '../types';
import { isStore, readStoreEntry } from './keystores';
import type { Report } from './report';

/** What was found in a finished file, by the instance that the plan says it belongs to. */
export interface Finding {
  readonly path: string;
  /** Instance id. */
  readonly entity: string;
  /** Leaf first. */
  readonly certificates: readonly Certificate[];
  readonly key?: KeyPair;
  readonly spki?: Bytes;
  /** CertificationRequest, DER. */
  readonly request?: Bytes;
  /** Issuers only, as a chain file for servers that want the leaf apart. */
  readonly chain?: Extract<Encoding, { as: 'certificate-pem' }>['chain'];
}

export interface ReadContext {
  readonly plan: BundlePlan;
  /** Keystores that were added to, by slot id. */
  readonly stores: ReadonlyMap<string, OpenedStore>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly report: Report;
  readonly pause: () => Promise<void>;
}

/**
 * Reads a finished file back as the plan declares it and asserts its form: PEM labels, line ends and final newline, and
 * canonical DER. Text has no objects; encodings without a reader are a failed assertion, never a silent pass.
 */
export async function readEntry(
  path: string,
  bytes: Bytes,
  encoding: Encoding,
  context: ReadContext,
): Promise<Finding[]> {
  if (encoding.as === 'text') return [];
  if (isStore(encoding)) return readStoreEntry(path, bytes, encoding, context);
  if (encoding.as === 'concatenation') return readParts(path, bytes, encoding.parts, context);
  const { report } = context;
  const declared = pemLabels(encoding, context.plan);
  const ders =
    declared === undefined
      ? [bytes]
      : await report.attempt('pem-as-declared', path, `PEM with the label ${declared}`, () =>
          strictPem(bytes, declared),
        );
  if (ders === undefined) return [];
  const canonical = ders.every(isCanonicalDer);
  report.record('der-canonical', path, canonical, 'Canonical DER', 'The DER inside is not canonical');
  const finding = await report.attempt('pem-as-declared', path, 'What it holds can be read back', () =>
    readObject(path, ders, encoding, context),
  );
  return finding === undefined ? [] : [finding];
}

type KeyReader = (der: Bytes, secrets: ReadContext['secrets'], password: string) => Bytes | Promise<Bytes>;

/** How the bytes of each key encoding become PrivateKeyInfo again. */
const keyReaders: { readonly [As in Encoding['as']]?: KeyReader } = {
  'private-key-pkcs8-pem': (der) => der,
  'private-key-pkcs8-der': (der) => der,
  'private-key-pkcs1-pem': (der) => pkcs1ToPkcs8(der),
  'private-key-sec1-pem': (der) => sec1ToPkcs8(der),
  'private-key-encrypted-pem': (der, secrets, password) => openKey(der, secrets[password] ?? ''),
};

async function openKey(der: Bytes, password: string): Promise<Bytes> {
  const key = await readEncryptedKey(der).open(password, { budget: new WorkBudget() });
  if (key === undefined) throw new PkiError('password-wrong', 'Its password does not open it');
  return key;
}

async function readObject(
  path: string,
  ders: readonly Bytes[],
  encoding: Encoding,
  { plan, secrets }: ReadContext,
): Promise<Finding> {
  if (encoding.as === 'text' || encoding.as === 'concatenation' || isStore(encoding))
    throw new PkiError('defect', `Nothing reads ${encoding.as} back`);
  const [der] = ders;
  if (der === undefined) throw new PkiError('defect', 'The file is empty');
  const { entity } = encoding;
  if (encoding.as === 'certificate-pem' || encoding.as === 'certificate-der') {
    const chain = encoding.as === 'certificate-pem' ? (encoding.chain ?? 'full') : 'leaf';
    return { path, entity, certificates: ders.map(parseCertificate), chain };
  }
  if (ders.length > 1) throw new PkiError('file-damaged', 'it holds more than one object');
  if (encoding.as === 'request-pem')
    return { path, entity, certificates: [], spki: parseRequest(der).spki, request: der };
  if (encoding.as === 'public-key-pem') return { path, entity, certificates: [], spki: der };
  const as = encoding.as === 'authority-key-pem' ? authorityKeyEncoding(plan) : encoding.as;
  const reader = keyReaders[as];
  if (reader === undefined) throw new PkiError('defect', `Nothing reads ${encoding.as} back`);
  const password = encoding.as === 'private-key-encrypted-pem' ? encoding.password : 'ca-key-password';
  const key = await importPrivateKey(await reader(der, secrets, password));
  return { path, entity, certificates: [], key, spki: key.spki };
}

/** Reads a file of several parts: its PEM blocks are dealt out to the parts in their order. */
async function readParts(
  path: string,
  bytes: Bytes,
  parts: readonly Encoding[],
  context: ReadContext,
): Promise<Finding[]> {
  const blocks = parsePem(new TextDecoder().decode(bytes));
  const labels = parts.map((part) => pemLabels(part, context.plan));
  const findings: Finding[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const start = at;
    const certificates = labels[index] === 'CERTIFICATE';
    at++;
    // A part that stands for one certificate takes one; a chain takes what the certificate parts after it leave.
    const rest = labels.slice(index + 1);
    const others = rest.findIndex((label) => label !== 'CERTIFICATE');
    const kept = others < 0 ? rest.length : others;
    const next = blocks.findIndex((block, place) => place >= at && block.label !== 'CERTIFICATE');
    const run = next < 0 ? blocks.length : next;
    if (certificates && !('chain' in part && part.chain === 'leaf')) at = Math.max(at, run - kept);
    const text = blocks.slice(start, at).map(({ label, der }) => encodePem(label, der));
    findings.push(...(await readEntry(path, new TextEncoder().encode(text.join('')), part, context)));
  }
  const whole = blocks.map(({ label, der }) => encodePem(label, der)).join('');
  const exact = at === blocks.length && whole === new TextDecoder().decode(bytes);
  const good = 'Parts in the declared order, nothing else';
  context.report.record('pem-as-declared', path, exact, good, 'The parts are not the declared ones');
  return findings;
}

/** The PEM label that an encoding declares; undefined for DER. */
function pemLabels(encoding: Encoding, plan: BundlePlan): string | undefined {
  const as = encoding.as === 'authority-key-pem' ? authorityKeyEncoding(plan) : encoding.as;
  return labels[as];
}

const labels: { readonly [As in Encoding['as']]?: string } = {
  'certificate-pem': 'CERTIFICATE',
  'private-key-pkcs8-pem': 'PRIVATE KEY',
  'private-key-pkcs1-pem': 'RSA PRIVATE KEY',
  'private-key-sec1-pem': 'EC PRIVATE KEY',
  'private-key-encrypted-pem': 'ENCRYPTED PRIVATE KEY',
  'public-key-pem': 'PUBLIC KEY',
  'request-pem': 'CERTIFICATE REQUEST',
};

function authorityKeyEncoding(plan: BundlePlan): Encoding['as'] {
  return plan.authorityKey === 'protected' ? 'private-key-encrypted-pem' : 'private-key-pkcs8-pem';
}

/** RFC 7468 §3 in its strict form: nothing but blocks of this label, LF, 64 columns, a final newline. */
function strictPem(bytes: Bytes, label: string): Bytes[] {
  const text = new TextDecoder().decode(bytes);
  const blocks = parsePem(text);
  if (blocks.length === 0) throw new PkiError('file-damaged', 'no PEM block was found');
  const wrong = blocks.find((block) => block.label !== label);
  if (wrong !== undefined) throw new PkiError('file-damaged', `the label is ${wrong.label}`);
  if (blocks.map((block) => encodePem(label, block.der)).join('') !== text)
    throw new PkiError('file-damaged', 'there is more than PEM blocks with LF and 64 columns in it');
  return blocks.map(({ der }) => der);
}
