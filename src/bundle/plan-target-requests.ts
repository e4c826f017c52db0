import { entitiesOf, isSecret } from './plan-content';
import { targetRequestParts } from './texts/target-request';
import type { PlannedEntity, PlannedEntry, PlannedLeaf, PlannedStep } from './types';

/**
 * The steps that make a key on the machine itself, for keys that must be born there: one for each certificate that a CA
 * elsewhere is asked for, on the machine that this bundle gives its key to, with the tools as its parts.
 *
 * @param instance id of the machine in the plan
 */
export function planTargetRequests(
  entities: readonly PlannedEntity[],
  entries: readonly PlannedEntry[],
  instance: string,
): readonly PlannedStep[] {
  const here = entries.filter(({ audience }) => audience === instance);
  return entities.flatMap((leaf): readonly PlannedStep[] => {
    if (leaf.kind !== 'leaf' || leaf.requested !== true) return [];
    const keyEntry = here.find((entry) => holdsKeyOf(entry, leaf, entities));
    const request = entries.find(({ content }) => content.as === 'request-pem' && content.entity === leaf.id);
    if (keyEntry === undefined || request === undefined) return [];
    const { content, path } = keyEntry;
    const inKeystore = content.as === 'pkcs12' || content.as === 'jks';
    return [
      {
        audience: instance,
        kind: 'prepare',
        title: 'Make the key on the machine itself instead',
        text: `Only where the key of "${leaf.title}" must be made on the machine that uses it. These lines make a request like ${request.path}. Send that one, and delete the key and the request in this zip: nothing fits them then.`,
        code: [],
        parts: targetRequestParts(leaf, {
          request: nameOf(request.path),
          key: inKeystore ? 'key.pem' : nameOf(path),
          keystore: inKeystore ? nameOf(path) : 'keystore.p12',
          alias: inKeystore ? content.alias : leaf.entity,
        }),
      },
    ];
  });
}

/** A placeholder's keystore holds the key of the certificate that is still to come. */
function holdsKeyOf({ content }: PlannedEntry, { id }: PlannedLeaf, entities: readonly PlannedEntity[]): boolean {
  if (content.as === 'generated' || !isSecret(content)) return false;
  const sharing = entities.flatMap((each) => (each.kind === 'leaf' && each.keyOf === id ? [each.id] : []));
  return entitiesOf(content).some((each) => each === id || sharing.includes(each));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
