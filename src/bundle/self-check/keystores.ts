import { keystoreFormat } from '../../keystores/keystore-format';
import { readKeystore } from '../../keystores/read-keystore';
import type { KeystoreEntry } from '../../keystores/types';
import { equalBytes } from '../../pki/bytes';
import { isCanonicalDer } from '../../pki/der';
import { isSelfSigned } from '../../pki/issuer';
import { importPrivateKey } from '../../pki/keys';
import { parseCertificate } from '../../pki/parse-certificate';
import type { Bytes } from '../../pki/types';
import type { Encoding } from '../../recipes/types';
import { rootAbove } from '../root-above';
import type { Finding, ReadContext } from './read-entry';

export type StoreEncoding = Extract<Encoding, { as: 'pkcs12' | 'jks' | 'truststore-pkcs12' }>;

/** Whether an encoding is a keystore. */
export function isStore(encoding: Encoding): encoding is StoreEncoding {
  return encoding.as === 'pkcs12' || encoding.as === 'jks' || encoding.as === 'truststore-pkcs12';
}

/**
 * Opens a finished keystore with its password and asserts its entries: those planned under their aliases, those of the
 * store that it was put into untouched, and no others.
 */
export async function readStoreEntry(
  path: string,
  bytes: Bytes,
  encoding: StoreEncoding,
  context: ReadContext,
): Promise<Finding[]> {
  const { report, secrets, stores, pause } = context;
  const store = 'into' in encoding ? stores.get(encoding.into) : undefined;
  const password = store?.password ?? secrets[encoding.password] ?? '';
  const opened = await report.attempt('keystore-opens', path, 'Opens with its password', () =>
    readKeystore(bytes, password, { pause }),
  );
  if (opened === undefined) return [];
  // What others wrote stays as they wrote it.
  if (store === undefined && keystoreFormat(bytes) === 'PKCS#12')
    report.record(
      'der-canonical',
      path,
      isCanonicalDer(bytes),
      'Canonical DER',
      'The DER of the keystore is not canonical',
    );
  const planned = aliasesOf(encoding);
  const others = opened.entries.filter((entry) => !planned.has(aliasOf(entry)));
  const before = (store?.keystore.entries ?? []).filter((entry) => !planned.has(aliasOf(entry)));
  const kept = before.length === others.length && before.every((entry) => others.some((other) => isSame(entry, other)));
  report.record(
    'keystore-entries',
    path,
    kept,
    `Entries besides ours, untouched: ${String(before.length)}`,
    'Holds other entries than planned',
  );
  const findings = [...planned].map(async ([alias, entity]) => {
    const entry = opened.entries.find((each) => aliasOf(each) === alias);
    const fits = entry?.kind === (encoding.as === 'truststore-pkcs12' ? 'trusted-certificate' : 'private-key');
    report.record('keystore-entries', path, fits, `Holds the entry ${alias}`, `Has no such entry: ${alias}`);
    return entry === undefined ? [] : findingsOf(path, entity, entry, context);
  });
  return (await Promise.all(findings)).flat();
}

/** Entity by alias as Java keeps it. */
function aliasesOf(encoding: StoreEncoding): ReadonlyMap<string, string> {
  const entries = encoding.as === 'truststore-pkcs12' ? encoding.entities : [encoding];
  return new Map(entries.map(({ alias, entity }) => [alias.toLowerCase(), entity]));
}

function aliasOf({ friendlyName }: KeystoreEntry): string {
  return (friendlyName ?? '').toLowerCase();
}

function isSame(one: KeystoreEntry, other: KeystoreEntry): boolean {
  if (aliasOf(one) !== aliasOf(other)) return false;
  if (one.kind === 'private-key' && other.kind === one.kind)
    return equalBytes(one.pkcs8, other.pkcs8) && one.chain.length === other.chain.length;
  if (one.kind === 'trusted-certificate' && other.kind === one.kind)
    return equalBytes(one.certificate, other.certificate);
  return one.kind === other.kind;
}

async function findingsOf(
  path: string,
  entity: string,
  entry: KeystoreEntry,
  { plan, report }: ReadContext,
): Promise<Finding[]> {
  if (entry.kind === 'sealed') return [];
  if (entry.kind === 'trusted-certificate')
    return [{ path, entity, certificates: [parseCertificate(entry.certificate)], chain: 'leaf' }];
  const chain = entry.chain.map(parseCertificate);
  const key = await importPrivateKey(entry.pkcs8);
  const last = chain.at(-1);
  const root = chain.length > 1 && last !== undefined && (await isSelfSigned(last)) ? last : undefined;
  const anchor = rootAbove(plan, entity);
  const made = plan.entities.some(({ id, broughtBy }) => id === entity && broughtBy === undefined);
  const whole = root !== undefined || !made;
  report.record('keystore-entries', path, whole, 'The chain is whole', 'The chain does not reach the root');
  const leaf = { path, entity, key, spki: key.spki, certificates: root === undefined ? chain : chain.slice(0, -1) };
  const own: Finding[] = [{ ...leaf, chain: 'full' }];
  return root === undefined || anchor === undefined
    ? own
    : [...own, { path, entity: anchor, certificates: [root], chain: 'leaf' }];
}
