import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { readZip } from '../../src/inspect/zip-reader';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';
import { requireTool, toolCommand } from '../support/tools';
import { cliCommand, runCli, startCli } from './command-line';
import type { Ended } from './command-line';

// Each test starts several processes, and one of them a large key.
vi.setConfig({ testTimeout: 60_000 });

const top = ['README.txt', 'certwright.json', 'renew-by.ics', 'verify.ps1', 'verify.sh'];
const tree = (plugin: string): string[] => {
  const folder = `sse_${plugin}_generated_certs`;
  return [
    ...top,
    `${folder}/sse_${plugin}_client_certs_used_by_qlik/root_cert.pem`,
    `${folder}/sse_${plugin}_client_certs_used_by_qlik/sse_client_cert.pem`,
    `${folder}/sse_${plugin}_client_certs_used_by_qlik/sse_client_key.pem`,
    `${folder}/sse_${plugin}_server_certs/root_cert.pem`,
    `${folder}/sse_${plugin}_server_certs/sse_server_cert.pem`,
    `${folder}/sse_${plugin}_server_certs/sse_server_key.pem`,
    `${folder}/sse_${plugin}_store_at_safe_location/root_cert.pem`,
    `${folder}/sse_${plugin}_store_at_safe_location/root_key.pem`,
  ].sort();
};

let folder = '';
const at = (path: string): string => join(folder, path);
const mode = (path: string): string => (statSync(at(path)).mode & 0o777).toString(8);
const cli = (...argv: string[]): Promise<Ended> => runCli(folder, ...argv);
/** A quick bundle: small keys unless a test is about others. */
const make = (...argv: string[]): Promise<Ended> => cli('make', 'qlik-sse', '--set', 'key=p-256', ...argv);
const below = (path: string): string[] =>
  readdirSync(at(path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at(path).length + 1))
    .sort();
