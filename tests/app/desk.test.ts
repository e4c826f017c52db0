import { beforeEach, describe, expect, test } from 'vitest';
import { Desk } from '../../src/app/desk.svelte';
import { FitnessQuestion } from '../../src/app/fitness.svelte';
import type { Jobs } from '../../src/app/page-host';
import type { Inspection, InspectOptions } from '../../src/inspect/inspect-files';
import type { FoundObject, InputFile } from '../../src/inspect/found-object';
import { PkiError } from '../../src/pki/errors';
import { fakePage } from '../support/fake-page';

/** What the desk asked of the reader, and what the reader says next. */
interface FakeReader {
  readonly asked: { names: string[]; passwords: readonly string[]; passwordOf: InspectOptions['passwordOf'] }[];
  answer: (files: readonly InputFile[], options: InspectOptions) => Promise<Inspection>;
}

let reader: FakeReader;
let desk: Desk;
let saved: string[];
/** Messages that were to be explained. */
let asked: string[];

const inspectionOf = (files: readonly InputFile[]): Inspection => ({
  files: files.map(({ name }) => ({ name, objects: [] })),
  report: {
    version: 1,
    files: files.map(({ name }) => ({ name, objects: [{ type: 'public-key' }] })),
    matches: [],
    chains: [],
    findings: [],
  },
});

beforeEach(() => {
  const { host } = fakePage();
  saved = [];
  reader = { asked: [], answer: (files) => Promise.resolve(inspectionOf(files)) };
  const inspect: Jobs['inspect'] = (files, options) => {
    const { passwords, passwordOf } = options;
    reader.asked.push({ names: files.map(({ name }) => name), passwords, passwordOf });
    return reader.answer(files, options);
  };
  asked = [];
  const explainError: Jobs['explainError'] = (message) => {
    asked.push(message);
    const known = message === 'bad decrypt' ? [{ id: 'x', by: '', message, means: '', source: '' }] : [];
    return Promise.resolve({ known, found: [], sound: [], causes: [] });
  };
  const jobs = Promise.resolve({ inspect, explainError } as Jobs);
  desk = new Desk({ ...host, save: (name) => saved.push(name) }, { jobs, takeKey: () => undefined });
});

/** A file as browsers make it; Node's knows no folders. */
const fileOf = (content: string, name: string): File =>
  Object.assign(new File([content], name), { webkitRelativePath: '' });

const names = (): string[] => desk.files.map(({ name }) => name);
const allZero = (bytes: Uint8Array): boolean => bytes.every((octet) => octet === 0);

