import { describe, expect, it } from 'vitest';
import { readManifest, writeManifest } from '../../src/bundle/manifest';
import { PkiError } from '../../src/pki/errors';
import { recipe } from '../support/make';
import { textContext } from '../support/text-context';
import fc from '../support/seeded';

const context = textContext(recipe('qlik-sse'), { plugin: 'sales', key: 'p-256' });
const written = writeManifest(context);

/** The manifest with one part replaced; the path's steps are separated by dots. */
function altered(path: string, value: unknown): string {
  const whole = JSON.parse(written) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let part = whole;
  for (const step of steps) part = part[step] as Record<string, unknown>;
  part[last] = value;
  return JSON.stringify(whole);
}

function refusal(json: string): PkiError {
  try {
    readManifest(json);
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('certwright.json', () => {
  it('is read back as it was written', () => {
    const manifest = readManifest(written);
    expect(JSON.stringify(manifest)).toBe(JSON.stringify(JSON.parse(written)));
    expect(manifest).toMatchObject({
      schema: 1,
      recipe: { id: 'qlik-sse', version: context.plan.recipe.version },
      created: '2026-11-20T12:00:00.000Z',
      mode: 'new',
      answers: { plugin: 'sales', key: 'p-256' },
      authority: { origin: 'made', key: 'plain' },
    });
    expect(manifest.files.map(({ path }) => path)).toEqual(context.plan.entries.map(({ path }) => path));
    expect(manifest.entities.map(({ id }) => id)).toEqual(context.certificates.map(({ id }) => id));
    expect(manifest.files.filter(({ secret }) => secret).every(({ mode }) => mode === '0600')).toBe(true);
  });

  it('says what became of the CA’s key', () => {
    const authority = (answers: Record<string, string>, mode = 'new'): unknown =>
      readManifest(writeManifest(textContext(recipe('qlik-sse'), answers, { mode }))).authority;
    expect(authority({ 'ca-key': 'protected' })).toEqual({ origin: 'made', key: 'protected' });
    expect(authority({ 'ca-key': 'discard' })).toEqual({ origin: 'made', key: 'discarded' });
    expect(authority({}, 'use-ca')).toEqual({ origin: 'brought', key: 'not included' });
  });

  it.each([
    ['schema', 0],
    ['schema', '1'],
    ['recipe.id', '../x'],
    ['recipe.version', 1.5],
    ['created', 'yesterday'],
    ['answers', []],
    ['answers.plugin', 5],
    ['authority.key', 'sold'],
    ['entities', {}],
    ['entities.0.role', 'king'],
    ['entities.0.sha256', 'AB'],
    ['entities.0.sans', [{ kind: 'x', value: '' }]],
    ['files.0.path', '../README.txt'],
    ['files.0.path', '/etc/passwd'],
    ['files.0.path', 'C:/x'],
    ['files.0.path', String.raw`a\b`],
    ['files.0.path', 'a//b'],
    ['files.0.path', 'a/./b'],
    ['files.0.path', ''],
    ['files.0.mode', '4755'],
    ['files.0.secret', 'no'],
  ])('with a wrong %s is refused, naming the part', (path, value) => {
    const { code, message } = refusal(altered(path, value));
    expect(code).toBe('file-damaged');
    const [part = ''] = path
      .replaceAll(/\.(\d+)/gu, '[$1]')
      .split('.')
      .slice(-1);
    expect(message).toContain(part);
  });

  it('of a later schema asks for a newer Certwright', () => {
    expect(refusal(altered('schema', 2)).message).toContain('newer');
  });

  it('is refused by size before it is parsed, and when it is no JSON', () => {
    expect(refusal(' '.repeat(1024 * 1024 + 1)).code).toBe('file-too-large');
    for (const text of ['', '{', 'null', '[]', '"x"', '1']) expect(refusal(text).code).toBe('file-damaged');
  });

  it('cannot reach a prototype', () => {
    const json = written.replace('"answers": {', '"__proto__": {"polluted": true}, "answers": {"__proto__": "x",');
    expect(refusal(json).code).toBe('file-damaged');
    const unknown = written.replace('"schema"', '"__proto__": {"polluted": true}, "constructor": 1, "schema"');
    expect(Object.keys(readManifest(unknown))).toEqual(Object.keys(readManifest(written)));
    expect((readManifest(unknown) as { polluted?: boolean }).polluted).toBeUndefined();
    const empty = '{"__proto__": {"schema": 1}}';
    expect(refusal(empty).message).toContain('schema');
  });

  it('is read or refused, whatever is in it, and never fails in another way', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((value) => altered('entities', value)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          expect(readManifest(text).schema).toBe(1);
        } catch (error) {
          if (!(error instanceof PkiError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
