import { describe, expect, it } from 'vitest';
import { findClash, pathProblem, sanitizeForPath, segmentProblem } from '../../src/bundle/paths';
import fc from '../support/seeded';

describe('A path in an archive', () => {
  it.each([
    'README.txt',
    'a/b/c.pem',
    'sse_R_1.2_generated_certs/sse_R_1.2_server_certs/root_cert.pem',
    '.hidden/..double/a..b',
    'Console/common.txt',
    'com10/conx/lpt.d',
    'naïve/é.pem',
  ])('may be %s', (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is empty'],
    ['a//b', 'is empty'],
    ['a/', 'is empty'],
    ['../x', 'leads out of its folder'],
    ['a/../../x', 'leads out of its folder'],
    ['./a', 'leads out of its folder'],
    ['a\\b', 'Windows does not allow'],
    ['C:/x', 'Windows does not allow'],
    ['a?b', 'Windows does not allow'],
    ['a<b>|"*', 'Windows does not allow'],
    ['a\0b', 'invisible'],
    ['a\nb', 'invisible'],
    ['a\u202Eb', 'invisible'],
    ['CON', 'reserves'],
    ['x/nul.txt', 'reserves'],
    ['Aux/x', 'reserves'],
    ['COM1', 'reserves'],
    ['lpt³.log', 'reserves'],
    ['a./b', 'ends in a dot or space'],
    ['a /b', 'ends in a dot or space'],
    ['a'.repeat(241), 'characters long'],
  ])('may not be %j', (path, reason) => {
    expect(pathProblem(path)).toContain(reason);
  });

  it('shows hostile names without their invisible characters', () => {
    expect(pathProblem('a\u202Egpj.pem')).not.toContain('\u202E');
  });
});

describe('Two paths', () => {
  it.each([
    [['a/b', 'a/B']],
    [['É.pem', 'E\u0301.pem']],
    [['straße', 'STRASSE']],
    [['a/x', 'b', 'A/X']],
    [['a', 'a/b']],
    [['A/b/c', 'a/B']],
  ])('clash in %j', (paths) => {
    expect(findClash(paths)).toBeDefined();
  });

  it.each([[['a/b', 'a/c']], [['ab', 'a/b']], [['é', 'e']], [[]]])('do not clash in %j', (paths) => {
    expect(findClash(paths)).toBeUndefined();
  });
});

describe('A value in a path', () => {
  it.each([
    ['2001:db8::5', '2001-db8--5'],
    ['*.example.com', '_.example.com'],
    ['a/b\\c', 'a_b_c'],
    ['x.', 'x_'],
    ['sse.example.com', 'sse.example.com'],
  ])('%s becomes %s', (value, name) => {
    expect(sanitizeForPath(value)).toBe(name);
  });

  it('never leads into another folder or out of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const name = `x${sanitizeForPath(value)}y`;
        expect(name).not.toMatch(/[<>:"|?*\\/\0-\x1f]/u);
        if (/^[\w.-]*$/u.test(value)) expect(segmentProblem(name)).toBeUndefined();
      }),
    );
  });
});
