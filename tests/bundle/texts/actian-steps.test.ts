import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { subsetFor } from '../../../src/bundle/archive';
import type { PlannedCode } from '../../../src/bundle/types';
import type { Step } from '../../../src/recipes/types';
import { makeBundle, scratchFolder } from '../../support/bundle';
import type { UnpackedBundle } from '../../support/bundle';
import { planOf, recipeFiles } from '../../support/recipes';
import { requireTool, toolCommand } from '../../support/tools';

vi.setConfig({ testTimeout: 60_000 });

/** Every kind of character that a properties file or a shell might take for its own. */
const password = String.raw`a\b#c!d=e:f $g"h'i%j`;
const shared = '/etc/opt/actian/integration-manager';
let made: UnpackedBundle;
let rollback: string;
beforeAll(async () => {
  const secrets = { password, 'trust-password': 'changeit' };
  made = await makeBundle('actian-integration-manager', { key: 'p-256', 'token-key': 'true' }, { secrets });
  rollback = linesFor('server', 'rollback').replaceAll('/etc/init.d/imservice', ':');
});

/** The lines for Linux of each step of this kind on a machine, as printed, beside the unpacked files unless told otherwise. */
function linesFor(audience: string, kind: Step['kind'], packed = false): string {
  const steps = made.bundle.plan.audiences.find(({ id }) => id === audience)?.steps ?? [];
  const blocks = steps.filter((step) => step.kind === kind).flatMap(({ code }) => code);
  return blocks
    .filter(({ language, os }) => language === 'sh' && os === 'linux')
    .map(({ text }) => (packed ? text : text.replace(/^(?:test -e .*\n)+unzip .*\n/mu, '')))
    .join('\n');
}

/** Runs lines for the server as its own administrator, with its folder of shared data elsewhere. */
function run(lines: string, data: string, folder: string): string {
  const script = `sudo() { "$@"; }\n${lines.replaceAll(shared, data)}`;
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }, script).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const before = [
  'spring.datasource.url=jdbc:h2:x',
  'server.port=8080',
  'server.ssl.keyAlias: old',
  '  server.ssl.key-password = old',
  'server.ssl.trust-store=/t.p12',
  'im.base-url http://old:8080',
  'oauth.server.token.key-alias=old',
  '#server.port=1',
  'server.ssl.client-auth=want',
  'server.ssl.enabled=false',
  'server.ssl.bundle=old',
  'server.ssl.certificate-private-key=/old.pem',
  'server.ssl.protocol=TLSv1',
];

/** Shared data of an installation that is there already. */
function installation(): string {
  const data = scratchFolder();
  mkdirSync(join(data, 'conf/ssl'), { recursive: true });
  writeFileSync(join(data, 'conf/application.properties'), before.join('\n'));
  writeFileSync(join(data, 'conf/ssl/keystore.p12'), 'the old one');
  writeFileSync(join(data, 'conf/ssl/other.p12'), 'somebody else’s');
  return data;
}

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

describe('The lines for the server', () => {
  it('copy, place, replace each property once however often they run, and lead back', () => {
    const data = installation();
    run(linesFor('server', 'backup'), data, made.folder);
    run(linesFor('server', 'place'), data, made.folder);
    expect(readFileSync(join(data, 'conf/ssl/keystore.p12'))).toEqual(readFileSync(made.at('conf/ssl/keystore.p12')));
    expect(readdirSync(join(data, 'conf/token')).sort()).toEqual(['token-public-key.txt', 'token.keystore']);
    expect(read(data, 'conf/ssl/other.p12')).toBe('somebody else’s');

    for (let time = 0; time < 2; time++) {
      const shown = run(linesFor('server', 'configure'), data, made.folder);
      expect(shown).not.toContain('password');
      expect(shown.split('\n').filter((line) => /key-alias/u.test(line)).length).toBe(2);
      const lines = read(data, 'conf/application.properties').split('\n').filter(Boolean);
      const ours = read(made.at('application.properties')).split('\n').filter(Boolean);
      expect(lines).toEqual([before[0], before[4], before[7], before[8], ...ours]);
    }

    run(rollback, data, made.folder);
    expect(read(data, 'conf/application.properties')).toBe(before.join('\n'));
    expect(read(data, 'conf/ssl/keystore.p12')).toBe('the old one');
  });

  it('lead back to what was there before our keystore, though conf was copied again since', () => {
    const data = installation();
    for (const kind of ['backup', 'place', 'configure'] as const) run(linesFor('server', kind), data, made.folder);
    cpSync(join(data, 'conf'), join(data, 'conf.29991231-235959'), { recursive: true });
    run(rollback, data, made.folder);
    expect(read(data, 'conf/application.properties')).toBe(before.join('\n'));
  });

  it('lead back to the newest copy where the keystore stayed', () => {
    const data = installation();
    for (const day of ['30', '31'])
      cpSync(join(data, 'conf'), join(data, `conf.202612${day}-000000`), { recursive: true });
    writeFileSync(join(data, 'conf.20261231-000000/application.properties'), 'newest');
    run(rollback, data, made.folder);
    expect(read(data, 'conf/application.properties')).toBe('newest');
  });

  it.skipIf(!requireTool('unzip'))('begin beside the download for the server, which has all that they need', () => {
    const [data, folder] = [installation(), scratchFolder()];
    const download = subsetFor(made.bundle, 'server');
    writeFileSync(join(folder, download.name), download.bytes);
    run(linesFor('server', 'place', true), data, folder);
    run(linesFor('server', 'configure'), data, join(folder, 'certificates'));
    expect(read(data, 'conf/application.properties')).toContain(`server.ssl.key-alias=integration-manager\n`);
    expect(readFileSync(join(data, 'conf/ssl/root.cer'))).toEqual(readFileSync(made.at('root.cer')));
  });

  it.each([
    ['a folder without our file', (folder: string) => folder],
    ['the folder of the product’s own', (_: string, data: string) => join(data, 'conf')],
  ])('change nothing of the product when they are run in %s', (_, folderOf) => {
    const data = installation();
    const script = `sudo() { "$@"; }\n${linesFor('server', 'configure').replaceAll(shared, data)}`;
    const cwd = folderOf(scratchFolder(), data);
    const { stdout } = spawnSync('/bin/sh', ['-c', script], { cwd, encoding: 'utf8' });
    expect(read(data, 'conf/application.properties')).toBe(before.join('\n'));
    expect(stdout).toContain('Nothing changed');
  });

  it('close the folders to others', () => {
    const data = installation();
    const lines = `${linesFor('server', 'place')}\nstat -c '%a' "$DATA/conf/ssl" "$DATA/conf/ssl/keystore.p12"`;
    expect(run(lines, data, made.folder)).toBe('700\n600\n');
  });
});

