import { describe, expect, it } from 'vitest';
import { aliasProblem, keystorePasswordProblem, normaliseAlias } from '../../src/keystores/keystore-password';

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index)).join('');

describe('A keystore’s password', () => {
  it.each(['changeit', '123456', 'with a space', `x${ascii}x`, '${not our business}', 'x'.repeat(1000)])(
    'may be %s',
    (password) => {
      expect(keystorePasswordProblem(password)).toBeUndefined();
    },
  );

  it.each(['', '12345'])('has six characters or more, so not “%s”', (password) => {
    expect(keystorePasswordProblem(password)).toContain('fewer than 6');
  });

  it.each(['pässwörd', 'changeit\n', 'change\tit', 'emoji 😀', 'nul\0nul', 'del\x7fdel', ' changeit', 'changeit '])(
    'is printable ASCII without a space at either end, so not %j, which the message does not repeat',
    (password) => {
      const problem = keystorePasswordProblem(password);
      expect(problem).toMatch(/^The password has a character .*\.$/u);
      expect(problem).not.toContain(password.trim());
    },
  );
});

describe('An alias', () => {
  it('may hold spaces and signs', () => {
    expect(aliasProblem(`x${ascii}x`)).toBeUndefined();
  });

  it.each(['', ' a', 'a ', 'é', 'a\nb'])('is not %j', (alias) => {
    expect(aliasProblem(alias)).toMatch(/^The alias .*\.$/u);
  });

  it('stands in lower case, in which Java looks it up', () => {
    expect(normaliseAlias('Integration-Manager 1')).toBe('integration-manager 1');
  });
});
