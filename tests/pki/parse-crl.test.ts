import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { toHex } from '../../src/pki/bytes';
import { formatName } from '../../src/pki/distinguished-name';
import { parseRevocationList, verifyRevocationList } from '../../src/pki/parse-crl';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { Bytes } from '../../src/pki/types';
import { scratchFolder } from '../support/bundle';
import { run } from '../support/foreign-keystores';
import { keyFor, rootWith } from '../support/issuing';
import { requireTool } from '../support/tools';
import { ask } from '../support/witness';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A CA in a folder, as `openssl ca` and `certtool` want it. */
let folder: string;
let spki: Bytes;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  const { certificate, key } = await rootWith({ key: await keyFor('root', 'rsa-2048') });
  spki = key.spki;
  folder = scratchFolder();
  writeFileSync(at('ca.pem'), encodePem('CERTIFICATE', certificate.der));
  writeFileSync(at('ca_key.pem'), encodePem('PRIVATE KEY', key.pkcs8));
});

/** For {@link byOpenssl}: a list of version 2. */
const withNumber = (): string => `crlnumber=${at('number')}\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n`;

/** What `openssl crl -text` says. */
const printed = (der: Bytes): string =>
  ask('openssl', ['crl', '-inform', 'DER', '-in', 'list', '-noout', '-text'], { list: der }).text;

/** Seconds since 1970, for dates as OpenSSL prints them. */
const seconds = (text: string | undefined): number => Date.parse(text ?? '') / 1000;

/** A list by `openssl ca -gencrl`, from the lines of its index: state, end, revocation date and reason, serial, file, name. */
function byOpenssl(revoked: readonly string[], extensions: string): Bytes {
  writeFileSync(at('index.txt'), revoked.map((line) => `R\t300101000000Z\t${line}\tunknown\t/CN=gone\n`).join(''));
  writeFileSync(at('number'), '12ABCDEF0123456789ABCDEF\n');
  writeFileSync(
    at('ca.cnf'),
    `[ca]\ndefault_ca=c\n[c]\ndatabase=${at('index.txt')}\ndefault_md=sha256\ndefault_crl_days=30\n${extensions}`,
  );
  run(
    'openssl',
    `ca -gencrl -config ${at('ca.cnf')} -cert ${at('ca.pem')} -keyfile ${at('ca_key.pem')} -out ${at('crl.pem')}`.split(
      ' ',
    ),
  );
  const [block] = parsePem(readFileSync(at('crl.pem'), 'utf8'));
  expect(block?.label).toBe('X509 CRL');
  return block!.der;
}

describe('A revocation list is read:', () => {
  it('OpenSSL’s, with reasons, number and key identifier', async () => {
    requireTool('openssl');
    const der = byOpenssl(
      ['250102030405Z,keyCompromise\t0A', '260102030405Z\tF31C8FE56F4B79A0', '490102030405Z,superseded\t7F'],
      withNumber(),
    );
    const list = parseRevocationList(der);
    const text = printed(der);
    expect(text.match(/Serial Number: [\dA-F]+/gu)).toEqual(
      list.revoked.map(({ serialNumber }) => `Serial Number: ${serialNumber.toUpperCase()}`),
    );
    expect(new Map(list.revoked.map(({ serialNumber, reason }) => [serialNumber, reason]))).toEqual(
      new Map([
        ['0a', 1],
        ['f31c8fe56f4b79a0', undefined],
        ['7f', 4],
      ]),
    );
    expect([...text.matchAll(/Revocation Date: (.*)/gu)].map(([, date]) => seconds(date))).toEqual(
      list.revoked.map(({ revoked }) => revoked.getTime() / 1000),
    );
    expect(list.thisUpdate.getTime() / 1000).toBe(seconds(/Last Update: (.*)/u.exec(text)?.[1]));
    expect((list.nextUpdate?.getTime() ?? 0) / 1000).toBe(seconds(/Next Update: (.*)/u.exec(text)?.[1]));
    expect(text).toContain(String(list.number));
    expect(list.number).toBe(0x12abcdef0123456789abcdefn);
    expect(text.replaceAll(':', '')).toContain(list.authorityKeyId?.toUpperCase());
    expect(formatName(list.issuer)).toBe('CN=Test root');
    expect(await verifyRevocationList(list, spki)).toBe(true);
    expect(await verifyRevocationList(list, (await keyFor('another')).spki)).toBe(false);
  });

  it('OpenSSL’s of version 1, empty', async () => {
    requireTool('openssl');
    const list = parseRevocationList(byOpenssl([], ''));
    expect(list).toMatchObject({ revoked: [], number: undefined, authorityKeyId: undefined, extensions: [] });
    expect(await verifyRevocationList(list, spki)).toBe(true);
  });

  it('GnuTLS’s', async () => {
    requireTool('certtool');
    writeFileSync(at('crl.cfg'), 'crl_number = 5\ncrl_next_update = 43\n');
    const load = ['--load-ca-privkey', at('ca_key.pem'), '--load-ca-certificate', at('ca.pem'), '--load-certificate'];
    run('certtool', ['--generate-crl', ...load, at('ca.pem'), '--template', at('crl.cfg'), '--outfile', at('g.pem')]);
    const list = parseRevocationList(parsePem(readFileSync(at('g.pem'), 'utf8'))[0]!.der);
    const serial = run('openssl', ['x509', '-in', at('ca.pem'), '-noout', '-serial']).toString();
    expect(list.revoked.map(({ serialNumber }) => `serial=${serialNumber.toUpperCase()}\n`)).toEqual([serial]);
    expect(list.number).toBe(5n);
    expect(await verifyRevocationList(list, spki)).toBe(true);
  });

  it('keytool’s', async () => {
    requireTool('keytool', 'openssl');
    run('openssl', [
      ...['pkcs12', '-export', '-in', at('ca.pem'), '-inkey', at('ca_key.pem'), '-name', 'ca'],
      ...['-passout', 'pass:changeit', '-out', at('ca.p12')],
    ]);
    const store = ['-keystore', at('ca.p12'), '-storepass', 'changeit', '-alias', 'ca'];
    run('keytool', ['-gencrl', '-id', '255', ...store, '-file', at('k.crl')]);
    const list = parseRevocationList(new Uint8Array(readFileSync(at('k.crl'))));
    expect(list.revoked.map(({ serialNumber }) => serialNumber)).toEqual(['ff']);
    expect(await verifyRevocationList(list, spki)).toBe(true);
  });
});

describe('What is no revocation list is refused as damaged, never by another exception:', () => {
  const damaged = expect.objectContaining({ code: 'file-damaged' }) as Error;

  it('cut off at any octet, or a certificate', async () => {
    requireTool('openssl');
    const der = byOpenssl(['250102030405Z,keyCompromise\t0A'], withNumber());
    for (let length = 0; length < der.length; length++)
      expect(() => parseRevocationList(der.slice(0, length))).toThrow(damaged);
    const { certificate } = await rootWith();
    expect(() => parseRevocationList(certificate.der)).toThrow(damaged);
  });

  it('with any octet changed, unless it can still be read', () => {
    requireTool('openssl');
    const der = byOpenssl(['250102030405Z,keyCompromise\t0A'], withNumber());
    let refused = 0;
    for (let index = 0; index < der.length; index++) {
      const changed = der.slice();
      changed[index] = (changed[index] ?? 0) ^ 0x11;
      try {
        expect(toHex(parseRevocationList(changed).der)).toBe(toHex(changed));
      } catch (error) {
        expect(error).toEqual(damaged);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
