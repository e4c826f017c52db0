import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { subsetFor } from '../../../src/bundle/archive';
import { makeBundle, scratchFolder } from '../../support/bundle';
import { requireTool } from '../../support/tools';

describe.skipIf(!requireTool('unzip'))('The lines that place a machine’s files, as pasted', () => {
  it.each([
    ['graphex', 'server', {}, 'graphex/graphex_ssl_certificates', ['cert.pem', 'key.pem']],
    ['tls-server', 'server', { hosts: '*.example.com' }, 'ssl/_.example.com', ['cert.pem', 'fullchain.pem', 'key.pem']],
    ['mtls', 'server', {}, 'ssl/service_server', ['cert.pem', 'fullchain.pem', 'key.pem', 'root.pem']],
    ['mtls', 'client[client]', {}, 'ssl/service', ['cert.pem', 'fullchain.pem', 'key.pem', 'root.pem']],
  ])('of %s for %s, twice: the first files are kept', async (id, machine, answers, folder, names) => {
    const { bundle } = await makeBundle(id, { key: 'p-256', ...answers });
    const steps = bundle.plan.audiences.find((audience) => audience.id === machine)?.steps ?? [];
    const blocks = steps.filter(({ kind }) => kind === 'place').flatMap(({ code }) => code);
    const lines = blocks.find(({ label }) => label.startsWith('Linux (sh)'))?.text ?? '';
    const [home, etc] = [scratchFolder(), scratchFolder()];
    const { name, bytes } = subsetFor(bundle, machine);
    writeFileSync(join(home, name), bytes);
    // Who runs this is not root: the files are theirs.
    const own = lines.replaceAll('/etc/', `${etc}/`).replace('ACCOUNT=root', 'ACCOUNT=$(id -un)');
    const script = `sudo() { "$@"; }\nmkdir -p ${etc}/ssl\n${own}`;
    for (const kept of [0, 1]) {
      expect(spawnSync('/bin/sh', ['-c', script], { cwd: home }).status).toBe(0);
      expect(readdirSync(join(etc, folder)).sort()).toEqual(names);
      expect(readdirSync(join(etc, folder, '..'))).toHaveLength(1 + kept);
    }
    expect(['', 'key.pem'].map((file) => statSync(join(etc, folder, file)).mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it('of GraphEx on another computer, pasted at home, twice: the first files are kept', async () => {
    const host = 'graphex.example.com';
    const { bundle } = await makeBundle('graphex', { key: 'p-256', hosts: host });
    const [place] = (bundle.plan.audiences.find(({ id }) => id === 'server')?.steps ?? []).filter(
      ({ kind }) => kind === 'place',
    );
    const [lines] = place?.code.filter(({ language }) => language === 'sh') ?? [];
    expect(place?.parts?.flatMap(({ code }) => code.map(({ text }) => text.split('\n')[0]))).toEqual([
      'ACCOUNT=$(id -un)',
    ]);
    const [home, remote, etc] = [scratchFolder(), scratchFolder(), scratchFolder()];
    mkdirSync(join(home, 'Downloads'));
    const { name, bytes } = subsetFor(bundle, 'server');
    writeFileSync(join(home, 'Downloads', name), bytes);
    const script = `HOME=${home} SHELL=true
      sudo() { "$@"; }
      scp() { test "$2" = ${host}: && cp "$1" ${remote}; }
      ssh() { test "$1 $2" = "-t ${host}" && cd ${remote} && eval "$3"; }
      ${(lines?.text ?? '').replaceAll('/etc/', `${etc}/`)}`;
    for (const kept of [0, 1]) {
      expect(spawnSync('/bin/sh', ['-c', script]).stderr.toString()).toBe('');
      expect(readdirSync(join(etc, 'graphex'))).toHaveLength(1 + kept);
    }
    const placed = join(etc, 'graphex/graphex_ssl_certificates');
    expect(readdirSync(placed).sort()).toEqual(['cert.pem', 'key.pem']);
    expect(['', 'key.pem'].map((file) => statSync(join(placed, file)).mode & 0o777)).toEqual([0o700, 0o600]);
  });
});
