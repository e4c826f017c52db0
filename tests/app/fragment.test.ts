import { describe, expect, test } from 'vitest';
import { readFragment, writeFragment } from '../../src/app/fragment';
import { filesPlace } from '../../src/app/places';
import { catalogue, findRecipe } from '../../src/recipes/catalogue';

const found = findRecipe('qlik-sse');
if (found === undefined) throw new Error('qlik-sse is not in the catalogue');
const recipe = found;

describe('Reading a link', () => {
  test('takes recipe, way in and fields', () => {
    const link = readFragment('#/qlik-sse?plugin=sales&hosts=a.example,10.0.0.5&mode=use-ca');
    expect(link).toEqual({
      recipe,
      mode: 'use-ca',
      answers: { plugin: 'sales', hosts: 'a.example,10.0.0.5' },
      messages: [],
    });
  });

  test('leads to the page for brought files, and brings nothing there', () => {
    const link = { recipe: undefined, toFiles: true, mode: undefined, answers: {}, messages: [] };
    expect(readFragment('#/files')).toEqual(link);
    expect(readFragment('#/files?key=x')).toEqual({ ...link, messages: [expect.stringContaining('brings no files')] });
    expect(catalogue.map(({ id }) => id)).not.toContain(filesPlace);
  });

  test.each(['', '#', '#main', '#/', 'x'])('%j is no link of ours', (hash) => {
    expect(readFragment(hash)).toBeUndefined();
  });

  test.each(['#/nothing', '#/__proto__', '#/constructor?plugin=x', '#/%E0%A4%A', '#/../qlik-sse', '#/QLIK-SSE'])(
    '%s names no system and is answered by one sentence',
    (hash) => {
      const link = readFragment(hash);
      expect(link?.recipe).toBeUndefined();
      expect(link?.messages).toHaveLength(1);
    },
  );

  test.each([
    ['an unknown field', 'colour=blue'],
    ['a prototype', '__proto__=x'],
    ['a constructor', 'constructor=x'],
    ['a value that the recipe refuses', 'plugin=..%2Fx'],
    ['markup', 'plugin=%3Cscript%3E'],
    ['a host that is none', 'hosts=a%20b!c'],
    ['an unknown way in', 'mode=steal'],
    ['the password of the CA key', 'ca-key-password=x'],
  ])('%s is named and ignored', (_, query) => {
    const link = readFragment(`#/qlik-sse?${query}&days=100`);
    expect(link?.answers).toEqual({ days: '100' });
    expect(link?.mode).toBeUndefined();
    expect(link?.messages.length).toBeGreaterThan(0);
    expect(Object.getPrototypeOf(link?.answers)).toBe(Object.prototype);
  });

  test('a value is never repeated whole in a message, nor with characters that cannot be seen', () => {
    const link = readFragment(`#/qlik-sse?plugin=${encodeURIComponent(`\u202e${'x'.repeat(500)}`)}`);
    expect(link?.messages.join('').length).toBeLessThan(500);
    expect(link?.messages.join('')).not.toContain('\u202e');
  });

  test('the first of two values counts', () => {
    const link = readFragment('#/qlik-sse?plugin=one&plugin=two');
    expect(link?.answers).toEqual({ plugin: 'one' });
    expect(link?.messages).toHaveLength(1);
  });

  test('one megabyte opens the system and ignores the values', () => {
    const link = readFragment(`#/qlik-sse?plugin=${'x'.repeat(1_000_000)}`);
    expect(link?.recipe).toBe(recipe);
    expect(link?.answers).toEqual({});
    expect(link?.messages).toHaveLength(1);
    expect(readFragment(`#/${'x'.repeat(1_000_000)}`)?.messages[0]?.length).toBeLessThan(200);
  });
});

describe('Writing a link', () => {
  test('names what differs from the defaults, and is read back the same', () => {
    const answers = { plugin: 'sales', hosts: 'a.example 10.0.0.5', days: '825' };
    const hash = writeFragment(recipe, 'use-ca', answers);
    expect(hash).toBe('#/qlik-sse?mode=use-ca&plugin=sales&hosts=a.example,10.0.0.5');
    expect(readFragment(hash)).toMatchObject({ mode: 'use-ca', answers: { plugin: 'sales' }, messages: [] });
  });

  test('keeps the spaces of a text, and none between the items of a list', () => {
    const link = writeFragment(recipe, 'new', { hosts: 'a.example b.example', 'ca-name': 'Acme, Inc. root' });
    expect(link).toContain('hosts=a.example,b.example');
    expect(readFragment(link)?.answers['ca-name']).toBe('Acme, Inc. root');
  });

  test('is bare when nothing differs', () => {
    expect(writeFragment(recipe, recipe.modes[0].id, {})).toBe('#/qlik-sse');
  });

  test('leaves out what has a problem, what is unknown and what is secret', () => {
    expect(writeFragment(recipe, recipe.modes[0].id, { plugin: '../x', password: 'x', 'ca-key-password': 'y' })).toBe(
      '#/qlik-sse',
    );
  });
});
