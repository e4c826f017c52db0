import { expect, it } from 'vitest';
import { inspectFiles } from '../../src/inspect/inspect-files';
import type { Inspection, InspectOptions } from '../../src/inspect/inspect-files';
import type { InputFile } from '../../src/inspect/found-object';
import { writePkcs12 } from '../../src/keystores/write-pkcs12';
import { utf8 } from '../../src/pki/bytes';
import { encodePem } from '../../src/pki/pem';
import { keyFor, leafWith, random, rootWith } from '../support/issuing';

const inspect = (files: readonly InputFile[], change: Partial<InspectOptions> = {}): Promise<Inspection> =>
  inspectFiles(files, { passwords: [], now: new Date(), ...change });

const text = (name: string, ...parts: string[]): InputFile => ({ name, bytes: utf8(parts.join('')) });

/** What the report calls each object, by what the object itself says it is. */
const reportedTypes: Record<string, string> = { 'locked-key': 'keystore', damaged: 'other' };

async function lot(): Promise<Record<'root' | 'leaf' | 'key' | 'store', InputFile>> {
  const root = await rootWith();
  const { certificate } = await leafWith(root);
  const key = await keyFor('leaf');
  const entry = {
    kind: 'private-key',
    friendlyName: 'service',
    pkcs8: key.pkcs8,
    chain: [certificate.der, root.certificate.der],
  } as const;
  return {
    root: text('root.pem', encodePem('CERTIFICATE', root.certificate.der)),
    leaf: text('leaf.pem', encodePem('CERTIFICATE', certificate.der)),
    key: text('leaf_key.pem', encodePem('PRIVATE KEY', key.pkcs8)),
    store: {
      name: 'leaf.p12',
      bytes: await writePkcs12([entry], { password: 'open sesame', profile: 'modern', random }),
    },
  };
}

it('Objects of the report line up with what was found', async () => {
  const { root, leaf, key, store } = await lot();
  const broken = text(
    'mixed.pem',
    new TextDecoder().decode(root.bytes),
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  );
  const files = [root, leaf, key, store, { ...store, name: 'closed.p12' }, broken];
  const inspection = await inspect(files, { passwordOf: { 'leaf.p12': 'open sesame' } });
  expect(inspection.files.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  expect(inspection.report.files.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  for (const [index, { objects }] of inspection.files.entries())
    expect(inspection.report.files[index]?.objects.map(({ type }) => type)).toEqual(
      objects.map(({ type }) => reportedTypes[type] ?? type),
    );
  expect(inspection.files.flatMap(({ objects }) => objects.map(({ type }) => type))).toEqual([
    'certificate',
    'certificate',
    'private-key',
    ...['keystore', 'private-key', 'certificate', 'certificate'],
    'locked-key',
    ...['certificate', 'damaged'],
  ]);
});

it('A file that stays closed says why, and the others are told of all the same', async () => {
  const { root, store } = await lot();
  for (const [passwords, code] of [
    [[], 'password-required'],
    [['wrong'], 'password-wrong'],
  ] as const) {
    const { report } = await inspect([store, root], { passwords });
    expect(report.files[0]).toMatchObject({
      objects: [{ type: 'keystore', encrypted: true, error: { code } }],
      error: { code, message: expect.stringContaining('leaf.p12') as string },
    });
    expect(report.files[1]).not.toHaveProperty('error');
    expect(report.files[1]?.objects[0]).toMatchObject({ type: 'certificate', subject: 'CN=Test root' });
  }
});

it('Files that cannot be read, or hold nothing, are named with the reason', async () => {
  const { report } = await inspect([
    { name: 'film.mp4', bytes: new Uint8Array(6_000_000) },
    text('letter.txt', 'Dear colleague'),
    { name: 'cut.zip', bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0) },
    text('empty.pem'),
  ]);
  expect(report.files.map(({ name, error }) => [name, error?.code])).toEqual([
    ['film.mp4', 'file-too-large'],
    ['letter.txt', 'file-unknown'],
    ['cut.zip', 'file-damaged'],
    ['empty.pem', 'file-damaged'],
  ]);
  for (const { name, error } of report.files) expect(error?.message).toContain(name);
});

it('Two files of one name are told apart', async () => {
  const { root, leaf } = await lot();
  const { report } = await inspect([root, { ...leaf, name: root.name }, root]);
  expect(report.files.map(({ name }) => name)).toEqual(['root.pem', 'root.pem (2)', 'root.pem (3)']);
  expect(report.chains).toEqual([
    {
      certificates: [
        { file: 'root.pem (2)', object: 0 },
        { file: 'root.pem', object: 0 },
      ],
      complete: true,
    },
  ]);
});

it('Only a wish to stop ends it', async () => {
  const { root } = await lot();
  const stop = new Error('stop');
  await expect(inspect([root], { pause: () => Promise.reject(stop) })).rejects.toBe(stop);
});
