import { describe, expect, it } from 'vitest';
import type { Authority } from '../../src/issuance/authority';
import { issueRevocationList } from '../../src/issuance/issue-crl';
import type { RevocationListRequest } from '../../src/issuance/issue-crl';
import { parseSerialNumber } from '../../src/issuance/serial-number';
import type { RevocationList, RevokedCertificate } from '../../src/pki/crl';
import { signCertificate } from '../../src/pki/certificate';
import { toHex } from '../../src/pki/bytes';
import { contextConstructed, sequence, time, unsignedInteger } from '../../src/pki/der-writer';
import { basicConstraints, encodeExtensions, keyUsage } from '../../src/pki/extensions';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { parseRevocationList, verifyRevocationList } from '../../src/pki/parse-crl';
import { signRevocationList } from '../../src/pki/sign-crl';
import type { Extension } from '../../src/pki/types';
import { encodePem } from '../../src/pki/pem';
import { keyFor, octets, rootWith } from '../support/issuing';
import { ask } from '../support/witness';

const now = new Date('2026-11-21T12:00:00.750Z');
const root = await rootWith({ now });
const hours = (count: number): number => count * 3_600_000;

type Change = Partial<RevocationListRequest>;
const issue = (change: Change = {}): ReturnType<typeof issueRevocationList> =>
  issueRevocationList({ issuer: root, revoked: [], previous: 'none', days: 30, now, ...change });
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

  it('keeps what another program said of an entry octet for octet, and the order of the entries', async () => {
    const foreign = (serial: string, ...extensions: Extension[]): RevokedCertificate => ({
      ...entry(serial),
      der: sequence(
        unsignedInteger(octets(serial)),
        time(new Date('2026-01-02T03:04:05Z')),
        ...(extensions.length === 0 ? [] : [encodeExtensions(extensions)]),
      ),
    });
    const invalidityDate = { oid: '2.5.29.24', critical: false, value: octets('18 0f 32303235303130323033303430355a') };
    const certificateIssuer = {
      oid: '2.5.29.29',
      critical: true,
      value: sequence(contextConstructed(4, root.certificate.subject.der)),
    };
    const given = [foreign('0b', certificateIssuer), foreign('0a', invalidityDate), foreign('0c')];
    const previous = await listOf(root, { revoked: given });
    const next = await issue({ previous, revoked: [entry('0f', 4), entry('0d', 4), entry('0a', 1)] });
    const { der, revoked } = parseRevocationList(next.der);
    expect(revoked.map(({ serialNumber }) => serialNumber)).toEqual(['0b', '0a', '0c', '0d', '0f']);
    expect(revoked.slice(0, 3).map((each) => toHex(each.der ?? der))).toEqual(
      given.map((each) => toHex(each.der ?? der)),
    );
    const { status, text } = ask('openssl', ['crl', '-in', 'l.pem', '-CAfile', 'ca.pem', '-noout', '-text'], {
      'l.pem': encodePem('X509 CRL', next.der),
      'ca.pem': encodePem('CERTIFICATE', root.certificate.der),
    });
    expect(status, text).toBe(0);
    expect(text).toMatch(/Invalidity Date:\s+Jan {2}2 03:04:05 2025 GMT/u);
    expect(text).toMatch(/Certificate Issuer: critical/u);
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
