import { equalBytes } from '../../pki/bytes';
import { formatName } from '../../pki/distinguished-name';
import { constraintFor, formatGeneralName } from '../../pki/general-names';
import { encodeName } from '../../pki/name-der';
import { id_kp_clientAuth, id_kp_serverAuth } from '../../pki/oids';
import { verifySignedBy } from '../../pki/parse-certificate';
import type { Certificate, KeyUsage } from '../../pki/types';
import type { PlannedAuthority, PlannedEntity, PlannedLeaf } from '../types';
import type { Report } from './report';

const DAY = 86_400_000;

/** Everything that is asserted about the certificate of one instance that was made here, against its plan and its issuer. */
export async function checkCertificate(
  entity: PlannedAuthority | PlannedLeaf,
  certificate: Certificate,
  issuer: Certificate | undefined,
  report: Report,
): Promise<void> {
  const say = (id: Parameters<Report['record']>[0], passed: boolean, message: string): void => {
    report.record(id, entity.id, passed, message);
  };
  const { rdns } = certificate.subject;
  say(
    'one-attribute-per-rdn',
    rdns.every((rdn) => rdn.length === 1),
    'Each part of the subject stands by itself',
  );
  say(
    'subject-as-planned',
    equalBytes(certificate.subject.der, encodeName(entity.subject)),
    `Subject ${formatName(certificate.subject)}`,
  );
  say('key-algorithm', certificate.keyAlgorithm?.id === entity.key, `Key ${certificate.keyAlgorithm?.id ?? 'unknown'}`);
  say('serial-number', goodSerial(certificate), `Serial number ${certificate.serialNumber}`);
  checkValidity(entity, certificate, issuer, say);
  checkPurpose(entity, certificate, say);
  checkNames(entity, certificate, say);
  checkIdentifiers(certificate, issuer, say);
  if (issuer === undefined) {
    say('chain-verifies', false, 'The certificate of its issuer is not in the archive');
    return;
  }
  const named = equalBytes(certificate.issuer.der, issuer.subject.der);
  const signed = named && (await verifySignedBy(certificate, issuer.spki));
  say('chain-verifies', signed, `Signed by ${formatName(issuer.subject)}`);
}

type Say = (id: Parameters<Report['record']>[0], passed: boolean, message: string) => void;

/** RFC 5280 §4.1.2.2, and at least 64 random bits; ours are 16 octets. */
function goodSerial({ serialNumber, version }: Certificate): boolean {
  return version === 3 && serialNumber.length === 32 && !serialNumber.startsWith('00') && /^[0-7]/u.test(serialNumber);
}

function checkValidity(
  { days }: PlannedAuthority | PlannedLeaf,
  { validity }: Certificate,
  issuer: Certificate | undefined,
  say: Say,
): void {
  const length = validity.notAfter.getTime() - validity.notBefore.getTime();
  const within =
    issuer === undefined ||
    (validity.notBefore >= issuer.validity.notBefore && validity.notAfter <= issuer.validity.notAfter);
  const message = `Valid from ${validity.notBefore.toISOString()} to ${validity.notAfter.toISOString()}`;
  say('validity', length > 0 && length < days * DAY && within, message);
}

/** basicConstraints, keyUsage and extendedKeyUsage as `docs/architecture.md` lists them for each role. */
function checkPurpose(entity: PlannedEntity, certificate: Certificate, say: Say): void {
  const { basicConstraints, keyUsage, extendedKeyUsage = [] } = certificate;
  const usages = new Set(keyUsage?.usages);
  const has = (...wanted: KeyUsage[]): boolean =>
    wanted.every((usage) => usages.has(usage)) && usages.size === wanted.length;
  if (entity.kind === 'authority') {
    const isAuthority = basicConstraints?.ca === true && basicConstraints.critical;
    const length = basicConstraints?.pathLength === entity.pathLength;
    say(
      'purpose',
      isAuthority && length && has('keyCertSign', 'cRLSign') && extendedKeyUsage.length === 0,
      'Is a CA, and nothing else',
    );
    return;
  }
  if (entity.kind !== 'leaf') return;
  const rsa = certificate.keyAlgorithm?.family === 'rsa';
  const wanted = entity.purposes.map((purpose) => (purpose === 'server' ? id_kp_serverAuth : id_kp_clientAuth));
  const exact = wanted.length === extendedKeyUsage.length && wanted.every((oid) => extendedKeyUsage.includes(oid));
  const usage = has('digitalSignature', ...(rsa ? (['keyEncipherment'] as const) : []));
  say(
    'purpose',
    basicConstraints?.ca !== true && exact && usage && keyUsage?.critical === true,
    `For ${entity.purposes.join(' and ')} only`,
  );
}

function checkNames(entity: PlannedAuthority | PlannedLeaf, certificate: Certificate, say: Say): void {
  if (entity.kind === 'leaf') {
    const names = certificate.subjectAltNames ?? [];
    const same =
      names.length === entity.sans.length &&
      names.every((name, index) => name.kind === entity.sans[index]?.kind && name.value === entity.sans[index].value);
    say('names', same, names.length === 0 ? 'Bears no names' : `Names ${names.map(formatGeneralName).join(', ')}`);
    return;
  }
  const permitted = new Set(
    certificate.nameConstraints?.permitted.map(({ kind, value }) => `${kind} ${value.split('/', 1).join()}`),
  );
  const wanted = new Set(entity.limitTo?.map(constraintFor).map(({ kind, value }) => `${kind} ${value}`));
  const same = permitted.size === wanted.size && [...wanted].every((name) => permitted.has(name));
  say('name-constraints', same, wanted.size === 0 ? 'Not limited to names' : `Limited to ${[...wanted].join(', ')}`);
}

/** RFC 5280 §4.2.1.1 and §4.2.1.2; strict verifiers (Python 3.13) refuse a chain without them. */
function checkIdentifiers(certificate: Certificate, issuer: Certificate | undefined, say: Say): void {
  const { subjectKeyIdentifier, authorityKeyIdentifier } = certificate;
  const selfIssued = equalBytes(certificate.subject.der, certificate.issuer.der);
  const pointsToIssuer = authorityKeyIdentifier?.keyId === issuer?.subjectKeyIdentifier;
  const fits = selfIssued || issuer?.subjectKeyIdentifier === undefined || pointsToIssuer;
  say(
    'key-identifiers',
    subjectKeyIdentifier !== undefined && fits && authorityKeyIdentifier?.issuerAndSerial !== true,
    `Subject key identifier ${subjectKeyIdentifier ?? 'missing'}`,
  );
}
