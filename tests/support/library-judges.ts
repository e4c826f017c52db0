import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as pkijs from 'pkijs';
import { toHex } from '../../src/pki/bytes';
import type { Bytes, Extension } from '../../src/pki/types';

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: globalThis.crypto }));

/** What a certificate says, as one library reads it: names, key and extension values as hex of their DER. */
export interface CertificateFacts {
  /** Without a leading 00. */
  readonly serialNumber: string;
  readonly issuer: string;
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: string;
  readonly extensions: readonly (readonly [oid: string, critical: boolean, value: string])[];
}

/** What a certification request says, in the same forms. */
export type RequestFacts = Pick<CertificateFacts, 'subject' | 'spki' | 'extensions'>;

/** A library that nothing is written with: it reads certificates and requests, and verifies their signatures. */
export interface LibraryJudge {
  readonly name: string;
  /** Key algorithms whose signatures it cannot verify: it says so by an error. */
  readonly without: readonly string[];
  certificate(der: Bytes): CertificateFacts;
  isSignedBy(der: Bytes, issuer: Bytes): Promise<boolean>;
  request(der: Bytes): RequestFacts;
  isRequestSigned(der: Bytes): Promise<boolean>;
}

const hex = (der: ArrayBuffer): string => toHex(new Uint8Array(der));
const withoutSign = (serialNumber: string): string => serialNumber.replace(/^00(?=.)/u, '');

/** Extensions of ours in the form of {@link CertificateFacts}. */
export const extensionFacts = (extensions: readonly Extension[]): CertificateFacts['extensions'] =>
  extensions.map(({ oid, critical, value }) => [oid, critical, toHex(value)]);

const byX509 = (list: readonly x509.Extension[]): CertificateFacts['extensions'] =>
  list.map(({ type, critical, value }) => [type, critical, hex(value)]);

const byPkijs = (list: readonly pkijs.Extension[] = []): CertificateFacts['extensions'] =>
  list.map(({ extnID, critical, extnValue }) => [extnID, critical, toHex(extnValue.valueBlock.valueHexView)]);

/** RFC 2985 §5.4.2. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

export const judges: readonly LibraryJudge[] = [
  {
    name: '@peculiar/x509',
    without: [],
    certificate(der) {
      const read = new x509.X509Certificate(der);
      const { notBefore, notAfter } = read;
      return {
        serialNumber: withoutSign(read.serialNumber),
        issuer: hex(read.issuerName.toArrayBuffer()),
        subject: hex(read.subjectName.toArrayBuffer()),
        notBefore,
        notAfter,
        spki: hex(read.publicKey.rawData),
        extensions: byX509(read.extensions),
      };
    },
    isSignedBy: (der, issuer) =>
      new x509.X509Certificate(der).verify({ publicKey: new x509.X509Certificate(issuer), signatureOnly: true }),
    request(der) {
      const read = new x509.Pkcs10CertificateRequest(der);
      return {
        subject: hex(read.subjectName.toArrayBuffer()),
        spki: hex(read.publicKey.rawData),
        extensions: byX509(read.extensions),
      };
    },
    isRequestSigned: (der) => new x509.Pkcs10CertificateRequest(der).verify(),
  },
  {
    name: 'pkijs',
    without: ['ed25519'],
    certificate(der) {
      const read = pkijs.Certificate.fromBER(der);
      return {
        serialNumber: withoutSign(toHex(read.serialNumber.valueBlock.valueHexView)),
        issuer: hex(read.issuer.toSchema().toBER()),
        subject: hex(read.subject.toSchema().toBER()),
        notBefore: read.notBefore.value,
        notAfter: read.notAfter.value,
        spki: hex(read.subjectPublicKeyInfo.toSchema().toBER()),
        extensions: byPkijs(read.extensions),
      };
    },
    isSignedBy: (der, issuer) => pkijs.Certificate.fromBER(der).verify(pkijs.Certificate.fromBER(issuer)),
    request(der) {
      const read = pkijs.CertificationRequest.fromBER(der);
      const asked = read.attributes?.find(({ type }) => type === EXTENSION_REQUEST)?.values as unknown[] | undefined;
      return {
        subject: hex(read.subject.toSchema().toBER()),
        spki: hex(read.subjectPublicKeyInfo.toSchema().toBER()),
        extensions: byPkijs(asked && new pkijs.Extensions({ schema: asked[0] }).extensions),
      };
    },
    isRequestSigned: (der) => pkijs.CertificationRequest.fromBER(der).verify(),
  },
];
