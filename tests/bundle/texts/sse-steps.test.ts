import { execFile, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { subsetFor } from '../../../src/bundle/archive';
import { planBundle } from '../../../src/bundle/plan';
import type { PlannedCode } from '../../../src/bundle/types';
import type { Step } from '../../../src/recipes/types';
import { makeBundle, scratchFolder } from '../../support/bundle';
import type { UnpackedBundle } from '../../support/bundle';
import { startSseServer } from '../../support/sse-server';
import { requireTool } from '../../support/tools';

vi.setConfig({ testTimeout: 60_000 });

const top = 'sse_sales_generated_certs';
const server = `${top}/sse_sales_server_certs`;
let sales: UnpackedBundle;
beforeAll(async () => {
  sales = await makeBundle('qlik-sse', { plugin: 'sales', key: 'p-256' });
});

/** The sh blocks of the plugin's step of this kind, as printed. */
function blocks(kind: Step['kind']): readonly PlannedCode[] {
  const steps = sales.bundle.plan.audiences.find(({ id }) => id === 'plugin')?.steps ?? [];
  return steps
    .filter((step) => step.kind === kind)
    .flatMap(({ code }) => code.filter(({ language }) => language === 'sh'));
}

describe.skipIf(!requireTool('unzip'))('The lines that place the plugin’s folder', () => {
  it('fit the download for that computer, and its folder alone', () => {
    const [, unpacking, placing] = blocks('place').map(({ text }) => text);
    const download = subsetFor(sales.bundle, 'plugin');
    const starts: readonly [(home: string) => void, string][] = [
      [
        (home) => {
          writeFileSync(join(home, download.name), download.bytes);
        },
        unpacking ?? '',
      ],
      [
        (home) => {
          cpSync(sales.at(server), join(home, basename(server)), { recursive: true });
        },
        '',
      ],
    ];
    for (const [bring, before] of starts) {
      const [home, etc] = [scratchFolder(), scratchFolder()];
      bring(home);
      const lines = `sudo() { "$@"; }\nchown() { :; }\nset -e\n${before}\n${placing ?? ''}`;
      const { status } = spawnSync('/bin/sh', ['-c', lines.replaceAll('/etc/sse', etc)], { cwd: home });
      expect({ before, status }).toEqual({ before, status: 0 });
      const names = ['root_cert.pem', 'sse_server_cert.pem', 'sse_server_key.pem'];
      expect(readdirSync(join(etc, basename(server))).sort()).toEqual(names);
    }
  });
});

describe('The step that starts the plugin', () => {
  it.each([
    ['false', ['C#', 'R', 'C++', 'Go']],
    ['true', ['C#', 'R', 'C++', 'Java', 'Go']],
  ])('shows Python and folds the other languages, with the key of Java: %s', (java, titles) => {
    const { audiences } = planBundle(sales.bundle.plan.recipe, 'new', { plugin: 'sales', 'java-key': java });
    const [start] = audiences.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'start'));
    expect(start?.code.map(({ text }) => text.split(' ')[0])).toEqual(['python']);
    expect(start?.parts?.map(({ title }) => title)).toEqual(titles);
    expect(start?.parts?.every(({ code }) => code.every(({ text }) => text.includes('sse_sales_server_certs')))).toBe(
      true,
    );
  });
});

describe.skipIf(!requireTool('openssl', 'python-grpc'))('The lines that see whom the plugin answers', () => {
  it.each([true, false])('tell whether it demands a client certificate: %s', async (clientCheck) => {
    const { port, stop } = await startSseServer(sales.at(server), { clientCheck });
    onTestFinished(stop);
    const said = await Promise.all(
      blocks('verify').map(async ({ text }) => {
        const lines = text.replace('localhost:50052', `localhost:${port}`);
        const run = promisify(execFile)('/bin/sh', ['-c', `(${lines}) 2>&1 || :`], {
          cwd: sales.folder,
          encoding: 'latin1',
        });
        return (await run).stdout;
      }),
    );
    const [script = '', withCertificate = '', without = ''] = said;
    expect(withCertificate).toContain('Verify return code: 0 (ok)');
    expect(withCertificate).toMatch(/DONE$/mu);
    expect(/DONE$/mu.test(without)).toBe(!clientCheck);
    expect(/unexpected eof while reading|certificate required/u.test(without)).toBe(clientCheck);
    expect(script.includes('accepts clients without a certificate')).toBe(!clientCheck);
  });
});
