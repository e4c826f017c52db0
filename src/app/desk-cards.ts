import type { Inspection } from '../inspect/inspect-files';
import type { ObjectReference, ReportedExtension, ReportedObject } from '../inspect/report';
import { spellOut } from '../pki/show-text';
import { factsOf, furtherFactsOf, titleOf } from './object-facts';
import type { ObjectFact } from './object-facts';

/** What is shown of one object. The same certificate or key in several files is one card. */
export interface ObjectCard {
  /** Stays the same from one inspection to the next. */
  readonly id: string;
  readonly type: ReportedObject['type'];
  readonly title: string;
  readonly facts: readonly ObjectFact[];
  /** What only some look for. */
  readonly further: readonly ObjectFact[];
  readonly extensions: readonly ReportedExtension[];
  /** Names of the files that it is in. */
  readonly files: readonly string[];
}

/** Cards in the order in which the objects are found, certificates first; locked and unreadable objects have none. */
export function cardsOf({ report }: Inspection, now: Date): readonly ObjectCard[] {
  const places = new Map<string, { object: ReportedObject; references: ObjectReference[] }>();
  for (const { name, objects } of report.files)
    objects.forEach((object, index) => {
      if (object.error !== undefined || object.type === 'other') return;
      const reference = { file: name, object: index };
      const id = identityOf(object, reference);
      const known = places.get(id);
      if (known === undefined) places.set(id, { object, references: [reference] });
      else known.references.push(reference);
    });
  return [...places]
    .sort(([, a], [, b]) => order.indexOf(a.object.type) - order.indexOf(b.object.type))
    .map(([id, { object, references }]) => ({
      id,
      type: object.type,
      title: titleOf(object),
      facts: factsOf(object, now),
      further: furtherFactsOf(object),
      extensions: object.extensions ?? [],
      files: [...new Set(references.map(({ file }) => spellOut(file)))],
    }));
}

const order: readonly ReportedObject['type'][] = [
  'certificate',
  'private-key',
  'request',
  'crl',
  'keystore',
  'public-key',
  'secret-key',
  'manifest',
];

/** What makes two objects the same one. */
function identityOf({ type, sha256, spkiSha256 }: ReportedObject, { file, object }: ObjectReference): string {
  return `${type} ${sha256 ?? spkiSha256 ?? `${file} ${String(object)}`}`;
}

/** What a reference points at. */
export function objectAt({ report }: Inspection, { file, object }: ObjectReference): ReportedObject | undefined {
  return report.files.find(({ name }) => name === file)?.objects[object];
}
