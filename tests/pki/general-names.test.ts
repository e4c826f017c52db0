import { describe, expect, it } from 'vitest';
import {
  constraintFor,
  formatGeneralName,
  isLoopback,
  parseGeneralName,
  parseHosts,
} from '../../src/pki/general-names';
import { decodePunycode } from '../../src/pki/punycode';
import fc from '../support/seeded';

const field = 'hosts';

function values(text: string): string[] {
  const { names, problems } = parseHosts(text, { field });
  expect(problems).toEqual([]);
  return names.map(formatGeneralName);
}

function refusal(text: string): string {
  const { problems } = parseHosts(text, { field });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ field, code: 'host-invalid' });
  return problems[0]?.message ?? '';
}

describe('A host is recognised in any form that people paste', () => {
  it.each([
    ['https://host.example:443/x?y#z', 'DNS:host.example'],
    ['wss://user:secret@host.example/app', 'DNS:host.example'],
    ['host.example:8080', 'DNS:host.example'],
    ['"host.example"', 'DNS:host.example'],
    ['<https://host.example/>', 'DNS:host.example'],
    ['HOST.Example', 'DNS:host.example'],
    ['localhost', 'DNS:localhost'],
    ['*.apps.example.com', 'DNS:*.apps.example.com'],
    ['10.0.0.5', 'IP:10.0.0.5'],
    ['http://10.0.0.5:80/', 'IP:10.0.0.5'],
    ['[::1]:443', 'IP:::1'],
    ['https://[2001:DB8:0:0:1:0:0:1]/', 'IP:2001:db8::1:0:0:1'],
    ['2001:db8:0:0:0:0:2:1', 'IP:2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', 'IP:2001:db8:0:1:1:1:1:1'],
    ['64:ff9b::192.0.2.33', 'IP:64:ff9b::c000:221'],
    ['münchen.example', 'DNS:xn--mnchen-3ya.example'],
    ['faß.example', 'DNS:xn--fa-hia.example'],
    ['XN--MNCHEN-3YA.example', 'DNS:xn--mnchen-3ya.example'],
    ['例え。テスト', 'DNS:xn--r8jz45g.xn--zckzah'],
    ['ｈｏｓｔ．example', 'DNS:host.example'],
    ['__proto__', 'DNS:__proto__'],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual([expected]);
  });

  it('keeps the order of a list and drops what is there twice after normalising', () => {
    expect(values('b.example, A.example;b.EXAMPLE\n[::1]\t0:0::1 https://a.example:1/ ,, ')).toEqual([
      'DNS:b.example',
      'DNS:a.example',
      'IP:::1',
    ]);
  });

  it.each([
    ['my host.example.com', 'Read as 2 names: my, host.example.com. A host name has no spaces.'],
    ['a.example, the  big host', 'Read as 3 names: the, big, host. A host name has no spaces.'],
    ['x '.repeat(20), 'Read as 20 names: x, x, x, x, x, x, …. A host name has no spaces.'],
  ])('a space between parts that may be meant as one name is pointed out: %s', (text, expected) => {
    expect(parseHosts(text, { field }).notices).toEqual([expected]);
  });

  it.each([
    'web, host.example.com',
    'web\nhost.example.com',
    'a.example b.example',
    'localhost 127.0.0.1 ::1',
    ' web ',
  ])('a list that nobody meant as one name is not: %j', (text) => {
    expect(parseHosts(text, { field })).toMatchObject({ problems: [], notices: [] });
  });

  it.each([
    'host.example:8080',
    'https://user@host.example:8080/a',
    '10.0.0.5:8080',
    '[::1]:8080',
    '"host.example:8080"',
  ])('a port is left out, with a notice: %s', (text) => {
    const { notices, port } = parseHosts(text, { field });
    expect(notices).toEqual(['Port 8080 was left out: a certificate is for every port.']);
    expect(port).toBe('8080');
  });

  it('an IPv6 address alone has no port, nor has a path', () => {
    expect(parseHosts('2001:db8::8080, ::1, https://host.example/a:8080', { field }).notices).toEqual([]);
  });

  it('finds nothing in an empty list, and no fault with it', () => {
    expect(parseHosts(' ,;\n', { field })).toEqual({ names: [], problems: [], notices: [] });
  });
});

