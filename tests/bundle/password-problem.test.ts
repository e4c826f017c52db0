import { describe, expect, it } from 'vitest';
import { caKeyPasswordProblem, keyPasswordProblem, passwordProblem } from '../../src/bundle/password-problem';
import { planBundle } from '../../src/bundle/plan';
import { secretFieldsOf } from '../../src/bundle/secret-fields';
import type { Artifact, Recipe, SecretField } from '../../src/recipes/types';
import { packagesReached } from '../support/imports';
import { recipeFiles } from '../support/recipes';
import fc from '../support/seeded';

const actian = recipeFiles.find(({ name }) => name === 'actian-integration-manager')!.recipe;
const secret = (id: string, recipe: Recipe = actian): SecretField =>
  recipe.fields.find((field): field is SecretField => field.kind === 'secret' && field.id === id)!;
const inKeystore = (password: string): string | undefined => passwordProblem(actian, secret('password'), password);

describe('A typed password for a keystore', () => {
  it.each(['secret', 'D0N0tU5eTh1sP@ssW0rd!', '#!=: \\$b', '$#{}'.slice(0, 2) + 'abcd', 'a b c d'])(
    'may be %j',
    (password) => {
      expect(inKeystore(password)).toBeUndefined();
    },
  );

  it.each([
    ['', 'at least 6'],
    ['12345', 'at least 6'],
    ['pässword', 'a character that Java'],
    ['пароль', 'a character that Java'],
    ['secret😀', 'a character that Java'],
    ['secret\t1', 'a character that Java'],
    [' secret', 'no space at either end'],
    ['secret ', 'no space at either end'],
    ['x${user}y', '${'],
    ['x#{1+1}y', '#{'],
  ])('is refused when it is %j', (password, reason) => {
    expect(inKeystore(password)).toContain(reason);
  });

  it('is refused in one sentence or two that do not repeat it', () => {
    const typed = fc.string({ unit: 'binary', minLength: 4, maxLength: 40 });
    const properties = fc.property(typed, (password) => {
      const problem = inKeystore(password);
      expect(problem ?? 'A problem with it is said.').toMatch(/^[A-Z].{15,300}\.$/u);
      if (/^[\x20-\x7e]+$/u.test(password) && problem !== undefined && password.trim().length > 5)
        expect(problem).not.toContain(password);
    });
    fc.assert(properties);
  });
});

describe('A typed password for something else', () => {
  it('has the length that its field asks for, and nothing that is not seen', () => {
    const [first] = actian.artifacts;
    const text: Artifact = { ...first, encoding: { as: 'text', language: 'text', text: '{password}' } };
    const problem = (password: string): string | undefined =>
      passwordProblem({ artifacts: [text] }, secret('password'), password);
    expect(problem('pässword ')).toBeUndefined();
    expect(problem('secret\u0007')).toContain('invisible');
    expect(problem('short')).toContain('at least 6');
  });

  it('is longer for a CA key', () => {
    expect(caKeyPasswordProblem('fourteen chars')).toBe('The password has 14 characters. Give at least 15.');
    expect(caKeyPasswordProblem('fifteen pässwort')).toBeUndefined();
    expect(caKeyPasswordProblem('fifteen characters\u200f')).toContain('invisible');
  });
});

describe('A typed password for a key file', () => {
  it('takes 8 characters, and 15 where the key is a CA’s', () => {
    expect(keyPasswordProblem('seven77', false)).toContain('A private key takes one of at least 8');
    expect(keyPasswordProblem('eight888', false)).toBeUndefined();
    expect(keyPasswordProblem('eight888', true)).toContain('The key of a CA takes one of at least 15');
    expect(keyPasswordProblem('invisible\u200f', false)).toContain('invisible');
  });
});

describe('The secrets of a plan', () => {
  const secretsOf = (mode: string, answers: Record<string, string> = {}): string[] =>
    secretFieldsOf(planBundle(actian, mode, answers)).map(({ id }) => id);

  it('are those that apply to the answers', () => {
    expect(secretsOf('new')).toEqual(['password', 'trust-password']);
    expect(secretsOf('request')).toEqual(['password']);
    expect(secretsOf('convert', { 'signed-by': 'public' })).toEqual(['password']);
  });

  it('do not hold those that a brought keystore keeps', () => {
    expect(secretsOf('complete')).toEqual(['trust-password']);
    expect(secretsOf('new', { 'existing-keystore': 'true' })).toEqual(['trust-password']);
    expect(secretsOf('convert')).toContain('password');
  });

  it('are judged without a library, because they are typed before any has arrived', () => {
    expect([...packagesReached('src/bundle/password-problem.ts').keys()]).toEqual([]);
    expect([...packagesReached('src/bundle/secret-fields.ts').keys()]).toEqual([]);
  });
});
