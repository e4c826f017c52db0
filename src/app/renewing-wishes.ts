import type { EarlierBundle } from '../jobs';
import type { Field } from '../recipes/types';

/**
 * What is wanted of an earlier bundle: everything with new keys, everything for the keys of before, only what the answers
 * change, or another one beside it under the same CA.
 */
export type RenewalWish = 'new-keys' | 'same-keys' | 'changed' | 'another';

interface Wish {
  readonly value: RenewalWish;
  readonly label: string;
  readonly help: string;
  readonly fits: (earlier: EarlierBundle) => boolean;
}

const wishes: readonly Wish[] = [
  {
    value: 'new-keys',
    label: 'Everything, with new keys',
    help: 'The same names, new certificates and keys.',
    fits: () => true,
  },
  {
    value: 'same-keys',
    label: 'Everything, with the same keys',
    help: 'Only certificates change. Not for keys that others may know.',
    fits: () => true,
  },
  {
    value: 'changed',
    label: 'Only what I change or add',
    help: 'A host or a client, for example. Other machines keep their files.',
    fits: ({ way }) => way === 'issue',
  },
  {
    value: 'another',
    label: 'Another one under the same CA',
    help: 'A second plugin or server beside the first, which stays as it is.',
    // Something that the user answers must tell the two apart.
    fits: ({ recipe, way }) => way === 'issue' && recipe.fields.some(({ id }) => recipe.slug.includes(`${id}}`)),
  },
];

/** What can be wanted of a bundle. */
export function wishesFor(earlier: EarlierBundle): readonly Wish[] {
  return wishes.filter(({ fits }) => fits(earlier));
}

/** What a renewal can ask anew: hosts and lists, and what names another bundle beside this one. */
export function askedAgain({ recipe, plan }: EarlierBundle, wish: RenewalWish): readonly Field[] {
  if (wish !== 'changed' && wish !== 'another') return [];
  return recipe.fields.filter(
    ({ id, kind }) =>
      plan.values.has(id) &&
      (kind === 'hosts' || kind === 'list' || (wish === 'another' && recipe.slug.includes(`{${id}}`))),
  );
}