describe('What cannot be a host is refused with the reason', () => {
  it.each([
    ['10.0.0.300', 'address with a typo'],
    ['1.2.3', 'address with a typo'],
    ['0x7f.1', 'address with a typo'],
    ['010.0.0.1', 'address with a typo'],
    ['4294967295', 'address with a typo'],
    ['１.２.３', 'address with a typo'],
    ['*.com', 'wildcard over a whole top-level domain'],
    ['*', 'star in the wrong place'],
    ['w*.example.com', 'star in the wrong place'],
    ['a.*.example.com', 'star in the wrong place'],
    ['💩.example', 'emoji'],
    ['xn--ls8h.example', 'emoji'],
    ['xn--a.example', 'cannot have'],
    ['xn--999999999.example', 'not a well-formed xn--'],
    ['xn--host-.example', 'not a well-formed xn--'],
    ['a..example', 'empty part'],
    ['.example', 'empty part'],
    ['-a.example', 'hyphen'],
    ['a-.example', 'hyphen'],
    [`${'a'.repeat(64)}.example`, '64 characters'],
    [`${'abcdefg.'.repeat(31)}abcdefg`, '255 characters'],
    ['user@host.example', 'e-mail address'],
    ['10.0.0.0/24', 'network'],
    ['fe80::1%eth0', 'zone'],
    ['1:2:3', 'not an IPv6 address'],
    ['[::1', 'valid port'],
    ['1::2::3', 'not an IPv6 address'],
    ['host.example:99999', 'valid port'],
    ['host.example:https', 'valid port'],
    ['C:\\certs', 'valid port'],
    ['https://', 'no host name'],
    ['a\u0000b.example', 'invisible'],
    ['\u202eexample', 'invisible'],
    ['<script>alert(1)</script>', 'cannot have'],
    ["host'$(id)'", 'cannot have'],
    ['ﷺ.example', 'a space'],
    ['x'.repeat(3000), '3000 characters'],
  ])('%s', (text, reason) => {
    expect(refusal(text)).toContain(reason);
  });

  it('never shows control or bidi characters in the message', () => {
    expect(refusal('\u202eexample\u0007')).toContain('\\u{202e}example\\u{7}');
  });

  it('a wildcard where one whole host is asked for', () => {
    const { names, problems } = parseHosts('*.example.com', { field: 'host', wildcard: false });
    expect(names).toEqual([]);
    expect(problems[0]?.message).toContain('wildcard');
  });

  it('more than 100 names, naming the count and keeping the first', () => {
    const hosts = Array.from({ length: 200 }, (_, index) => `h${String(index)}.example`).join('\n');
    const { names, problems } = parseHosts(hosts, { field });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'hosts-too-many', field });
    expect(problems[0]?.message).toContain('200');
    expect(names).toHaveLength(100);
    expect(parseHosts(hosts.split('\n').slice(0, 100).join(), { field }).problems).toEqual([]);
  });

  it('many wrong names in few sentences', () => {
    const { problems } = parseHosts('-a '.repeat(400), { field });
    expect(problems).toHaveLength(6);
    expect(problems[5]?.message).toContain('395 more');
  });
});

describe('A notice tells what was changed or may surprise', () => {
  it.each([
    ['host.example.', 'dot at the end'],
    ['my_host', 'Java'],
    ['::ffff:10.0.0.5', 'written as such'],
    ['0.0.0.0', 'no client connects'],
  ])('%s', (text, notice) => {
    const { notices, problems } = parseHosts(text, { field });
    expect(problems).toEqual([]);
    expect(notices.join()).toContain(notice);
  });

  it('an IPv4 address in IPv6 form becomes the IPv4 address, because that is what clients compare', () => {
    expect(values('::ffff:10.0.0.5')).toEqual(['IP:10.0.0.5']);
  });
});

