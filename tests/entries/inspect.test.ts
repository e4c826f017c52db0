import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InspectionReport, ReportedFile } from '../../src/inspect/report';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { encodePem } from '../../src/pki/pem';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { schemaProblems } from '../support/json-schema';
import type { Schema } from '../support/json-schema';
import { requireTool, toolCommand } from '../support/tools';
import { cliCommand, runCli } from './command-line';
import type { Ended } from './command-line';

vi.setConfig({ testTimeout: 60_000 });

let folder = '';
const at = (path: string): string => join(folder, path);
const cli = (...argv: string[]): Promise<Ended> => runCli(folder, ...argv);
const schema = JSON.parse(readFileSync('docs/inspect.schema.json', 'utf8')) as Schema;

/** The JSON of an inspection, held against its schema, and the exit code. */
async function inspect(...argv: string[]): Promise<{ code: number | null; stderr: string; report: InspectionReport }> {
  const { code, stdout, stderr } = await cli('inspect', '--json', ...argv);
  const report = JSON.parse(stdout) as InspectionReport;
  expect(schemaProblems(schema, report)).toEqual([]);
  return { code, stderr, report };
}

const password = 'correct horse';

/** A root, a leaf with its key, the key protected, and both in a keystore. */
async function lot(): Promise<void> {
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  const key = await keyFor('leaf');
  writeFileSync(at('root.pem'), encodePem('CERTIFICATE', root.certificate.der));
  writeFileSync(at('svc.pem'), encodePem('CERTIFICATE', certificate.der));
  writeFileSync(at('svc_key.pem'), encodePem('PRIVATE KEY', key.pkcs8));
  const chain = [certificate.der, root.certificate.der];
  const entry = { kind: 'private-key', friendlyName: 'service', pkcs8: key.pkcs8, chain } as const;
  writeFileSync(at('svc.p12'), await writePkcs12([entry], { password, profile: 'modern', random }));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-inspect-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('A bundle', () => {
  test('is told of file by file, with what belongs together, and without a key', async () => {
    await cli('make', 'qlik-sse', '--set', 'key=p-256', '--set', 'hosts=sse.example.com,10.0.0.5', '--out', 'a.zip');
    const { code, report } = await inspect('a.zip');
    expect(code).toBe(0);
    const server = report.files.find(({ name }) => name.endsWith('sse_server_cert.pem'));
    expect(server?.name).toMatch(/^a\.zip!\//u);
    expect(server?.objects).toMatchObject([
      { type: 'certificate', san: ['DNS:sse.example.com', 'IP:10.0.0.5'], purposes: ['server'], keyType: 'ec' },
    ]);
    expect(report.matches.filter(({ with: { file } }) => file === server?.name)).toEqual([
      {
        key: { file: expect.stringMatching(/sse_server_key\.pem$/u) as string, object: 0 },
        with: { file: server?.name, object: 0 },
      },
    ]);
    expect(report.findings).toEqual([]);
    const text = await cli('inspect', 'a.zip');
    for (const output of [JSON.stringify(report), text.stdout]) expect(output).not.toMatch(/PRIVATE KEY-|MII|MIG/u);
    for (const told of ['10.0.0.5', 'days left', 'How they fit', 'Nothing wrong was found.'])
      expect(text.stdout).toContain(told);
  });
});

describe('That nothing wrong was found', () => {
  test('is not said of files that are locked or cannot be read', async () => {
    await lot();
    writeFileSync(at('photo.jpg'), new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
    for (const file of ['svc.p12', 'photo.jpg', 'none.pem']) {
      const { code, stdout } = await cli('inspect', 'root.pem', 'svc.pem', 'svc_key.pem', file);
      expect(code).not.toBe(0);
      expect(stdout).not.toContain('Nothing wrong was found');
      expect(stdout).toContain(`Not judged, because it could not be read to the end: ${file}.`);
    }
  });
});

describe('A password', () => {
  test('is wanted where nobody gives one, and the JSON is whole all the same', async () => {
    await lot();
    const { code, stderr, report } = await inspect('svc.p12', 'root.pem');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^certwright: svc\.p12 is protected/u);
    expect(report.files).toMatchObject([
      {
        name: 'svc.p12',
        objects: [{ type: 'keystore', encrypted: true, error: { code: 'password-required' } }],
        error: { code: 'password-required' },
      },
      { name: 'root.pem', objects: [{ type: 'certificate', subject: 'CN=Test root' }] },
    ]);
  });

  test('is tried on every input, whether typed or in a file, and is never printed', async () => {
    await lot();
    writeFileSync(at('secret.txt'), `${password}\n`);
    for (const given of [
      ['--password', 'other', '--password', password],
      ['--password', 'other', '--password-file', 'secret.txt'],
    ]) {
      const { code, report, stderr } = await inspect('svc.p12', ...given);
      expect(code).toBe(0);
      expect(report.files[0]?.objects.map(({ type, alias }) => [type, alias])).toEqual([
        ['keystore', undefined],
        ['private-key', 'service'],
        ['certificate', 'service'],
        ['certificate', ''],
      ]);
      expect(JSON.stringify(report) + stderr).not.toContain(password);
    }
    const { code, report } = await inspect('svc.p12', '--password', 'other');
    expect([code, report.files[0]?.error?.code]).toEqual([2, 'password-wrong']);
    expect((await cli('inspect', 'svc.p12', '--password-file', 'missing.txt')).code).toBe(2);
  });

  test('is asked for on a terminal, says why it was refused, and is given up after three tries', async () => {
    requireTool('python-grpc');
    await lot();
    writeFileSync(
      at('terminal.py'),
      `import json, os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
answers, shown, asked = json.loads(sys.argv[1]), b'', 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    while shown.count(b'leave it closed): ') > asked:
        os.write(terminal, answers[min(asked, len(answers) - 1)].encode() + b'\\r')
        asked += 1
sys.stdout.buffer.write(shown)
print('exit', os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`,
    );
    const terminal = (...answers: string[]): string =>
      execFileSync(
        toolCommand('python-grpc'),
        ['terminal.py', JSON.stringify(answers), ...cliCommand, 'inspect', 'svc.p12'],
        { cwd: folder, encoding: 'utf8' },
      );
    const opened = terminal('wrong', password);
    expect(opened.match(/Password for svc\.p12/gu)).toHaveLength(2);
    expect(opened).toContain('does not open svc.p12');
    expect(opened).toContain('alias service');
    expect(opened).toContain('exit 0');
    expect(opened).not.toContain(password);
    const closed = terminal('wrong');
    expect(closed.match(/Password for svc\.p12/gu)).toHaveLength(3);
    expect(closed).toContain('exit 2');
    expect(terminal('')).toMatch(/svc\.p12 is protected.*exit 2/su);
  });
});

describe('What cannot be read', () => {
  const row = (report: InspectionReport, name: string): ReportedFile | undefined =>
    report.files.find((file) => file.name === name);

  test('is named with a reason, in its place, and does not keep the rest from being told', async () => {
    await lot();
    writeFileSync(at('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    writeFileSync(at('huge'), new Uint8Array(9_000_000));
    writeFileSync(at('noise.pfx'), Uint8Array.of(0x30, 0x80, 5, 0, 4, 1, 255, 0, 0));
    writeFileSync(at('letter.txt'), 'Dear colleague');
    const names = ['broken.pem', 'missing.pem', 'root.pem', 'huge', 'noise.pfx', 'letter.txt'];
    const { code, report, stderr } = await inspect(...names);
    expect(code).toBe(2);
    expect(report.files.map(({ name }) => name)).toEqual(names);
    const codes = Object.fromEntries(names.map((name) => [name, row(report, name)?.error?.code]));
    expect(codes).toEqual({
      'broken.pem': 'file-damaged',
      'missing.pem': 'material-missing',
      'root.pem': undefined,
      huge: 'file-too-large',
      'noise.pfx': 'file-unknown',
      'letter.txt': 'file-unknown',
    });
    for (const name of names) expect(row(report, name)?.error?.message ?? name).toContain(name);
    const text = await cli('inspect', ...names);
    expect(text.code).toBe(2);
    expect(text.stdout).toContain('CN=Test root');
    for (const output of [stderr, text.stdout, text.stderr]) expect(output).not.toMatch(/\n\s+at |password/u);
  });

  test('a folder is looked through, and a file named twice is told once', async () => {
    mkdirSync(at('in'));
    await lot();
    writeFileSync(at('in/copy.pem'), readFileSync(at('root.pem')));
    writeFileSync(at('in/README.txt'), 'What to do with these files.');
    const { code, report } = await inspect('in', 'root.pem', 'root.pem');
    expect(code).toBe(0);
    expect(report.files.map(({ name }) => name)).toEqual(['in/copy.pem', 'root.pem']);
  });
});

test('What a terminal would act on is spelled out, in names of files and in what they hold', async () => {
  const hostile = 'a\u001b[31m\u202eb\u0085';
  const { certificate } = await leafWith(await rootWith(), {
    subject: [{ type: 'CN', value: '<img src=x onerror=alert(1)>' }],
  });
  writeFileSync(at(`${hostile}.pem`), encodePem('CERTIFICATE', certificate.der));
  const json = await cli('inspect', '--json', `${hostile}.pem`);
  const text = await cli('inspect', `${hostile}.pem`);
  for (const { stdout } of [json, text]) {
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toContain('img src=x onerror=alert(1)');
  }
  expect(text.stdout).toContain('a\\u{1b}[31m\\u{202e}b\\u{85}.pem');
  expect((JSON.parse(json.stdout) as InspectionReport).files[0]?.name).toBe(`${hostile}.pem`);
});
