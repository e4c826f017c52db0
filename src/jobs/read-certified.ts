import type { BundlePlan, PlannedLeaf } from '../bundle/types';
import { readCertifiedKeys } from '../inspect/read-certified-key';
import type { CertifiedKey, CertifiedKeyWish } from '../inspect/read-certified-key';
import type { Pause } from '../keystores/types';
import { formatName } from '../pki/distinguished-name';
import { equalBytes } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import type { MaterialSlot } from '../recipes/types';
import { bundlesAmong } from './bundles-among';
import { assertNamesAsked } from './asked-names';
import type { Material } from './types';

/** Which slot of which plan is filled, and when. */
export interface SlotContext {
  readonly plan: BundlePlan;
  readonly slot: MaterialSlot;
  readonly now: Date;
}

/** A brought certificate with its key, and the leaf that it stands for; none where the plan has no such leaf. */
export interface CertifiedLeaf {
  readonly leaf: PlannedLeaf | undefined;
  readonly certified: CertifiedKey;
}

/**
 * Reads the certificates with their keys for every leaf that a slot stands for. Our earlier zip is opened by the passwords
 * that stand in it.
 *
 * @throws PkiError of `readCertifiedKeys`, and `certificate-names` for a server's reply without any name that was asked for, and
 * `material-ambiguous` when they lead to several roots where one is handed out
 */
export async function readCertified(
  files: Material['files'],
  password: string | undefined,
  context: SlotContext,
  pause: Pause,
): Promise<CertifiedLeaf[]> {
  const leaves = leavesOf(context);
  const wishes = leaves.map((leaf) => wishOf(context, leaf));
  const { recipe } = context.plan;
  // A keystore that was added to holds other people's keys.
  const own = (id: string) => (id === recipe.id ? recipe : undefined);
  const { quoted } = await bundlesAmong(files, own, pause, (content) => !('into' in content));
  const certified = await readCertifiedKeys(files, password, wishes, pause, quoted);
  if (context.slot.kind === 'reply')
    certified.forEach((each, index) => {
      if (leaves[index]?.purposes.includes('server') === true) assertNamesAsked(each, context.slot.id);
    });
  if (rootNeeded(context)) assertOneRoot(certified, context.slot);
  return certified.map((each, index) => ({ leaf: leaves[index], certified: each }));
}

function leavesOf({ plan: { entities }, slot }: SlotContext): readonly (PlannedLeaf | undefined)[] {
  const leaves = entities.filter(
    (entity): entity is PlannedLeaf => entity.kind === 'leaf' && entity.broughtBy === slot.id,
  );
  return leaves.length === 0 ? [undefined] : leaves;
}

/** What a slot's certificate is for, after the leaf that it stands for. */
function wishOf(context: SlotContext, leaf: PlannedLeaf | undefined): CertifiedKeyWish {
  const { slot, now } = context;
  return {
    field: slot.id,
    purposes: leaf?.purposes ?? ['server'],
    rootNeeded: rootNeeded(context),
    reply: slot.kind === 'reply',
    withoutKey: slot.withoutKey,
    hint: slot.entity ?? '',
    now,
    ...(leaf?.asked === undefined ? {} : { requested: { title: leaf.title, subject: leaf.asked } }),
  };
}

function rootNeeded({ plan: { entities }, slot }: SlotContext): boolean {
  return entities.some(({ broughtBy, kind }) => kind === 'authority' && broughtBy === slot.id);
}

/** One file stands for the root on every machine. */
function assertOneRoot(certified: readonly CertifiedKey[], { id }: MaterialSlot): void {
  const roots = certified.flatMap(({ root }) => root ?? []);
  const [first] = roots;
  const other = roots.find(({ der }) => first !== undefined && !equalBytes(der, first.der));
  if (first === undefined || other === undefined) return;
  throw new PkiError(
    'material-ambiguous',
    `The replies lead to two roots, ${formatName(first.subject)} and ${formatName(other.subject)}, but both sides check the other by one. Have all requests signed by the same CA.`,
    { field: id },
  );
}
