import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createEscaper } from '../../src/bundle/escape';
import type { Language } from '../../src/recipes/types';
import { requireTool, toolCommand } from '../support/tools';
import fc from '../support/seeded';

/** What people and attackers type. Answers and passwords have no control characters. */
const nasty = [
  'plain',
  '',
  ' leading and trailing ',
  "it's",
  '"double"',
  '`back` $(reboot) ${HOME} $PATH',
  '%PATH% !history! ^caret & | < > ( ) ; #',
  'back\\slash\\',
  '\\',
  'C:\\temp\\new',
  '# not a comment',
  ': colon = equals',
  '- dash',
  'yes',
  'null',
  '007',
  '1e3',
  '~',
  '*.example.com',
  '[::1]:443',
  "' ; rm -rf / ; '",
  '"; rm -rf / ; "',
  '</script><!-- --> ]]>',
  '&amp;<b>',
  'ä ß € 😀',
  '“typographic” ‘quotes’',
  '*/ /* // #> <#',
  '@file',
  '-rf',
  '\'\'\'"""',
];

const anyText = fc.string({ unit: fc.constantFrom(...Array.from('abc \'"`$\\!%&|<>;#*?()[]^~=:,.-_/@ä€😀‘“')) });
const random = fc.sample(anyText, { numRuns: 120, seed: 20_261_121 });
const values = [...nasty, ...random];

/** Text around each value, with the value escaped for where it stands. */
function embed(language: Language, before: string, after: string): string {
  return values
    .map((value, index) => {
      const escaper = createEscaper(language);
      const lead = before.replaceAll('#n', String(index));
      escaper.literal(lead);
      return `${lead}${escaper.value(value)}${after}`;
    })
    .join('');
}

