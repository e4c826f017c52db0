import { authorityExtensions, leafExtensions } from '../../issuance/profiles';
import { validityFor } from '../../issuance/validity';
import { equalBytes, fromHex } from '../../pki/bytes';
import { formatName } from '../../pki/distinguished-name';
import { keyIdentifier } from '../../pki/extensions';
import { formatGeneralName } from '../../pki/general-names';
import { encodeName } from '../../pki/name-der';
import * as oids from '../../pki/oids';
import { verifySignedBy } from '../../pki/parse-certificate';
import { signatureAlgorithmByOid } from '../../pki/signature-algorithms';
import type { Certificate, Extension } from '../../pki/types';
import type { PlannedAuthority, PlannedLeaf } from '../types';
import type { AssertionId, Report } from './report';

/** Octets of a serial number: 16 random ones, the first from 1 to 127 so that the number is positive (RFC 5280 §4.1.2.2). */
const goodSerial = /^(?!00)[0-7][0-9a-f]{31}$/u;

/**
 * Everything that is asserted about the certificate of one instance that was made here, against its plan and its issuer.
 *
 * @param issuer as found in the archive; of a root the certificate itself
 * @param created when the bundle was made
 */
export async function checkCertificate(
  entity: PlannedAuthority | PlannedLeaf,
  certificate: Certificate,
  issuer: Certificate | undefined,
  created: Date,
  report: Report,
): Promise<void> {
  const say = (id: AssertionId, passed: boolean, good: string): void => {
    report.record(id, entity.id, passed, good);
  };
  const { subject, version, serialNumber } = certificate;
  const separate = subject.rdns.every((rdn) => rdn.length === 1);
  say('one-attribute-per-rdn', separate, 'Each part of the subject is by itself');
  say('subject-as-planned', equalBytes(subject.der, encodeName(entity.subject)), `Subject ${formatName(subject)}`);
  say('key-algorithm', certificate.keyAlgorithm?.id === entity.key, `Key ${certificate.keyAlgorithm?.id ?? 'unknown'}`);
  say('serial-number', version === 3 && goodSerial.test(serialNumber), `Serial number ${serialNumber}`);
  const signature = signatureAlgorithmByOid(certificate.signatureAlgorithmOid);
  say('signature-algorithm', signature?.weak === false, `Signed with ${signature?.label ?? 'an unknown algorithm'}`);
  if (issuer === undefined) {
    report.record('chain-verifies', entity.id, false, '', 'The certificate of its issuer is not in the zip');
    return;
  }
  const signed =
    equalBytes(certificate.issuer.der, issuer.subject.der) && (await verifySignedBy(certificate, issuer.spki));
  say('chain-verifies', signed, `Signed by ${formatName(issuer.subject)}`);
  checkValidity(entity, certificate, issuer, created, say);
  await checkExtensions(entity, certificate, issuer, say);
}

type Say = (id: AssertionId, passed: boolean, good: string) => void;

/** From 24 hours before the bundle was made, for exactly the days asked, within the issuer's. */
function checkValidity(
  { days }: PlannedAuthority | PlannedLeaf,
  certificate: Certificate,
  issuer: Certificate,
  created: Date,
  say: Say,
): void {
  const { notBefore, notAfter } = certificate.validity;
  const limit = issuer === certificate ? undefined : issuer.validity;
  const { validity } = validityFor({ now: created, days, issuer: limit });
  const exact = [notBefore, notAfter].every(
    (moment, index) => moment.getTime() === [validity.notBefore, validity.notAfter][index]?.getTime(),
  );
  say('validity', exact, `Valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`);
}

