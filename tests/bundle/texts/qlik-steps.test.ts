import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { planBundle } from '../../../src/bundle/plan';
import type { BundlePlan, PlannedCode } from '../../../src/bundle/types';
import { findRecipe } from '../../../src/recipes/catalogue';
import { makeBundle, scratchFolder } from '../../support/bundle';
import { requireTool } from '../../support/tools';

vi.setConfig({ testTimeout: 60_000 });

const planFor = (id: string, mode: string, answers = {}): BundlePlan => planBundle(findRecipe(id)!, mode, answers);

function blocksOf({ audiences }: BundlePlan): PlannedCode[] {
  return audiences.flatMap(({ steps }) => steps.flatMap(({ code }) => code));
}

/** A folder with commands that say by what they were called, and with which address and token. */
function commands(...names: readonly string[]): string {
  const folder = scratchFolder();
  for (const name of names) {
    const said = `"$OPENMETADATA_API" "$OPENMETADATA_TOKEN" "$*"`;
    writeFileSync(join(folder, name), `#!/bin/sh\ncat >/dev/null\nprintf '${name}: %s %s %s\\n' ${said}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

describe('The lines that run OpenMetadata', () => {
  const printed = blocksOf(planFor('openmetadata-qlik-sense', 'lab')).filter(({ text }) => /^read /mu.test(text));

  it.each(printed.map((block) => [block.label, block] as const))(
    'ask for the token, not for the next line that was pasted: %s',
    (label, { text }) => {
      const typed = label.includes('Docker') ? [] : ['https://om.example.com/api'];
      const PATH = `${commands('metadata', 'docker', 'curl')}:${process.env['PATH'] ?? ''}`;
      // What bash reads line after line it reads as from a terminal without bracketed paste.
      const input = [text, ...typed, 'the token', ''].join('\n');
      const { stdout, stderr } = spawnSync('bash', ['--norc'], { input, encoding: 'utf8', env: { PATH } });
      expect(stderr).toBe('');
      if (label.startsWith('API')) expect(stdout).toMatch(/^\ncurl: .*https:\/\/om\.example\.com\/api\/v1\//mu);
      else expect(stdout).toMatch(/\/api the token (?:.* )?ingest -c /u);
    },
  );

  it('are three', () => {
    expect(printed).toHaveLength(3);
  });
});

describe('The lines that put the files of Qlik in their place', () => {
  const plan = planFor('qlik-qrs', 'convert', { machine: 'sense.example.com' });

  it.skipIf(!requireTool('unzip'))('begin beside the download, whose name they know', async () => {
    const { bundle } = await makeBundle('qlik-qrs', { machine: 'sense.example.com' });
    const [folder, installed] = [scratchFolder(), scratchFolder()];
    writeFileSync(join(folder, plan.archiveName), bundle.archive);
    const { text } = blocksOf(plan).find(({ label }) => label === 'Linux (sh)')!;
    const script = `sudo() { "$@"; }\n${text.replaceAll('/etc/qlik', installed)}`;
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(installed, 'sense.example.com'))).toContain('client_key.pem');
  });

  it('name the download on Windows too, and every block its folder there', () => {
    const blocks = blocksOf(plan);
    const windows = blocks.find(({ label }) => label === 'Windows (PowerShell, as administrator)')!;
    expect(windows.text).toContain(`'${plan.archiveName}'`);
    const reading = blocks.filter(({ language, text }) => language !== 'text' && text.includes('root.pem'));
    expect(reading.length).toBeGreaterThan(6);
    for (const { text } of reading) expect(text).toContain('CertStore');
  });
});
