import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fieldsOf } from '../src/bundle/fields';
import { planBundle } from '../src/bundle/plan';
import type { Bundle, BundlePlan, PlannedContent } from '../src/bundle/types';
import { createBundle } from '../src/jobs/create';
import type { Material } from '../src/jobs/types';
import type { Mode, Recipe, Sample } from '../src/recipes/types';
import { externalToolNames } from '../tools/external-tools.mjs';
import { runCli } from './entries/command-line';
import { createFor, makeBundle, scratchFolder, unpack } from './support/bundle';
import { host } from './support/make';
import { recipeFiles } from './support/recipes';
import { requireTool } from './support/tools';

// Each test makes a bundle or two and starts several processes.
vi.setConfig({ testTimeout: 60_000 });

/** One way through a recipe: a sample's answers in a mode, with quick keys unless the sample is about others. */
interface Run {
  readonly recipe: Recipe;
  readonly mode: Mode;
  readonly answers: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** Modes whose material can come from an earlier bundle of ours. */
const possible = ({ brings = [] }: Mode): boolean => brings.every(({ kind }) => kind === 'authority');

function runsOf(recipe: Recipe): (readonly [string, Run])[] {
  return recipe.modes
    .filter(possible)
    .flatMap((mode) =>
      recipe.samples.map((sample) => [`${sample.name}, ${mode.id}`, runOf(recipe, mode, sample)] as const),
    );
}

function runOf(recipe: Recipe, mode: Mode, { answers }: Pick<Sample, 'answers'>): Run {
  const fields = fieldsOf(recipe, mode.id);
  const known = Object.entries({ key: 'p-256', ...answers }).filter(([id]) => fields.some((field) => field.id === id));
  const passwords = fields.flatMap((field) =>
    field.kind === 'secret' ? [[field.id, field.fixed ?? `a password for ${field.id}`] as const] : [],
  );
  return {
    recipe,
    mode,
    answers: Object.fromEntries(known),
    secrets: { 'ca-key-password': 'a password for the CA key', ...Object.fromEntries(passwords) },
  };
}

/** An earlier bundle of the same recipe, whose CA is brought. */
function earlier({ recipe }: Run): ReturnType<typeof createFor> {
  const { answers, secrets } = runOf(recipe, recipe.modes[0], { answers: { 'ca-key': 'plain' } });
  return createFor(recipe, answers, { secrets });
}

/** What the user brings, if anything: the whole zip, or only the files of the CA where the zip may hold several. */
async function materialsOf(run: Run, give: (bundle: Bundle) => Material['files']): Promise<Record<string, Material>> {
  const slots = run.mode.brings ?? [];
  if (slots.length === 0) return {};
  const files = give(await earlier(run));
  return Object.fromEntries(slots.map(({ id }) => [id, { files }]));
}

const wholeZip = ({ archive }: Bundle): Material['files'] => [{ name: 'earlier.zip', bytes: archive }];

function filesOfCa({ plan, entries }: Bundle): Material['files'] {
  const contents = new Map(plan.entries.map(({ path, content }) => [path, content]));
  const key = plan.entries.map(({ content }) => content).find(({ as }) => as === 'authority-key-pem');
  const ofCa = (content: PlannedContent | undefined): boolean =>
    content === key ||
    (content?.as === 'certificate-pem' && key?.as === 'authority-key-pem' && content.entity === key.entity);
  return entries.filter(({ path }) => ofCa(contents.get(path))).map(({ path: name, bytes }) => ({ name, bytes }));
}

/** PEM labels that an encoding leads to, in order (RFC 7468, RFC 5915); undefined: not PEM. */
function labelsOf(content: PlannedContent, plan: BundlePlan): readonly string[] | undefined {
  const labels: Partial<Record<PlannedContent['as'], string>> = {
    'certificate-pem': 'CERTIFICATE',
    'private-key-pkcs8-pem': 'PRIVATE KEY',
    'private-key-pkcs1-pem': 'RSA PRIVATE KEY',
    'private-key-sec1-pem': 'EC PRIVATE KEY',
    'private-key-encrypted-pem': 'ENCRYPTED PRIVATE KEY',
    'authority-key-pem': plan.authorityKey === 'protected' ? 'ENCRYPTED PRIVATE KEY' : 'PRIVATE KEY',
    'public-key-pem': 'PUBLIC KEY',
  };
  if (content.as === 'concatenation') return content.parts.flatMap((part) => labelsOf(part, plan) ?? []);
  const label = labels[content.as];
  return label === undefined ? undefined : [label];
}

/** The labels in a file, several certificates in a row told once: how long a chain is, is not the encoding's. */
function labelsIn(text: string): string[] {
  const labels = [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----$/gmu)].map(([, label = '']) => label);
  return onceInARow(labels);
}

const onceInARow = (labels: readonly string[]): string[] =>
  labels.filter((label, index) => label !== 'CERTIFICATE' || labels[index - 1] !== label);

