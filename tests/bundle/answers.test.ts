import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../src/bundle/answers';
import { fieldsOf } from '../../src/bundle/fields';
import { planBundle } from '../../src/bundle/plan';
import type { Answers } from '../../src/bundle/types';
import type { Recipe } from '../../src/recipes/types';
import { recipeFiles } from '../support/recipes';
import fc from '../support/seeded';

function recipe(id: string): Recipe {
  return recipeFiles.find(({ name }) => name === id)!.recipe;
}

const sse = recipe('qlik-sse');
const actian = recipe('actian-integration-manager');
const cockroach = recipe('cockroachdb');

/** Codes of the problems at a field. */
function codes(answers: Answers, field: string, from: Recipe = sse, mode = 'new'): string[] {
  return readAnswers(from, mode, answers)
    .problems.filter((problem) => problem.field === field)
    .map(({ code }) => code);
}

describe('The fields of a mode', () => {
  it("are the recipe's and the shared ones that something depends on", () => {
    expect(fieldsOf(sse, 'new').map(({ id }) => id)).toEqual([
      'plugin',
      'hosts',
      'qlik',
      'port',
      'java-key',
      'ips-as-dns',
      'key',
      'days',
      'ca-days',
      'ca-name',
      'ca-key',
      'limit-ca',
    ]);
    expect(fieldsOf(sse, 'use-ca').map(({ id }) => id)).toEqual([
      'plugin',
      'hosts',
      'qlik',
      'port',
      'java-key',
      'ips-as-dns',
      'key',
      'days',
    ]);
    expect(fieldsOf(actian, 'request').map(({ id }) => id)).not.toContain('ca-key');
    expect(fieldsOf(actian, 'convert').map(({ id }) => id)).not.toContain('key');
    expect(fieldsOf(recipe('istio'), 'new').map(({ id }) => id)).toEqual([
      'cluster',
      'key',
      'ca-days',
      'ca-name',
      'ca-key',
    ]);
  });

  it('show few, the rest being advanced, each with a default', () => {
    expect(
      fieldsOf(sse, 'new')
        .filter(({ advanced }) => advanced !== true)
        .map(({ id }) => id),
    ).toEqual(['plugin', 'hosts', 'qlik']);
    const { answers } = readAnswers(sse, 'new', {});
    expect(answers).toMatchObject({
      plugin: 'myplugin',
      hosts: 'localhost, 127.0.0.1, ::1',
      key: 'rsa-2048',
      days: '825',
      'ca-days': '3650',
      'ca-key': 'plain',
      'limit-ca': 'false',
    });
  });
});

describe('Answers', () => {
  it('take hosts in any form, keep their order and drop doubles', () => {
    const hosts = 'https://SSE.Example.com:443/x;10.0.0.5\n[2001:DB8:0::5]:50052, sse.example.com.';
    expect(readAnswers(sse, 'new', { hosts }).answers['hosts']).toBe('sse.example.com, 10.0.0.5, 2001:db8::5');
  });

  it('take lists separated by comma, semicolon, space or newline', () => {
    const { answers, values } = readAnswers(cockroach, 'new', { users: 'root,maxroach; app\nroot' });
    expect(answers['users']).toBe('root, maxroach, app');
    expect(values.get('users')).toEqual({ kind: 'list', items: ['root', 'maxroach', 'app'] });
  });

  it('are normalised so that they read the same again', () => {
    for (const { recipe: each } of recipeFiles)
      for (const { mode = each.modes[0].id, answers } of each.samples) {
        const once = readAnswers(each, mode, answers);
        const again = readAnswers(each, mode, once.answers);
        expect(again.answers).toEqual(once.answers);
        expect(again.problems).toEqual([]);
      }
  });

  it('have defaults that follow other answers', () => {
    expect(readAnswers(actian, 'new', { host: 'a.b.example' }).answers['hosts']).toBe('a.b.example, a, localhost');
    expect(readAnswers(actian, 'new', { host: '10.0.0.5' }).answers['hosts']).toBe('10.0.0.5, localhost');
    expect(readAnswers(sse, 'new', { plugin: 'sales' }).answers['ca-name']).toBe('SSE root for sales');
  });

  it('lose their capitals where these do not count, and say so', () => {
    const { answers, notices, problems } = readAnswers(actian, 'new', { alias: ' My IM ' });
    expect(answers['alias']).toBe('my im');
    expect(problems).toEqual([]);
    expect(notices.filter(({ field }) => field === 'alias').map(({ message }) => message)).toEqual([
      'Alias in the keystore: My IM is written my im, because upper and lower case are the same here.',
    ]);
    expect(readAnswers(actian, 'new', { alias: 'my im' }).notices).toEqual([]);
    // The Kelvin sign, whose lower case is an ASCII letter.
    expect(codes({ alias: '\u212Aey' }, 'alias', actian)).toEqual(['field-invalid']);
    expect(readAnswers(actian, 'new', { alias: 'SCHLÜSSEL' }).notices).toEqual([]);
  });

  it('with a problem stand with their default', () => {
    const { answers, problems } = readAnswers(sse, 'new', { plugin: '../x', days: '0', hosts: 'a..b' });
    expect(answers).toMatchObject({
      plugin: 'myplugin',
      days: '825',
      hosts: 'localhost, 127.0.0.1, ::1',
      'ca-name': 'SSE root for myplugin',
    });
    expect(problems.map(({ field }) => field)).toEqual(['plugin', 'hosts', 'days']);
  });

  it('may be empty only where the default is', () => {
    expect(codes({ plugin: ' ' }, 'plugin')).toEqual(['field-required']);
    expect(codes({ hosts: ' , ' }, 'hosts')).toEqual(['field-required']);
    expect(codes({ users: '' }, 'users', recipe('mongodb'))).toEqual([]);
    expect(codes({ note: '' }, 'note', recipe('kafka'))).toEqual([]);
  });

  it('never hold a secret', () => {
    const { answers, problems } = readAnswers(actian, 'new', { password: 'hunter2' });
    expect(JSON.stringify([answers, problems])).not.toContain('hunter2');
    expect(problems.map(({ field, code }) => [field, code])).toEqual([['password', 'field-invalid']]);
  });

  it('of fields that do not apply are left out', () => {
    expect(readAnswers(actian, 'convert', {}).answers).not.toHaveProperty('token-key');
    expect(codes({ 'token-key': 'true' }, 'token-key', actian, 'convert')).toEqual(['field-unknown']);
    expect(codes({ 'ca-name': 'x' }, 'ca-name', sse, 'use-ca')).toEqual(['field-unknown']);
  });

  it.each(['rsa-1024', 'RSA-2048', '', '__proto__'])('know no key %j', (key) => {
    expect(codes({ key }, 'key')).toEqual(['field-invalid']);
  });

  it('refuse a key that no certificate of the recipe may have', () => {
    const rsaOnly: Recipe = { ...sse, entities: [{ id: 'sa', kind: 'key-pair', title: 'Key', keys: ['rsa-2048'] }] };
    expect(codes({ key: 'p-256' }, 'key', rsaOnly)).toEqual(['algorithm-not-allowed']);
  });

  it.each(['1', '825', '36500'])('take %s days', (days) => {
    expect(codes({ days }, 'days')).toEqual([]);
  });

  it.each(['0', '-1', '1.5', '1e3', '36501', 'NaN', '٣', '99999999999999999999', ''])('refuse %j days', (days) => {
    expect(codes({ days }, 'days')).toEqual(['days-invalid']);
  });
});

