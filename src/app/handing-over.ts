import type { Answers } from '../bundle/types';
import type { Inspection } from '../inspect/inspect-files';
import type { ReportedObject } from '../inspect/report';
import type { MaterialSlot, Mode, Recipe } from '../recipes/types';
import { lookUp } from './desk-cards';

/** A slot of a recipe that the files on the desk fit. */
export interface Way {
  readonly mode: string;
  readonly slot: string;
  /** The way in, in the recipe's words. */
  readonly label: string;
  /** What must be answered so that the slot is there. */
  readonly answers: Answers;
}

/** A system that can take the files. */
export interface Offer {
  readonly recipe: string;
  readonly title: string;
  readonly ways: readonly Way[];
}

/** What is among the files, as far as slots ask. */
interface Holdings {
  /** A CA certificate with its key. */
  readonly authority: boolean;
  /** Purposes of the other certificates whose key is here, a list for each; an empty one serves any. */
  readonly pairs: readonly (readonly string[])[];
  readonly keystore: boolean;
  /** A key in a keystore or an earlier bundle, and its certificate in another file. */
  readonly replied: boolean;
}

const fits: Readonly<Record<MaterialSlot['kind'], (holdings: Holdings, purposes: readonly string[]) => boolean>> = {
  authority: ({ authority }) => authority,
  'certified-key': ({ pairs }, purposes) => pairs.some((pair) => serves(pair, purposes)),
  keystore: ({ keystore }) => keystore,
  reply: ({ replied, pairs }, purposes) => replied && pairs.some((pair) => serves(pair, purposes)),
};

/** Where the files on the desk could be used, in the order of the catalogue. What is still locked counts for nothing. */
export function offersFor(inspection: Inspection, catalogue: readonly Recipe[]): readonly Offer[] {
  const holdings = holdingsOf(inspection);
  return catalogue
    .map((recipe) => ({
      recipe: recipe.id,
      title: recipe.title,
      ways: recipe.modes.flatMap((mode) => waysOf(recipe, mode, holdings)),
    }))
    .filter(({ ways }) => ways.length > 0);
}

function waysOf({ entities }: Recipe, mode: Mode, holdings: Holdings): Way[] {
  const fitting = (mode.brings ?? []).filter((slot) => {
    const entity = entities.find(({ id }) => id === slot.entity);
    return fits[slot.kind](holdings, entity?.kind === 'leaf' ? entity.purposes : []);
  });
  return fitting.map(({ id, label, when: { field, is } = {} }) => ({
    mode: mode.id,
    slot: id,
    label: fitting.length > 1 ? `${mode.label}: ${label}` : mode.label,
    answers: field === undefined || is === undefined ? {} : { [field]: is },
  }));
}

function holdingsOf(inspection: Inspection): Holdings {
  const at = lookUp(inspection);
  const { matches, files } = inspection.report;
  const pairs = matches.flatMap(({ key, with: other }) => {
    const certificate = at(other);
    return certificate?.type === 'certificate'
      ? [{ certificate, apart: outermost(key.file) !== outermost(other.file), key }]
      : [];
  });
  const isHome = (name: string): boolean =>
    files.some((file) => outermost(file.name) === outermost(name) && file.objects.some(isHomeOfKeys));
  return {
    authority: pairs.some(({ certificate }) => isAuthority(certificate)),
    pairs: pairs.flatMap(({ certificate }) => (isAuthority(certificate) ? [] : [certificate.purposes ?? []])),
    keystore: files.some(({ objects }) =>
      objects.some(({ type, error }) => type === 'keystore' && error === undefined),
    ),
    replied: pairs.some(({ certificate, apart, key }) => apart && !isAuthority(certificate) && isHome(key.file)),
  };
}

function isHomeOfKeys({ type, error }: ReportedObject): boolean {
  return error === undefined && (type === 'keystore' || type === 'manifest');
}

function isAuthority({ purposes = [] }: ReportedObject): boolean {
  return purposes.includes('CA');
}

function serves(has: readonly string[], wanted: readonly string[]): boolean {
  return has.length === 0 || wanted.every((purpose) => has.includes(purpose));
}

/** The file that was dropped, of one inside a zip. */
function outermost(name: string): string {
  return name.split('!/', 1)[0] ?? name;
}
