import { climb, isAuthority } from '../inspect/climb';
import type { FoundObject } from '../inspect/found-object';
import type { KeystoreEntry } from '../keystores/types';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { parseCertificate } from '../pki/parse-certificate';
import { listed, subjectOf } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, Lot, Verdict } from './fitness-types';

/** More certificates are no set for one system. */
const MOST_LEAVES = 50;

type FoundStore = Extract<FoundObject, { type: 'keystore' }>;

/** Everything about keystores and protected keys, whatever they are for. */
export async function storeRows(lot: Lot): Promise<FitnessRow[]> {
  const rows: FitnessRow[] = lot.objects.flatMap(lockedRow);
  for (const store of lot.objects) {
    if (store.type !== 'keystore') continue;
    const what = placeIn(store.source);
    rows.push(rowOf('password', `${what}: password`, judgePassword(store), [store]));
    rows.push(rowOf('cipher', `${what}: protection`, judgeCipher(store), [store]));
    rows.push(rowOf('trusted-entries', `${what}: trusted certificates`, await judgeTrusted(store, lot), [store]));
    rows.push(...(await replyRows(store, lot)));
  }
  return rows;
}

function lockedRow(object: FoundObject): FitnessRow[] {
  // Of an open keystore, `judgePassword` names the keys that stay closed.
  if (object.type !== 'locked-key' || object.alias !== undefined) return [];
  const place = placeIn(object.source);
  const verdict: Verdict =
    object.reason === 'password-wrong'
      ? [
          'no',
          `${place} does not open with the password that was given here.`,
          'Find the right one; capitals, spaces and line ends count.',
        ]
      : ['unknown', `${place} is protected, and no password was given here.`, 'Give its password to have it checked.'];
  return [rowOf('password', `${place}: password`, verdict, [object])];
}

/** Java opens the store with one password and its keys with the same, unless told otherwise. */
function judgePassword({ source, keystore }: FoundStore): Verdict {
  const place = placeIn(source);
  const sealed = keystore.entries.filter(
    (entry) =>
      (entry.kind === 'sealed' && entry.holds === 'private-key') ||
      (entry.kind === 'private-key' && entry.ownPassword === true),
  );
  if (sealed.length > 0)
    return [
      'no',
      `${place} opens, but its key ${listed(sealed.map(aliasOf))} has a password of its own.`,
      'Give the key the password of the keystore (keytool -keypasswd), or name both in the settings.',
    ];
  return ['yes', `${place} opens with the password that was given here.`];
}

function judgeCipher({ source, keystore }: FoundStore): Verdict {
  const place = placeIn(source);
  if (keystore.format !== 'PKCS#12')
    return ['unknown', `${place} is a ${keystore.format} keystore, which only Java reads.`, 'Convert it to PKCS#12.'];
  const parts = [...keystore.protection.safes, ...keystore.protection.keys];
  const ciphers = parts.map(({ cipher }) => cipher);
  const weak = ciphers.filter((cipher) => /RC2|RC4/u.test(cipher));
  if (weak.length > 0)
    return [
      'no',
      `${place} is protected with ${listed(weak)}, which OpenSSL 3, Node and Python refuse.`,
      'Convert it to a current keystore (AES-256).',
    ];
  if (parts.some(({ older }) => !older))
    return [
      'unknown',
      `${place} is protected with ${listed(ciphers)}. Java before 8u301 and 11.0.12, Windows Server 2016 and older Apple systems do not open that.`,
      'If such a system opens it, convert it for older systems.',
    ];
  return ['yes', `${place} is protected with ${listed(ciphers) || 'nothing'}, which every system reads.`];
}

/** Java trusts what is marked as trusted, not what merely lies in a keystore. */
async function judgeTrusted({ source, keystore }: FoundStore, lot: Lot): Promise<Verdict> {
  const place = placeIn(source);
  const trusted = keystore.entries.flatMap((entry) => (entry.kind === 'trusted-certificate' ? entry : []));
  if (trusted.length > 0) {
    const names = trusted.map(({ certificate }) => subjectOf(parseCertificate(certificate)));
    return ['yes', `${place} trusts ${listed(names)}.`];
  }
  const root = await rootBeside(source, lot);
  const remedy = `${root}Make a truststore of ${root === '' ? 'the root' : 'it'} with convert, or import it with keytool -importcert.`;
  if (keystore.entries.some(({ kind }) => kind === 'private-key'))
    return ['unknown', `${place} trusts nothing but the certificate of its own key.`, remedy];
  const holds = keystore.certificates.length === 0 ? 'holds no certificate' : 'holds certificates, but none as trusted';
  return ['no', `${place} ${holds}: as a truststore it is empty for Java.`, remedy];
}

