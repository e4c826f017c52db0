import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { createFor, scratchFolder } from '../support/bundle';
import { schemaProblems } from '../support/json-schema';
import type { Schema } from '../support/json-schema';
import { requireTool, toolCommand } from '../support/tools';
import { runCli } from './command-line';
import type { Ended } from './command-line';

vi.setConfig({ testTimeout: 60_000 });

let folder = '';
const cli = (...argv: string[]): Promise<Ended> => runCli(folder, 'inspect', 'set.zip', ...argv);

beforeAll(async () => {
  folder = scratchFolder();
  const answers = { plugin: 'sales', hosts: 'sse.example.com', key: 'p-256', 'ca-key': 'plain' };
  writeFileSync(join(folder, 'set.zip'), (await createFor('qlik-sse', answers)).archive);
});

test('--for says that a set fits its system, and why', async () => {
  const { code, stdout } = await cli('--for', 'qlik-sse');
  expect(code).toBe(0);
  expect(stdout).toContain('Will it work with Qlik SSE plugin (mode new)? It fits.');
  expect(stdout).toMatch(
    /ok {2}Server certificate of the plugin: names\n.*sse_server_cert\.pem covers DNS:sse\.example\.com/u,
  );
});

test('--set asks for other answers, and the JSON says the same with places in the report', async () => {
  const { code, stdout } = await cli('--for', 'qlik-sse', '--set', 'hosts=other.example.com', '--json');
  expect(code).toBe(0);
  const { fitness, files } = JSON.parse(stdout) as {
    fitness: { passed: string; rows: { check: string; passed: string; objects: { file: string; object: number }[] }[] };
    files: { name: string; objects: { type: string }[] }[];
  };
  expect(fitness.passed).toBe('no');
  const [row, ...more] = fitness.rows.filter(({ passed }) => passed === 'no');
  expect([row?.check, more]).toEqual(['names', []]);
  const [certificate] = row!.objects;
  expect(certificate?.file).toMatch(/sse_server_cert\.pem$/u);
  expect(files.find(({ name }) => name === certificate?.file)?.objects[certificate!.object]?.type).toBe('certificate');
  expect(stdout).not.toMatch(/PRIVATE KEY|pkcs8/u);
});

test('--explain names the cause in the files, and what else it may be', async () => {
  const message =
    "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Host: plugin.example.com. is not in the cert's altnames: DNS:x";
  const { code, stdout } = await cli('--explain', message);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /Found in these files\n {2}NO {2}.*\n.*is for DNS:sse\.example\.com, not for DNS:plugin\.example\.com/u,
  );
  expect(stdout).toMatch(/^Node/u);
  expect(stdout.indexOf('Other causes')).toBeLessThan(stdout.indexOf('Certificate\n'));
  expect(stdout).toMatch(/Other causes\n {2}1\. /u);
  expect(stdout).toMatch(/Sources\n {2}https:/u);
  expect((await cli('--explain', 'the cat sat on it')).stdout).toContain('This message is not known here.');
});

test.for<[string, string[], RegExp]>([
  ['an unknown recipe', ['--for', 'nothing'], /There is no recipe nothing/u],
  [
    'an answer that the recipe does not ask',
    ['--for', 'qlik-sse', '--set', 'colour=red'],
    /colour: qlik-sse asks no colour/u,
  ],
  ['answers without a recipe', ['--set', 'hosts=a.example.com'], /Name it: --for RECIPE/u],
])('%s is bad input', async ([, argv, words]) => {
  const { code, stderr } = await cli(...argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(words);
});

test.each([
  ['that fits', ['--for', 'qlik-sse']],
  [
    'of another host, and a message about it',
    ['--for', 'qlik-sse', '--set', 'hosts=a.example', '--explain', 'altnames'],
  ],
  ['for another system, and an unknown message', ['--for', 'mtls', '--explain', 'the cat sat on it']],
  [
    'and a message of several programs',
    ['--explain', 'unable to find valid certification path, does not identify a key entry'],
  ],
])('the JSON of a set %s is as its schema says', async (_, words) => {
  if (!requireTool('python-jsonschema')) return;
  const { stdout } = await cli('--json', ...words);
  const schema = JSON.parse(readFileSync('docs/inspect.schema.json', 'utf8')) as Schema;
  expect(schemaProblems(schema, JSON.parse(stdout))).toEqual([]);
  writeFileSync(join(folder, 'report.json'), stdout);
  const script =
    'import json, sys, jsonschema; jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))';
  execFileSync(toolCommand('python-jsonschema'), [
    '-c',
    script,
    'docs/inspect.schema.json',
    join(folder, 'report.json'),
  ]);
});

test.each([
  ['id', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n', /^id is a private key in OpenSSH's own format\./u],
  ['a.ppk', 'PuTTY-User-Key-File-3: ssh-ed25519\n', /^a\.ppk is a private key of PuTTY\./u],
  ['a.pdf', '%PDF-1.7\n1 0 obj', /^a\.pdf is a document\./u],
])('%s is refused in one sentence, exit code 2', async (name, content, sentence) => {
  writeFileSync(join(folder, name), content);
  const { code, stderr } = await runCli(folder, 'inspect', name);
  expect(code).toBe(2);
  expect(stderr.replace('certwright: ', '').trim()).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a file of 2 GB is refused without being read, and the others are told of all the same', async () => {
  const large = openSync(join(folder, 'film.p12'), 'w');
  // Sparse: it takes no room on the disk, and would take minutes and all memory to be read.
  ftruncateSync(large, 2 * 1024 ** 3);
  closeSync(large);
  const { code, stdout, stderr } = await cli('film.p12');
  expect(code).toBe(2);
  expect(stderr).toMatch(/film\.p12 .*(?:large|MB|bytes)/u);
  expect(stdout).toContain('sse_server_cert.pem');
});
