import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { oneLine, quotePowerShell, quoteSh } from '../../../src/bundle/texts/quote';
import fc from '../../support/seeded';

describe('A value in a script', () => {
  it('reaches a POSIX shell as it is, whatever it holds', () => {
    const values = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 300);
    const script = [`'"$(touch x)\`!*`, '-n', '', ...values]
      .map((value) => `printf '%s\\0' ${quoteSh(value)}`)
      .join('\n');
    const { stdout } = spawnSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' });
    const shown = [`'"$(touch x)\`!*`, '-n', '', ...values].map((value) => value.replaceAll(/\p{Cc}/gu, ''));
    expect(stdout.split('\0').slice(0, -1)).toEqual(shown);
  });

  it('is ASCII for PowerShell, with quotes doubled and other characters by number', () => {
    expect(quotePowerShell('plain')).toBe("'plain'");
    expect(quotePowerShell("it's $(x) `y`")).toBe("'it''s $(x) `y`'");
    expect(quotePowerShell('a’b')).toBe("('a' + [char]0x2019 + 'b')");
    expect(quotePowerShell('é')).toBe("('' + [char]0xe9)");
    expect(quotePowerShell('😀')).toBe("('' + [char]0xd83d + [char]0xde00)");
    expect(quotePowerShell('a\nb')).toBe("'ab'");
    expect(quotePowerShell('')).toBe("''");
  });

  it('cannot end a comment line or drive a terminal', () => {
    expect(oneLine('a\nrm -rf\r\u001b[2J\u0085b')).toBe('a rm -rf  [2J b');
  });
});
