import { describe, expect, it } from 'vitest';
import { signCertificate } from '../../src/pki/certificate';
import type { CertificateContents } from '../../src/pki/certificate';
import { isCanonicalDer } from '../../src/pki/der';
import { element, sequence, unsignedInteger } from '../../src/pki/der-writer';
import { ecdsaSignatureFromDer } from '../../src/pki/ecdsa-signature';
import { basicConstraints, keyIdentifier } from '../../src/pki/extensions';
import { encodeName } from '../../src/pki/name-der';
import { parseCertificate, verifySignedBy } from '../../src/pki/parse-certificate';
import { encodePem, parsePem } from '../../src/pki/pem';
import type { Bytes, Certificate } from '../../src/pki/types';
import type { KeyAlgorithmId } from '../../src/recipes/types';
import { keyFor, leafWith, octets, rootWith } from '../support/issuing';
import { ask } from '../support/witness';

const damaged = expect.objectContaining({ code: 'file-damaged' }) as Error;

async function signed(change: Partial<CertificateContents> = {}): Promise<Certificate> {
  const key = await keyFor('root');
  const name = encodeName([{ type: 'CN', value: 'Test' }]);
  const contents: CertificateContents = {
    serialNumber: octets('01 02'),
    issuer: name,
    subject: name,
    validity: { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') },
    spki: key.spki,
    extensions: [basicConstraints(true)],
    ...change,
  };
  return parseCertificate(await signCertificate(contents, key));
}

function text(certificate: Certificate): string {
  return ask('openssl', ['x509', '-in', 'c.pem', '-noout', '-text'], {
    'c.pem': encodePem('CERTIFICATE', certificate.der),
  }).text;
}

describe('A serial number', () => {
  it('with its top bit set is written as positive, and read without the added octet', async () => {
    const certificate = await signed({ serialNumber: octets('ff aa') });
    expect(certificate.serialNumber).toBe('ffaa');
    expect(text(certificate)).toContain('Serial Number: 65450 (0xffaa)');
  });

  it.each(['00', '00 00', `01 ${'00 '.repeat(20)}`, `80 ${'00 '.repeat(19)}`])(
    'that RFC 5280 forbids is refused: %s',
    async (hex) => {
      await expect(signed({ serialNumber: octets(hex) })).rejects.toMatchObject({ code: 'defect' });
    },
  );
});

describe('Dates', () => {
  it.each([
    ['2049-12-31T23:59:59Z', 'Dec 31 23:59:59 2049 GMT', '170d3439'],
    ['2050-01-01T00:00:00Z', 'Jan  1 00:00:00 2050 GMT', '180f3230'],
    ['9999-12-31T23:59:59Z', 'Dec 31 23:59:59 9999 GMT', '180f3939'],
    ['2028-02-29T23:59:59Z', 'Feb 29 23:59:59 2028 GMT', '170d3238'],
  ])('%s is read by OpenSSL as meant', async (notAfter, shown, encoding) => {
    const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date(notAfter) };
    const certificate = await signed({ validity });
    expect(certificate.validity).toEqual(validity);
    expect(text(certificate)).toContain(`Not After : ${shown}`);
    expect(Buffer.from(certificate.der).toString('hex')).toContain(encoding);
  });
});

