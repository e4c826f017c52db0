import { describe, expect, test } from 'vitest';
import { afterPasswords } from '../../src/app/desk-after';
import { cardsOf } from '../../src/app/desk-cards';
import { fitOf } from '../../src/app/desk-fit';
import type { Fit } from '../../src/app/desk-fit';
import { rowsOf } from '../../src/app/desk-rows';
import { summaryOf } from '../../src/app/desk-summary';
import { forms, gradedFindings, unjudgedIn } from '../../src/app/graded-findings';
import { offersFor } from '../../src/app/handing-over';
import { shortName } from '../../src/app/object-facts';
import type { Inspection } from '../../src/inspect/inspect-files';
import type { InspectionReport, ReportedObject } from '../../src/inspect/report';
import { rules } from '../../src/inspect/findings/catalogue';
import { findConversionFormat } from '../../src/jobs/convert-formats';
import { PkiError } from '../../src/pki/errors';
import { catalogue } from '../../src/recipes/catalogue';
import type { Recipe } from '../../src/recipes/types';
import { formRecipe } from '../support/form-recipe';

const now = new Date('2026-11-21T12:00:00Z');

const root: ReportedObject = {
  type: 'certificate',
  subject: 'CN=root,O=Example',
  issuer: 'CN=root,O=Example',
  purposes: ['CA'],
  sha256: 'aa',
  spkiSha256: '11',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-11-20T11:00:00Z',
};
const leaf: ReportedObject = {
  ...root,
  subject: 'CN=a.example',
  purposes: ['server'],
  sha256: 'bb',
  spkiSha256: '22',
  notAfter: '2026-11-22T13:00:00Z',
};
const key: ReportedObject = { type: 'private-key', spkiSha256: '22', keyType: 'rsa', keyBits: 2048, encrypted: true };
const locked: ReportedObject = {
  type: 'keystore',
  encrypted: true,
  error: { code: 'password-required', message: 'b.p12 is protected. Type its password.' },
};

/** An inspection of files that hold these objects. */
function inspectionOf(
  files: Readonly<Record<string, ReportedObject[]>>,
  more: Partial<InspectionReport> = {},
): Inspection {
  const reported = Object.entries(files).map(([name, objects]) => ({ name, objects }));
  return {
    files: reported.map(({ name }) => ({ name, objects: [] })),
    report: { version: 1, files: reported, matches: [], chains: [], findings: [], ...more },
  };
}

const at = (file: string, object = 0) => ({ file, object });
const factsOf = (inspection: Inspection, index = 0): Record<string, string> =>
  Object.fromEntries(cardsOf(inspection, now)[index]?.facts.map(({ label, value }) => [label, value]) ?? []);

describe('That nothing is wrong', () => {
  const whole = inspectionOf({ 'a.pem': [leaf] });
  const { report } = whole;
  const [file] = report.files;
  const refusal = new PkiError('file-unknown', 'a.pem holds nothing.');

  test('can be said when everything was read', () => {
    expect(unjudgedIn(whole, [])).toBeUndefined();
  });

  test('is not said when a file is refused or locked, or nothing was read', () => {
    const refused = { ...whole, report: { ...report, files: [{ name: 'a.pem', objects: [], error: refusal }] } };
    expect(unjudgedIn(refused, [])).toContain('a.pem');
    const locks = [{ ...file, name: 'b.p12', objects: [locked], error: locked.error }] as typeof report.files;
    expect(unjudgedIn({ ...whole, report: { ...report, files: [...report.files, ...locks] } }, [])).toMatch(
      /: b\.p12\./u,
    );
    expect(unjudgedIn({ ...whole, report: { ...report, files: [] } }, [])).toContain('Nothing was read');
    expect(unjudgedIn(whole, [refusal])).toBeDefined();
  });
});

