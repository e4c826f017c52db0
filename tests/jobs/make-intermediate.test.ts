import { expect, it } from 'vitest';
import { readAuthority } from '../../src/inspect/read-authority';
import { makeIntermediate } from '../../src/jobs/make-intermediate';
import type { IntermediateWish, MadeIntermediate } from '../../src/jobs/make-intermediate';
import { rootWith } from '../support/issuing';
import { host } from '../support/make';

const root = await rootWith();
const make = (change: Partial<IntermediateWish> = {}): Promise<MadeIntermediate> =>
  makeIntermediate(
    { authority: root, subject: [{ type: 'CN', value: 'Issuing CA' }], days: 365, pathLength: 0, ...change },
    host,
  );

it('gives certificate, key, the certificates to send and the root, and only the key is secret', async () => {
  const { files, authority, notes } = await make();
  expect(files.map(({ name, secret }) => [name, secret])).toEqual([
    ['Issuing_CA.cert.pem', false],
    ['Issuing_CA.key.pem', true],
    ['Issuing_CA.chain.pem', false],
    ['root.pem', false],
  ]);
  const end = root.certificate.validity.notAfter.toISOString().slice(0, 10);
  expect(notes).toEqual([`Issued under CN=Test root, valid until ${end}.`]);
  expect(authority.certificate).toMatchObject({
    basicConstraints: { critical: true, ca: true, pathLength: 0 },
    keyUsage: { critical: true, usages: ['keyCertSign', 'cRLSign'] },
    authorityKeyIdentifier: { keyId: root.certificate.subjectKeyIdentifier, issuerAndSerial: false },
  });
  expect((await readAuthority(files, { field: 'ca', now: new Date() })).certificate.der).toEqual(
    authority.certificate.der,
  );
});

it('protects its key by a password, which must be long enough', async () => {
  const password = 'fifteen letters';
  const { files } = await make({ password });
  expect(new TextDecoder().decode(files[1]?.bytes)).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  await expect(readAuthority(files, { field: 'ca', now: new Date() })).rejects.toMatchObject({
    code: 'password-required',
  });
  expect((await readAuthority(files, { field: 'ca', now: new Date(), password })).key.algorithm.id).toBe('p-256');
  await expect(make({ password: 'short' })).rejects.toMatchObject({ code: 'field-invalid', field: 'password' });
});

it('ends with the CA above it, and says so', async () => {
  const { authority, notes } = await make({ days: 20_000 });
  expect(authority.certificate.validity.notAfter).toEqual(root.certificate.validity.notAfter);
  expect(notes.join()).toContain('together with its CA, earlier than asked');
});

it('is not made where the CAs above leave no room', async () => {
  const none = await rootWith({ pathLength: 0 });
  await expect(make({ authority: none })).rejects.toMatchObject({ code: 'ca-path-length' });
  const one = await rootWith({ pathLength: 1 });
  const message: unknown = expect.stringContaining('Choose at most 0');
  await expect(make({ authority: one, pathLength: 1 })).rejects.toMatchObject({ code: 'ca-path-length', message });
  const below = await make({ authority: one });
  await expect(make({ authority: below.authority, subject: [{ type: 'CN', value: 'Lower' }] })).rejects.toMatchObject({
    code: 'ca-path-length',
  });
  await expect(make({ pathLength: -1 })).rejects.toMatchObject({ code: 'field-invalid', field: 'path-length' });
});

it.each([
  [{ subject: [] }, 'name-invalid'],
  [{ subject: [{ type: 'CN', value: 'Test root' }] }, 'name-invalid'],
  [{ days: 0 }, 'days-invalid'],
] as const)('is refused with %j', async (change, code) => {
  await expect(make(change)).rejects.toMatchObject({ code });
});
