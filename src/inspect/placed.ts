import type { FoundObject } from './found-object';
import type { InspectedFile } from './inspect-files';
import type { ObjectReference } from './report';

/** An object, and where the report speaks of it. */
export interface Placed<Kind extends FoundObject = FoundObject> {
  readonly reference: ObjectReference;
  readonly object: Kind;
}

/** One of a type. */
export type PlacedOf<Type extends FoundObject['type']> = Placed<Extract<FoundObject, { type: Type }>>;

/** Every object of these files in order. */
export function placedIn(files: readonly InspectedFile[]): Placed[] {
  return files.flatMap(({ name, objects }) =>
    objects.map((object, index) => ({ reference: { file: name, object: index }, object })),
  );
}

/** Those of one type. */
export function ofType<Type extends FoundObject['type']>(placed: readonly Placed[], type: Type): PlacedOf<Type>[] {
  return placed.filter((each): each is PlacedOf<Type> => each.object.type === type);
}
