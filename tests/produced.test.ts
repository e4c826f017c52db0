import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { secretFieldsOf } from '../src/bundle/secret-fields';
import type { BundlePlan, PlannedContent } from '../src/bundle/types';
import { externalToolNames } from '../tools/external-tools.mjs';
import { runCli } from './entries/command-line';
import { scratchFolder, unpack } from './support/bundle';
import type { BroughtFiles } from './support/materials';
import { recipeFiles } from './support/recipes';
import { broughtIn, madeIn, runsOf } from './support/runs';
import type { Run } from './support/runs';
import { requireTool } from './support/tools';

// Each test makes a bundle or two and starts several processes.
vi.setConfig({ testTimeout: 60_000 });

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
    'request-pem': 'CERTIFICATE REQUEST',
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
function assertChecksHold({ checks }: BundlePlan, folder: string, secrets: Run['secrets']): void {
  const env = { ...process.env, ...environmentOf(secrets) };
  for (const { command, expect: expected = '' } of checks) {
    requireTool(...externalToolNames.filter((name) => command.split(/[\s|;&]+/u).includes(name)));
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: folder, encoding: 'utf8', env });
    expect({ command, status, stderr }).toMatchObject({ command, status: 0 });
    expect(stdout + stderr).toContain(expected);
  }
}

/** Passwords as commands read them: STOREPASS, and each under its field's name in capitals. */
function environmentOf(secrets: Run['secrets']): Record<string, string> {
  const named = Object.entries(secrets).map(([id, text]) => [id.toUpperCase().replaceAll('-', '_'), text] as const);
  return {
    ...(secrets['password'] === undefined ? {} : { STOREPASS: secrets['password'] }),
    ...Object.fromEntries(named),
  };
}

/** A manifest without what is new in every bundle. */
function lastingPart(manifest: string): unknown {
  return JSON.parse(manifest, (name, value: unknown) =>
    ['serialNumber', 'sha256', 'created', 'notBefore', 'notAfter'].includes(name) ? typeof value : value,
  );
}

/** The same job through the built command line. */
async function throughCommandLine(run: Run, plan: BundlePlan, brought: BroughtFiles): ReturnType<typeof unpack> {
  const { recipe, mode, answers } = run;
  const wantedHere = secretFieldsOf(plan).flatMap(({ id, fixed }) => (fixed === undefined ? [id] : []));
  const chosen = Object.entries(run.secrets).filter(([id]) => id === 'ca-key-password' || wantedHere.includes(id));
  const secrets = { ...Object.fromEntries(chosen), ...brought.secrets };
  const folder = scratchFolder();
  const argv = Object.entries(answers).flatMap(([id, value]) => ['--set', `${id}=${value}`]);
  const wanted = Object.entries(secrets).filter(
    ([id]) => id !== 'ca-key-password' || plan.entries.some(({ content }) => isProtectedKey(content, plan)),
  );
  for (const [id, secret] of wanted) {
    writeFileSync(join(folder, id), secret);
    argv.push('--set-file', `${id}=${id}`);
  }
  for (const [id, { files }] of Object.entries(brought.materials))
    for (const { name, bytes } of files) {
      const file = `${id}-${name}`;
      writeFileSync(join(folder, file), bytes);
      argv.push('--set-file', `${id}=${file}`);
    }
  const ended = await runCli(folder, 'make', recipe.id, '--set', `mode=${mode.id}`, ...argv, '--out', 'bundle.zip');
  expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: 'bundle.zip\n' });
  return unpack(new Uint8Array(readFileSync(join(folder, 'bundle.zip'))));
}

const isProtectedKey = ({ as }: PlannedContent, { authorityKey }: BundlePlan): boolean =>
  as === 'authority-key-pem' && authorityKey === 'protected';

describe.each(recipeFiles.filter(({ published }) => published))('The bundle of $name', ({ recipe }) => {
  it.each(runsOf(recipe))('passes its own checks, and is the same from the command line: %s', async (_, run) => {
    const brought = await broughtIn(run);
    const made = await madeIn(run, brought);
    const { plan } = made.bundle;
    assertFilesFitTheirEncodings(plan, made.at);
    expect(plan.checks.length).toBeGreaterThan(0);
    assertChecksHold(plan, made.folder, { ...run.secrets });

    const other = await throughCommandLine(run, plan, brought);
    const manifests = [made, other].map(({ at }) => lastingPart(readFileSync(at('certwright.json'), 'utf8')));
    // Its files are listed with their permissions; the archive holds them and nothing else, or it would not be offered.
    expect(manifests[1]).toEqual(manifests[0]);
  });
});

describe.each(recipeFiles.filter(({ published }) => !published))('The fixture $name', ({ recipe }) => {
  it.each(runsOf(recipe))('is made and passes every check: %s', async (_, run) => {
    const made = await madeIn(run, await broughtIn(run));
    expect(made.bundle.checks.filter(({ passed }) => !passed)).toEqual([]);
    assertFilesFitTheirEncodings(made.bundle.plan, made.at);
    assertChecksHold(made.bundle.plan, made.folder, run.secrets);
  });
});
