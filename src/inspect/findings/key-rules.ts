import { toHex } from '../../pki/bytes';
import { isKeyDamage } from '../../pki/key-match';
import type { Evidence } from '../evidence';
import { groupBy } from '../group-by';
import { ofType } from '../placed';
import { broughtFiles } from './file-rules';
import { called, listed } from './rule';
import type { Judgement, Rule } from './rule';
import { mismatchedIn, sayStray, straysIn } from './stray-keys';

/** RFC 8446 §4.4.3: a server proves that it has the key of its certificate. */
const possession = 'RFC 8446 §4.4.3';

/** Private keys, and what belongs to them. */
export const keyRules: readonly Rule[] = [
  {
    id: 'e_key_damaged',
    source: 'RFC 8017 §3.2, SEC 1 §3.2.2',
    judge: ({ placed, place }) =>
      ofType(placed, 'damaged')
        .filter(({ object }) => isKeyDamage(object.error))
        .map(({ reference }) => ({
          message: `The private key in ${place(reference.file)} is damaged: its private part does not fit its public part, so what it signs is refused. Export it again.`,
          objects: [reference],
        })),
  },
  { id: 'e_key_of_another_certificate', source: possession, judge: mismatchedIn },
  {
    id: 'w_key_of_no_certificate',
    source: possession,
    judge: (evidence) =>
      evidence.certificates.length === 0 ? [] : Promise.all(straysIn(evidence).map(sayStray(evidence))),
  },
  {
    id: 'n_key_without_certificate',
    source: possession,
    judge: (evidence) =>
      (evidence.certificates.length > 0 ? [] : straysIn(evidence)).map(({ reference }) => ({
        message: `The private key in ${evidence.place(reference.file)} belongs to none of the requests and public keys here. Add its certificate, or leave it out.`,
        objects: [reference],
      })),
  },
  {
    id: 'n_key_encrypted',
    source: 'RFC 5958 §3',
    judge: ({ placed, place }) => [
      ...ofType(placed, 'private-key')
        .filter(({ object }) => object.encrypted && object.alias === undefined)
        .map(({ reference }) => locked(reference, place)),
      ...ofType(placed, 'locked-key')
        .filter(({ object }) => object.holds === 'private-key' && object.alias === undefined)
        .map(({ reference }) => locked(reference, place)),
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

function locked(reference: Judgement['objects'][number], place: Evidence['place']): Judgement {
  return {
    message: `The private key in ${place(reference.file)} is protected by a password. A server that starts by itself must be told it, or needs the key without one.`,
    objects: [reference],
  };
}