describe('Hostile input', () => {
  it('of ten megabytes is refused, not worked through', () => {
    expect(parseHosts('a'.repeat(10_000_000), { field }).problems[0]?.code).toBe('hosts-too-many');
  });

  it('of any kind yields names and problems, never an exception, and names that read back to themselves', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('aé*._-:[]/@%0123456789xn💩 \u202e')) }),
    );
    fc.assert(
      fc.property(text, (hosts) => {
        for (const name of parseHosts(hosts, { field }).names) {
          expect(parseGeneralName(name.value)).toEqual(name);
          expect(name.value).toMatch(/^[\x21-\x7e]+$/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('every address reads back from its canonical form, which the URL parser shares', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const { value } = parseGeneralName(address);
        if (!value.includes(':')) return;
        expect(new URL(`http://[${address}]/`).hostname).toBe(`[${value}]`);
        expect(parseGeneralName(value).value).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Names of a given kind', () => {
  it('are taken as such', () => {
    expect(parseGeneralName('Alice@Example.COM', 'email')).toEqual({ kind: 'email', value: 'Alice@example.com' });
    expect(parseGeneralName('spiffe://cluster.local/ns/a', 'uri')).toEqual({
      kind: 'uri',
      value: 'spiffe://cluster.local/ns/a',
    });
    expect(parseGeneralName('urn:uuid:1', 'uri').value).toBe('urn:uuid:1');
    expect(parseGeneralName('https://host.example/x')).toEqual({ kind: 'dns', value: 'host.example' });
  });

  it.each([
    ['alice', 'email'],
    ['@example.com', 'email'],
    ['a..b@example.com', 'email'],
    ['jürgen@example.com', 'email'],
    ['alice@*.example.com', 'email'],
    ['/relative', 'uri'],
    ['https://exa mple/', 'uri'],
    ['https://münchen.example/', 'uri'],
    ['https://x/%zz', 'uri'],
    ['host.example', 'ip'],
    ['10.0.0.5', 'dns'],
  ] as const)('%s is no %s', (text, kind) => {
    expect(() => parseGeneralName(text, kind)).toThrow(expect.objectContaining({ code: 'host-invalid' }) as Error);
  });

  it('loopback is told from the rest', () => {
    expect(
      ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '::1'].map((name) => isLoopback(parseGeneralName(name))),
    ).not.toContain(false);
    expect(['localhost.example', '10.0.0.1', '::2'].map((name) => isLoopback(parseGeneralName(name)))).not.toContain(
      true,
    );
  });

  it('a CA is limited to the domain under a wildcard', () => {
    expect(constraintFor({ kind: 'dns', value: '*.example.com' }).value).toBe('example.com');
    expect(constraintFor({ kind: 'ip', value: '10.0.0.5' }).value).toBe('10.0.0.5');
  });
});

describe('Punycode (RFC 3492)', () => {
  it('is decoded as the platform encodes it', () => {
    const label = fc.string({
      unit: fc.constantFrom(...Array.from('abcxyz019äöüßéèñçшжλπ中文字かなカナ한글')),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(label, (text) => {
        if (!URL.canParse(`https://${text}`)) return;
        const encoded = new URL(`https://${text}`).hostname;
        if (encoded.startsWith('xn--')) expect(decodePunycode(encoded.slice(4))).toBe(text.normalize('NFC'));
      }),
      { numRuns: 1000 },
    );
  });

  it('decodes the samples of RFC 3492 §7.1', () => {
    expect(decodePunycode('ihqwcrb4cv8a8dqg056pqjye')).toBe('他们为什么不说中文');
    expect(decodePunycode('3B-ww4c5e180e575a65lsy2b'.toLowerCase())).toBe('3年b組金八先生');
  });

  it('refuses what is not well-formed', () => {
    for (const text of ['é', 'a-é', '99999999', '-A']) expect(decodePunycode(text)).toBeUndefined();
  });
});