describe('Files on the desk', () => {
  test('are looked into together, each time some come or go', async () => {
    await desk.add([fileOf('a', 'a.pem')]);
    await desk.paste('b');
    await desk.remove('a.pem');
    expect(reader.asked.map((each) => each.names)).toEqual([['a.pem'], ['a.pem', 'pasted text'], ['pasted text']]);
    expect(desk.inspection?.report.files.map(({ name }) => name)).toEqual(['pasted text']);
    expect(desk.reading).toBe(false);
  });

  test('of one name stand beside each other, unless they are the same', async () => {
    await desk.add([fileOf('one', 'key.pem'), fileOf('two', 'key.pem')]);
    await desk.add([fileOf('two', 'key.pem')]);
    await desk.paste('one');
    await desk.paste('two');
    expect(names()).toEqual(['key.pem', 'key.pem (2)', 'pasted text', 'pasted text (2)']);
  });

  test('that are removed are overwritten with zeros, and their passwords forgotten', async () => {
    await desk.add([fileOf('one', 'a.zip'), fileOf('two', 'b.p12')]);
    await desk.unlock('a.zip!/key.pem', 'inner');
    await desk.unlock('b.p12', 'outer');
    const [first] = desk.files;
    await desk.remove('a.zip');
    expect(first && allZero(first.bytes)).toBe(true);
    expect(desk.passwords).toEqual(['outer']);
  });

  test('that are forgotten are overwritten with zeros, and so is what is still being read', async () => {
    await desk.add([fileOf('one', 'a.pem')]);
    const [first] = desk.files;
    const late = fileOf('two', 'late.pem');
    const bytes = new TextEncoder().encode('a private key');
    let letGo = (): void => undefined;
    late.arrayBuffer = () =>
      new Promise(
        (resolve) =>
          (letGo = () => {
            resolve(bytes.buffer);
          }),
      );
    const added = desk.add([late]);
    await Promise.resolve();
    desk.clear();
    letGo();
    await added;
    expect(first && allZero(first.bytes)).toBe(true);
    expect(allZero(bytes)).toBe(true);
    expect([desk.files, desk.inspection, desk.reading]).toEqual([[], undefined, false]);
  });

  test('that cannot be taken are told of until the sentence is put away, and the others are read', async () => {
    await desk.add([fileOf('', 'empty.pfx'), fileOf('a', 'a.pem')]);
    expect(names()).toEqual(['a.pem']);
    const [refusal] = desk.refused;
    expect(refusal?.message).toMatch(/^empty\.pfx is empty/u);
    await desk.add([fileOf('b', 'b.pem')]);
    expect(desk.items).toEqual([refusal, ...desk.files]);
    expect(names()).toEqual(['a.pem', 'b.pem']);
    if (refusal !== undefined) desk.dismiss(refusal);
    expect(desk.refused).toEqual([]);
  });

  test('whose reading was overtaken by a later one do not bring the earlier result back', async () => {
    const gates: (() => void)[] = [];
    reader.answer = (files) =>
      new Promise((resolve) =>
        gates.push(() => {
          resolve(inspectionOf(files));
        }),
      );
    const first = desk.paste('one');
    await Promise.resolve();
    const second = desk.paste('two');
    await Promise.resolve();
    expect(desk.reading).toBe(true);
    for (const open of gates.reverse()) open();
    await Promise.all([first, second]);
    expect(desk.inspection?.report.files).toHaveLength(2);
    expect(desk.reading).toBe(false);
  });

  test('that break the reader leave a sentence without any detail', async () => {
    reader.answer = () => Promise.reject(new Error('secret detail'));
    await desk.paste('one');
    expect(desk.failure).toMatch(/Reload the page/u);
    expect(desk.failure).not.toContain('secret');
    expect(desk.reading).toBe(false);
  });
});

describe('An error message', () => {
  test('is explained instead of becoming a file; two words only where they are known', async () => {
    await desk.paste('PKIX path building failed');
    expect([names(), desk.action, asked]).toEqual([[], 'fitness', ['PKIX path building failed']]);
    await desk.paste('bad decrypt');
    expect(asked.at(-1)).toBe('bad decrypt');
    expect(desk.state(FitnessQuestion).judgement?.explanation?.known).toHaveLength(1);
    await desk.paste('two words');
    expect(names()).toEqual(['pasted text']);
  });

  test('is explained anew when files come or go, without a word of things wiped', async () => {
    await desk.paste('bad decrypt');
    const before = asked.length;
    await desk.add([fileOf('a', 'a.pem')]);
    await desk.remove('a.pem');
    expect(asked.slice(before)).toEqual(['bad decrypt', 'bad decrypt']);
    expect(desk.state(FitnessQuestion).judgement?.explanation?.known).toHaveLength(1);
    expect(desk.notice).toBe('');
    desk.clear();
    await desk.add([fileOf('b', 'b.pem')]);
    expect(asked).toHaveLength(before + 2);
  });
});

