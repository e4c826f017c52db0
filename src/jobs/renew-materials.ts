import type { BundlePlan } from '../bundle/types';
import { readAuthority } from '../inspect/read-authority';
import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { digestHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { Bytes } from '../pki/types';
import type { MaterialSlot } from '../recipes/types';
import type { EarlierBundle, RenewRequest } from './renew-types';
import type { Material } from './types';

/** What a renewal brings to the slots of its mode. */
export interface RenewalMaterials {
  /** By slot id. */
  readonly materials: Readonly<Record<string, Material>>;
  /** Passwords that open them, as the slots want them named. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The user's own CAs that are those of before, by instance id. */
  readonly sameAuthorities: ReadonlyMap<string, Authority>;
}

/**
 * Gathers what the mode asks the user to bring: the CA from the files given with the request, keystores that were added to
 * from the bundle itself.
 *
 * @throws PkiError `material-missing` with the slot as field, and those of `readAuthority`
 */
export async function materialsFor(
  plan: BundlePlan,
  request: RenewRequest,
  now: Date,
  pause: Pause,
): Promise<RenewalMaterials> {
  const { earlier, authority, secrets: given = {} } = request;
  const materials: Record<string, Material> = {};
  const secrets: Record<string, string> = {};
  const sameAuthorities = new Map<string, Authority>();
  for (const slot of plan.slots) {
    const opens = `${slot.id}-password`;
    if (slot.kind === 'keystore') {
      const [path, bytes] = storeFor(plan, slot, earlier);
      materials[slot.id] = { files: [{ name: path, bytes }] };
      secrets[opens] = earlier.stores.get(path)?.password ?? '';
    } else if (slot.kind === 'authority') {
      if (authority === 'new' || authority === undefined) throw caWanted(slot, earlier);
      const password = given['ca-password'];
      if (password !== undefined) secrets[opens] = password;
      materials[slot.id] = { files: authority };
      const brought = await readAuthority(authority, { field: slot.id, now, password, entity: slot.entity }, pause);
      for (const id of await sameIn(plan, slot, brought, earlier)) sameAuthorities.set(id, brought);
    }
  }
  return { materials, secrets, sameAuthorities };
}

/** The keystore that an artifact was added to: what came of it then is what it is now. */
function storeFor(
  plan: BundlePlan,
  slot: MaterialSlot,
  { plan: before, files, stores }: EarlierBundle,
): [string, Bytes] {
  const entry = [...before.entries, ...plan.entries].find(
    ({ content }) => 'into' in content && content.into === slot.id,
  );
  const bytes = entry === undefined ? undefined : files.get(entry.path);
  if (entry === undefined || bytes === undefined || !stores.has(entry.path))
    throw new PkiError(
      'material-missing',
      `${slot.label}: ${entry?.path ?? 'it'} is not among the files of the earlier bundle, or its password is not known. Give the whole zip, or the password.`,
      { field: slot.id },
    );
  return [entry.path, bytes];
}

function caWanted({ id, label }: MaterialSlot, { authorities }: EarlierBundle): PkiError {
  const trusted = authorities.flatMap(({ trustedBy }) => trustedBy);
  const then = trusted.length === 0 ? '' : ` These must then trust another one: ${trusted.join('; ')}.`;
  return new PkiError(
    'material-missing',
    `${label}: the CA that issued these certificates is yours, and its key is not in the bundle. Give its certificate and key, or the zip that it was made with.${then}`,
    { field: id },
  );
}

async function sameIn(
  { entities }: BundlePlan,
  { id: slot }: MaterialSlot,
  { certificate }: Authority,
  { manifest }: EarlierBundle,
): Promise<string[]> {
  const digest = await digestHex('SHA-256', certificate.der);
  return entities
    .filter(({ broughtBy }) => broughtBy === slot)
    .map(({ id }) => id)
    .filter((id) => manifest.entities.some((entity) => entity.id === id && entity.sha256 === digest));
}