describe('A card', () => {
  test('stands for one object, however many files it is in, and certificates come first', () => {
    const cards = cardsOf(inspectionOf({ 'a.key': [key], 'a.pem': [leaf, root], 'b.zip!/root.pem': [root] }), now);
    expect(cards.map(({ title, files }) => [title, files])).toEqual([
      ['a.example', ['a.pem']],
      ['root', ['a.pem', 'b.zip!/root.pem']],
      ['Private key, RSA, 2048 bits', ['a.key']],
    ]);
  });

  test('says until when in days, and that it is over', () => {
    const inspection = inspectionOf({ 'a.pem': [leaf, root] });
    expect(factsOf(inspection)['Valid until']).toBe('2026-11-22, 1 day left');
    expect(factsOf(inspection, 1)['Valid until']).toBe('2026-11-20, expired 1 day ago');
    const later = inspectionOf({
      'a.pem': [{ ...leaf, notBefore: '2026-12-01T12:00:00Z', notAfter: '2027-12-01T12:00:00Z' }],
    });
    expect(factsOf(later)['Valid from']).toBe('2026-12-01, in 10 days');
  });

  test('of a key says where it is open, when it is protected elsewhere', () => {
    const inspection = inspectionOf({ 'a.p12': [{ ...key, alias: 'one' }], 'a.key': [{ ...key, encrypted: false }] });
    expect(factsOf(inspection)).toMatchObject({
      Alias: 'one',
      Protected: expect.stringContaining('not in a.key') as string,
    });
  });

  test('is not made for what is locked or could not be read', () => {
    expect(cardsOf(inspectionOf({ 'b.p12': [locked], x: [{ type: 'other', format: 'unknown' }] }), now)).toEqual([]);
  });

  test.each([
    ['CN=a.example,O=x', 'a.example'],
    ['O=x,CN=a\\, b\\+c', 'a, b+c'],
    ['CN=\\e2\\80\\aetxt', '\\e2\\80\\aetxt'],
    ['O=only', 'O=only'],
    ['OU=XCN=no,O=x', 'OU=XCN=no,O=x'],
  ])('is called by the common name of %s', (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});

describe('A row', () => {
  test('tells of a zip as one file, with what is in it, what is locked and what is wrong', () => {
    const damaged: ReportedObject = { type: 'other', error: { code: 'file-damaged', message: 'c.pem is cut off.' } };
    const inspection = inspectionOf({
      'x.zip!/a.pem': [leaf, root],
      'x.zip!/b.p12': [locked],
      'x.zip!/c.pem': [damaged],
    });
    const [row] = rowsOf([{ name: 'x.zip', bytes: new Uint8Array(7) }], inspection);
    expect(row).toEqual({
      name: 'x.zip',
      bytes: 7,
      holds: '2 certificates',
      locks: [{ name: 'x.zip!/b.p12', message: 'b.p12 is protected. Type its password.' }],
      errors: ['c.pem is cut off.'],
    });
    expect(summaryOf(1, 0, inspection)).toBe('1 file read: 2 certificates. 1 password to type.');
    expect(summaryOf(1, 2, inspection)).toBe('1 of 3 files read: 2 certificates. 1 password to type.');
    expect(summaryOf(1, 0, inspectionOf({ x: [{ type: 'other' }] }))).toBe('1 file read: nothing was found in it.');
    expect(summaryOf(0, 1, undefined)).toBe('1 file given, none of them read.');
  });
});

describe('After the passwords', () => {
  const certificate = { type: 'certificate', source: 'ca.pem', certificate: { spki: new Uint8Array([1]) } };
  const withKey = {
    title: 'Sign a request',
    fits: ({ files }: Inspection) => files.some(({ objects }) => objects.some(({ type }) => type === 'private-key')),
  };
  const always = { title: 'Convert', fits: () => true };

  test('it is said what comes in addition, by the table of actions', () => {
    const base = inspectionOf({ 'ca.pem': [root], 'ca.key': [{ ...locked, type: 'private-key' }] });
    const lockedKey = { type: 'locked-key', source: 'ca.key', holds: 'private-key', reason: 'password-required' };
    const inspection = {
      ...base,
      files: [{ name: 'ca.pem', objects: [certificate, lockedKey] }],
    } as unknown as Inspection;
    expect(afterPasswords(inspection, [withKey, always], [])).toEqual(['sign a request']);
    const [, last = ''] = afterPasswords(inspection, [withKey, always], catalogue);
    expect(last).toMatch(/^use in .*Qlik SSE plugin/u);
    expect(afterPasswords(base, [withKey, always], catalogue)).toEqual([]);
    const store = { type: 'locked-key', source: 'a.p12', holds: 'keystore', reason: 'password-required' };
    const alone = { ...inspectionOf({}), files: [{ name: 'a.p12', objects: [store] }] } as unknown as Inspection;
    expect(afterPasswords(alone, [always], catalogue)).toContain('use its certificate and key in a system');
  });
});

describe('The fit', () => {
  test('says what a key belongs to, once for each, and whose key is not here', () => {
    const other: ReportedObject = { ...leaf, subject: 'CN=b.example', spkiSha256: '33', sha256: 'cc' };
    const inspection = inspectionOf(
      { 'a.pem': [leaf, other], 'b.pem': [leaf], 'a.key': [key], 'lone.key': [{ ...key, spkiSha256: '44' }] },
      {
        matches: [
          { key: at('a.key'), with: at('a.pem') },
          { key: at('a.key'), with: at('b.pem') },
        ],
      },
    );
    const { keys, keyless } = fitOf(inspection, now);
    expect(keys.map(({ keyFiles, belongsTo }) => [keyFiles, belongsTo])).toEqual([
      [['a.key'], ['certificate a.example']],
      [['lone.key'], []],
    ]);
    expect(keyless).toEqual(['b.example']);
  });

  test('draws chains from the root down, names what is missing, and only counts certificates that stand alone', () => {
    const second = { ...leaf, subject: 'CN=b.example', sha256: 'cc', spkiSha256: '33' };
    const orphan = { ...leaf, subject: 'CN=c.example', sha256: 'dd', spkiSha256: '44' };
    const inspection = inspectionOf(
      { 'a.pem': [leaf, root], 'b.pem': [second, orphan] },
      {
        chains: [
          { certificates: [at('a.pem'), at('a.pem', 1)], complete: true },
          { certificates: [at('b.pem'), at('a.pem', 1)], complete: true },
          { certificates: [at('a.pem', 1)], complete: true },
          { certificates: [at('b.pem', 1)], complete: false, missing: 'CN=gone' },
        ],
      },
    );
    const drawn = (tree: Fit['chains']): unknown[] =>
      tree.map(({ certificate: { title, file, until }, signed }) => [title, file, until?.bad, ...drawn(signed)]);
    const { chains, alone, moreChains } = fitOf(inspection, now);
    expect(drawn(chains)).toEqual([
      ['root', 'a.pem', true, ['a.example', 'a.pem', false], ['b.example', 'b.pem', false]],
      ['CN=gone', undefined, undefined, ['c.example', 'b.pem', false]],
    ]);
    expect([alone, moreChains]).toEqual([1, 0]);
  });

  test('draws no more chains than somebody looks at, and counts the others', () => {
    const leaves = Array.from({ length: 15 }, (_, index) => ({ ...leaf, sha256: `b${String(index)}` }));
    const inspection = inspectionOf(
      { 'a.pem': [root, ...leaves] },
      { chains: leaves.map((_, index) => ({ certificates: [at('a.pem', index + 1), at('a.pem')], complete: true })) },
    );
    const { chains, moreChains } = fitOf(inspection, now);
    expect([chains.length, chains[0]?.signed.length, moreChains]).toEqual([1, 12, 3]);
  });
});

test('Findings are told by grade, the gravest first', () => {
  const finding = (rule: string) => ({ rule, message: rule, source: 'RFC 5280', objects: [at('a'), at('a', 1)] });
  const inspection = inspectionOf({}, { findings: [finding('n_x'), finding('e_y'), finding('n_z')] });
  expect(gradedFindings(inspection).map(({ grade, findings }) => [grade, findings.map(({ rule }) => rule)])).toEqual([
    ['error', ['e_y']],
    ['note', ['n_x', 'n_z']],
  ]);
  expect(gradedFindings(inspection)[0]?.findings[0]?.files).toEqual(['a']);
});

describe('Recipes', () => {
  const slot = (kind: 'authority' | 'certified-key' | 'keystore' | 'reply') => ({
    id: kind,
    kind,
    label: kind,
    help: '',
    entity: 'server',
  });
  const recipe: Recipe = {
    ...formRecipe,
    modes: [
      { id: 'new', label: 'New', help: '', brings: [{ ...slot('keystore'), when: { field: 'existing', is: 'true' } }] },
      { id: 'use-ca', label: 'Use my CA', help: '', brings: [slot('authority')] },
      { id: 'convert', label: 'Convert', help: '', brings: [slot('certified-key')] },
      { id: 'complete', label: 'Complete', help: '', brings: [slot('reply')] },
    ],
    entities: [{ id: 'server', kind: 'leaf', title: '', issuer: 'root', purposes: ['server'], subject: [], sans: [] }],
  };
  const ways = (inspection: Inspection): string[] =>
    offersFor(inspection, [recipe]).flatMap((offer) => offer.ways.map(({ mode }) => mode));
  const pair = { matches: [{ key: at('a.key'), with: at('a.pem') }] };
  const opened: ReportedObject = { type: 'keystore', format: 'JKS', encrypted: true };

  test('are offered for a certificate with its key and the right purpose', () => {
    expect(ways(inspectionOf({ 'a.pem': [leaf], 'a.key': [key] }, pair))).toEqual(['convert']);
    expect(ways(inspectionOf({ 'a.pem': [{ ...leaf, purposes: [] }], 'a.key': [key] }, pair))).toEqual(['convert']);
    expect(ways(inspectionOf({ 'a.pem': [{ ...leaf, purposes: ['client'] }], 'a.key': [key] }, pair))).toEqual([]);
    expect(ways(inspectionOf({ 'a.pem': [leaf], 'a.key': [key] }))).toEqual([]);
  });

  test('are offered for a CA with its key, a keystore, and the reply to a request', () => {
    expect(ways(inspectionOf({ 'a.pem': [root], 'a.key': [key] }, pair))).toEqual(['use-ca']);
    const store = inspectionOf({ 'a.jks': [opened] });
    expect(ways(store)).toEqual([]);
    expect(offersFor(store, [recipe])[0]?.more).toEqual([
      { mode: 'new', slot: 'keystore', label: 'New: keystore', answers: { existing: 'true' } },
    ]);
    const keyed = inspectionOf({ 'a.jks': [{ ...opened, entries: [{ alias: 'a', kind: 'private-key' }] }] });
    expect(offersFor(keyed, [recipe])).toEqual([]);
    expect(ways(inspectionOf({ 'b.p12': [locked] }))).toEqual([]);
    const reply = { matches: [{ key: at('a.jks', 1), with: at('reply.cer') }] };
    expect(ways(inspectionOf({ 'a.jks': [opened, key], 'reply.cer': [leaf] }, reply))).toEqual(['convert', 'complete']);
  });
});

test('a finding leads to the conversion that mends it: both exist', () => {
  for (const [rule, form] of Object.entries(forms)) {
    expect(rules.map(({ id }) => id)).toContain(rule);
    expect(findConversionFormat(form), form).toBeDefined();
  }
});