describe('A password', () => {
  test('is tried once on its file first, and on every other one', async () => {
    await desk.add([fileOf('one', 'a.p12'), fileOf('two', 'b.p12')]);
    await desk.unlock('a.p12', 'secret');
    await desk.unlock('a.p12', 'secret');
    await desk.unlock('a.p12', '');
    expect(reader.asked).toHaveLength(2);
    expect(reader.asked[1]).toMatchObject({ passwords: ['secret'], passwordOf: { 'a.p12': 'secret' } });
  });

  test('for a key in an open keystore is tried beside that of the keystore, which stays', async () => {
    await desk.add([fileOf('one', 'a.jks')]);
    await desk.unlock('a.jks', 'mistyped');
    reader.answer = (files) => {
      const { report } = inspectionOf(files);
      const objects = [{ type: 'keystore', source: 'a.jks' }] as unknown as readonly FoundObject[];
      return Promise.resolve({ files: [{ name: 'a.jks', objects }], report });
    };
    await desk.unlock('a.jks', 'store');
    await desk.unlock('a.jks', 'key');
    expect(reader.asked.at(-1)).toMatchObject({ passwords: ['store', 'key'], passwordOf: { 'a.jks': 'store' } });
  });

  test('for a file called __proto__ is one like any other', async () => {
    await desk.add([fileOf('one', '__proto__')]);
    await desk.unlock('__proto__', 'secret');
    expect(Object.keys(reader.asked[1]?.passwordOf ?? {})).toEqual(['__proto__']);
  });
});

describe('What is made of the files', () => {
  const made = () => ({ files: [{ name: 'out/key.pem', bytes: new TextEncoder().encode('key'), secret: true }] });

  test('keeps the page asking until its secrets were saved', async () => {
    const outcome = desk.outcome('convert');
    await outcome.run(() => Promise.resolve(made()));
    expect(desk.mustAsk).toBe(true);
    const [file] = outcome.made?.files ?? [];
    if (file !== undefined) outcome.save(file);
    expect(saved).toEqual(['key.pem']);
    expect(desk.mustAsk).toBe(false);
    await outcome.run(() => Promise.resolve({ files: [], password: { opens: 'the keystore', text: 'x' } }));
    expect(desk.mustAsk).toBe(true);
    outcome.passwordSaved = true;
    expect(desk.mustAsk).toBe(false);
  });

  test('stays until something new is made, whatever is answered meanwhile', async () => {
    const outcome = desk.outcome('convert');
    await outcome.run(() => Promise.resolve({ ...made(), password: { opens: 'the keystore', text: 'x' } }));
    const { made: first } = outcome;
    expect([outcome.outdated, outcome.losesPassword]).toEqual([false, true]);
    outcome.outdate();
    expect([outcome.made, outcome.outdated, desk.mustAsk]).toEqual([first, true, true]);
    outcome.passwordSaved = true;
    expect(outcome.losesPassword).toBe(false);
    await outcome.run(() => Promise.resolve(made()));
    expect(first?.files.every(({ bytes }) => allZero(bytes))).toBe(true);
    expect([outcome.outdated, outcome.losesPassword]).toEqual([false, false]);
    await outcome.run(() => Promise.reject(new PkiError('field-invalid', 'No.')));
    outcome.outdate();
    expect(outcome.stage.kind).toBe('idle');
  });

  test('is overwritten with zeros when files come, with a sentence', async () => {
    const outcome = desk.outcome('convert');
    await outcome.run(() => Promise.resolve(made()));
    const [file] = outcome.made?.files ?? [];
    await desk.paste('one');
    expect(file && allZero(file.bytes)).toBe(true);
    expect(desk.outcome('convert').stage.kind).toBe('idle');
    expect(desk.notice).toContain('wiped');
  });

  test('is refused in a sentence, at its field where it has one', async () => {
    const outcome = desk.outcome('convert');
    await outcome.run(() => Promise.reject(new PkiError('field-invalid', 'The alias is empty.', { field: 'alias' })));
    expect(outcome.stage).toMatchObject({ kind: 'refused', problem: { field: 'alias' } });
  });

  test('is asked for in panels whose state is kept until the files are forgotten', () => {
    class Panel {
      readonly desk: Desk;
      constructor(of: Desk) {
        this.desk = of;
      }
    }
    const state = desk.state(Panel);
    expect(state.desk).toBe(desk);
    expect(desk.state(Panel)).toBe(state);
    desk.clear();
    expect(desk.state(Panel)).not.toBe(state);
  });
});