const inZip = async (name: string): Promise<string[]> => {
  const entries = await readZip(new Uint8Array(readFileSync(at(name))), name, { entries: 100, totalBytes: 1e6 });
  return entries.map(({ path }) => path).sort();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certwright-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('make', () => {
  test('writes the zip that was asked for, prints its path alone, and says the rest on stderr', async () => {
    const { code, stdout, stderr } = await cli(
      'make',
      'qlik-sse',
      '--set',
      'plugin=sales',
      '--set',
      'hosts=sse.example.com,10.0.0.5',
      '--out',
      'sales.zip',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'sales.zip\n' });
    expect(stderr).toContain('Renew before');
    expect(await inZip('sales.zip')).toEqual(tree('sales'));
    expect(mode('sales.zip')).toBe('600');
    expect(readdirSync(folder)).toEqual(['sales.zip']);
  });

  test('calls the zip by its own name when nothing is asked for', async () => {
    const { stdout } = await make('--set', 'plugin=sales');
    expect(stdout).toBe('sse_sales_generated_certs.zip\n');
    expect(existsSync(at('sse_sales_generated_certs.zip'))).toBe(true);
  });

  test('writes the tree with its modes, and OpenSSL accepts what is in it', async () => {
    expect(
      await make('--set', 'plugin=sales', '--set', 'hosts=sse.example.com,10.0.0.5', '--out', 'tree'),
    ).toMatchObject({ code: 0, stdout: 'tree\n' });
    expect(below('tree')).toEqual(tree('sales'));
    const inside = 'tree/sse_sales_generated_certs/sse_sales_server_certs';
    expect([mode(inside), mode(`${inside}/sse_server_key.pem`), mode(`${inside}/sse_server_cert.pem`)]).toEqual([
      '700',
      '600',
      '644',
    ]);
    expect([mode('tree'), mode('tree/verify.sh')]).toEqual(['755', '755']);
    requireTool('openssl');
    const verified = execFileSync(
      toolCommand('openssl'),
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_ip',
        '10.0.0.5',
        '-CAfile',
        'root_cert.pem',
        'sse_server_cert.pem',
      ],
      { cwd: at(inside), encoding: 'utf8' },
    );
    expect(verified).toBe('sse_server_cert.pem: OK\n');
  });

  test('shows progress on a terminal only, where it asks for a password without showing it', async () => {
    requireTool('python-grpc');
    const script = at('terminal.py');
    const password = 'a password nobody sees';
    // Types the password twice, each time when it is asked for, and prints everything that the terminal showed.
    writeFileSync(
      script,
      `import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown, asked = b'', 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if shown.count(b'CA key') + shown.count(b'once more') > asked and shown.endswith(b': '):
        asked = shown.count(b'CA key') + shown.count(b'once more')
        os.write(terminal, sys.argv[1].encode() + b'\\r')
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`,
    );
    const argv = ['make', 'qlik-sse', '--set', 'key=p-256', '--set', 'ca-key=protected', '--out', 'a.zip'];
    const shown = execFileSync(toolCommand('python-grpc'), [script, password, ...cliCommand, ...argv], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(shown).toContain('Password for the CA key');
    expect(shown).not.toContain(password);
    expect(shown).toMatch(/\r\u001b\[K\d+\/\d+ /u);
    expect(existsSync(at('a.zip'))).toBe(true);

    const { stderr } = await make('--out', 'b.zip');
    expect(stderr).not.toContain('\r');
    expect(stderr).not.toContain('\u001b');
  });
});

describe('A target that is there', () => {
  test('stops everything before a key is made, and stays as it was', async () => {
    writeFileSync(at('a.zip'), 'mine');
    // A key this large takes seconds; the refusal comes first.
    const { code, stdout, stderr } = await cli('make', 'qlik-sse', '--set', 'key=rsa-4096', '--out', 'a.zip');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^certwright: --out: a\.zip is already there/u);
    expect(readFileSync(at('a.zip'), 'utf8')).toBe('mine');
  });

  test('is replaced by --force, a folder only when nothing else is in it', async () => {
    writeFileSync(at('a.zip'), 'mine');
    expect(await make('--out', 'a.zip', '--force')).toMatchObject({ code: 0 });
    expect(await inZip('a.zip')).toEqual(tree('myplugin'));
    expect(await make('--out', 'tree')).toMatchObject({ code: 0 });
    expect(await make('--out', 'tree', '--force')).toMatchObject({ code: 0 });
    writeFileSync(at('tree/diary.txt'), 'precious');
    const { code, stderr } = await make('--out', 'tree', '--force');
    expect(code).toBe(2);
    expect(stderr).toContain('diary.txt');
    expect(existsSync(at('tree/diary.txt'))).toBe(true);
  });
});

