import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/entries/cli/parse-arguments';
import { PkiError } from '../../src/pki/errors';

function refusal(...argv: string[]): { code: string; field: string | undefined; message: string } {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof PkiError) return { code: error.code, field: error.field, message: error.message };
    throw error;
  }
  throw new Error(`${argv.join(' ')} was accepted`);
}

describe('make', () => {
  test('takes a recipe and nothing else', () => {
    expect(parseArguments(['make', 'qlik-sse'])).toEqual({
      kind: 'make',
      recipe: 'qlik-sse',
      set: [],
      setFile: [],
      ca: [],
      out: undefined,
      force: false,
    });
  });

  test('takes its options before and after the recipe, with a space or "="', () => {
    const spaced = [
      'make',
      '--force',
      'r',
      '--set',
      'a=1',
      '--set',
      'b=2',
      '--set-file',
      'p=x',
      '--out',
      'o.zip',
      '--ca',
      'c',
    ];
    const joined = ['make', '--set=a=1', '--set=b=2', 'r', '--set-file=p=x', '--out=o.zip', '--ca=c', '--force'];
    expect(parseArguments(spaced)).toEqual(parseArguments(joined));
    expect(parseArguments(spaced)).toMatchObject({
      set: [
        { field: 'a', value: '1' },
        { field: 'b', value: '2' },
      ],
      out: 'o.zip',
      force: true,
    });
  });

  test('splits an answer at its first "=" and keeps the rest as it is', () => {
    expect(parseArguments(['make', 'r', '--set', 'dn=CN=a, O= b '])).toMatchObject({
      set: [{ field: 'dn', value: 'CN=a, O= b ' }],
    });
  });

  test('keeps an empty answer, which is not the same as none', () => {
    expect(parseArguments(['make', 'r', '--set', 'hosts='])).toMatchObject({ set: [{ field: 'hosts', value: '' }] });
  });

  test('keeps the order of answers that are given twice', () => {
    expect(parseArguments(['make', 'r', '--set', 'a=1', '--set', 'a=2'])).toMatchObject({
      set: [
        { field: 'a', value: '1' },
        { field: 'a', value: '2' },
      ],
    });
  });

  test('collects the CA from --ca and --ca-key', () => {
    expect(parseArguments(['make', 'r', '--ca', 'a', '--ca-key', 'k', '--ca', 'b'])).toMatchObject({
      ca: [
        { path: 'a', namedFor: 'certificate' },
        { path: 'b', namedFor: 'certificate' },
        { path: 'k', namedFor: 'key' },
      ],
    });
  });

  test('takes a value that looks like an option', () => {
    expect(parseArguments(['make', 'r', '--out', '--odd'])).toMatchObject({ out: '--odd' });
  });

  const refused: [string, string[], string, string][] = [
    ['no recipe', ['make'], 'field-required', 'recipe'],
    ['a second recipe', ['make', 'a', 'b'], 'field-invalid', 'command'],
    ['an option without its value', ['make', 'r', '--out'], 'field-required', '--out'],
    ['an unknown option', ['make', 'r', '--sett', 'a=1'], 'field-unknown', '--sett'],
    ['an option that every object has', ['make', 'r', '--constructor'], 'field-unknown', '--constructor'],
    ['an answer without "="', ['make', 'r', '--set', 'plugin'], 'field-invalid', '--set'],
    ['an answer without a name', ['make', 'r', '--set', '=x'], 'field-invalid', '--set'],
    ['two targets', ['make', 'r', '--out', 'a', '--out', 'b'], 'field-invalid', '--out'],
    ['an empty target', ['make', 'r', '--out', ''], 'field-invalid', '--out'],
    ['a value for a switch', ['make', 'r', '--force=no'], 'field-invalid', '--force'],
  ];
  test.for(refused)('refuses %s, naming it', ([, argv, code, field]) => {
    expect(refusal(...argv)).toMatchObject({ code, field });
  });
});

describe('inspect', () => {
  test('takes files, and a file that looks like an option after "--"', () => {
    expect(parseArguments(['inspect', 'a', '--json', '--', '--b'])).toEqual({
      kind: 'inspect',
      files: ['a', '--b'],
      json: true,
      passwords: [],
      passwordFiles: [],
      set: [],
    });
  });

  test('takes any number of passwords, as they are or in files', () => {
    const argv = ['inspect', 'a', '--password', 'one', '--password=two=2', '--password-file', 'three.txt'];
    expect(parseArguments(argv)).toMatchObject({ passwords: ['one', 'two=2'], passwordFiles: ['three.txt'] });
  });

  test('refuses no file', () => {
    expect(refusal('inspect')).toMatchObject({ code: 'field-required', field: 'FILE' });
  });
});

describe('help', () => {
  const topics: [string[], unknown][] = [
    [[], 'usage'],
    [['--help'], 'usage'],
    [['-h'], 'usage'],
    [['help'], 'usage'],
    [['list', '--help'], { command: 'list' }],
    [['make', '--help'], { command: 'make' }],
    [['--help', '--all'], 'advanced'],
    [['--all', '--help'], 'advanced'],
    [['help', 'advanced'], 'advanced'],
    [['help', 'qlik-sse'], { recipe: 'qlik-sse' }],
    [['make', 'qlik-sse', '--help'], { recipe: 'qlik-sse' }],
  ];
  test.for(topics)('%j means %j', ([argv, topic]) => {
    expect(parseArguments(argv)).toEqual({ kind: 'help', topic });
  });

  test('the version is asked for anywhere', () => {
    expect(parseArguments(['--version'])).toEqual({ kind: 'version' });
  });
});

describe('other commands', () => {
  test('list takes nothing', () => {
    expect(parseArguments(['list'])).toEqual({ kind: 'list' });
    expect(refusal('list', 'x')).toMatchObject({ code: 'field-invalid' });
  });

  test.for(['mak', 'toString', '__proto__'])('%s is unknown', (name) => {
    expect(refusal(name)).toMatchObject({ code: 'field-unknown', field: 'command' });
  });
});
