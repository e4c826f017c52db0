import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../tools/checksums.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds a copy of the sources, without what was built before, in another folder and another part of the world. */
function buildElsewhere(folder: string, world: Readonly<Record<string, string>>): ReadonlyMap<string, Buffer> {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const wanted = /^(?:src|public|tools)\/|^[^/]+\.(?:json|ts|html)$|^LICENSE$/u;
  for (const path of listed.split('\0').filter((each) => wanted.test(each) && existsSync(join(root, each)))) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { force: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], {
    cwd: folder,
    env: { ...process.env, ...world },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const dist = join(folder, 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(dist.length + 1).replaceAll('\\', '/'), readFileSync(path)];
    }),
  );
}

describe('The build', { timeout: 300_000 }, () => {
  let folder = '';
  let here: ReadonlyMap<string, Buffer>;
  let there: ReadonlyMap<string, Buffer>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certwright-build-'));
    here = buildElsewhere(join(folder, 'a'), { TZ: 'UTC', LC_ALL: 'C' });
    there = buildElsewhere(join(folder, 'another place/further down'), { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' });
  }, 300_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('makes every artefact, and the same octets in another folder, time zone and language', () => {
    expect([...here.keys()]).toEqual(
      expect.arrayContaining(['cli.js', 'site/index.html', 'site/certwright.html', 'site/SHA256SUMS']),
    );
    expect([...there.keys()].sort()).toEqual([...here.keys()].sort());
    expect([...here].filter(([path, bytes]) => there.get(path)?.equals(bytes) !== true)).toEqual([]);
  });

  test('names no folder of the computer that it ran on', () => {
    for (const [path, bytes] of here) {
      const text = bytes.toString('utf8');
      for (const place of [folder, root]) expect(text.includes(place), `${place} in ${path}`).toBe(false);
    }
  });

  test('sums up every file of the site, as other programs do, and shows the digest of the one file on the page', () => {
    const sums = here.get('site/SHA256SUMS')?.toString() ?? '';
    const listed = sums
      .trimEnd()
      .split('\n')
      .map((line) => line.split('  ') as [string, string]);
    const site = [...here.keys()].filter((path) => path.startsWith('site/') && path !== 'site/SHA256SUMS');
    expect(listed.map(([, path]) => `site/${path}`)).toEqual(site.sort());
    for (const [digest, path] of listed) expect(sha256(here.get(`site/${path}`)!)).toBe(digest);
    const command = { linux: ['sha256sum', '-c'], darwin: ['shasum', '-a', '256', '-c'] }[process.platform as string];
    if (command !== undefined) {
      const [program = '', ...options] = command;
      execFileSync(program, [...options, 'SHA256SUMS'], { cwd: join(folder, 'a/dist/site') });
    }
    const script = [...here].find(([path]) => /assets\/index-.*\.js$/u.test(path))?.[1].toString() ?? '';
    expect(script).toContain(sha256(here.get('site/certwright.html')!));
  });

  test('passes on the licence of every package that it holds', () => {
    const text = readFileSync(join(root, 'node_modules/svelte/LICENSE.md'), 'utf8');
    const copyright = /^Copyright.*$/mu.exec(text)?.[0] ?? 'no copyright';
    for (const path of ['site/index.html', 'site/certwright.html'])
      expect(here.get(path)?.toString().replaceAll('&lt;', '<')).toContain(copyright);
    expect(here.get('cli.js')?.toString()).toContain('THE SOFTWARE IS PROVIDED "AS IS"');
  });
});