describe('Bad input ends with 2, names the field, and writes nothing', () => {
  const bad: [string, string[]][] = [
    ['plugin', ['--set', 'plugin=']],
    ['plugin', ['--set', 'plugin=../x']],
    ['plugin', ['--set', 'plugin=CON']],
    ['plugin', ['--set', `plugin=${'a'.repeat(300)}`]],
    ['plugin', ['--set', 'plugin=$(id)`;"']],
    ['hosts', ['--set', 'hosts=10.0.0.256']],
    ['hosts', ['--set', 'hosts=*.com']],
    ['hosts', ['--set', 'hosts=sse.example.com\u001b[31m']],
    ['hosts', ['--set', `hosts=${Array.from({ length: 200 }, (_, i) => `h${String(i)}.example.com`).join(',')}`]],
    ['key', ['--set', 'key=rsa-1024']],
    ['days', ['--set', 'days=0']],
    ['ca-name', ['--set', `ca-name=${'a'.repeat(65)}`]],
    ['mode', ['--set', 'mode=none']],
    ['nonsense', ['--set', 'nonsense=1']],
    ['__proto__', ['--set', '__proto__=1']],
    ['constructor', ['--set', 'constructor=1']],
    ['ca-key-password', ['--set', 'ca-key-password=hunter2hunter2']],
    ['ca-key-password', ['--set', 'ca-key=protected']],
    ['ca-key-password', ['--set', 'ca-key=protected', '--set-file', 'ca-key-password=missing.txt']],
    ['ca-key-password', ['--set-file', 'ca-key-password=missing.txt']],
    ['plugin', ['--set-file', 'plugin=missing.txt']],
    ['--ca', ['--ca', 'missing.pem']],
    ['--ca', ['--set', 'mode=use-ca', '--ca', 'missing.pem']],
    ['--out', ['--out', 'missing/a.zip']],
  ];
  test.for(bad)('%s: %j', async ([field, argv]) => {
    const { code, stdout, stderr } = await make(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`certwright: ${field}: `);
    expect(stderr).not.toMatch(/\n\s+at |hunter2|\u001b/u);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an unknown recipe, and several wrong fields at once', async () => {
    expect(await cli('make', 'no-such')).toMatchObject({ code: 2, stdout: '' });
    const { code, stderr } = await make('--set', 'plugin=../x', '--set', 'days=0', '--set', 'hosts=a b!');
    expect(code).toBe(2);
    for (const field of ['plugin: ', 'days: ', 'hosts: ']) expect(stderr).toContain(field);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a field given twice takes the later value, and says so', async () => {
    const { code, stdout, stderr } = await make('--set', 'plugin=one', '--set', 'plugin=two');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'sse_two_generated_certs.zip\n' });
    expect(stderr).toContain('plugin was given twice');
  });
});

