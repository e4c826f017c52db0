import { describe, expect, it } from 'vitest';
import { inDays, untilEnd } from '../../src/inspect/days';
import { shortNames } from '../../src/inspect/short-names';
import { spellOut } from '../../src/pki/show-text';

describe('What a file is called in a sentence', () => {
  const place = shortNames(['a/b/key.pem', 'a\\cert.pem', 'x/a.pem', 'y/a.pem', 'd/x.zip!/e/f.pem', 'top.pem']);
  it.each([
    ['a/b/key.pem', 'key.pem'],
    ['a\\cert.pem', 'cert.pem'],
    ['x/a.pem', 'x/a.pem'],
    ['y/a.pem', 'y/a.pem'],
    ['d/x.zip!/e/f.pem', 'f.pem in x.zip'],
    ['top.pem', 'top.pem'],
  ])('%s: %s', (file, short) => {
    expect(place(file)).toBe(short);
  });
});

describe('Days', () => {
  const day = 86_400_000;
  it('are counted whole, and one is not several', () => {
    expect([0, 1, -1, 1.9, 30].map((days) => inDays(days * day))).toEqual([
      '0 days',
      '1 day',
      '1 day',
      '1 day',
      '30 days',
    ]);
    const now = new Date();
    expect(untilEnd(new Date(now.getTime() + 1.5 * day), now)).toBe('1 day left');
    expect(untilEnd(new Date(now.getTime() - 2 * day), now)).toBe('expired 2 days ago');
  });
});

describe('What cannot be seen', () => {
  it.each(['\u200b', '\u2060', '\u00ad', '\u034f', '\u3164', '\u{e0041}', '\ufe0f', '\u180e'])(
    'is spelled out: %j',
    (character) => {
      const code = character.codePointAt(0)?.toString(16) ?? '';
      expect(spellOut(`a${character}b`)).toBe(`a\\u{${code}}b`);
    },
  );
});
