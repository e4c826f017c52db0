import type { MadeEntity } from '../bundle/encoders';
import type { BundlePlan, Notice, PlannedLeaf } from '../bundle/types';
import { readAuthority } from '../inspect/read-authority';
import type { CertifiedKey } from '../inspect/read-certified-key';
import { readStore } from '../inspect/read-store';
import type { OpenedStore } from '../inspect/read-store';
import { authorityWarnings } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { certifiedKeyWarnings } from './certified-key-warnings';
import { longestUnder } from './longest-under';
import type { MaterialSlot } from '../recipes/types';
import { readCertified } from './read-certified';
import { replacedNotices } from './replaced-entries';
import type { Material } from './types';

/** What was brought, by what it stands for. */
export interface Brought {
  /** By instance id. */
  readonly made: ReadonlyMap<string, MadeEntity>;
  /** CAs that can issue, by instance id. */
  readonly authorities: ReadonlyMap<string, Authority>;
  /** Keystores that are added to, by slot id. */
  readonly stores: ReadonlyMap<string, OpenedStore>;
  /** Passwords that stay as they are, by secret field id. */
  readonly kept: Readonly<Record<string, string>>;
  readonly warnings: readonly Notice[];
}

/** Where materials come from. */
export interface Materials {
  readonly materials: Readonly<Record<string, Material>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Reads everything that the plan expects the user to bring.
 *
 * @throws PkiError with `field` = slot id
 */
export async function readMaterials(plan: BundlePlan, given: Materials, now: Date, pause: Pause): Promise<Brought> {
  const made = new Map<string, MadeEntity>();
  const authorities = new Map<string, Authority>();
  const stores = new Map<string, OpenedStore>();
  const kept: Record<string, string> = {};
  const warnings: Notice[] = [];
  for (const slot of plan.slots) {
    const files = given.materials[slot.id]?.files ?? [];
    const password = given.secrets[`${slot.id}-password`];
    const keep = (opened: string | undefined): void => {
      if (slot.keepsPassword !== undefined && opened !== undefined) kept[slot.keepsPassword] = opened;
    };
    if (slot.kind === 'keystore') {
      const store = await readStore(files, password, slot.id, pause);
      stores.set(slot.id, store);
      keep(store.password);
      warnings.push(...replacedNotices(store, plan, slot));
    } else if (slot.kind === 'authority') {
      const authority = await readAuthority(files, { field: slot.id, now, password, entity: slot.entity }, pause);
      const { certificate, chain, anchor, key } = authority;
      for (const { id } of plan.entities.filter(({ broughtBy }) => broughtBy === slot.id)) {
        authorities.set(id, authority);
        made.set(id, { certificate, chain, anchor, key });
        const messages = await authorityWarnings(authority, now, longestUnder(plan, id));
        warnings.push(...messages.map((message) => ({ field: slot.id, message })));
      }
    } else {
      for (const { leaf, certified } of await readCertified(files, password, { plan, slot, now }, pause)) {
        for (const [id, entity] of entitiesOf(plan, slot, leaf, certified)) made.set(id, entity);
        keep(certified.keystore?.password);
        // Whoever copies the result over the keystore that made the request would lose its other entries.
        if (certified.keystore !== undefined && certified.keystore.keystore.entries.length > 1)
          stores.set(slot.id, certified.keystore);
        warnings.push(...certifiedKeyWarnings(plan, slot, leaf, certified));
      }
    }
  }
  return { made, authorities, stores, kept, warnings };
}

function entitiesOf(
  { entities }: BundlePlan,
  slot: MaterialSlot,
  leaf: PlannedLeaf | undefined,
  { certificate, chain, key, root }: CertifiedKey,
): (readonly [string, MadeEntity])[] {
  const anchor = root?.der;
  return entities
    .filter(({ broughtBy, kind, id }) => broughtBy === slot.id && (kind === 'authority' || id === leaf?.id))
    .map(({ id, kind }) => {
      if (kind === 'authority' && root !== undefined)
        return [id, { certificate: root, chain: [root.der], anchor: root.der }];
      const ders = chain.map(({ der }) => der);
      return [id, { certificate, chain: ders, key, ...(anchor === undefined ? {} : { anchor }) }];
    });
}
