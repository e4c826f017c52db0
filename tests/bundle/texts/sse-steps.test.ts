import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
/** Where the plugin is when Qlik is on another computer. */
const away = 'sse.example.com';
let sales: UnpackedBundle;
beforeAll(async () => {
  sales = await makeBundle('qlik-sse', { plugin: 'sales', hosts: 'localhost, sse.example.com', key: 'p-256' });
});

/** The sh blocks of the plugin's step of this kind, as printed; with Qlik on the same computer unless told otherwise. */
function blocks(kind: Step['kind'], hosts = 'localhost'): readonly PlannedCode[] {
  const { audiences } = planBundle(sales.bundle.plan.recipe, 'new', { plugin: 'sales', hosts });
  const steps = audiences.find(({ id }) => id === 'plugin')?.steps ?? [];
  return steps
    .filter((step) => step.kind === kind)
    .flatMap(({ code, parts = [] }) => [...code, ...parts.flatMap((part) => part.code)])
    .filter(({ language }) => language === 'sh');
}

const zipName = (): string => subsetFor(sales.bundle, 'plugin').name;

/** A home with the download for the plugin's computer, and a folder in the place of /etc/sse. */
function downloaded(): readonly [home: string, etc: string] {
  const [home, { name, bytes }] = [scratchFolder(), subsetFor(sales.bundle, 'plugin')];
  writeFileSync(join(home, name), bytes);
  return [home, scratchFolder()];
}

/** The lines that are pasted on the plugin's computer, or at home, for Qlik elsewhere. */
function placingAway(where: 'there' | 'from home'): string {
  const [fromHome = '', there = ''] = blocks('place', away).map(({ text }) => text);
  return where === 'there' ? there : fromHome;
}

/** Exit code of lines that are pasted there. */
function paste(lines: string, home: string, etc: string): number | null {
  const script = `sudo() { "$@"; }\nset -e\n${lines.replaceAll('/etc/sse', etc)}`;
  return spawnSync('/bin/sh', ['-c', script], { cwd: home }).status;
}

describe.skipIf(!requireTool('unzip'))('The lines that place the plugin’s folder', () => {
  it.each(['there', 'from home'] as const)('fit the download for that computer, pasted %s', (where) => {
    const [home, etc] = downloaded();
    const remote = scratchFolder();
    mkdirSync(join(home, 'Downloads'));
    renameSync(join(home, zipName()), join(home, 'Downloads', zipName()));
    const network = `HOME=${home} SHELL=true
      scp() { test "$2" = ${away}: && cp "$1" ${remote}; }
      ssh() { test "$1 $2" = "-t ${away}" && cd ${remote} && eval "$3"; }`;
    const lines = where === 'there' ? placingAway(where) : `${network}\n${placingAway(where)}`;
    expect(paste(lines, where === 'there' ? join(home, 'Downloads') : home, etc)).toBe(0);
    const placed = join(etc, basename(server));
    expect(readdirSync(placed).sort()).toEqual(['root_cert.pem', 'sse_server_cert.pem', 'sse_server_key.pem']);
    const modes = [placed, join(placed, 'sse_server_key.pem')].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('place both folders from the download of everything, where Qlik is on the same computer', () => {
    const [placing = '', ...more] = blocks('place').map(({ text }) => text);
    expect(more).toEqual([]);
    const [home, etc] = [scratchFolder(), scratchFolder()];
    const { archive, plan } = sales.bundle;
    writeFileSync(join(home, plan.archiveName), archive);
    expect(paste(placing, home, etc)).toBe(0);
    expect(readdirSync(etc).sort()).toEqual(['sse_sales_client_certs_used_by_qlik', 'sse_sales_server_certs']);
    for (const name of [
      'sse_sales_client_certs_used_by_qlik/sse_client_key.pem',
      'sse_sales_server_certs/root_cert.pem',
    ])
      expect(readFileSync(join(etc, name))).toEqual(readFileSync(sales.at(`${top}/${name}`)));
    // The CA’s key stays packed.
    expect(readdirSync(join(home, 'certificates', top)).sort()).toEqual(readdirSync(etc).sort());
    expect(readdirSync(join(home, 'certificates')).sort()).toEqual([top, 'verify.sh']);
    const titles = planBundle(plan.recipe, 'new', { plugin: 'sales', hosts: 'localhost' }).audiences.flatMap(
      ({ steps }) => steps.map(({ title }) => title),
    );
    expect(titles.filter((title) => /every Qlik node|Let Qlik reach/u.test(title))).toEqual([]);
  });

  it('leave the way to the folder open under a strict umask', () => {
    const [home, etc] = downloaded();
    expect(paste(`umask 077\n${placingAway('there')}`, home, join(etc, 'sse'))).toBe(0);
    expect([statSync(join(etc, 'sse')).mode & 0o777, readdirSync(join(etc, 'sse')).length]).toEqual([0o755, 1]);
  });

  it('place nothing for an account that is not there', () => {
    const [home, etc] = downloaded();
    expect(paste(placingAway('there').replace('$(id -un)', 'nobody-of-this-name'), home, etc)).not.toBe(0);
    expect(readdirSync(etc)).toEqual([]);
  });

  it('keep what works, from any folder, and take it back', () => {
    const [home, etc] = downloaded();
    const at = (name: string): string => join(etc, `${basename(server)}${name}`);
    cpSync(sales.at(server), at(''), { recursive: true });
    const [keeping, restoring] = [blocks('backup', away), blocks('rollback', away)].map(([block]) => block?.text ?? '');
    expect(paste(`${keeping ?? ''}\ntest -e *.zip\nrm -r ${at('')}/*\n${restoring ?? ''}`, home, etc)).toBe(0);
    expect([readdirSync(at('')).length, readdirSync(at('.failed')).length]).toEqual([3, 0]);
  });
});

describe('The step that starts the plugin', () => {
  it.each([
    ['false', ['C#', 'R', 'C++', 'Java', 'Go']],
    ['true', ['C#', 'R', 'C++', 'Java', 'Go']],
  ])('shows Python and folds the other languages, with the key of Java: %s', (java, titles) => {
    const { audiences } = planBundle(sales.bundle.plan.recipe, 'new', { plugin: 'sales', 'java-key': java });
    const [start] = audiences.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'start'));
    expect(start?.code.map(({ text }) => text.split(' ')[0])).toEqual(['python3', 'python']);
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
    const home = scratchFolder();
    symlinkSync(sales.folder, join(home, 'certificates'));
    const said = await Promise.all(
      blocks('verify').map(async ({ text }) => {
        const lines = text.replace('localhost:50052', `localhost:${port}`);
        // The check stands beside the two folders; what is done by hand, in the folder that was unpacked.
        const run = promisify(execFile)('/bin/sh', ['-c', `(${lines}) 2>&1 || :`], {
          cwd: text.includes('verify.sh') ? home : sales.folder,
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
