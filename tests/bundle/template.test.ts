import { describe, expect, it } from 'vitest';
import { placeholdersIn } from '../../src/bundle/placeholders';
import type { Scope } from '../../src/bundle/placeholders';
import { fillContents, renderPath, renderText } from '../../src/bundle/template';
import type { FieldValue } from '../../src/bundle/types';
import { utf8 } from '../../src/pki/bytes';

const values = new Map<string, FieldValue>([
  ['plugin', { kind: 'text', text: 'sales' }],
  ['port', { kind: 'text', text: '50052' }],
  ['users', { kind: 'list', items: ['alice', 'bob'] }],
  ['empty', { kind: 'list', items: [] }],
  [
    'hosts',
    {
      kind: 'hosts',
      names: [
        { kind: 'dns', value: '*.example.com' },
        { kind: 'ip', value: '2001:db8::5' },
      ],
    },
  ],
  ['host', { kind: 'hosts', names: [{ kind: 'dns', value: 'im.example.com' }] }],
  ['address', { kind: 'hosts', names: [{ kind: 'ip', value: '10.0.0.5' }] }],
  ['java', { kind: 'text', text: 'true' }],
]);

const files: Record<string, string> = {
  key: 'a/b c/key.pem',
  readme: 'README.txt',
  'client[alice]': 'users/alice.pem',
};

const scope: Scope = {
  mode: 'new',
  values,
  loops: [],
  secrets: new Set(['password']),
  find: (kind, id, { loops }) => {
    const instance = id === 'client' ? `client[${loops[0]?.item ?? ''}]` : id;
    const path = files[instance];
    if (kind === 'dn') return id === 'server' ? 'CN=x\\, y,O=Z' : undefined;
    if (kind === 'target') return id === 'key' ? '/etc/docker/host:1/key' : undefined;
    return path === undefined ? undefined : kind === 'file' ? path : instance;
  },
};

describe('A template', () => {
  it.each([
    ['{plugin}', 'sales'],
    ['sse_{plugin}_x{plugin}', 'sse_sales_xsales'],
    ['{users}', 'alice, bob'],
    ['{list:users}', 'alice,bob'],
    ['{first:hosts}', '*.example.com'],
    ['{host:hosts}', '2001:db8::5'],
    ['{address:hosts}', '[2001:db8::5]:50052'],
    ['{address:host}', 'im.example.com:50052'],
    ['{short:host}', 'im'],
    ['{short:address}', '10.0.0.5'],
    ['{first:empty}{list:empty}', ''],
    ['{file:key}', 'a/b c/key.pem'],
    ['{dir:key}', 'a/b c'],
    ['{folder:key}', 'b c'],
    ['{name:key}', 'key.pem'],
    ['{dir:readme}|{folder:readme}|{name:readme}', '||README.txt'],
    ['{target:key}', '/etc/docker/host:1/key'],
    ['{dn:server}', 'CN=x\\, y,O=Z'],
  ])('%s becomes %s', (template, text) => {
    expect(renderText(template, scope)).toBe(text);
  });

  it.each([
    '${plugin}',
    '${file:key}',
    '{unknown}',
    '{file:unknown}',
    '{nokind:plugin}',
    '{ plugin }',
    '{{.Values}}',
    'function () { return 1; }',
    '{constructor}',
    '{__proto__}',
    '{constructor:plugin}',
  ])("leaves %s untouched, which is the consumer's", (template) => {
    expect(renderText(template, scope)).toBe(template);
  });

  it('leaves contents and secrets for later', () => {
    const template = '{content:key} {escaped:key} {base64:key} {password}';
    expect(renderText(template, scope)).toBe('{content:key} {escaped:key} {base64:key} {secret:password}');
  });

  it('repeats and omits lines', () => {
    const text = [
      'start',
      { each: 'users', as: 'user', line: '- {user}' },
      { each: 'empty', as: 'none', line: '- {none}' },
      { when: { field: 'java', is: 'true' }, line: 'java' },
      { when: { field: 'java', isNot: 'true' }, line: 'no java' },
      { when: { field: 'empty', filled: true }, line: 'filled' },
      { when: { mode: ['use-ca'] }, line: 'own CA' },
      { when: { mode: 'new', field: 'users', filled: true }, line: 'end' },
    ];
    expect(renderText(text, scope)).toBe('start\n- alice\n- bob\njava\nend');
  });

  it("means the instance of the loop's item", () => {
    const looped = { ...scope, loops: [{ field: 'users', as: 'user', item: 'alice' }] };
    expect(renderText('{user} {file:client} {content:client}', looped)).toBe(
      'alice users/alice.pem {content:client[alice]}',
    );
    expect(renderText('{file:client}', scope)).toBe('{file:client}');
  });

  it('writes archive paths with backslashes for Windows shells', () => {
    expect(renderText("copy '{file:key}'", scope, 'powershell')).toBe(String.raw`copy 'a\b c\key.pem'`);
    expect(renderText('copy {file:key}', scope, 'cmd')).toBe(String.raw`copy "a\b c\key.pem"`);
    expect(renderText('cp {file:key}', scope, 'sh')).toBe("cp 'a/b c/key.pem'");
  });

  it('takes from values what no path can hold', () => {
    expect(renderPath('{plugin}/{first:hosts}.pem', scope)).toBe('sales/_.example.com.pem');
    expect(renderPath('{host:hosts}-{port}/x', scope)).toBe('2001-db8--5-50052/x');
  });

  it('tells which placeholders it has', () => {
    expect(placeholdersIn(['a {x} {file:y}', { each: 'u', as: 'v', line: '{v} ${z}' }])).toEqual([
      { kind: undefined, id: 'x' },
      { kind: 'file', id: 'y' },
      { kind: undefined, id: 'v' },
    ]);
  });
});

describe('Filling in contents', () => {
  const lookup = (id: string) => utf8(id === 'crlf' ? 'a' : '-----BEGIN X-----\nAA==\n-----END X-----\n');

  it('indents every line like the first', () => {
    expect(fillContents('cert: |\n  {content:key}\nend\n', lookup)).toBe(
      'cert: |\n  -----BEGIN X-----\n  AA==\n  -----END X-----\nend\n',
    );
    expect(fillContents('x {content:key}', lookup)).toBe('x -----BEGIN X-----\nAA==\n-----END X-----');
  });

  it('writes line ends as escapes, or everything as base64', () => {
    expect(fillContents('"{escaped:key}"', lookup)).toBe(String.raw`"-----BEGIN X-----\nAA==\n-----END X-----"`);
    expect(fillContents('{base64:crlf}', lookup)).toBe('YQ==');
    expect(JSON.parse(fillContents('"{escaped:key}"', lookup))).toBe('-----BEGIN X-----\nAA==\n-----END X-----');
  });

  it('asks for instances of loops by their id', () => {
    const asked: string[] = [];
    fillContents('{content:client[a.b@c]} ${content:foreign}', (id) => {
      asked.push(id);
      return utf8('');
    });
    expect(asked).toEqual(['client[a.b@c]']);
  });

  it('escapes secrets for their place, and fills nothing that a secret contains', () => {
    const secrets = { language: 'sh', secret: () => "it's {content:key} $HOME" } as const;
    expect(fillContents("P='{secret:p}'", lookup, secrets)).toBe(String.raw`P='it'\''s {content:key} $HOME'`);
    expect(fillContents('P={secret:p}', lookup)).toBe('P={secret:p}');
  });
});
