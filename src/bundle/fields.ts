import { describeKey, keyAlgorithms } from '../pki/key-algorithms';
import type { AuthorityEntity, Entity, Field, NonEmpty, Recipe } from '../recipes/types';
import { appliesToMode } from './conditions';

/** Longest validity in days, a hundred years. */
const LONGEST = 36_500;

/**
 * Fields to ask in a mode: the recipe's own, then the shared ones that something in this mode depends on. Fields with a
 * condition on another field are included; `planBundle` says which of them apply.
 */
export function fieldsOf(recipe: Recipe, modeId: string): readonly Field[] {
  const entities = madeEntities(recipe, modeId);
  const own = recipe.fields.filter(({ when }) => appliesToMode(when, modeId));
  return [...own, ...shared.flatMap((field) => field(recipe, modeId, entities) ?? [])];
}

/** Entities that may be made in a mode, which leaves out those that the user brings. */
export function madeEntities({ entities, modes }: Recipe, modeId: string): readonly Entity[] {
  const slots = modes.find(({ id }) => id === modeId)?.brings ?? [];
  const brought = new Set(slots.flatMap(({ entity, root }) => [entity, root]));
  return entities.filter(({ id, when }) => appliesToMode(when, modeId) && !brought.has(id));
}

type SharedField = (recipe: Recipe, modeId: string, entities: readonly Entity[]) => Field | undefined;

/** The shared fields of every recipe, part of the public contract, each absent where nothing depends on it. */
const shared: readonly SharedField[] = [
  ({ defaultKey }, _, entities) => {
    const allowed = keyAlgorithms.filter(({ id }) => entities.some(({ keys }) => keys?.includes(id) ?? true));
    const options = allowed.map((algorithm) => ({
      value: algorithm.id,
      label: describeKey(algorithm),
      ...(algorithm.warning === undefined ? {} : { help: algorithm.warning }),
    }));
    return isNonEmpty(options)
      ? { id: 'key', kind: 'choice', label: 'Key', advanced: true, default: defaultKey, options }
      : undefined;
  },
  ({ modes }, modeId, entities) =>
    entities.some(
      (entity) => entity.kind === 'leaf' && entity.days === undefined && !isRequested(modes, modeId, entity),
    )
      ? {
          id: 'days',
          kind: 'number',
          label: 'Certificates are valid for',
          help: 'Counted from yesterday, because clocks differ. Apple devices refuse more than 825 days.',
          advanced: true,
          default: '825',
          min: 1,
          max: LONGEST,
          unit: 'days',
        }
      : undefined,
  (_recipe, _mode, entities) =>
    authorities(entities).some(({ days }) => days === undefined)
      ? {
          id: 'ca-days',
          kind: 'number',
          label: 'The CA is valid for',
          help: 'No certificate outlives its CA.',
          advanced: true,
          default: '3650',
          min: 1,
          max: LONGEST,
          unit: 'days',
        }
      : undefined,
  ({ caName }, _mode, entities) =>
    authorities(entities).some(({ subject }) => subject.some(({ value }) => value.includes('{ca-name}')))
      ? {
          id: 'ca-name',
          kind: 'text',
          label: 'Name of the CA',
          help: 'People see it where they trust the CA. At most 64 characters.',
          advanced: true,
          default: caName,
          example: 'Example Team CA',
          pattern: /^\P{C}+$/u,
          patternHelp: 'text on one line',
        }
      : undefined,
  ({ artifacts }, modeId, entities) => {
    const kept = artifacts.some(
      ({ encoding, when }) =>
        encoding.as === 'authority-key-pem' &&
        appliesToMode(when, modeId) &&
        entities.some(({ id }) => id === encoding.entity),
    );
    return kept ? caKey : undefined;
  },
  (_recipe, _mode, entities) =>
    authorities(entities).some(({ limitTo }) => limitTo !== undefined)
      ? {
          id: 'limit-ca',
          kind: 'switch',
          label: 'Limit the CA to these names',
          help: 'A stolen CA key is then of no use for other names. A name added later needs a new CA.',
          advanced: true,
          default: 'false',
        }
      : undefined,
];

const caKey: Field = {
  id: 'ca-key',
  kind: 'choice',
  label: "What happens to the CA's key",
  help: 'Whoever has it can make certificates that your machines trust.',
  advanced: true,
  default: 'plain',
  options: [
    {
      value: 'plain',
      label: 'Keep it',
      help: 'It lies unprotected in the folder to keep safe. Renewal needs nothing else.',
    },
    {
      value: 'protected',
      label: 'Keep it, protected by a password',
      help: 'Renewal needs the password, which is shown only on this page. Save it.',
    },
    {
      value: 'discard',
      label: 'Do not keep it',
      help: 'Nobody can steal it. Nothing can be renewed or added later: that needs a new CA, which every machine must then trust.',
    },
  ],
};

function authorities(entities: readonly Entity[]): readonly AuthorityEntity[] {
  return entities.filter((entity) => entity.kind === 'authority');
}

function isRequested(modes: Recipe['modes'], modeId: string, { id }: Entity): boolean {
  return modes.find((mode) => mode.id === modeId)?.requests?.includes(id) === true;
}

function isNonEmpty<T>(items: readonly T[]): items is NonEmpty<T> {
  return items.length > 0;
}
