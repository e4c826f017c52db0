import type { Keystore } from '../keystores/read-keystore';
import { signatureAlgorithmName } from '../pki/algorithm-names';
import { digestHex } from '../pki/bytes';
import { readElement } from '../pki/der-reader';
import { formatName } from '../pki/distinguished-name';
import type { PkiError } from '../pki/errors';
import {
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  id_kp_serverAuth,
} from '../pki/oids';
import { readKnownExtensions } from '../pki/read-extensions';
import { spellOut } from '../pki/show-text';
import type { Bytes, Certificate, Extension } from '../pki/types';

import type { FoundObject } from './found-object';
import { generalNamesInWords } from './general-name-words';
import type { ReportedEntry, ReportedError, ReportedObject } from './report';
import { reportExtensions } from './report-extensions';
import { keyFacts } from './report-key';
import { whyLocked } from './why-no-pair';

/** Facts of an object. Text out of files has its control and direction characters spelled out. */
export async function reportObject(object: FoundObject): Promise<ReportedObject> {
  switch (object.type) {
    case 'certificate':
      return { type: 'certificate', ...aliasOf(object), ...(await certificateFacts(object.certificate)) };
    case 'private-key':
      return {
        type: 'private-key',
        ...aliasOf(object),
        encrypted: object.encrypted,
        ...(await keyFacts(object.key.spki)),
      };
    case 'public-key':
      return { type: 'public-key', ...(await keyFacts(object.spki)) };
    case 'secret-key':
      return { type: 'secret-key', ...aliasOf(object), format: spellOut(object.what) };
    case 'locked-key': {
      const [code, message] = whyLocked(object);
      return {
        type: object.holds,
        ...aliasOf(object),
        encrypted: true,
        ...(object.closed === undefined ? {} : { format: object.closed.format, entries: entriesOf(object.closed) }),
        error: { code, message: spellOut(message) },
      };
    }
    case 'damaged':
      return { type: 'other', error: reportError(object.error) };
    case 'keystore':
      return { type: 'keystore', ...keystoreFacts(object.keystore) };
    case 'request': {
      const { subject, spki, signatureAlgorithmOid, extensions, der } = object.request;
      return {
        type: 'request',
        subject: formatName(subject),
        ...extensionFacts(extensions),
        ...(await digests(der)),
        ...(await keyFacts(spki)),
        signatureAlgorithm: signatureAlgorithmName(signatureAlgorithmOid),
        extensions: reportExtensions(extensions),
      };
    }
    case 'crl': {
      const { issuer, thisUpdate, nextUpdate, number, revoked, signatureAlgorithmOid, extensions, der } = object.crl;
      return {
        type: 'crl',
        issuer: formatName(issuer),
        ...(await digests(der)),
        signatureAlgorithm: signatureAlgorithmName(signatureAlgorithmOid),
        extensions: reportExtensions(extensions),
        thisUpdate: isoTime(thisUpdate),
        ...(nextUpdate === undefined ? {} : { nextUpdate: isoTime(nextUpdate) }),
        ...(number === undefined ? {} : { crlNumber: number.toString() }),
        revoked: revoked.map(({ serialNumber }) => serialNumber),
      };
    }
    case 'manifest':
      return { type: 'manifest', format: 'certwright.json' };
    case 'other':
      return { type: 'other', ...aliasOf(object), format: spellOut(object.label) };
  }
}

/** ISO 8601 UTC, whole seconds. */
export function isoTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/u, 'Z');
}

export function reportError({ code, message }: Pick<PkiError, 'code' | 'message'>): ReportedError {
  return { code, message: spellOut(message) };
}

function aliasOf({ alias }: { readonly alias?: string }): Pick<ReportedObject, 'alias'> {
  return alias === undefined ? {} : { alias: spellOut(alias) };
}

async function certificateFacts(certificate: Certificate): Promise<Partial<ReportedObject>> {
  const { subject, issuer, serialNumber, validity, extensions, spki, signatureAlgorithmOid, der } = certificate;
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    serial: serialNumber,
    notBefore: isoTime(validity.notBefore),
    notAfter: isoTime(validity.notAfter),
    ...extensionFacts(extensions),
    ...(await digests(der)),
    ...(await keyFacts(spki)),
    signatureAlgorithm: signatureAlgorithmName(signatureAlgorithmOid),
    extensions: reportExtensions(extensions),
  };
}

const purposeWords: Readonly<Record<string, string>> = { [id_kp_serverAuth]: 'server', [id_kp_clientAuth]: 'client' };

/** The names and purposes that extensions give. */
function extensionFacts(extensions: readonly Extension[]): Pick<ReportedObject, 'san' | 'purposes'> {
  const names = extensions.find(({ oid }) => oid === id_ce_subjectAltName);
  const told = extensions.filter(({ oid }) => oid === id_ce_extKeyUsage || oid === id_ce_basicConstraints);
  const { basicConstraints, extendedKeyUsage = [] } = readKnownExtensions(told);
  return {
    san: names === undefined ? [] : generalNamesInWords(readElement(names.value)),
    purposes: [
      ...(basicConstraints?.ca === true ? ['CA'] : []),
      ...extendedKeyUsage.map((oid) => purposeWords[oid] ?? oid),
    ],
  };
}

async function digests(der: Bytes): Promise<Pick<ReportedObject, 'sha256' | 'sha1'>> {
  return { sha256: await digestHex('SHA-256', der), sha1: await digestHex('SHA-1', der) };
}

function keystoreFacts(keystore: Keystore): Partial<ReportedObject> {
  const { format } = keystore;
  const named = entriesOf(keystore);
  if (keystore.format !== 'PKCS#12') return { encrypted: true, format, entries: named };
  const { mac, safes, keys } = keystore.protection;
  const ways = [
    ...[...safes, ...keys].map(({ cipher, iterations }) => `${cipher}, ${rounds(iterations)}`),
    ...(mac === undefined ? [] : [`${mac.name}, ${rounds(mac.iterations)}`]),
  ];
  return {
    encrypted: safes.length + keys.length > 0,
    format,
    entries: named,
    protection: [...new Set(ways)],
  };
}

/** Aliases, and what lies under each; a key is one whether or not its password is known. */
function entriesOf({ entries }: Pick<Keystore, 'entries'>): ReportedEntry[] {
  return entries.map((entry) => ({
    alias: spellOut(entry.friendlyName ?? ''),
    kind: entry.kind === 'sealed' && entry.holds === 'private-key' ? 'private-key' : entry.kind,
  }));
}

function rounds(iterations: number): string {
  return iterations === 1 ? '1 round' : `${String(iterations)} rounds`;
}