describe.skipIf(!requireTool('keytool'))('The lines for the Java of the server', () => {
  it('put the root into cacerts once however often they run, and keep the rest and a copy', () => {
    const data = scratchFolder();
    const [bin, security] = [join(data, 'jre/bin'), join(data, 'jre/lib/security')];
    for (const folder of [bin, security]) mkdirSync(folder, { recursive: true });
    const keytool = spawnSync('/bin/sh', ['-c', `command -v ${toolCommand('keytool')}`], { encoding: 'utf8' });
    symlinkSync(keytool.stdout.trim(), join(bin, 'keytool'));
    const [store, folder] = [join(security, 'cacerts'), scratchFolder()];
    cpSync(made.at('truststore.p12'), store);
    const rename = ['-changealias', '-alias', 'integration-manager-root', '-destalias', 'public-ca'];
    spawnSync(toolCommand('keytool'), [...rename, '-keystore', store, '-storepass', 'changeit']);
    mkdirSync(join(data, 'conf/ssl'), { recursive: true });
    cpSync(made.at('conf/ssl/root.cer'), join(data, 'conf/ssl/root.cer'));
    chmodSync(store, 0o644);

    const lines = linesFor('server', 'trust').split('\n');
    for (let time = 0; time < 2; time++) {
      const script = `sudo() { "$@"; }\n${lines.join('\n').replaceAll(shared, data)}`;
      const { stdout, status } = spawnSync('/bin/sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
      expect({ status, shows: stdout.includes('integration-manager-root,') }).toEqual({ status: 0, shows: true });
    }
    const list = ['-list', '-keystore', store, '-storepass', 'changeit'];
    const { stdout } = spawnSync(toolCommand('keytool'), list, { encoding: 'utf8' });
    expect(stdout.match(/^.*, trustedCertEntry/gmu)?.map((line) => line.split(',')[0])).toEqual(
      expect.arrayContaining(['public-ca', 'integration-manager-root']),
    );
    expect(stdout).toContain('2 entries');
    expect(readdirSync(security).filter((name) => /^cacerts\.\d{8}-\d{6}$/u.test(name)).length).toBeGreaterThan(0);
  });
});

describe('The check of the keystore', () => {
  it.skipIf(!requireTool('keytool'))('reads any password out of the properties', () => {
    const check = made.bundle.plan.checks.find(({ command }) => command.includes('STOREPASS'));
    const { stdout, status } = spawnSync('/bin/sh', ['-c', check?.command ?? ''], {
      cwd: made.folder,
      encoding: 'utf8',
    });
    expect({ status, found: stdout.includes('PrivateKeyEntry') }).toEqual({ status: 0, found: true });
  });
});

describe.each(['actian-integration-manager', 'qlik-qrs', 'openmetadata-qlik-sense'])(
  'The lines of %s for Windows',
  (id) => {
    it('can be read by PowerShell’s grammar', async () => {
      await Parser.init();
      const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
      const parser = new Parser();
      parser.setLanguage(await Language.load(grammar));
      const { recipe } = recipeFiles.find(({ name }) => name === id)!;
      const blocks = recipe.samples.flatMap((sample): readonly PlannedCode[] =>
        planOf(recipe, sample).audiences.flatMap(({ steps }) => steps.flatMap(({ code }) => code)),
      );
      const texts = new Set(blocks.filter(({ language }) => language === 'powershell').map(({ text }) => text));
      expect(texts.size).toBeGreaterThan(id === 'actian-integration-manager' ? 6 : 2);
      expect([...texts].filter((text) => parser.parse(text)?.rootNode.hasError !== false)).toEqual([]);
    });
  },
);