/** The file beside a keystore that holds the root above the certificates, said in a sentence; empty unless there is one. */
async function rootBeside(store: string, { certificates, distinct, now }: Lot): Promise<string> {
  for (const leaf of distinct.filter((each) => !isAuthority(each)).slice(0, MOST_LEAVES)) {
    const { root } = await climb(leaf, distinct, now);
    const at = certificates.find(
      ({ certificate, source }) => source !== store && root !== undefined && equalBytes(certificate.der, root.der),
    );
    if (at !== undefined && root !== leaf) return `${placeIn(at.source)} holds the root of ${subjectOf(leaf)}. `;
  }
  return '';
}

/** A reply in a file of its own for a key in a keystore: what `keytool -importcert` will say. */
async function replyRows(store: FoundStore, lot: Lot): Promise<FitnessRow[]> {
  const rows: FitnessRow[] = [];
  const inside = lot.certificates.filter(({ source }) => source === store.source);
  const keys = lot.keys.filter(({ source }) => source === store.source);
  for (const reply of lot.certificates.filter(({ source }) => source !== store.source)) {
    if (!keys.some(({ key }) => equalBytes(key.spki, reply.certificate.spki))) continue;
    const same = inside.some(({ certificate }) => equalBytes(certificate.der, reply.certificate.der));
    const beside = lot.certificates.filter(({ source }) => source === reply.source);
    const known = [...inside, ...beside].map(({ certificate }) => certificate);
    const { root, chain } = await climb(reply.certificate, known, lot.now);
    const last = chain.at(-1) ?? reply.certificate;
    const [place, from] = [placeIn(store.source), placeIn(reply.source)];
    const verdict: Verdict = same
      ? [
          'no',
          `${from} is the certificate that ${place} has already.`,
          "Import the CA's reply, not the certificate of the keystore.",
        ]
      : root === undefined
        ? [
            'no',
            `${subjectOf(last)} was issued by ${formatName(last.issuer)}, whose certificate is neither in ${from} nor in ${place}.`,
            'Import the CA certificates into the keystore first, the root before the others, or import one p7b with all of them.',
          ]
        : ['yes', `${from} can be imported into ${place}: its issuers are there.`];
    rows.push(rowOf('reply', `${place}: reply ${from}`, verdict, [store, reply]));
  }
  return rows;
}

/**
 * Whether the keystores have a key under an alias that a message or an answer names.
 *
 * @param alias Java looks it up without regard to case
 */
export function aliasRows(alias: string, { objects }: Lot): FitnessRow[] {
  return objects.flatMap((store) => {
    if (store.type !== 'keystore') return [];
    const entry = store.keystore.entries.find((each) => aliasOf(each).toLowerCase() === alias.toLowerCase());
    const what = `${placeIn(store.source)}: alias ${alias}`;
    return [rowOf('alias', what, judgeAlias(store, alias, entry), [store])];
  });
}

function judgeAlias({ source, keystore }: FoundStore, alias: string, entry: KeystoreEntry | undefined): Verdict {
  const place = placeIn(source);
  if (entry?.kind === 'private-key') return ['yes', `${place} has a key under the alias ${alias}.`];
  const keys = keystore.entries.filter(({ kind }) => kind === 'private-key').map(aliasOf);
  const there = keys.length === 0 ? 'It holds no key at all.' : `Its key has the alias ${listed(keys)}.`;
  const remedy =
    keys.length === 0
      ? 'Take the keystore in which the request was made, and import the reply there.'
      : 'Name that alias in the settings, or change it with convert.';
  if (entry?.kind === 'trusted-certificate')
    return ['no', `${place} has a certificate without a key under the alias ${alias}. ${there}`, remedy];
  return ['no', `${place} has no entry with the alias ${alias}. ${there}`, remedy];
}

function aliasOf({ friendlyName }: KeystoreEntry): string {
  return friendlyName ?? '(no alias)';
}
