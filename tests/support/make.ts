import { zip } from '../../src/bundle/archive';
import type { MadeEntity } from '../../src/bundle/encoders';
import { certificateFacts } from '../../src/bundle/facts';
import { planBundle } from '../../src/bundle/plan';
import { produce } from '../../src/bundle/produce';
import { selfCheck } from '../../src/bundle/self-check';
import type { SelfCheckInput } from '../../src/bundle/self-check';
import type { BundleEntry, BundlePlan, CheckResult } from '../../src/bundle/types';
import type { OpenedStore } from '../../src/inspect/read-store';
import { makeEntities } from '../../src/jobs/make-entities';
import type { JobHost } from '../../src/jobs/types';
import type { Random } from '../../src/pki/platform';
import { findRecipe } from '../../src/recipes/catalogue';
import type { Recipe } from '../../src/recipes/types';

/** The platform's randomness. */
export const random: Random = (bytes) => crypto.getRandomValues(bytes);

/** A host with the real clock and randomness. */
export const host: JobHost = { clock: () => new Date(), random };

/** A published recipe, which must exist. */
export function recipe(id: string): Recipe {
  const found = findRecipe(id);
  if (found === undefined) throw new Error(`No recipe ${id}`);
  return found;
}

/** When tampered bundles are made; faults that issue anew use it too, since validity is checked to the second. */
export const created = new Date();

const pause = (): Promise<void> => Promise.resolve();

/** What a test may tamper with on the way from plan to archive. */
export interface Tampering {
  readonly made?: (made: Map<string, MadeEntity>) => void | Promise<void>;
  readonly entries?: (entries: BundleEntry[]) => BundleEntry[] | Promise<BundleEntry[]>;
  readonly archive?: (archive: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** What the check is told otherwise than the making was. */
  readonly input?: Partial<SelfCheckInput>;
}

/** Passwords of the bundles that are tampered with, besides those that a recipe fixes. */
export const password = 'correct horse battery staple';

/** Goes the way of `createBundle` with a hand in every step, and returns what the self-check says of the result. */
export async function checkTampered(
  recipeId: string,
  answers: Record<string, string>,
  tampering: Tampering,
  { mode = 'new', stores = new Map() }: { mode?: string; stores?: ReadonlyMap<string, OpenedStore> } = {},
): Promise<{ plan: BundlePlan; results: CheckResult[] }> {
  const plan = planBundle(recipe(recipeId), mode, answers);
  const { made } = await makeEntities({
    plan,
    brought: { made: new Map(), authorities: new Map() },
    host,
    now: created,
    step: pause,
  });
  await tampering.made?.(made as Map<string, MadeEntity>);
  const keys = [...made.values()].flatMap(({ key }) => key ?? []);
  const facts = { certificates: await certificateFacts(plan, made), notices: [], created };
  const secrets = { 'ca-key-password': password, ...passwordsOf(plan) };
  const entries = await produce({ plan, made, stores, secrets, random, created, facts, pause });
  const tampered = (await tampering.entries?.(entries)) ?? entries;
  const finished = zip(tampered, created);
  const archive = tampering.archive?.(finished) ?? finished;
  const checked = { archive, offered: tampered, keys, plan, stores, secrets, notices: [], created, pause };
  return { plan, results: await selfCheck({ ...checked, ...tampering.input }) };
}

/** What protects the keystores of a plan, by secret field id. */
export function passwordsOf({ recipe: { fields } }: BundlePlan): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => (field.kind === 'secret' ? [[field.id, field.fixed ?? password]] : [])),
  );
}
