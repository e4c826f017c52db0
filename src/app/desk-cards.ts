import type { Inspection } from '../inspect/inspect-files';
import type { ObjectReference, ReportedObject } from '../inspect/report';
import { spellOut } from '../pki/show-text';
import { manifestFacts } from './desk-manifest';
import { extensionFactsOf, factsOf, furtherFactsOf, titleOf } from './object-facts';
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
  readonly extensions: readonly ObjectFact[];
  /** Names of the files that it is in. */
  readonly files: readonly string[];
}

/** An object in one of its places. */
interface Place {
  readonly object: ReportedObject;
  readonly file: string;
}

/** Cards in the order in which the objects are found, certificates first; locked and unreadable objects have none. */
export function cardsOf({ files, report }: Inspection, now: Date): readonly ObjectCard[] {
  const manifests = new Map(
    files.flatMap(({ name, objects }) =>
      objects.flatMap((object) => (object.type === 'manifest' ? [[spellOut(name), object.text] as const] : [])),
    ),
  );
  const all = report.files.flatMap(({ name, objects }) =>
    objects.map((object, index) => ({
      object,
      file: spellOut(name),
      id: identityOf(object, `${name} ${String(index)}`),
    })),
  );
  const places = new Map<string, Place[]>();
  for (const { id, object, file } of all)
    if (object.error === undefined && object.type !== 'other')
      places.set(id, [...(places.get(id) ?? []), { object, file }]);
  return [...places]
    .map(([id, found]) => cardOf(id, found, now, manifests))
    .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

/** A truststore holds hundreds, and few of them are shown at once: facts are gathered when they are asked for. */
function cardOf(id: string, places: readonly Place[], now: Date, manifests: ReadonlyMap<string, string>): ObjectCard {
  const aliases = new Set(places.flatMap(({ object }) => object.alias || []));
  const open = new Set(places.flatMap(({ object, file }) => (object.encrypted === false ? [file] : [])));
  const one = (places[0] as Place).object;
  const object = { ...one, ...(aliases.size === 0 ? {} : { alias: [...aliases].join(', ') }) };
  const files = [...new Set(places.map(({ file }) => file))];
  const mixed = open.size > 0 && places.some(({ object: { encrypted } }) => encrypted === true);
  return {
    id,
    type: one.type,
    title: titleOf(one),
    get facts() {
      if (one.type === 'manifest') return manifestFacts(manifests.get(files[0] ?? '') ?? '', now);
      const facts = factsOf(object, now);
      return mixed ? facts.map((fact) => (fact.label === 'Protected' ? partly(fact, [...open]) : fact)) : facts;
    },
    get further() {
      return furtherFactsOf(object);
    },
    get extensions() {
      return extensionFactsOf(one);
    },
    files,
  };
}

/** A key that is protected in some of its files only is not protected. */
function partly({ label }: ObjectFact, open: readonly string[]): ObjectFact {
  return { label, value: `not in ${open.join(', ')}: whoever has that file has the key` };
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
function identityOf({ type, sha256, spkiSha256 }: ReportedObject, place: string): string {
  return `${type} ${sha256 ?? spkiSha256 ?? place}`;
}

/** Finds what references point at. */
export function lookUp({ report }: Inspection): (reference: ObjectReference) => ReportedObject | undefined {
  const files = new Map(report.files.map(({ name, objects }) => [name, objects]));
  return ({ file, object }) => files.get(file)?.[object];
}