/** What the archive says of its files, as far as plan and answers decide it. */
function assertFilesFitTheirEncodings(plan: BundlePlan, at: (path: string) => string): void {
  for (const { path, content } of plan.entries) {
    const labels = labelsOf(content, plan);
    if (labels === undefined) continue;
    const text = readFileSync(at(path), 'latin1');
    expect({ path, labels: labelsIn(text) }).toEqual({ path, labels: onceInARow(labels) });
    expect(text, path).toMatch(/^(?:[\x21-\x7e ]{1,64}\n)+$/u);
  }
}

/** Runs every check of the recipe as a user would, in the folder that was unpacked. */
function assertChecksHold({ checks }: BundlePlan, folder: string): void {
  for (const { command, expect: expected = '' } of checks) {
    requireTool(...externalToolNames.filter((name) => command.split(/[\s|;&]+/u).includes(name)));
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect({ command, status, stderr }).toMatchObject({ command, status: 0 });
    expect(stdout + stderr).toContain(expected);
  }
}

/** A manifest without what is new in every bundle. */
function lastingPart(manifest: string): unknown {
  return JSON.parse(manifest, (name, value: unknown) =>
    ['serialNumber', 'sha256', 'created', 'notBefore', 'notAfter'].includes(name) ? typeof value : value,
  );
}

/** The same job through the built command line. */
async function throughCommandLine(run: Run, plan: BundlePlan): Promise<ReturnType<typeof unpack>> {
  const { recipe, mode, answers, secrets } = run;
  const folder = scratchFolder();
  const argv = Object.entries(answers).flatMap(([id, value]) => ['--set', `${id}=${value}`]);
  const wanted = Object.entries(secrets).filter(
    ([id]) => id !== 'ca-key-password' || plan.entries.some(({ content }) => isProtectedKey(content, plan)),
  );
  for (const [id, secret] of wanted) {
    writeFileSync(join(folder, id), secret);
    argv.push('--set-file', `${id}=${id}`);
  }
  if ((mode.brings ?? []).length > 0) {
    writeFileSync(join(folder, 'earlier.zip'), (await earlier(run)).archive);
    argv.push('--ca', 'earlier.zip');
  }
  const ended = await runCli(folder, 'make', recipe.id, '--set', `mode=${mode.id}`, ...argv, '--out', 'bundle.zip');
  expect(ended).toMatchObject({ code: 0, stdout: 'bundle.zip\n' });
  return unpack(new Uint8Array(readFileSync(join(folder, 'bundle.zip'))));
}

const isProtectedKey = ({ as }: PlannedContent, { authorityKey }: BundlePlan): boolean =>
  as === 'authority-key-pem' && authorityKey === 'protected';

describe.each(recipeFiles.filter(({ published }) => published))('The bundle of $name', ({ recipe }) => {
  it.each(runsOf(recipe))('passes its own checks, and is the same from the command line: %s', async (_, run) => {
    const { answers, secrets, mode } = run;
    const made = await makeBundle(recipe, answers, {
      mode: mode.id,
      secrets,
      materials: await materialsOf(run, wholeZip),
    });
    const { plan } = made.bundle;
    assertFilesFitTheirEncodings(plan, made.at);
    expect(plan.checks.length).toBeGreaterThan(0);
    assertChecksHold(plan, made.folder);

    const other = await throughCommandLine(run, plan);
    const manifests = [made, other].map(({ at }) => lastingPart(readFileSync(at('certwright.json'), 'utf8')));
    // Its files are listed with their permissions; the archive holds them and nothing else, or it would not be offered.
    expect(manifests[1]).toEqual(manifests[0]);
  });
});

/** Encodings that this release plans and shows but cannot write. */
const later: readonly string[] = ['pkcs12', 'truststore-pkcs12', 'request-pem'];

describe.each(recipeFiles.filter(({ published }) => !published))('The fixture $name', ({ recipe }) => {
  const runs = runsOf(recipe).map(([name, run]) => [name, run, planBundle(recipe, run.mode.id, run.answers)] as const);
  const waits = ({ entries }: BundlePlan): boolean => entries.some(({ content }) => later.includes(content.as));
  const ready = runs.filter(([, , plan]) => !waits(plan));
  const refused = runs.filter(([, , plan]) => waits(plan));

  it.each(ready)('is made and passes every check: %s', async (_, run) => {
    const { answers, secrets, mode } = run;
    const made = await makeBundle(recipe, answers, {
      mode: mode.id,
      secrets,
      materials: await materialsOf(run, filesOfCa),
    });
    expect(made.bundle.checks.filter(({ passed }) => !passed)).toEqual([]);
    assertFilesFitTheirEncodings(made.bundle.plan, made.at);
    assertChecksHold(made.bundle.plan, made.folder);
  });

  it.each(refused)('is refused before a key is made, since it needs what comes later: %s', async (_, run) => {
    const { answers, secrets, mode } = run;
    const takeKey = (): never => {
      throw new Error('A key was asked for.');
    };
    const job = { recipe, mode: mode.id, answers, secrets, materials: {} };
    await expect(createBundle(job, { ...host, takeKey })).rejects.toMatchObject({
      name: 'PkiError',
      code: 'encoding-unavailable',
    });
  });
});
