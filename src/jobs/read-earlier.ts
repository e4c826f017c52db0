import type { MadeEntity } from '../bundle/encoders';
import type { Manifest } from '../bundle/manifest';
import type { BundlePlan } from '../bundle/types';
import type { FoundObject, InputFile } from '../inspect/found-object';
import { readFiles } from '../inspect/read-files';
import type { OpenedStore } from '../inspect/read-store';
import type { Pause } from '../keystores/types';
import type { Bytes } from '../pki/types';
import { authoritiesIn } from './renew-authorities';
import { entitiesIn } from './renew-entities';
import { findBundle, listed } from './renew-files';
import { passwordsIn, quotedIn } from './renew-passwords';
import { planEarlier } from './renew-recipe';
import type { FindRecipe } from './renew-recipe';
import type { EarlierBundle, EarlierCertificate, RenewalWay } from './renew-types';

export interface ReadEarlierOptions {
  readonly findRecipe: FindRecipe;
  /** Tried on everything that is protected, after those that stand in the bundle's own files. */
  readonly passwords: readonly string[];
  readonly now: Date;
  /** Name of the zip or `certwright.json` that is meant, where several bundles were given. */
  readonly wanted?: string | undefined;
  readonly pause?: Pause | undefined;
}

/**
 * Reads a bundle that the user brings back: the zip, its unpacked folder, or downloads for single machines. It is hostile
 * input. Files that changed or are missing are named in the result; contradictions are refused.
 *
 * @throws PkiError `material-missing`, `material-ambiguous`, `file-damaged`, `file-too-large`, `recipe-unknown`,
 *   `mode-unknown`, `work-factor-too-high`
 */
export async function readEarlier(
  given: readonly InputFile[],
  { findRecipe, passwords, now, wanted, pause }: ReadEarlierOptions,
): Promise<EarlierBundle> {
  const { manifest, files, digests, missing, changed, others } = await findBundle(given, wanted, pause);
  const { recipe, plan, answers, way, notices } = planEarlier(manifest, findRecipe);
  const own = passwordsIn(plan, files);
  const candidates = distinct([...Object.values(quotedIn(plan, files)), ...passwords]);
  const found = await readFiles(cryptographic(plan, files), candidates, pause);
  const entities = await entitiesIn({ manifest, plan, found, now });
  const stores = storesIn(found);
  return {
    manifest,
    recipe,
    plan,
    answers,
    way,
    certificates: manifest.entities.map((entity) => certificateOf(entity, entities, now)),
    authorities: authoritiesIn(plan, entities, found, passwords.length > 0),
    entities,
    secrets: { ...(await openedWith(plan, found, files, candidates, pause)), ...ofStores(plan, stores), ...own },
    stores,
    files,
    digests,
    missing,
    changed,
    others,
    notices: [...notices, ...waySentence(way, plan), ...changedSentence(changed), ...missingSentence(missing)],
  };
}

/** Its files but the texts: those hold nothing that is not in the others. */
function cryptographic({ entries }: BundlePlan, files: ReadonlyMap<string, Bytes>): InputFile[] {
  const texts = new Set(
    entries.filter(({ content }) => content.as === 'text' || content.as === 'generated').map(({ path }) => path),
  );
  return [...files].filter(([path]) => !texts.has(path)).map(([name, bytes]) => ({ name, bytes }));
}

function distinct(passwords: readonly string[]): string[] {
  return [...new Set(passwords.filter((password) => password !== ''))];
}

function storesIn(found: readonly FoundObject[]): Map<string, OpenedStore> {
  return new Map(
    found.flatMap((object) => {
      if (object.type !== 'keystore') return [];
      const { source: name, keystore, password } = object;
      return [[name, { name, keystore, password }] as const];
    }),
  );
}

/** The password of each secret field whose keystore opened. */
function ofStores({ entries }: BundlePlan, stores: ReadonlyMap<string, OpenedStore>): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap(({ path, content }) => {
      const store = stores.get(path);
      return store === undefined || !('password' in content) ? [] : [[content.password, store.password]];
    }),
  );
}

/** Which of the passwords opened the protected keys: a renewed key is protected by the same one. */
async function openedWith(
  { entries }: BundlePlan,
  found: readonly FoundObject[],
  files: ReadonlyMap<string, Bytes>,
  passwords: readonly string[],
  pause: Pause | undefined,
): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const { path, content } of entries) {
    const bytes = files.get(path);
    const field = content.as === 'private-key-encrypted-pem' ? content.password : 'ca-key-password';
    const protects = content.as === 'private-key-encrypted-pem' || content.as === 'authority-key-pem';
    const open = found.some((object) => object.type === 'private-key' && object.source === path && object.encrypted);
    if (!protects || !open || bytes === undefined || secrets[field] !== undefined) continue;
    for (const password of passwords.length === 1 ? [] : passwords) {
      const [object] = await readFiles([{ name: path, bytes }], [password], pause);
      if (object?.type === 'private-key') secrets[field] ??= password;
    }
    secrets[field] ??= passwords[0] ?? '';
  }
  return secrets;
}

const DAY = 86_400_000;

function certificateOf(
  { id, title, role, subject, notAfter, brought }: Manifest['entities'][number],
  entities: ReadonlyMap<string, MadeEntity>,
  now: Date,
): EarlierCertificate {
  const { certificate, key } = entities.get(id) ?? {};
  const end = certificate?.validity.notAfter ?? new Date(notAfter);
  return {
    id,
    title,
    role,
    subject,
    notAfter: end,
    daysLeft: Math.floor((end.getTime() - now.getTime()) / DAY),
    brought,
    here: certificate !== undefined,
    keyHere: key !== undefined,
  };
}

/** Where to turn when these certificates cannot be renewed here. */
export function waySentence(way: RenewalWay, { mode, slots }: BundlePlan): string[] {
  const slot = slots.find(({ kind }) => kind === 'certified-key' || kind === 'reply');
  if (way === 'ask-again')
    return [
      'A CA elsewhere issued the certificate, so it is renewed by a new request, which can be made from these files. Leave the files in use where they are until the CA has replied.',
    ];
  if (way !== 'export-again') return [];
  const how = slot?.withoutKey ?? 'Get the new certificate with its key from where this one came from.';
  return [`These certificates were issued elsewhere and cannot be renewed here. ${how} Then choose "${mode.label}".`];
}

function changedSentence(changed: readonly string[]): string[] {
  return changed.length === 0 ? [] : [`Changed since these files were made: ${listed(changed)}.`];
}

function missingSentence(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  return [`Not among these files: ${listed(missing)}. You are asked for those that are needed.`];
}
