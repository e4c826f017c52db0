import { digestHex, equalBytes, toHex } from '../../pki/bytes';
import { isAuthority } from '../climb';
import type { CertificateEvidence, Evidence } from '../evidence';
import { groupBy } from '../group-by';
import { ofType } from '../placed';
import type { PlacedOf } from '../placed';
import { spkiOf } from '../report-matches';
import { pairName } from './pair-name';
import { called, listed } from './rule';
import type { Judgement } from './rule';

/** Keys to which nothing here belongs, though there is something, without those that are told to be another's. */
export function straysIn(evidence: Evidence): PlacedOf<'private-key'>[] {
  const wrong = new Set(mismatchedIn(evidence).flatMap(({ objects }) => objects.slice(0, 1)));
  const known = new Set(evidence.placed.flatMap(publicHalf));
  if (known.size === 0) return [];
  return ofType(evidence.placed, 'private-key').filter(
    ({ object, reference }) => !known.has(toHex(object.key.spki)) && !wrong.has(reference),
  );
}

/** Which certificates have no key here either, and by what the key's own is told. */
export function sayStray({
  certificates,
  placed,
  place,
}: Evidence): (key: PlacedOf<'private-key'>) => Promise<Judgement> {
  const keys = new Set(ofType(placed, 'private-key').map(({ object }) => toHex(object.key.spki)));
  const keyless = certificates.filter(({ certificate }) => !keys.has(toHex(certificate.spki)));
  const leaves = keyless.filter(({ certificate }) => !isAuthority(certificate));
  const needless = leaves.length === 0 && certificates.some(({ certificate }) => !isAuthority(certificate));
  const names = (leaves.length > 0 ? leaves : keyless).map(({ certificate }) => called(certificate));
  const others = names.length === 0 ? '' : ` Without a key here: ${listed(names)}.`;
  return async ({ reference, object }) => {
    const advice = needless
      ? ' They have keys of their own, so leave it out.'
      : `${others} Look for the certificate whose public key has the SHA-256 ${await digestHex('SHA-256', object.key.spki)}, or leave the key out.`;
    return {
      message: `The private key in ${place(reference.file)} belongs to none of the certificates here.${advice}`,
      objects: [reference],
    };
  };
}

/** The public key of what is no private key. */
function publicHalf({ object }: { readonly object: Parameters<typeof spkiOf>[0] }): string[] {
  const spki = object.type === 'private-key' ? undefined : spkiOf(object);
  return spki === undefined ? [] : [toHex(spki)];
}

/** Keys and certificates whose file names pair them, or that are alone together, and do not belong together. */
export function mismatchedIn(evidence: Evidence): Judgement[] {
  const { place } = evidence;
  const keys = ofType(evidence.placed, 'private-key').filter(({ object }) => object.alias === undefined);
  const certificates = ofType(evidence.placed, 'certificate').filter(({ object }) => object.alias === undefined);
  const byName = groupBy(certificates, ({ reference }) => pairName(reference.file));
  const leaves = evidence.certificates.filter(({ certificate }) => !isAuthority(certificate));
  return keys.flatMap((key) => {
    const paired = byName.get(pairName(key.reference.file)) ?? [];
    const alone = keys.length === 1 && leaves.length === 1 ? onlyOne(leaves, certificates) : [];
    const partners = paired.length > 0 ? paired : alone;
    const [first] = partners;
    if (first === undefined || partners.some((partner) => belongs(key, partner))) return [];
    const owner = evidence.certificates.find(({ certificate }) => equalBytes(certificate.spki, key.object.key.spki));
    const truth =
      owner === undefined
        ? 'It belongs to none of the certificates here.'
        : `It belongs to ${called(owner.certificate)} in ${place(owner.references[0]?.file ?? '')}.`;
    return [
      {
        message: `The private key in ${place(key.reference.file)} is not the key of ${called(first.object.certificate)} in ${place(first.reference.file)}. ${truth} Use the key and the certificate that were made together.`,
        objects: [key.reference, first.reference],
      },
    ];
  });
}

function belongs(key: PlacedOf<'private-key'>, { object }: PlacedOf<'certificate'>): boolean {
  return equalBytes(key.object.key.spki, object.certificate.spki);
}

function onlyOne(
  leaves: readonly CertificateEvidence[],
  certificates: readonly PlacedOf<'certificate'>[],
): PlacedOf<'certificate'>[] {
  const [leaf] = leaves;
  const place = leaf?.references[0];
  return certificates.filter(({ reference }) => reference === place);
}
