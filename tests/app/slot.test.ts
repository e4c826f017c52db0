import { describe, expect, test } from 'vitest';
import { Slot } from '../../src/app/slot.svelte';
import type { CheckMaterial } from '../../src/app/slot.svelte';
import { MOST_BYTES, MOST_FILES } from '../../src/inspect/material-limits';
import { PkiError } from '../../src/pki/errors';
import type { MaterialFacts } from '../../src/jobs/material-facts';

const facts: MaterialFacts = { title: 'CN=Example', lines: [], warnings: [] };
const accept: CheckMaterial = () => Promise.resolve(facts);

function slot(check = accept): Slot {
  const description = { id: 'ca', kind: 'authority', label: 'Your CA', help: 'Choose it.', entity: 'root' } as const;
  return new Slot(description, check, () => undefined);
}

interface Later<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

/** A promise that the test settles. */
function later<T>(): Later<T> {
  let settle: Omit<Later<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  if (settle === undefined) throw new Error('A promise calls its executor at once.');
  return { promise, ...settle };
}

/** A file as browsers make it; Node's knows no folders. */
function fileOf(content: BlobPart, name: string): File {
  return Object.assign(new File([content], name), { webkitRelativePath: '' });
}

/** A file whose reading ends when it is let go; the bytes that it then hands out can be watched. */
function slowFile(): { file: File; bytes: Uint8Array; letGo: () => void } {
  const bytes = new TextEncoder().encode('a private key');
  const file = fileOf(bytes, 'ca.pem');
  const gate = later<ArrayBuffer>();
  file.arrayBuffer = () => gate.promise;
  const letGo = (): void => {
    gate.resolve(bytes.buffer);
  };
  return { file, bytes, letGo };
}

const allZero = (bytes: Uint8Array): boolean => bytes.every((octet) => octet === 0);

describe('Files of a slot', () => {
  test('are meant by themselves when they did not come in a folder', async () => {
    const ca = slot();
    const inFolder = Object.assign(new File(['x'], 'ca.pem'), { webkitRelativePath: 'old/ca.pem' });
    await ca.add([fileOf('x', 'ca.pem'), inFolder]);
    await ca.paste('x');
    expect(ca.files.map(({ name, namedFor }) => [name, namedFor])).toEqual([
      ['ca.pem', 'certificate'],
      ['old/ca.pem', undefined],
      ['pasted text 3', 'certificate'],
    ]);
  });

  test('are kept when their reading ends, though the answers were looked at anew meanwhile', async () => {
    const ca = slot();
    const { file, letGo } = slowFile();
    const added = ca.add([file]);
    await Promise.resolve();
    await ca.recheck();
    letGo();
    await added;
    expect(ca.files.map(({ name }) => name)).toEqual(['ca.pem']);
    expect(ca.verdict).toEqual({ kind: 'accepted', facts });
  });

  test('whose reading ends after the slot was wiped are wiped and not put back', async () => {
    const ca = slot();
    const { file, bytes, letGo } = slowFile();
    const added = ca.add([file]);
    await Promise.resolve();
    ca.clear();
    letGo();
    await added;
    expect(ca.files).toEqual([]);
    expect(ca.verdict).toEqual({ kind: 'empty' });
    expect(allZero(bytes)).toBe(true);
  });

  test('that are still being collected when the slot is wiped are not put back either, nor is their failure', async () => {
    const ca = slot();
    const found = later<File[]>();
    const gone = later<File[]>();
    const added = [ca.add(found.promise), ca.add(gone.promise)];
    ca.clear();
    found.resolve([fileOf('x', 'ca.pem')]);
    gone.reject(new Error('gone'));
    await Promise.all(added);
    expect(ca.files).toEqual([]);
    expect(ca.verdict).toEqual({ kind: 'empty' });
  });

  test('are not judged once the slot was wiped', async () => {
    const verdict = later<MaterialFacts>();
    const ca = slot(() => verdict.promise);
    const pasted = ca.paste('pem');
    ca.clear();
    verdict.resolve(facts);
    await pasted;
    expect(ca.verdict).toEqual({ kind: 'empty' });
  });

  test('are wiped when others of the same name replace them', async () => {
    const ca = slot();
    await ca.add([fileOf('old', 'ca.pem')]);
    const [old] = ca.files;
    await ca.add([fileOf('new', 'ca.pem')]);
    expect(ca.files).toHaveLength(1);
    expect(old && allZero(old.bytes)).toBe(true);
  });

  test.each([
    ['too many', Array.from({ length: MOST_FILES + 1 }, (_, index) => fileOf('x', `${index}.pem`)), /^201 files/u],
    ['too large', [fileOf(new Uint8Array(MOST_BYTES + 1), 'disk.img')], /^disk\.img has 9 MB/u],
    [
      'too large together',
      [fileOf(new Uint8Array(MOST_BYTES - 1), 'a.img'), fileOf('four', 'b.pem')],
      /^2 files with 9 MB/u,
    ],
    ['empty', [fileOf('', 'client.pfx')], /^client\.pfx is empty/u],
  ])('that are %s are refused in one sentence, and those that were there stay', async (_, files, sentence) => {
    const ca = slot();
    await ca.add(files);
    expect(ca.files).toEqual([]);
    expect(ca.turnedAway.map(({ message }) => message)).toEqual([expect.stringMatching(sentence)]);

    await ca.add([fileOf('pem', 'ca.pem')]);
    expect(ca.turnedAway).toEqual([]);
    await ca.add(files);
    expect(ca.turnedAway).toHaveLength(1);
    expect(ca.files.map(({ name }) => name)).toEqual(['ca.pem']);
    expect(ca.verdict).toEqual({ kind: 'accepted', facts });
  });

  test('are taken, though one beside them is empty and one cannot be read', async () => {
    const ca = slot();
    const gone = fileOf('x', 'gone.pem');
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    await ca.add([fileOf('pem', 'ca.pem'), fileOf('', 'empty.key'), gone]);
    expect(ca.files.map(({ name }) => name)).toEqual(['ca.pem']);
    expect(ca.turnedAway.map(({ message }) => message)).toEqual([
      expect.stringContaining('empty.key is empty'),
      expect.stringContaining('gone.pem could not be read'),
    ]);
  });
});

describe('A password of a slot', () => {
  test('is tried once, however often it is given', async () => {
    const tried: string[] = [];
    const store = slot((_, password) => {
      tried.push(password);
      return Promise.reject(new PkiError('password-wrong', 'It does not open.'));
    });
    await store.paste('pem');
    await store.unlock('secret');
    await store.unlock('secret');
    expect(tried).toEqual(['', 'secret']);
    expect(store.wantsPassword).toBe(true);
  });
});
