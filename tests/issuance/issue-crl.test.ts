import { describe, expect, it } from 'vitest';
import type { Authority } from '../../src/issuance/authority';
import { issueRevocationList } from '../../src/issuance/issue-crl';
import type { RevocationListRequest } from '../../src/issuance/issue-crl';
import { parseSerialNumber } from '../../src/issuance/serial-number';
import type { RevocationList, RevokedCertificate } from '../../src/pki/crl';
import { signCertificate } from '../../src/pki/certificate';
import { sequence } from '../../src/pki/der-writer';
import { basicConstraints, keyUsage } from '../../src/pki/extensions';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { parseRevocationList, verifyRevocationList } from '../../src/pki/parse-crl';
import { signRevocationList } from '../../src/pki/sign-crl';
import type { Extension } from '../../src/pki/types';
import { keyFor, rootWith } from '../support/issuing';

const now = new Date('2026-11-21T12:00:00.750Z');
const root = await rootWith({ now });
const hours = (count: number): number => count * 3_600_000;

type Change = Partial<RevocationListRequest>;
const issue = (change: Change = {}): ReturnType<typeof issueRevocationList> =>
  issueRevocationList({ issuer: root, revoked: [], days: 30, now, ...change });
const entry = (serialNumber: string, reason = 0): RevokedCertificate => ({
  serialNumber,
  revoked: now,
  reason,
});

describe('The first list of a CA', () => {
  it('is numbered by the clock, begins 24 hours back, and ends after the days asked', async () => {
    const list = await issue({ revoked: [entry('0b', 1), entry('0a')] });
    expect(list.number).toBe(BigInt(Date.UTC(2026, 10, 21, 12) / 1000));
    expect(list.thisUpdate).toEqual(new Date('2026-11-20T12:00:00Z'));
    expect(list.nextUpdate).toEqual(new Date('2026-12-21T12:00:00Z'));
    const read = parseRevocationList(list.der);
    expect(await verifyRevocationList(read, root.certificate.spki)).toBe(true);
    expect(read).toMatchObject({
      number: list.number,
      thisUpdate: list.thisUpdate,
      nextUpdate: list.nextUpdate,
      authorityKeyId: root.certificate.subjectKeyIdentifier,
    });
    expect(read.revoked.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
      ['0a', undefined],
      ['0b', 1],
    ]);
  });

  it('begins an hour back for each day, when it is due again soon', async () => {
    expect((await issue({ days: 1 })).thisUpdate.getTime()).toBe(Math.floor((now.getTime() - hours(1)) / 1000) * 1000);
  });

  it.each([0, 1.5, 3651, Number.NaN])('is not made for %s days', async (days) => {
    await expect(issue({ days })).rejects.toMatchObject({ code: 'days-invalid', field: 'days' });
  });
});

describe('The next list', () => {
  const later = new Date(now.getTime() + hours(1));

  it('keeps the entries, counts one on, and begins after the one before', async () => {
    const first = await issue({ revoked: [entry('0a', 4)] });
    const previous = parseRevocationList(first.der);
    const next = await issue({ previous, now: later, revoked: [entry('0a', 1), entry('0b', 1)] });
    expect(next.number).toBe(first.number + 1n);
    expect(next.revoked.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
      ['0a', 4],
      ['0b', 1],
    ]);
    expect(next.thisUpdate.getTime()).toBe(first.thisUpdate.getTime() + hours(1));
    // Within the same second, it is still the later one.
    const again = await issue({ previous: parseRevocationList(next.der), now: later });
    expect(again.thisUpdate.getTime()).toBe(next.thisUpdate.getTime() + 1000);
    expect(again.revoked).toHaveLength(2);
  });

  it('begins after one that another program did not date back', async () => {
    const previous = await listOf(root, { thisUpdate: new Date(now.getTime() - hours(2)) });
    expect((await issue({ previous })).thisUpdate.getTime()).toBe(previous.thisUpdate.getTime() + 1000);
  });

  it('gives a certificate on hold its reason', async () => {
    const previous = await listOf(root, { revoked: [entry('0a', 6)] });
    expect((await issue({ previous, revoked: [entry('0a', 1)] })).revoked).toMatchObject([{ reason: 1 }]);
  });

  it('is not made after one of another CA, of another key, of a part, or of the future', async () => {
    const other = await rootWith({ subject: [{ type: 'CN', value: 'Other' }] });
    const sameName = await rootWith({ key: await keyFor('another root') });
    const future = await listOf(root, { thisUpdate: later });
    const ordinary = await listOf(root, {});
    const part = { ...ordinary, extensions: [{ oid: '2.5.29.28', critical: true, value: new Uint8Array() }] };
    for (const [previous, code, words] of [
      [await listOf(other, {}), 'key-mismatch', 'another CA (CN=Other)'],
      [await listOf(sameName, {}), 'key-mismatch', 'not signed with the key of CN=Test root'],
      [part, 'entry-not-keepable', 'issuingDistributionPoint'],
      [future, 'field-invalid', 'Correct the clock'],
    ] as const) {
      const message: unknown = expect.stringContaining(words);
      await expect(issue({ previous })).rejects.toMatchObject({ code, field: 'crl', message });
    }
  });
});