/** What a link can bring. */
const hostile = [
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  '"><script>',
  "'; DROP TABLE x; --",
  '$(reboot)',
  '`reboot`',
  '${jndi:ldap://x}',
  '{content:root-key}',
  '{{7*7}}',
  'a\nb',
  'a\r\nSet-Cookie: x',
  'a\0b',
  'sales\u202Egpj.exe',
  '\uFEFF',
  '\uD800',
  '../../etc/passwd',
  'C:\\x',
  '; [Settings 7]',
  '%00',
  '😀'.repeat(50),
  'a'.repeat(300),
  'a,'.repeat(200),
];

describe('Hostile answers', () => {
  it.each(recipeFiles)(
    'of $name become problems or harmless values, never exceptions',
    { timeout: 60_000 },
    ({ recipe: each }) => {
      for (const { id: mode } of each.modes)
        for (const { id } of fieldsOf(each, mode))
          for (const value of hostile) {
            const { problems, answers, archiveName, entries } = planBundle(each, mode, { [id]: value });
            for (const { message } of problems) expect(message).not.toMatch(/[\p{Cc}\u202e\ufeff\ud800]/u);
            if (problems.length > 0) continue;
            expect(JSON.stringify([answers, archiveName, entries])).not.toMatch(
              /\\u0000|\\n(?:b|Set)|\u202e|content:root-key/u,
            );
          }
    },
  );

  it('of 10 MB get one short sentence', () => {
    const long = 'a'.repeat(10_000_000);
    for (const { id } of fieldsOf(sse, 'new')) {
      const { problems } = planBundle(sse, 'new', { [id]: long });
      expect(problems.map(({ field }) => field)).toEqual([id]);
      expect(problems[0]!.message.length).toBeLessThan(400);
    }
  });

  it('cannot reach the prototype of objects', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const answers = JSON.parse(
      '{"__proto__": "x", "constructor": "y", "toString": "z", "plugin": "__proto__"}',
    ) as Answers;
    const plan = planBundle(sse, 'new', answers);
    expect(plan.problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['__proto__', 'constructor', 'toString']),
    );
    expect(Object.keys(plan.answers)).not.toContain('__proto__');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(planBundle(sse, '__proto__', {}).problems.map(({ code }) => code)).toEqual(['mode-unknown']);
  });

  it('under unknown names are named, but not all of thousands', () => {
    const answers = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, '']));
    expect(readAnswers(sse, 'new', answers).problems.length).toBeLessThan(10);
    const [problem] = readAnswers(sse, 'new', { ['x'.repeat(1000)]: '' }).problems;
    expect(problem).toMatchObject({ code: 'field-unknown' });
    expect(problem!.message.length).toBeLessThan(400);
  });

  it('of any form never throw', () => {
    const ids = fieldsOf(sse, 'new').map(({ id }) => id);
    const answers = fc.dictionary(fc.oneof(fc.constantFrom(...ids), fc.string()), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(answers, fc.constantFrom('new', 'use-ca', 'x'), (given, mode) => {
        const { problems, entries } = planBundle(sse, mode, given);
        expect(entries.length).toBeGreaterThan(10);
        for (const { message } of problems) expect(message).toMatch(/\S.{10,}[.!]$/su);
      }),
      { numRuns: 100 },
    );
  });
});