describe('Signatures', () => {
  const digests: [KeyAlgorithmId, string, string][] = [
    ['rsa-2048', '1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
    ['p-256', '1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
    ['p-384', '1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
    ['p-521', '1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
    ['ed25519', '1.3.101.112', 'ED25519'],
  ];
  it.each(digests)('of %s keys have the digest that fits, and verify under that key alone', async (id, oid, name) => {
    const [key, other] = [await keyFor('signer', id), await keyFor('other', id)];
    for (let round = 0; round < 8; round++) {
      const { certificate } = await rootWith({ key });
      expect(certificate.signatureAlgorithmOid).toBe(oid);
      expect(isCanonicalDer(certificate.der)).toBe(true);
      expect(await verifySignedBy(certificate, key.spki)).toBe(true);
      expect(await verifySignedBy(certificate, other.spki)).toBe(false);
      const changed = certificate.der.slice();
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      expect(await verifySignedBy(parseCertificate(changed), key.spki)).toBe(false);
      if (round === 0) expect(text(certificate)).toContain(`Signature Algorithm: ${name}`);
    }
    for (const foreign of ['rsa-2048', 'p-256', 'ed25519'] as const)
      if (foreign !== id) {
        const { certificate } = await rootWith({ key });
        expect(await verifySignedBy(certificate, (await keyFor('foreign', foreign)).spki)).toBe(false);
      }
  });

  it.each([
    ['sha1', 'rsa:2048', true],
    ['sha384', 'rsa:2048', true],
    ['sha512', 'rsa:2048', true],
    ['md5', 'rsa:2048', false],
  ])('that OpenSSL made with %s are verified as far as the platform can', async (hash, key, expected) => {
    const args = `req -x509 -newkey ${key} -nodes -keyout /dev/null -subj /CN=x -${hash}`.split(' ');
    const { text: pem } = ask('openssl', args);
    const [block] = parsePem(pem);
    const certificate = parseCertificate(block?.der ?? new Uint8Array());
    expect(await verifySignedBy(certificate, certificate.spki)).toBe(expected);
  });

  it('of elliptic curves are taken only as two positive INTEGERs in their shortest form', () => {
    const p1363 = octets(`00 80 ${'11 '.repeat(30)} ${'00 '.repeat(31)} 01`);
    expect(p1363).toHaveLength(64);
    const der = sequence(unsignedInteger(p1363.subarray(0, 32)), unsignedInteger(p1363.subarray(32)));
    expect(ecdsaSignatureFromDer(der, 256)).toEqual(p1363);
    const one = element(2, octets('01'));
    const wrong: Bytes[] = [
      sequence(one),
      sequence(one, one, one),
      sequence(one, element(2, octets('00 01'))),
      sequence(one, element(2, octets('ff'))),
      sequence(one, element(2, new Uint8Array())),
      sequence(one, element(2, new Uint8Array(34).fill(1))),
      sequence(one, octets('02 81 01 01')),
    ];
    for (const der of wrong) expect(() => ecdsaSignatureFromDer(der, 256)).toThrow(damaged);
  });
});

describe('Key identifiers', () => {
  it('are the leftmost 160 bits of the SHA-256 of the public key bits (RFC 7093 §2 method 1)', async () => {
    const { spki } = await keyFor('root');
    const { createHash } = await import('node:crypto');
    const expected = createHash('sha256').update(spki.slice(-65)).digest().subarray(0, 20);
    expect(await keyIdentifier(spki)).toEqual(new Uint8Array(expected));
  });
});

describe('A certificate as read', () => {
  it('holds what OpenSSL put into it', () => {
    const extensions = [
      'basicConstraints=critical,CA:true,pathlen:2',
      'keyUsage=keyCertSign,cRLSign,digitalSignature',
      'extendedKeyUsage=serverAuth,1.2.3.4',
      'subjectAltName=DNS:a.example,IP:10.0.0.5,IP:2001:db8::1,email:a@b.example,URI:urn:x:y,otherName:1.2.3;UTF8:z,dirName:dn',
      'nameConstraints=critical,permitted;DNS:.example.com,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:b.example,excluded;dirName:dn',
      'authorityKeyIdentifier=keyid:always,issuer:always',
    ];
    const config = `[req]\ndistinguished_name=r\n[r]\n[x]\nsubjectKeyIdentifier=hash\n${extensions.join('\n')}\n[dn]\nO=Lab\nCN=Inner\n`;
    const args =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout /dev/null -config c.cnf -extensions x -subj /O=Lab/CN=Root -set_serial 0x00ff01 -days 3';
    const { text: pem } = ask('openssl', args.split(' '), { 'c.cnf': config });
    const certificate = parseCertificate(parsePem(pem)[0]?.der ?? new Uint8Array());
    expect(certificate).toMatchObject({
      version: 3,
      serialNumber: 'ff01',
      basicConstraints: { critical: true, ca: true, pathLength: 2 },
      keyUsage: { critical: false, usages: ['digitalSignature', 'keyCertSign', 'cRLSign'] },
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.2.3.4'],
      subjectAltNames: [
        { kind: 'dns', value: 'a.example' },
        { kind: 'ip', value: '10.0.0.5' },
        { kind: 'ip', value: '2001:db8::1' },
        { kind: 'email', value: 'a@b.example' },
        { kind: 'uri', value: 'urn:x:y' },
      ],
      nameConstraints: {
        permitted: [
          { kind: 'dns', value: '.example.com' },
          { kind: 'ip', value: '10.0.0.0/255.0.0.0' },
        ],
        excluded: [
          { kind: 'email', value: 'b.example' },
          { kind: 'directory', value: 'CN=Inner,O=Lab' },
        ],
      },
    });
    expect(certificate.keyAlgorithm?.id).toBe('p-384');
    expect(certificate.subjectKeyIdentifier).toMatch(/^[0-9a-f]{40}$/u);
    expect(certificate.authorityKeyIdentifier?.issuerAndSerial).toBe(true);
  });

  it('of version 1 has no extensions', () => {
    const key = ask('openssl', ['genpkey', '-algorithm', 'ED25519']).text;
    const request = ask('openssl', ['req', '-new', '-key', 'k.pem', '-subj', '/CN=old'], { 'k.pem': key }).text;
    const { text: pem } = ask('openssl', ['x509', '-req', '-in', 'r.pem', '-signkey', 'k.pem'], {
      'k.pem': key,
      'r.pem': request,
    });
    const certificate = parseCertificate(parsePem(pem)[0]?.der ?? new Uint8Array());
    expect(certificate).toMatchObject({ version: 1, extensions: [] });
    expect(certificate.basicConstraints).toBeUndefined();
  });

  it('with a key of an unknown type has no key algorithm', () => {
    const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp256k1 -nodes -keyout /dev/null -subj /CN=x'.split(
      ' ',
    );
    const certificate = parseCertificate(parsePem(ask('openssl', args).text)[0]?.der ?? new Uint8Array());
    expect(certificate.keyAlgorithm).toBeUndefined();
  });

  it('does not share memory with the input', async () => {
    const { certificate } = await rootWith();
    const input = certificate.der.slice();
    const read = parseCertificate(input);
    input.fill(0);
    expect(read.der).toEqual(certificate.der);
    expect(read.subject.der).toEqual(certificate.subject.der);
  });
});

describe('A damaged certificate is refused as such, never by another exception', () => {
  it('cut off at any octet, or with something after its end', async () => {
    const { der } = (await leafWith(await rootWith())).certificate;
    for (let length = 0; length < der.length; length++)
      expect(() => parseCertificate(der.slice(0, length))).toThrow(damaged);
    expect(() => parseCertificate(Uint8Array.from([...der, 0]))).toThrow(damaged);
  });

  it('with any octet changed: it is read or refused', async () => {
    const { der } = (await leafWith(await rootWith({ permitted: [{ kind: 'dns', value: 'example.com' }] })))
      .certificate;
    let refused = 0;
    for (let at = 0; at < der.length; at++)
      for (const change of [1, 0x20, 0x80, 0xff]) {
        const changed = der.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        try {
          parseCertificate(changed);
        } catch (error) {
          expect(error).toMatchObject({ name: 'PkiError', code: 'file-damaged' });
          refused++;
        }
      }
    expect(refused).toBeGreaterThan(100);
  });

  it('with the same extension twice', async () => {
    const { der } = await signed({ extensions: [basicConstraints(true), basicConstraints(false)] }).catch(
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'file-damaged' });
        return { der: undefined };
      },
    );
    expect(der).toBeUndefined();
  });

  it('of other kinds: nothing, a key, text', async () => {
    for (const bytes of [new Uint8Array(), (await keyFor('root')).pkcs8, (await keyFor('root')).spki, octets('30 00')])
      expect(() => parseCertificate(bytes)).toThrow(damaged);
  });
});