function run(command: string, args: readonly string[], input: string): string {
  const { stdout, stderr, status } = spawnSync(command, args, { input, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe.each([
  ['dash', []],
  ['busybox', ['ash']],
] as const)('In %s a value keeps its meaning', (shell, args) => {
  it.each([
    ['outside quotes', 'printf "%s\\n" ', '\n'],
    ['in single quotes', "printf '%s\\n' '", "'\n"],
    ['in double quotes', 'printf "%s\\n" "', '"\n'],
    ['after a comment with an apostrophe', "# don't\nprintf '%s\\n' \"", '"\n'],
    ['after an escaped quote', "printf '%s\\n' \\'", '\n'],
  ])('%s', (place, before, after) => {
    requireTool(shell);
    const lines = run(toolCommand(shell), args, embed('sh', before, after))
      .split('\n')
      .slice(0, -1);
    expect(lines).toEqual(values.map((value) => (place === 'after an escaped quote' ? `'${value}` : value)));
  });

  it('and cannot leave a comment', () => {
    requireTool(shell);
    expect(run(toolCommand(shell), args, embed('sh', '# note: ', '\n'))).toBe('');
  });
});

describe('A value keeps its meaning', () => {
  it.each([
    ['outside quotes', '', ','],
    ['in a string', '"', '",'],
  ])('in JSON %s', (_, before, after) => {
    const parsed = JSON.parse(`[${embed('json', before, after)}0]`) as unknown[];
    expect(parsed.slice(0, -1)).toEqual(values);
  });

  it('in JSON as number or truth value where the recipe writes no quotes', () => {
    const json = ['443', 'true', '-1.5', '01'].map((value) => createEscaper('json').value(value));
    expect(JSON.parse(`[${json.join(',')}]`)).toEqual([443, true, -1.5, '01']);
  });

  it.each([
    ['outside quotes', 'x(', ');'],
    ['in double quotes', 'x("', '");'],
    ['in single quotes', "x('", "');"],
    ['in a template literal', 'x(`', '`);'],
    ['after a comment', "/* don't */ x('", "');"],
  ])('in JavaScript %s', (_, before, after) => {
    const found: string[] = [];
    runInNewContext(embed('javascript', before, after), { x: (value: string) => found.push(value) });
    expect(found).toEqual(values);
    expect(embed('javascript', before, after)).not.toContain('</script');
  });

  it.each([
    ['outside quotes', 'x.append(', ')\n'],
    ['in double quotes', 'x.append("', '")\n'],
    ['in single quotes', "x.append('", "')\n"],
    ['in triple quotes', 'x.append("""', '""")\n'],
    ['in triple single quotes', "x.append('''", "''')\n"],
  ])('in Python %s', (_, before, after) => {
    requireTool('python-yaml');
    const script = `import json\nx = []\n${embed('python', before, after)}print(json.dumps(x))\n`;
    expect(JSON.parse(run(toolCommand('python-yaml'), ['-'], script))).toEqual(values);
  });

  it.each([
    ['as a whole scalar', 'k#n: ', '\n'],
    ['in double quotes', 'k#n: "', '"\n'],
    ['in single quotes', "k#n: '", "'\n"],
    ['after an apostrophe in a plain scalar', "a#n: don't\nk#n: '", "'\n"],
    ['after a block', "b#n: |\n  don't \"\nk#n: '", "'\n"],
    ['as a list item', 'k#n:\n  - ', '\n'],
  ])('in YAML %s', (_, before, after) => {
    requireTool('python-yaml');
    const program =
      'import sys, json, yaml; d = yaml.safe_load(sys.stdin.buffer.read().decode()); print(json.dumps(d))';
    const parsed = JSON.parse(run(toolCommand('python-yaml'), ['-c', program], embed('yaml', before, after))) as Record<
      string,
      unknown
    >;
    expect(values.map((__, index) => [parsed[`k${index}`]].flat()[0])).toEqual(values);
  });

  it.each([
    ['in text', '<v>', '</v>'],
    ['in an attribute', '<v a="', '"/>'],
    ['in an attribute with single quotes', "<v a='", "'/>"],
    ['after a comment', '<!-- " --><v>', '</v>'],
  ])('in XML %s', (_, before, after) => {
    requireTool('python-yaml');
    const program =
      'import sys, json, xml.etree.ElementTree as e; print(json.dumps([v.get("a") or v.text or "" for v in e.fromstring(sys.stdin.buffer.read())]))';
    const found = JSON.parse(
      run(toolCommand('python-yaml'), ['-c', program], `<r>${embed('xml', before, after)}</r>`),
    ) as string[];
    expect(found).toEqual(values);
  });

  it('in an XML comment it stays a comment', () => {
    requireTool('python-yaml');
    const program = 'import sys, xml.etree.ElementTree as e; print(len(e.fromstring(sys.stdin.buffer.read())))';
    expect(run(toolCommand('python-yaml'), ['-c', program], `<r>${embed('xml', '<!-- ', ' -->')}</r>`).trim()).toBe(
      '0',
    );
  });

  it('in an ini file, but for white space around it', () => {
    requireTool('python-yaml');
    const program =
      'import sys, json, configparser; c = configparser.RawConfigParser(); c.read_string("[s]\\n" + sys.stdin.buffer.read().decode()); print(json.dumps(dict(c["s"])))';
    const ini = embed('ini', 'k#n=', '\n');
    const parsed = JSON.parse(run(toolCommand('python-yaml'), ['-c', program], ini)) as Record<string, string>;
    const oneLine = (value: string): string => value.replaceAll('*/', '* /').replaceAll('#>', '# >').trim();
    expect(values.map((_, index) => parsed[`k${index}`])).toEqual(values.map(oneLine));
  });

  it('in Java properties as value and as part of a key', { timeout: 60_000 }, () => {
    requireTool('jdk');
    const file = join(mkdtempSync(join(tmpdir(), 'properties-')), 'Read.java');
    writeFileSync(file, javaReader);
    const text =
      embed('properties', 'a#n=', '\n') + embed('properties', 'b#n : ', '\n') + embed('properties', 'c#n.', '=v\n');
    const lines = run(toolCommand('jdk'), [file], text).split('\n').filter(Boolean);
    const decode = (word: string): string => Buffer.from(word, 'base64').toString('utf8');
    const read = new Map(lines.map((line) => [decode(line.split(' ')[0]!), decode(line.split(' ')[1]!)]));
    for (const [index, value] of values.entries()) {
      expect(read.get(`a${index}`)).toBe(value);
      expect(read.get(`b${index}`)).toBe(value);
      expect(read.get(`c${index}.${value}`)).toBe('v');
    }
  });

  it('even if it holds a line separator', () => {
    const value = 'a\u2028b';
    expect(createEscaper('yaml').value(value)).toBe(String.raw`"a\u2028b"`);
    expect(createEscaper('javascript').value(value)).toBe(String.raw`"a\u2028b"`);
    expect(createEscaper('ini').value(value)).toBe('a b');
  });
});

/** Prints each property as two base64 words. */
const javaReader = `
import java.util.*;
import java.nio.charset.StandardCharsets;
public class Read {
  static String encode(String s) { return Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8)); }
  public static void main(String[] args) throws Exception {
    Properties p = new Properties();
    p.load(System.in);
    for (String k : p.stringPropertyNames()) System.out.println(encode(k) + " " + encode(p.getProperty(k)));
  }
}
`;

describe('Without Windows at hand, the rules of its shells are followed', () => {
  it.each([
    ['', "it's", "'it''s'"],
    ['', 'plain-1.0', 'plain-1.0'],
    ['', '-Force', "'-Force'"],
    ['', '$x', "'$x'"],
    ["'", 'a’b', 'a’’b'],
    ['"', '$x `"“', '`$x ```"`“'],
    ["# don't\n'", "it's", "it''s"],
    ['<# " #> "', '$x', '`$x'],
    ['`"', '$x', "'$x'"],
  ])('PowerShell: after %j, %s becomes %s', (before, value, escaped) => {
    const escaper = createEscaper('powershell');
    escaper.literal(before);
    expect(escaper.value(value)).toBe(escaped);
  });

  it.each([
    ['', 'a b', '"a b"'],
    ['', 'a&b', '"a&b"'],
    ['"', 'say "x"', 'say ""x""'],
    ['"', '%PATH%', '"^%"PATH"^%"'],
    ['^"', 'a b', '"a b"'],
  ])('cmd: after %j, %s becomes %s', (before, value, escaped) => {
    const escaper = createEscaper('cmd');
    escaper.literal(before);
    expect(escaper.value(value)).toBe(escaped);
  });
});
