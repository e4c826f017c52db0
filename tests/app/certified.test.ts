import { describe, expect, test } from 'vitest';
import { certifiedTree } from '../../src/app/certified';
import type { Certified } from '../../src/app/certified';
import type { CertificateFacts } from '../../src/bundle/types';
import { planBundle } from '../../src/bundle/plan';
import { catalogue } from '../../src/recipes/catalogue';

const drawn = (tree: readonly Certified<CertificateFacts>[]): unknown[] =>
  tree.map(({ certificate, signed }) => [certificate.id, ...drawn(signed)]);

const plans = catalogue.flatMap((recipe) => recipe.modes.map(({ id }) => planBundle(recipe, id, {})));

describe.each(plans)('The certificates of $recipe.id, $mode.id', ({ entities }) => {
  const facts = entities.map(({ id }) => ({ id })) as unknown as CertificateFacts[];

  test('stand under the CA that signs them', () => {
    const tree = certifiedTree(facts, entities);
    const pairs = (nodes: readonly Certified<CertificateFacts>[], issuer?: string): [string, string | undefined][] =>
      nodes.flatMap(({ certificate, signed }) => [
        [certificate.id, issuer] as [string, string | undefined],
        ...pairs(signed, certificate.id),
      ]);
    const here = new Set(entities.map(({ id }) => id));
    const issuerOf = (entity: (typeof entities)[number]): string | undefined =>
      'issuer' in entity && here.has(entity.issuer ?? '') ? entity.issuer : undefined;
    expect(pairs(tree).sort()).toEqual(entities.map((entity) => [entity.id, issuerOf(entity)]).sort());
  });
});

test('A certificate whose CA is not in the bundle stands by itself', () => {
  const entities = plans.flatMap((plan) => plan.entities.filter(({ kind }) => kind === 'leaf')).slice(0, 1);
  const facts = entities.map(({ id }) => ({ id })) as unknown as CertificateFacts[];
  expect(drawn(certifiedTree(facts, entities))).toEqual(facts.map(({ id }) => [id]));
});
