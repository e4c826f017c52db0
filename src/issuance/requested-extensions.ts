import {
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
} from '../pki/oids';
import { oidName } from '../pki/oid-names';
import type { CertificationRequest } from '../pki/request';
import type { KeyUsage, KnownExtensions } from '../pki/types';
import { purposeOids } from './profiles';
import type { Purpose } from './profiles';

const purposes = Object.keys(purposeOids) as readonly Purpose[];

/** The purposes that a request asks for; a server's where it asks for none that is made here. */
export function requestedPurposes({ extendedKeyUsage = [] }: KnownExtensions): readonly Purpose[] {
  const asked = purposes.filter((purpose) => extendedKeyUsage.includes(purposeOids[purpose]));
  return asked.length === 0 ? ['server'] : asked;
}

/** Usages that the leaf gets by its key's type, so that asking for them is nothing to speak of. */
const ordinary: readonly KeyUsage[] = ['digitalSignature', 'keyEncipherment'];

/** Extensions that are taken into account, or that the CA writes itself whatever was asked. */
const accounted: readonly string[] = [
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
];

/** What a request asks for besides names, and does not get: sentences for people. */
export function leftOut({ extensions, attributes }: CertificationRequest, known: KnownExtensions): string[] {
  const usages = (known.keyUsage?.usages ?? []).filter((usage) => !ordinary.includes(usage));
  const others = (known.extendedKeyUsage ?? []).filter(
    (oid) => !purposes.some((purpose) => purposeOids[purpose] === oid),
  );
  const further = extensions.filter(({ oid }) => !accounted.includes(oid));
  return [
    ...(known.basicConstraints?.ca === true
      ? ['It asks to be a CA (CA:TRUE). It gets a certificate that cannot issue others.']
      : []),
    ...list('Not copied, key usages', usages),
    ...list('Not copied, purposes', others.map(oidName)),
    ...list(
      'Not copied, extensions',
      further.map(({ oid }) => oidName(oid)),
    ),
    ...list(
      'Not copied, attributes',
      attributes.map(({ oid }) => oidName(oid)),
    ),
  ];
}

function list(what: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${what}: ${items.join(', ')}.`];
}
