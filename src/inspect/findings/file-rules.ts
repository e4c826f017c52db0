import { toHex } from '../../pki/bytes';
import type { Certificate } from '../../pki/types';
import { isAuthority } from '../climb';
import type { Evidence } from '../evidence';
import { groupBy } from '../group-by';
import { ofType } from '../placed';
import type { PlacedOf } from '../placed';
import type { ObjectReference } from '../report';
import { shortNames } from '../short-names';
import { isForServers } from './certificate-traits';
import { called } from './rule';
import type { Judgement, Rule } from './rule';

/** Files whose certificates have no order: PKCS#7 is a set, and configurations name what each is. */
const unordered = /\.(?:p7[bcs]|ya?ml|json|properties|ini|conf|xml|env)$/iu;

/** How certificates lie in their files. */
export const fileRules: readonly Rule[] = [
  {
    id: 'w_intermediate_in_other_file',
    source: 'RFC 8446 §4.4.2',
    judge: (evidence) =>
      evidence.certificates.flatMap(({ certificate, references, climb: { chain } }) => {
        const between = chain.slice(1);
        const lacking = ({ file }: ObjectReference): Certificate[] =>
          between.filter((issuer) => evidence.of(issuer)?.references.some((each) => each.file === file) !== true);
        const [first] = references;
        if (first === undefined || !isForServers(certificate)) return [];
        if (references.some((each) => lacking(each).length === 0)) return [];
        const message = `${evidence.place(first.file)} holds ${called(certificate)} without ${lacking(first).map(called).join(', ')}, found in another file. A server must send them together, or browsers refuse it: Convert puts them into one file (fullchain).`;
        return [{ message, objects: references }];
      }),
  },
  {
    id: 'w_chain_out_of_order',
    source: 'RFC 8446 §4.4.2; nginx ssl_certificate',
    judge: ofChainFiles(
      ({ file, certificates, leaf, upwards }) =>
        !upwards.every((certificate, index) => certificate === certificates[index]) &&
        `The certificates in ${file} are not in order. Put ${called(leaf)} first and each issuer after it; many servers take the first for their own.`,
    ),
  },
  {
    id: 'n_root_in_chain_file',
    source: 'RFC 8446 §4.4.2',
    judge: ofChainFiles(({ file, leaf, upwards, root }) => {
      const last = upwards.at(-1) ?? leaf;
      return (
        !isAuthority(leaf) &&
        last !== leaf &&
        last === root &&
        `${file} holds the root ${called(last)}. A server need not send it, since clients use their own copy; it does no harm.`
      );
    }),
  },
  {
    id: 'n_certificate_twice_in_file',
    source: 'RFC 8446 §4.4.2',
    judge: (evidence) =>
      evidence.certificates.flatMap(({ certificate, references }) =>
        [...groupBy(references, ({ file }) => file)]
          .filter(([, copies]) => copies.length > 1)
          .map(([file, objects]) => ({
            message: `${called(certificate)} lies in ${evidence.place(file)} ${String(objects.length)} times. Once is enough.`,
            objects,
          })),
      ),
  },
  {
    id: 'n_certificate_in_several_files',
    source: 'docs/inspect.md',
    judge: (evidence) =>
      evidence.certificates.flatMap(({ certificate, references }) => {
        const files = broughtFiles(references);
        if (files.length < 2) return [];
        return [
          { message: `${called(certificate)} lies in ${files.join(', ')}: these are copies.`, objects: references },
        ];
      }),
  },
  {
    id: 'w_same_issuer_and_serial',
    source: 'RFC 5280 §4.1.2.2; Firefox SEC_ERROR_REUSED_ISSUER_AND_SERIAL',
    judge: ({ certificates }) =>
      [
        ...groupBy(
          certificates,
          ({ certificate: { issuer, serialNumber } }) => `${toHex(issuer.der)} ${serialNumber}`,
        ).values(),
      ]
        .filter((same) => same.length > 1)
        .map((same) => ({
          message: `${same.map(({ certificate }) => called(certificate)).join(' and ')} have one issuer and one serial number (${same[0]?.certificate.serialNumber ?? ''}), so Firefox refuses the second that it meets. Have one issued again.`,
          objects: same.flatMap(({ references }) => references),
        })),
  },
];

/** A file with one certificate and those above it, and nothing else that is a certificate. */
interface ChainFile {
  readonly file: string;
  /** As they lie there, each once. */
  readonly certificates: readonly Certificate[];
  readonly leaf: Certificate;
  /** The same from the leaf up. */
  readonly upwards: readonly Certificate[];
  readonly root: Certificate | undefined;
}

function ofChainFiles(judge: (file: ChainFile) => string | false): Rule['judge'] {
  return (evidence) =>
    [...groupBy(ofType(evidence.placed, 'certificate'), ({ reference }) => reference.file)].flatMap(
      ([file, placed]): Judgement[] => {
        if (unordered.test(file) || placed.some(({ object }) => object.alias !== undefined)) return [];
        const found = chainFile(file, placed, evidence);
        const message = found !== undefined && judge(found);
        return message === false ? [] : [{ message, objects: placed.map(({ reference }) => reference) }];
      },
    );
}

function chainFile(
  file: string,
  placed: readonly PlacedOf<'certificate'>[],
  { of, place }: Evidence,
): ChainFile | undefined {
  const here = new Set(placed.flatMap(({ object }) => of(object.certificate) ?? []));
  if (here.size < 2) return undefined;
  const certificates = [...here].map(({ certificate }) => certificate);
  const inFile = new Set(certificates);
  for (const { certificate: leaf, climb } of here) {
    const path = [...climb.chain, ...(climb.root === undefined || climb.root === leaf ? [] : [climb.root])];
    const upwards = path.filter((each) => inFile.has(each));
    if (upwards.length === here.size) return { file: place(file), certificates, leaf, upwards, root: climb.root };
  }
  return undefined;
}

/** The files as they were brought, as a sentence calls them: a zip counts as one. */
export function broughtFiles(references: readonly ObjectReference[]): string[] {
  const files = [...new Set(references.map(({ file }) => file.split('!/')[0] ?? file))];
  return files.map(shortNames(files));
}
