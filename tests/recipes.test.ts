import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isSafe } from 'redos-detector';
import { describe, expect, it } from 'vitest';
import { holds } from '../src/bundle/conditions';
import { fieldsOf } from '../src/bundle/fields';
import { pathProblem } from '../src/bundle/paths';
import type { BundlePlan, PlannedContent } from '../src/bundle/types';
import { cards, searchCards } from '../src/recipes/cards';
import { catalogue, findRecipe } from '../src/recipes/catalogue';
import type { Encoding } from '../src/recipes/types';
import { unreadable } from './support/languages';
import type { LanguageBlock } from './support/languages';
import { conditionsIn, listing, planOf, recipeFiles, stringsIn } from './support/recipes';
import { requireTool } from './support/tools';

const update = process.env['UPDATE_GOLDEN'] === '1';

/** A placeholder, known or not; `$` before it makes it the consumer's own. */
const placeholder = /(?<!\$)\{(?:[a-z][a-z0-9]*:)?[a-z][a-z0-9-]*\}/u;
/** What certreq puts before names that are given as text; its own, and no placeholder. */
const certreqText = '"{text}"';
const late = /(?<!\$)\{(content|escaped|base64|secret):([^{}]+)\}/gu;

describe('The catalogue', () => {
  it('has each id and title once, in order of titles', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    const titles = catalogue.map(({ title }) => title);
    expect(new Set(titles.map((title) => title.toLowerCase())).size).toBe(titles.length);
    expect(titles).toEqual([...titles].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('holds every published file and no fixture', () => {
    const files = recipeFiles.filter(({ published }) => published).map(({ name }) => name);
    expect(catalogue.map(({ id }) => id).sort()).toEqual([...files].sort());
    expect(recipeFiles.filter(({ published }) => !published).length).toBe(11);
  });

  it('shows the tree of each recipe in docs/recipe-format.md', () => {
    const document = readFileSync(new URL('../docs/recipe-format.md', import.meta.url), 'utf8');
    for (const { id, artifacts } of catalogue)
      for (const segment of artifacts.flatMap(({ path }) => path.split('/'))) expect(document, id).toContain(segment);
  });

  it('finds a recipe by id, and by any words of its title, summary and aliases', () => {
    expect(findRecipe('qlik-sse')?.title).toBe('Qlik SSE plugin');
    expect(findRecipe('__proto__')).toBeUndefined();
    expect(searchCards('').length).toBe(catalogue.length);
    expect(searchCards('  ANALYTIC  qlik ').map(({ id }) => id)).toContain('qlik-sse');
    expect(searchCards('qlik nothing-like-this')).toEqual([]);
  });

  it('has a card for each recipe, in the same order and words', () => {
    expect(cards).toHaveLength(catalogue.length);
    catalogue.forEach((recipe, index) => {
      expect(recipe).toMatchObject(cards[index] ?? {});
      expect(Object.keys(cards[index] ?? {})).toEqual(
        expect.arrayContaining(['id', 'title', 'summary', 'aliases', 'proof']),
      );
    });
  });
});

describe.each(recipeFiles)('The recipe $name', ({ name, own, recipe }) => {
  const plans = recipe.samples.map((sample) => [sample.name, planOf(recipe, sample)] as const);

  it('has the name of its file as id', () => {
    expect(recipe.id).toBe(name);
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/u);
  });

  it('cites sources that were read, and holds no filler', () => {
    for (const { url, says, read } of recipe.citations) {
      expect(new URL(url).protocol).toBe('https:');
      expect(says.length).toBeGreaterThan(10);
      expect(read).toMatch(/^20\d\d-[01]\d-[0-3]\d$/u);
    }
    for (const { text } of stringsIn(recipe))
      expect(text).not.toMatch(/\b(?:TODO|FIXME|XXX|lorem|ipsum|foo|changeme|your text)\b/iu);
  });

  it('has an example for each field that the field itself takes', () => {
    for (const field of recipe.fields) {
      expect(field.label.length).toBeGreaterThan(0);
      if (!('example' in field)) continue;
      for (const { id } of recipe.modes) {
        const sample = { name: 'example', mode: id, answers: { [field.id]: field.example } };
        const fields = fieldsOf(recipe, id).map((each) => each.id);
        if (fields.includes(field.id))
          expect(planOf(recipe, sample).problems.filter((problem) => problem.field === field.id)).toEqual([]);
      }
    }
  });

  it('has ids and options that are used once', () => {
    for (const list of [recipe.fields, recipe.modes, recipe.audiences, recipe.entities, recipe.artifacts]) {
      const ids = list.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const field of recipe.fields)
      if (field.kind === 'choice') expect(field.options.map(({ value }) => value)).toContain(field.default);
  });

  it('names audiences, entities and modes that exist', () => {
    const audiences = recipe.audiences.map(({ id }) => id);
    const modes = recipe.modes.map(({ id }) => id);
    const entities = recipe.entities.map(({ id }) => id);
    for (const part of [
      recipe.artifacts,
      recipe.steps,
      recipe.values ?? [],
      recipe.checks,
      recipe.endpoints ?? [],
    ].flat())
      expect(audiences).toContain(part.audience);
    for (const { mode } of conditionsIn(recipe)) for (const id of [mode ?? []].flat()) expect(modes).toContain(id);
    const intos = recipe.artifacts.flatMap(({ encoding }) => ('into' in encoding ? [encoding.into] : []));
    for (const { id, kind, entity, root, keepsPassword } of recipe.modes.flatMap(({ brings = [] }) => brings)) {
      for (const named of [entity, root]) if (named !== undefined) expect(entities).toContain(named);
      if (kind === 'keystore') expect(intos).toContain(id);
      else expect(entity, id).toBeDefined();
      const secrets = recipe.fields.flatMap((field) => (field.kind === 'secret' ? [field.id] : []));
      if (keepsPassword !== undefined) expect(secrets).toContain(keepsPassword);
    }
    for (const { encoding } of recipe.artifacts) for (const id of entitiesIn(encoding)) expect(entities).toContain(id);
  });

  it('has patterns that take linear time', () => {
    for (const field of recipe.fields)
      if ('pattern' in field) {
        const whole = new RegExp(`^(?:${field.pattern.source})$`, field.pattern.flags);
        expect({ field: field.id, safe: isSafe(whole).safe }).toEqual({ field: field.id, safe: true });
      }
  });

  it('plans each sample without a problem', () => {
    for (const [sample, { problems }] of plans) expect({ sample, problems }).toEqual({ sample, problems: [] });
  });

  it('leaves no placeholder unresolved', () => {
    for (const [sample, plan] of plans)
      for (const { path, text } of renderedIn(plan))
        expect(text.replaceAll(late, '').replaceAll(certreqText, ''), `${sample}: ${path.join('.')}`).not.toMatch(
          placeholder,
        );
  });

  it('has no condition that no sample meets', () => {
    for (const condition of conditionsIn(recipe))
      expect(
        plans.some(([, { mode, values }]) => holds(condition, { mode: mode.id, values })),
        JSON.stringify(condition),
      ).toBe(true);
  });

  it('plans each artifact in some sample, and uses each field', () => {
    const planned = plans.flatMap(([, { entries }]) => entries.map(({ id }) => id.replace(/\[.*$/u, '')));
    for (const { id } of recipe.artifacts) expect(planned).toContain(id);
    const { fields, rejects, samples, ...rest } = recipe;
    expect(samples.length + rejects.length).toBeGreaterThan(1);
    const texts = [...stringsIn(rest), ...stringsIn(fields).filter(({ path }) => path.at(-1) !== 'id')].map(
      ({ text }) => text,
    );
    for (const { id } of fields)
      expect(
        texts.some((text) => text === id || text.includes(`{${id}}`) || text.includes(`:${id}}`)),
        id,
      ).toBe(true);
  });

  it('has paths that every system takes, under a name of their own', () => {
    for (const [, { entries, archiveName }] of plans) {
      for (const { path } of entries) expect(pathProblem(path)).toBeUndefined();
      expect(pathProblem(archiveName)).toBeUndefined();
      const folded = entries.map(({ path }) => path.toLowerCase());
      expect(new Set(folded).size).toBe(folded.length);
    }
  });

  it.skipIf(own)('lists the files of its golden listing', () => {
    const golden = new URL(`golden/${name}.txt`, import.meta.url);
    if (update) writeFileSync(golden, listing(recipe));
    expect(existsSync(golden), `tests/golden/${name}.txt is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(listing(recipe)).toBe(readFileSync(golden, 'utf8'));
  });

  it.each(recipe.rejects.map((reject) => [JSON.stringify(reject.answers).slice(0, 80), reject] as const))(
    'refuses %s',
    (_, { answers, field, code }) => {
      const refusing = recipe.modes.map(({ id }) => planOf(recipe, { name: 'reject', mode: id, answers }).problems);
      expect(refusing.flat().map((problem) => [problem.field, problem.code])).toContainEqual([field, code]);
      for (const { message } of refusing.flat()) expect(message).toMatch(/^.{15,900}[.!]$/su);
    },
  );

  it('keeps CA keys away from everything but certificates of CAs', () => {
    for (const [, plan] of plans) {
      const authorities = plan.entities.filter(({ kind }) => kind === 'authority').map(({ id }) => id);
      for (const entry of plan.entries.filter(({ content }) => holdsKeyOf(content, authorities))) {
        const beside = plan.entries.filter((other) => other !== entry && folderOf(other.path) === folderOf(entry.path));
        for (const { content } of beside) {
          const kinds = partsOf(content).map(({ as }) => as);
          expect(kinds.every((as) => as === 'certificate-pem' || as === 'certificate-der')).toBe(true);
          expect(entitiesIn(content).every((id) => authorities.includes(id))).toBe(true);
        }
      }
    }
  });

  it('closes secret files to others, and gives each machine its own folder for them', () => {
    for (const [, { entries }] of plans)
      for (const entry of entries.filter(({ secret }) => secret)) {
        expect(entry.mode & (entry.owner === undefined ? 0o077 : 0o007)).toBe(0);
        expect(entry.audience).toBeDefined();
        const beside = entries.filter((other) => other.secret && folderOf(other.path) === folderOf(entry.path));
        for (const other of beside) expect(other.audience).toBe(entry.audience);
      }
  });

  it('has no secret outside secret files', () => {
    for (const [, plan] of plans) {
      const secrets = new Set(plan.entries.filter(({ secret }) => secret).map(({ id }) => id));
      const quotes = (text: string): boolean =>
        [...text.matchAll(late)].some(([, kind, id = '']) => kind === 'secret' || secrets.has(id));
      for (const { content, secret, path } of plan.entries)
        if (content.as === 'text')
          expect({ path, secret: secret || !quotes(content.text as string) }).toEqual({ path, secret: true });
      const { audiences, checks, knownErrors, notes, archiveName } = plan;
      const steps = audiences.flatMap((audience) => [
        ...audience.steps,
        ...audience.values.filter(({ secret }) => !secret),
      ]);
      for (const { text } of stringsIn([steps, checks, knownErrors, notes, archiveName]))
        expect(quotes(text)).toBe(false);
      for (const field of recipe.fields)
        if (field.kind === 'secret') expect(Object.keys(plan.answers)).not.toContain(field.id);
    }
  });

  it('braces the name of a PowerShell variable before a colon, which would be taken for a drive', () => {
    for (const [, plan] of plans)
      for (const { language, text } of blocksIn(plan))
        if (language === 'powershell') expect(text).not.toMatch(/\$\w+:\B/u);
  });

  it('writes every block so that its language can read it', () => {
    requireTool('python-yaml');
    const blocks = plans.flatMap(([, plan]) => blocksIn(plan));
    const distinct = [...new Map(blocks.map((block) => [`${block.language} ${block.text}`, block])).values()];
    expect(unreadable(distinct)).toEqual([]);
  });
});

function blocksIn({ audiences, entries, checks }: BundlePlan): LanguageBlock[] {
  const files = entries.flatMap(({ content, path }) =>
    content.as === 'text' ? [{ label: path, language: content.language, text: content.text as string }] : [],
  );
  const commands = checks.map(({ title, command }) => ({ label: title, language: 'sh' as const, text: command }));
  const parts = audiences.flatMap(({ steps }) => steps.flatMap((step) => [step, ...(step.parts ?? [])]));
  const code = parts.flatMap((part) => part.code);
  return [...files, ...commands, ...code].map((block) => ({ ...block, text: block.text.replaceAll(late, 'eA==') }));
}

/** Every string of a plan that was written for it. */
function renderedIn(plan: BundlePlan) {
  return stringsIn(plan).filter(({ path }) => path[0] !== 'recipe' && path[0] !== 'mode');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function partsOf(content: PlannedContent): readonly PlannedContent[] {
  return content.as === 'concatenation' ? content.parts : [content];
}

function holdsKeyOf(content: PlannedContent, entities: readonly string[]): boolean {
  return partsOf(content).some(
    (part) =>
      /^(?:private|authority)-key-|^pkcs12$/u.test(part.as) && 'entity' in part && entities.includes(part.entity),
  );
}

function entitiesIn(content: PlannedContent | Encoding): readonly string[] {
  if (content.as === 'truststore-pkcs12') return content.entities.map(({ entity }) => entity);
  if (content.as === 'concatenation') return content.parts.flatMap(entitiesIn);
  return 'entity' in content ? [content.entity] : [];
}
