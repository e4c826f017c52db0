import 'reflect-metadata';
import { Name, X509CertificateGenerator } from '@peculiar/x509';
import * as asn1js from 'asn1js';
import { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs';
import { describe, expect, it } from 'vitest';
import { signCertificate } from '../../src/pki/certificate';
import { element, sequence, smallInteger } from '../../src/pki/der-writer';
import { formatName } from '../../src/pki/distinguished-name';
import { generateKeyPair } from '../../src/pki/keys';
import { pkcs8ToSec1 } from '../../src/pki/key-formats';
import { decodeName, encodeName } from '../../src/pki/name-der';
import { parseCertificate } from '../../src/pki/parse-certificate';
import { toHex } from '../../src/pki/bytes';
import { basicConstraints } from '../../src/pki/extensions';

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };

/**
 * Each test shows a defect of a library as it is pinned, which is why what it does is written by us, and that we do not have
 * it. One that fails after an update says that a reason is gone.
 */
describe('Defects of the libraries are not ours', () => {
  it.each(['Say "hi" now', 'Acme, Inc. + "x"', '#04024869', 'a\\b'])(
    '@peculiar/x509 alters the name %s when it is given as JSON; ours is kept',
    async (value) => {
      const altered = decodeName(new Uint8Array(new Name([{ CN: [value] }]).toArrayBuffer()));
      expect(altered.rdns).not.toEqual([[{ type: 'CN', value }]]);

      const key = await generateKeyPair('p-256');
      const name = encodeName([{ type: 'CN', value }]);
      const der = await signCertificate(
        {
          serialNumber: new Uint8Array([1]),
          issuer: name,
          subject: name,
          validity,
          spki: key.spki,
          extensions: [basicConstraints(true)],
        },
        key,
      );
      const certificate = parseCertificate(der);
      expect(certificate.subject.rdns).toEqual([[{ type: 'CN', value }]]);
      expect(toHex(certificate.subject.der)).toBe(toHex(name));
      expect(formatName(certificate.subject)).not.toBe('');
    },
  );

  it('pkijs writes all attributes of a name as one; ours stand apart', () => {
    const attributes = [
      { type: 'O', oid: '2.5.4.10', value: 'Lab' },
      { type: 'CN', oid: '2.5.4.3', value: 'x' },
    ] as const;
    const joined = new RelativeDistinguishedNames({
      typesAndValues: attributes.map(
        ({ oid, value }) => new AttributeTypeAndValue({ type: oid, value: new asn1js.Utf8String({ value }) }),
      ),
    });
    expect(decodeName(new Uint8Array(joined.toSchema().toBER())).rdns).toHaveLength(1);
    expect(decodeName(encodeName(attributes)).rdns).toHaveLength(2);
  });

  it('@peculiar/x509 writes a random serial number in the place of zero; we refuse zero', async () => {
    const key = await generateKeyPair('p-256');
    const publicKey = await crypto.subtle.importKey('spki', key.spki, key.algorithm.webCrypto, true, ['verify']);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: '00',
      issuer: 'CN=x',
      subject: 'CN=x',
      ...validity,
      publicKey,
      signingKey: key.privateKey,
      signingAlgorithm: key.algorithm.signature,
    });
    expect(certificate.serialNumber).toHaveLength(32);
    const name = encodeName([{ type: 'CN', value: 'x' }]);
    const contents = { issuer: name, subject: name, validity, spki: key.spki, extensions: [basicConstraints(true)] };
    await expect(signCertificate({ ...contents, serialNumber: new Uint8Array(4) }, key)).rejects.toThrow('positive');
    await expect(signCertificate({ ...contents, serialNumber: new Uint8Array(21).fill(1) }, key)).rejects.toThrow('20');
  });

  it('asn1js loses raw data inside a SEQUENCE; our writer keeps it', () => {
    const part = smallInteger(5);
    const lost = new asn1js.Sequence({ value: [new asn1js.RawData({ data: part }) as unknown as asn1js.BaseBlock] });
    expect(toHex(new Uint8Array(lost.toBER()))).not.toContain(toHex(part));
    expect(toHex(sequence(part))).toBe('3003020105');
    expect(toHex(element(0xa3, sequence(part)))).toBe('a3053003020105');
  });

  it('WebCrypto leaves the curve out of the inner EC key; ours names it', async () => {
    const { pkcs8 } = await generateKeyPair('p-256');
    const curve = '06082a8648ce3d030107';
    expect(toHex(pkcs8).split(curve)).toHaveLength(2);
    expect(toHex(pkcs8ToSec1(pkcs8)).split(curve)).toHaveLength(2);
    expect(toHex(pkcs8ToSec1(pkcs8)).startsWith('30')).toBe(true);
  });
});