describe('A CA signs lists only', () => {
  const withExtensions = async (...extensions: readonly Extension[]): Promise<Authority> => {
    const { subject, validity, spki } = root.certificate;
    const names = { issuer: subject.der, subject: subject.der };
    const contents = { serialNumber: Uint8Array.of(1), ...names, validity, spki, extensions };
    const certificate = parseCertificate(await signCertificate(contents, root.key));
    return { certificate, key: root.key, chain: [certificate.der], anchor: certificate.der };
  };

  it('with cRLSign where it has a key usage', async () => {
    const issuer = await withExtensions(basicConstraints(true), keyUsage(['keyCertSign']));
    const message: unknown = expect.stringContaining('lacks cRLSign');
    await expect(issue({ issuer })).rejects.toMatchObject({ code: 'ca-key-usage', message });
    const without = await withExtensions(basicConstraints(true));
    expect(parseRevocationList((await issue({ issuer: without })).der).authorityKeyId).toMatch(/^[\da-f]{40}$/u);
  });

  it('while it is in force, with its own key', async () => {
    const after = new Date(root.certificate.validity.notAfter.getTime() + 1000);
    await expect(issue({ now: after })).rejects.toMatchObject({ code: 'ca-expired' });
    const key = await keyFor('another root');
    await expect(issue({ issuer: { ...root, key } })).rejects.toMatchObject({ code: 'key-mismatch' });
    const leaf = await withExtensions(basicConstraints(false));
    await expect(issue({ issuer: leaf })).rejects.toMatchObject({ code: 'ca-not-authority' });
  });
});

describe('A serial number', () => {
  it.each([
    ['0A:1B:2C', '0a1b2c'],
    ['0x00ff', 'ff'],
    ['7', '07'],
    ['00:80', '80'],
    [' 12 34 ', '1234'],
    ['FF'.repeat(20), 'ff'.repeat(20)],
  ])('%j is %s', (text, serial) => {
    expect(parseSerialNumber(text, 'serial')).toBe(serial);
  });

  it.each(['', '0', '00:00', '-1', '12g', 'ff'.repeat(21), '1.2'])('and %j is none', (text) => {
    expect(() => parseSerialNumber(text, 'serial')).toThrow(
      expect.objectContaining({ code: 'field-invalid', field: 'serial' }) as Error,
    );
  });
});

/** A list of a CA as another program may have made it. */
async function listOf(
  { certificate, key }: Authority,
  change: Partial<Parameters<typeof signRevocationList>[0]>,
): Promise<RevocationList> {
  const dates = { thisUpdate: new Date(now.getTime() - hours(48)), nextUpdate: new Date(now.getTime() + hours(48)) };
  const contents = { issuer: certificate.subject.der, authorityKeyId: sequence(), number: 1n, revoked: [], ...dates };
  return parseRevocationList(await signRevocationList({ ...contents, ...change }, key));
}
