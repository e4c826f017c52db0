import * as pkijs from 'pkijs';
import { describe, expect, it, vi } from 'vitest';
import { toHex } from '../../src/pki/bytes';
import { isCanonicalDer } from '../../src/pki/der';
import {
  contextConstructed,
  element,
  inSetOrder,
  objectIdentifier,
  sequence,
  smallInteger,
} from '../../src/pki/der-writer';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { encodePem, parsePem } from '../../src/pki/pem';
import { isSignedData, readCertificatesOnly, writeCertificatesOnly } from '../../src/pki/pkcs7';
import type { Bytes } from '../../src/pki/types';
import { toIndefinite } from '../support/indefinite';
import { keyFor, leafWith, octets, rootWith } from '../support/issuing';
import { ask } from '../support/witness';

// Starting Java takes its time on a busy computer.
vi.setConfig({ testTimeout: 60_000 });

const damaged = expect.objectContaining({ code: 'file-damaged' }) as Error;

/** A chain of two, leaf first, and a certificate with a longer name. */
async function certificates(): Promise<Bytes[]> {
  const root = await rootWith();
  const other = await rootWith({ subject: [{ type: 'CN', value: 'Another root with a longer name' }] });
  return [(await leafWith(root)).certificate.der, root.certificate.der, other.certificate.der];
}

const hexes = (ders: readonly Bytes[]): string[] => ders.map(toHex);
const subjects = ['Test leaf', 'Test root', 'Another root with a longer name'];

describe('A PKCS#7 file of certificates as written', () => {
  it('is canonical DER with its certificates in the order of a SET OF, however they are given', async () => {
    const given = await certificates();
    const written = writeCertificatesOnly(given);
    expect(isCanonicalDer(written)).toBe(true);
    expect(isSignedData(written)).toBe(true);
    expect(writeCertificatesOnly([...given].reverse())).toEqual(written);
    const read = readCertificatesOnly(written);
    expect(hexes(read)).toEqual(hexes(given).sort());
    expect(read.map((der) => parseCertificate(der).subject.rdns[0]?.[0]?.value).sort()).toEqual([...subjects].sort());
  });

  it('gives OpenSSL, Java and GnuTLS each certificate', async () => {
    const given = await certificates();
    const der = writeCertificatesOnly(given);
    const files = { 'c.p7b': der, 'c.pem': encodePem('PKCS7', der) };
    const blocks = [
      ask('openssl', 'pkcs7 -inform DER -in c.p7b -print_certs'.split(' '), files),
      ask('openssl', 'pkcs7 -in c.pem -print_certs'.split(' '), files),
      ask('certtool', '--p7-info --inder --infile c.p7b'.split(' '), files),
      ask('certtool', '--p7-info --infile c.pem'.split(' '), files),
    ].map(({ text }) => parsePem(text).filter(({ label }) => label === 'CERTIFICATE'));
    for (const found of blocks) expect(hexes(found.map((block) => block.der)).sort()).toEqual(hexes(given).sort());
    for (const name of ['c.p7b', 'c.pem']) {
      const { text } = ask('keytool', ['-printcert', '-file', name], files);
      const owners = [...text.matchAll(/^Owner: CN=(.*)$/gmu)].map(([, owner]) => owner);
      expect(owners.sort()).toEqual([...subjects].sort());
    }
  });

  it('is what pkijs reads as SignedData of version 1 without signers', async () => {
    const given = await certificates();
    const content = pkijs.ContentInfo.fromBER(writeCertificatesOnly(given));
    const read = new pkijs.SignedData({ schema: content.content as unknown });
    expect(read).toMatchObject({
      version: 1,
      signerInfos: [],
      encapContentInfo: { eContentType: '1.2.840.113549.1.7.1' },
    });
    const own = read.certificates?.map((each) => toHex(new Uint8Array(each.toSchema().toBER())));
    expect(own).toEqual(hexes(given).sort());
  });

  it('needs a certificate', () => {
    expect(() => writeCertificatesOnly([])).toThrow(expect.objectContaining({ code: 'defect' }) as Error);
  });
});

