import { equalBytes, toHex } from '../../pki/bytes';
import { isKeyDamage } from '../../pki/key-match';
import { isAuthority } from '../climb';
import type { CertificateEvidence, Evidence } from '../evidence';
import { groupBy } from '../group-by';
import { ofType } from '../placed';
import type { PlacedOf } from '../placed';
import { spkiOf } from '../report-matches';
import { broughtFiles } from './file-rules';
import { pairName } from './pair-name';
import { called, listed } from './rule';
import type { Judgement, Rule } from './rule';

/** RFC 8446 §4.4.3: a server proves that it has the key of its certificate. */
const possession = 'RFC 8446 §4.4.3';

/** Private keys, and what belongs to them. */
export const keyRules: readonly Rule[] = [
  {
    id: 'e_key_damaged',
    source: 'RFC 8017 §3.2, SEC 1 §3.2.2',
    judge: ({ placed }) =>
      ofType(placed, 'damaged')
        .filter(({ object }) => isKeyDamage(object.error))
        .map(({ reference }) => ({
          message: `The private key in ${reference.file} is damaged: its private part does not fit its public part, so what it signs is refused. Export it again.`,
          objects: [reference],
        })),
  },
  { id: 'e_key_of_another_certificate', source: possession, judge: strangers },
  {
    id: 'n_key_without_certificate',
    source: possession,
    judge: (evidence) => {
      const wrong = new Set(strangers(evidence).flatMap(({ objects }) => objects.slice(0, 1)));
      const known = new Set(evidence.placed.flatMap(publicHalf));
      if (known.size === 0) return [];
      return ofType(evidence.placed, 'private-key')
        .filter(({ object, reference }) => !known.has(toHex(object.key.spki)) && !wrong.has(reference))
        .map(({ reference }) => ({
          message: `The private key in ${reference.file} belongs to none of the certificates and requests here. Add its certificate, or leave it out.`,
          objects: [reference],
        }));
    },
  },
  {
    id: 'n_key_encrypted',
    source: 'RFC 5958 §3',
    judge: ({ placed }) => [
      ...ofType(placed, 'private-key')
        .filter(({ object }) => object.encrypted && object.alias === undefined)
        .map(({ reference }) => locked(reference)),
      ...ofType(placed, 'locked-key')
        .filter(({ object }) => object.holds === 'private-key' && object.alias === undefined)
        .map(({ reference }) => locked(reference)),
    ],
  },
  {
    id: 'n_key_in_several_files',
    source: 'docs/inspect.md',
    judge: ({ placed }) =>
      [...groupBy(ofType(placed, 'private-key'), ({ object }) => toHex(object.key.spki)).values()].flatMap((same) => {
        const objects = same.map(({ reference }) => reference);
        const files = broughtFiles(objects);
        if (files.length < 2) return [];
        return [
          {
            message: `${listed(files)} hold the same private key. Keep as few copies as you can; whoever has one has them all.`,
            objects,
          },
        ];
      }),
  },
  {
    id: 'n_key_shared_by_certificates',
    source: 'NIST SP 800-57 part 1 §5.2',
    judge: ({ certificates }) =>
      [...groupBy(certificates, ({ certificate }) => toHex(certificate.spki)).values()].flatMap((same) => {
        const names = [...new Set(same.map(({ certificate }) => called(certificate)))];
        if (names.length < 2) return [];
        return [
          {
            message: `${listed(names)} have the same key. Whoever takes it takes all of them; make each a key of its own.`,
            objects: same.flatMap(({ references }) => references),
          },
        ];
      }),
  },
];

function locked(reference: Judgement['objects'][number]): Judgement {
  return {
    message: `The private key in ${reference.file} is protected by a password. A server that starts by itself must be told it, or needs the key without one.`,
    objects: [reference],
  };
}

/** The public key of what is no private key. */
function publicHalf({ object }: { readonly object: Parameters<typeof spkiOf>[0] }): string[] {
  const spki = object.type === 'private-key' ? undefined : spkiOf(object);
  return spki === undefined ? [] : [toHex(spki)];
}

/** Keys and certificates whose file names pair them, or that are alone together, and do not belong together. */
function strangers(evidence: Evidence): Judgement[] {
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
        : `It belongs to ${called(owner.certificate)} in ${owner.references[0]?.file ?? ''}.`;
    return [
      {
        message: `The private key in ${key.reference.file} is not the key of ${called(first.object.certificate)} in ${first.reference.file}. ${truth} Use the key and the certificate that were made together.`,
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
