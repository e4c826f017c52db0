import { expect, it } from 'vitest';
import { makeIntermediate } from '../../src/jobs/make-intermediate';
import { revocationReasons } from '../../src/jobs/revocation-reasons';
import { revoke } from '../../src/jobs/revoke';
import type { MadeRevocationList, RevokingWish } from '../../src/jobs/revoke';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { parseRevocationList } from '../../src/pki/parse-crl';
import { parsePem } from '../../src/pki/pem';
import type { Certificate, KeyPair } from '../../src/pki/types';
import { catalogue } from '../../src/recipes/catalogue';
import { keyFor, leafWith, octets, rootWith } from '../support/issuing';
import { oddAuthority } from '../support/odd-certificate';
import { host } from '../support/make';

const root = await rootWith();
const { certificate } = await leafWith(root);
const cause = { reason: 'superseded' };
const make = (change: Partial<RevokingWish> = {}): Promise<MadeRevocationList> =>
  revoke({ authority: root, revocations: [], previous: 'none', days: 30, ...change }, host);

it('gives one list in PEM and in DER, without a secret', async () => {
  const { list, files } = await make({ revocations: [{ ...cause, certificate, source: 'cert.pem' }] });
  expect(files.map(({ name, secret }) => [name, secret])).toEqual([
    ['revocation-list.pem', false],
    ['revocation-list.crl', false],
  ]);
  const [block] = parsePem(new TextDecoder().decode(files[0]?.bytes));
  expect(block).toMatchObject({ label: 'X509 CRL', der: list.der });
  expect(files[1]?.bytes).toEqual(list.der);
  expect(parseRevocationList(list.der).revoked).toMatchObject([{ serialNumber: certificate.serialNumber, reason: 4 }]);
});

it('says what a number alone cannot show, what was there before, and when the next list is due', async () => {
  const first = await make({ revocations: [{ ...cause, serialNumber: '0a' }] });
  expect(first.notes.join('\n')).toMatch(/does not show which CA issued it\. .*: 0a\./u);
  expect(first.notes.join('\n')).toContain('It is the first list of this CA');
  const until = first.list.nextUpdate.toISOString().slice(0, 10);
  expect(first.notes.join('\n')).toContain(`Make the next list before ${until}`);
  const previous = parseRevocationList(first.list.der);
  const next = await make({ previous, revocations: [{ ...cause, serialNumber: '0a' }] });
  expect(next.notes.join('\n')).toContain('On the earlier list already');
  expect(next.notes.join('\n')).not.toContain('the first list');
  expect(next.list.revoked).toHaveLength(1);
});

it('refuses certificates that this CA did not issue, and roots', async () => {
  const sameName = await rootWith({ key: await keyFor('another root') });
  const { certificate: foreign } = await leafWith(sameName);
  const refused = (one: typeof certificate): Promise<unknown> =>
    make({ revocations: [{ ...cause, certificate: one, source: 'cert.pem' }] }).catch((error: unknown) => error);
  expect(await refused(foreign)).toMatchObject({
    code: 'key-mismatch',
    message: expect.stringContaining('cert.pem: ') as string,
  });
  expect(await refused(root.certificate)).toMatchObject({ message: expect.stringContaining('is a root') as string });
  const subject = [{ type: 'CN', value: 'Issuing CA' }] as const;
  const { authority } = await makeIntermediate({ authority: root, subject, days: 100, pathLength: 0 }, host);
  expect(
    (await make({ revocations: [{ ...cause, certificate: authority.certificate, source: 'ca.pem' }] })).list.revoked,
  ).toHaveLength(1);
});

it('takes the day of the revocation, but none to come', async () => {
  const date = new Date('2026-01-02T00:00:00Z');
  const { list } = await make({ revocations: [{ reason: 'unspecified', date, serialNumber: '0a' }] });
  expect(parseRevocationList(list.der).revoked).toMatchObject([{ revoked: date, reason: undefined }]);
  for (const wrong of [new Date(Date.now() + 86_400_000), new Date(Number.NaN)])
    await expect(make({ revocations: [{ ...cause, date: wrong, serialNumber: '0a' }] })).rejects.toMatchObject({
      code: 'field-invalid',
      field: 'date',
    });
});

it('dates what is revoked without a day as the list itself, never after it nor before the earlier list', async () => {
  const first = await make({ revocations: [{ ...cause, serialNumber: '0a' }] });
  expect(first.list.revoked.map(({ revoked }) => revoked)).toEqual([first.list.thisUpdate]);
  const previous = parseRevocationList(first.list.der);
  const next = await make({ previous, revocations: [{ ...cause, serialNumber: '0b' }] });
  expect(next.list.revoked.map(({ revoked }) => revoked)).toEqual([first.list.thisUpdate, next.list.thisUpdate]);
  expect(next.list.thisUpdate.getTime()).toBeGreaterThan(first.list.thisUpdate.getTime());
});

it('says of a first list without entries that it names no certificate', async () => {
  expect((await make()).notes.join('\n')).toContain('names no certificate');
});

it('knows its reasons by name, in either case', async () => {
  for (const { name, code } of revocationReasons) {
    const { list } = await make({ revocations: [{ reason: name.toUpperCase(), serialNumber: '0a' }] });
    expect(list.revoked).toMatchObject([{ reason: code }]);
  }
  const wrong = { reason: 'certificateHold', serialNumber: '0a' };
  await expect(make({ revocations: [wrong] })).rejects.toMatchObject({ code: 'field-invalid', field: 'reason' });
});

it.each(catalogue.map((recipe) => [recipe.id, recipe]))('%s says whether it reads a list', (_, { revocation = '' }) => {
  expect(revocation).toMatch(/^(?:Yes|No|Not|Servers)\b.*\.$/u);
  expect(revocation).not.toMatch(/[{}]/u);
});

it('takes a certificate by which a CA took a new key, but no root, whatever its name', async () => {
  const subject = root.certificate.subject.rdns.flat() as { type: 'CN'; value: string }[];
  const key = await keyFor('new key');
  const rolled = await rolledTo(key);
  const { list } = await make({ revocations: [{ ...cause, certificate: rolled, source: 'rolled.pem' }] });
  expect(list.revoked).toMatchObject([{ serialNumber: rolled.serialNumber }]);
  const namesake = (await rootWith({ subject, key })).certificate;
  await expect(
    make({ revocations: [{ ...cause, certificate: namesake, source: 'namesake.pem' }] }),
  ).rejects.toMatchObject({ code: 'ca-not-authority', message: expect.stringContaining('is a root') as string });
});

it('warns of a CA whose key everybody can download', async () => {
  const sample = await oddAuthority({ name: 'sse_root', serial: octets('00 f31c8fe56f4b79a0') });
  const own = parseCertificate(sample.der);
  const authority = { certificate: own, key: sample.key, chain: [own.der], anchor: own.der };
  expect((await make({ authority })).notes.join('\n')).toContain('F31C8FE56F4B79A0');
});

/** The name of the root with another key, signed by the root. */
async function rolledTo(key: KeyPair): Promise<Certificate> {
  const rolled = await oddAuthority({
    subject: root.certificate.subject.der,
    issuer: { der: root.certificate.der, subject: root.certificate.subject.der, key: root.key },
    key,
  });
  return parseCertificate(rolled.der);
}