describe('A PKCS#7 file of another writer', () => {
  const pem = (ders: readonly Bytes[]): string => ders.map((der) => encodePem('CERTIFICATE', der)).join('');

  it('is read in the order of the file, octet by octet: OpenSSL’s, DER and PEM', async () => {
    const given = await certificates();
    const files = { 'c.pem': pem(given) };
    const args = 'crl2pkcs7 -nocrl -certfile c.pem'.split(' ');
    expect(hexes(readCertificatesOnly(ask('openssl', [...args, '-outform', 'DER'], files).bytes))).toEqual(
      hexes(given),
    );
    const [block] = parsePem(ask('openssl', args, files).text);
    expect(block?.label).toBe('PKCS7');
    expect(hexes(readCertificatesOnly(block!.der))).toEqual(hexes(given));
  });

  it('is read with its signer and contents too, in the BER that OpenSSL writes as a stream', async () => {
    const key = ask('openssl', 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048'.split(' ')).text;
    const signer = ask('openssl', 'req -x509 -key k.pem -subj /CN=Signer'.split(' '), { 'k.pem': key }).text;
    const [, root] = await certificates();
    const files = { 'k.pem': key, 's.pem': signer, 'more.pem': pem([root!]), 'text.txt': 'x'.repeat(5000) };
    const args =
      'cms -sign -in text.txt -signer s.pem -inkey k.pem -certfile more.pem -nodetach -stream -binary -outform';
    const { bytes } = ask('openssl', [...args.split(' '), 'DER'], files);
    expect(toHex(bytes.subarray(0, 2))).toBe('3080');
    expect(isSignedData(bytes)).toBe(true);
    const expected = hexes([parsePem(signer)[0]!.der, root!]).sort();
    expect(hexes(readCertificatesOnly(bytes)).sort()).toEqual(expected);
    const [block] = parsePem(ask('openssl', [...args.split(' '), 'PEM'], files).text);
    expect(block?.label).toBe('CMS');
    expect(hexes(readCertificatesOnly(block!.der)).sort()).toEqual(expected);
  });

  it('is read when GnuTLS made it', async () => {
    const given = await certificates();
    const args = '--p7-generate --load-certificate c.pem --outder'.split(' ');
    const { status, text, bytes } = ask('certtool', args, { 'c.pem': pem(given) });
    expect(status, text).toBe(0);
    expect(hexes(readCertificatesOnly(bytes)).sort()).toEqual(hexes(given).sort());
  });

  it('is read in BER with indefinite lengths, its certificates octet by octet', async () => {
    const given = await certificates();
    const written = writeCertificatesOnly(given);
    const ber = toIndefinite(written, (whole) => hexes(given).includes(toHex(whole)));
    expect(ask('openssl', 'pkcs7 -inform DER -in c.p7b -noout'.split(' '), { 'c.p7b': ber }).status).toBe(0);
    expect(isSignedData(ber)).toBe(true);
    expect(isCanonicalDer(ber)).toBe(false);
    expect(readCertificatesOnly(ber)).toEqual(readCertificatesOnly(written));
  });

  it('is told by its content under the label of a certificate, which a certificate is not taken for', async () => {
    const given = await certificates();
    const [mislabelled] = parsePem(encodePem('CERTIFICATE', writeCertificatesOnly(given)));
    expect(isSignedData(mislabelled!.der)).toBe(true);
    for (const bytes of [...given, (await keyFor('root')).pkcs8, octets('30 80'), new Uint8Array()])
      expect(isSignedData(bytes)).toBe(false);
  });
});

/** SignedData around whatever stands in the place of certificates and lists. */
function signedData(...optional: readonly Bytes[]): Bytes {
  const version = smallInteger(1);
  const none = element(0x31);
  const inner = sequence(objectIdentifier('1.2.840.113549.1.7.1'));
  const signed = sequence(version, none, inner, ...optional, none);
  return sequence(objectIdentifier('1.2.840.113549.1.7.2'), contextConstructed(0, signed));
}

describe('What a PKCS#7 file holds besides certificates', () => {
  it('is left out: certificates of other kinds, and revocation lists', async () => {
    const [leaf] = await certificates();
    const others = [contextConstructed(1, octets('05 00')), contextConstructed(3, octets('05 00'))];
    const mixed = signedData(contextConstructed(0, ...inSetOrder([leaf!, ...others])), contextConstructed(1));
    expect(readCertificatesOnly(mixed)).toEqual([leaf]);
    expect(readCertificatesOnly(signedData(contextConstructed(1, octets('30 00'))))).toEqual([]);
    expect(readCertificatesOnly(signedData())).toEqual([]);
  });
});

describe('What is no PKCS#7 file of certificates is refused as damaged, never by another exception:', () => {
  it('one that is cut off at any octet, or followed by something', async () => {
    const written = writeCertificatesOnly((await certificates()).slice(0, 1));
    for (const whole of [written, toIndefinite(written)]) {
      for (let length = 0; length < whole.length; length++)
        expect(() => readCertificatesOnly(whole.slice(0, length))).toThrow(damaged);
      expect(() => readCertificatesOnly(Uint8Array.from([...whole, 5, 0]))).toThrow(damaged);
    }
  });

  it('one of another kind, a certificate, a key, nothing', async () => {
    const data = sequence(objectIdentifier('1.2.840.113549.1.7.1'), contextConstructed(0, octets('04 01 41')));
    expect(() => readCertificatesOnly(data)).toThrow(/another kind/u);
    const [leaf] = await certificates();
    for (const bytes of [data, leaf!, (await keyFor('root')).pkcs8, octets('30 00'), new Uint8Array()])
      expect(() => readCertificatesOnly(bytes)).toThrow(damaged);
  });

  it('with any octet changed: it is read or refused', async () => {
    const written = writeCertificatesOnly((await certificates()).slice(0, 1));
    let refused = 0;
    for (let at = 0; at < written.length; at++) {
      const changed = written.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      try {
        readCertificatesOnly(changed);
      } catch (error) {
        expect(error).toMatchObject({ name: 'PkiError', code: 'file-damaged' });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});