describe('A CA that the user brings', () => {
  const useCa = (...argv: string[]): Promise<Ended> => make('--set', 'mode=use-ca', '--out', 'new', ...argv);
  const safe = 'first/sse_myplugin_generated_certs/sse_myplugin_store_at_safe_location';
  const root = 'new/sse_myplugin_generated_certs/sse_myplugin_server_certs/root_cert.pem';

  test('is found in a pair of files, a folder and an earlier zip', async () => {
    expect(await make('--out', 'first')).toMatchObject({ code: 0 });
    const authority = readFileSync(at(`${safe}/root_cert.pem`), 'utf8');
    for (const given of [
      ['--ca', `${safe}/root_cert.pem`, '--ca-key', `${safe}/root_key.pem`],
      ['--ca', safe],
      ['--ca', 'first'],
    ]) {
      expect(await useCa(...given, '--force')).toMatchObject({ code: 0, stdout: 'new\n' });
      expect(readFileSync(at(root), 'utf8')).toBe(authority);
    }
    expect(await make('--out', 'a.zip')).toMatchObject({ code: 0 });
    expect(await useCa('--ca', 'a.zip', '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(at(root), 'utf8')).not.toBe(authority);
  });

  test('is refused without its key, with another key, or when it is none, and nothing is written', async () => {
    await make('--out', 'first');
    await make('--out', 'other');
    const other = safe.replace('first', 'other');
    const server = 'first/sse_myplugin_generated_certs/sse_myplugin_server_certs';
    const wrong = [
      [],
      ['--ca', `${safe}/root_cert.pem`],
      ['--ca', `${safe}/root_cert.pem`, '--ca-key', `${other}/root_key.pem`],
      ['--ca', `${server}/sse_server_cert.pem`, '--ca-key', `${server}/sse_server_key.pem`],
    ];
    for (const given of wrong) expect(await useCa(...given)).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(at('new'))).toBe(false);
  });

  test('may be protected: its password comes from a file, and is never printed', async () => {
    writeFileSync(at('password.txt'), 'correct horse battery staple\n');
    const first = await make(
      '--set',
      'ca-key=protected',
      '--set-file',
      'ca-key-password=password.txt',
      '--out',
      'first',
    );
    expect(first).toMatchObject({ code: 0 });
    expect(readFileSync(at(`${safe}/root_key.pem`), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const locked = await useCa('--ca', 'first');
    expect(locked).toMatchObject({ code: 2 });
    expect(locked.stderr).toContain('password');
    const opened = await useCa('--ca', 'first', '--set-file', 'ca-password=password.txt');
    expect(opened).toMatchObject({ code: 0 });
    for (const { stdout, stderr } of [first, locked, opened]) expect(stdout + stderr).not.toContain('horse');
    for (const path of [...below('first'), ...below('new')].filter((name) => top.includes(name)))
      expect(readFileSync(at(`first/${path}`), 'utf8')).not.toContain('horse');
  });
});

describe('What else the user brings', () => {
  const convert = ['make', 'qlik-qrs', '--set', 'mode=convert', '--set', 'machine=qlik.example.com'] as const;

  /** A client's keystore, as Qlik exports it, with its password in a file. */
  async function exportPfx(): Promise<void> {
    const root = await rootWith();
    const key = await keyFor('client');
    const { certificate } = await leafWith(root, { key, purposes: ['client'] });
    const entry = { kind: 'private-key', friendlyName: 'client', pkcs8: key.pkcs8 } as const;
    const chain = [certificate.der, root.certificate.der];
    const options = { password: 'right one', profile: 'older', random } as const;
    writeFileSync(at('client.pfx'), await writePkcs12([{ ...entry, chain }], options));
    writeFileSync(at('right'), 'right one\n');
    writeFileSync(at('wrong'), 'wrong one\n');
  }

  test('is named by its slot, and its password by slot-password', async () => {
    await exportPfx();
    const files = ['--set-file', 'exported=client.pfx', '--out', 'trio.zip'];
    const done = await cli(...convert, ...files, '--set-file', 'exported-password=right');
    expect(done).toMatchObject({ code: 0, stdout: 'trio.zip\n' });
    expect(await inZip('trio.zip')).toContain('qlik.example.com/client_key.pem');
    expect(done.stderr).not.toContain('right one');
  });

  test('is refused with what is wrong, and nothing is written', async () => {
    await exportPfx();
    const refused = async (...more: string[]): Promise<string> => {
      const { code, stderr } = await cli(...convert, '--out', 'trio.zip', ...more);
      expect(code).toBe(2);
      expect(readdirSync(folder)).not.toContain('trio.zip');
      expect(stderr).not.toMatch(/(?:right|wrong) one/u);
      return stderr;
    };
    expect(await refused()).toContain('--set-file exported=PATH');
    const given = ['--set-file', 'exported=client.pfx'];
    const locked = await refused(...given);
    expect(locked).toContain('client.pfx is protected. Type its password.');
    expect(locked).toContain('--set-file exported-password=FILE');
    expect(await refused(...given, '--set-file', 'exported-password=wrong')).toContain('does not open client.pfx');
    expect(await refused('--set-file', 'exported=right')).toContain('No certificate and no key was found in right.');
    writeFileSync(at('huge'), new Uint8Array(9_000_000));
    expect(await refused('--set-file', 'exported=huge')).toContain('exported: huge is larger');
  });

  test('may be nothing: a guide is printed, and no file is made', async () => {
    const { code, stdout } = await cli('make', 'qlik-qrs', '--set', 'mode=ask', '--set', 'machine=app.example.com');
    expect(code).toBe(0);
    expect(stdout).toContain('app.example.com');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('Ctrl+C', () => {
  test('while keys are made leaves nothing behind, and ends at once', async () => {
    execFileSync('mkfifo', [at('password')]);
    const argv = ['--set', 'key=rsa-4096', '--set', 'ca-key=protected', '--set-file', 'ca-key-password=password'];
    const { child, ended } = startCli(folder, 'make', 'qlik-sse', ...argv);
    // Opening for writing waits until the command line opens it for reading; closing tells it to go on.
    const pipe = await open(at('password'), 'w');
    await pipe.writeFile('a password that is long');
    await pipe.close();
    child.kill('SIGINT');
    const { signal, stdout, stderr } = await ended;
    expect({ signal, stdout }).toEqual({ signal: 'SIGINT', stdout: '' });
    expect(stderr).toBe('certwright: stopped; nothing was written.\n');
    expect(readdirSync(folder)).toEqual(['password']);
  });
});

describe('A reader that stops reading', () => {
  test('as head does, ends nothing and leaves no trace of an error', async () => {
    await make('--out', 'a.zip');
    for (const argv of [
      ['list'],
      ['--help', '--all'],
      ['inspect', 'a.zip'],
      ['make', 'qlik-sse', '--set', 'key=p-256'],
    ]) {
      const { child, ended } = startCli(folder, ...argv);
      child.stdout?.destroy();
      const { code, stderr } = await ended;
      expect(code).toBe(0);
      expect(stderr).not.toMatch(/EPIPE|\n\s+at /u);
    }
    expect(readdirSync(folder)).toContain('sse_myplugin_generated_certs.zip');
  });
});

describe('A folder that may not be written', () => {
  test('ends with 1 and one line', async () => {
    // Permissions do not stop root, but nobody makes files in /proc.
    const closed = process.getuid?.() === 0 ? '/proc' : at('closed');
    if (closed === at('closed')) mkdirSync(closed, { mode: 0o500 });
    const { code, stdout, stderr } = await make('--out', `${closed}/a.zip`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^certwright: .*Nothing was written\.\n$/u);
  });
});

describe('Help', () => {
  test('comes in two tiers, both on stdout', async () => {
    const [short, long] = await Promise.all([cli('--help'), cli('--help', '--all')]);
    expect([short.code, long.code]).toEqual([0, 0]);
    expect(short.stdout.match(/^ {2}certwright .*/gmu)?.length).toBeGreaterThanOrEqual(4);
    expect(short.stdout.split('\n').length).toBeLessThan(25);
    expect(long.stdout).toContain('Exit code');
    expect(long.stdout.length).toBeGreaterThan(2 * short.stdout.length);
  });

  test.each(['list', 'make', 'convert', 'renew', 'sign', 'intermediate', 'revoke', 'inspect'])(
    'of %s is its own usage, its options and one example',
    async (command) => {
      const { code, stdout } = await cli(command, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: certwright ${command}\\b`, 'u'));
      expect(stdout.match(/^Example: certwright .*/gmu)).toHaveLength(1);
      expect(stdout).toContain(`Example: certwright ${command}`);
      expect(stdout).not.toContain('Exit code');
      // The options that the parser takes are those that the help names.
      const { stderr } = await cli(command, '--nope');
      const taken = /Its options are (.*)\.$/mu.exec(stderr)?.[1]?.split(', ') ?? [];
      for (const option of taken) expect(stdout).toContain(option);
    },
  );

  test('names every field of a recipe with its default', async () => {
    const { code, stdout } = await cli('make', 'qlik-sse', '--help');
    expect(code).toBe(0);
    for (const field of [
      'mode',
      'plugin (myplugin)',
      'hosts (localhost',
      'key (rsa-2048)',
      'days (825)',
      'ca-key (plain)',
    ])
      expect(stdout).toContain(field);
  });

  test('names the files that a mode needs, and how their password is given', async () => {
    const { stdout } = await cli('make', 'qlik-qrs', '--help');
    expect(stdout).toContain('--set-file exported=PATH');
    expect(stdout).toContain('--set-file exported-password=FILE');
  });

  test('lists the catalogue', async () => {
    const { code, stdout } = await cli('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^qlik-sse {2}/mu);
  });

  test('an unknown command or option ends with 2', async () => {
    for (const argv of [['mak'], ['make', 'qlik-sse', '--nope'], ['--nope'], ['inspect']])
      expect(await cli(...argv)).toMatchObject({ code: 2, stdout: '' });
  });
});