/** Which assertion an extension belongs to; any other extension must not be there at all, unless the recipe asks for it. */
const assertionOf: Readonly<Record<string, AssertionId>> = {
  [oids.id_ce_basicConstraints]: 'purpose',
  [oids.id_ce_keyUsage]: 'purpose',
  [oids.id_ce_extKeyUsage]: 'purpose',
  [oids.id_ce_subjectAltName]: 'names',
  [oids.id_ce_subjectKeyIdentifier]: 'key-identifiers',
  [oids.id_ce_authorityKeyIdentifier]: 'key-identifiers',
  [oids.id_ce_nameConstraints]: 'name-constraints',
};

/** Holds the extensions against the profile: the same ones, each with the same criticality and octets, and no other. */
async function checkExtensions(
  entity: PlannedAuthority | PlannedLeaf,
  certificate: Certificate,
  issuer: Certificate,
  say: Say,
): Promise<void> {
  const expected = await profileOf(entity, certificate, issuer);
  const found = certificate.extensions;
  const wrong = new Set<AssertionId>();
  for (const oid of new Set([...expected, ...found].map((extension) => extension.oid))) {
    const [want, have] = [expected, found].map((list) => list.filter((extension) => extension.oid === oid));
    if (!same(want ?? [], have ?? [])) wrong.add(assertionOf[oid] ?? 'extensions');
  }
  const names = certificate.subjectAltNames ?? [];
  const limits = certificate.nameConstraints?.permitted ?? [];
  say(
    'purpose',
    !wrong.has('purpose'),
    entity.kind === 'authority' ? 'A CA and nothing else' : `For ${entity.purposes.join(' and ')} only`,
  );
  say(
    'names',
    !wrong.has('names'),
    names.length === 0 ? 'Bears no names' : `Names ${names.map(formatGeneralName).join(', ')}`,
  );
  say(
    'key-identifiers',
    !wrong.has('key-identifiers'),
    `Key identifier ${certificate.subjectKeyIdentifier ?? 'missing'}`,
  );
  say(
    'name-constraints',
    !wrong.has('name-constraints'),
    limits.length === 0 ? 'Not limited to names' : `Limited to ${String(limits.length)} names`,
  );
  say('extensions', !wrong.has('extensions'), 'Nothing else is in it');
}

function same(want: readonly Extension[], have: readonly Extension[]): boolean {
  return (
    want.length === have.length &&
    want.every(
      ({ critical, value }, index) => critical === have[index]?.critical && equalBytes(value, have[index].value),
    )
  );
}

/** The extensions that the profile gives such a certificate, from the plan and the keys that were read back. */
async function profileOf(
  entity: PlannedAuthority | PlannedLeaf,
  { spki }: Certificate,
  issuer: Certificate,
): Promise<readonly Extension[]> {
  const root = equalBytes(issuer.spki, spki) && entity.kind === 'authority' && entity.issuer === undefined;
  const { subjectKeyIdentifier } = issuer;
  const above = subjectKeyIdentifier === undefined ? await keyIdentifier(issuer.spki) : fromHex(subjectKeyIdentifier);
  const ids = { own: await keyIdentifier(spki), issuer: root ? undefined : above };
  if (entity.kind === 'authority')
    return authorityExtensions(ids, { pathLength: entity.pathLength, permitted: entity.limitTo });
  const { purposes, sans, extensions, subject } = entity;
  return leafExtensions(ids, { spki, purposes, sans, extensions, emptySubject: subject.length === 0 });
}

/** Whether keys and serial numbers differ: one key in two certificates would let one machine pass for the other. */
export function checkDistinct(made: ReadonlyMap<string, Certificate>, report: Report): void {
  const certificates = [...made];
  for (const [id, certificate] of certificates) {
    const twin = certificates.find(
      ([other, { spki, serialNumber, issuer }]) =>
        other !== id &&
        (equalBytes(spki, certificate.spki) ||
          (serialNumber === certificate.serialNumber && equalBytes(issuer.der, certificate.issuer.der))),
    );
    report.record(
      'keys-differ',
      id,
      twin === undefined,
      'Has a key and a serial number of its own',
      `Shares its key or serial number with ${twin?.[0] ?? ''}`,
    );
  }
}
