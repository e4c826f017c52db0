import type { Answers } from '../bundle/types';
import type { Inspection } from '../inspect/inspect-files';
import type { ReportedEntry, ReportedObject } from '../inspect/report';
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
  /** The usual ways in, two at most. */
  readonly ways: readonly Way[];
  /** The others: into a keystore that is there already. */
  readonly more: readonly Way[];
}

/** What is among the files, as far as slots ask. */
interface Holdings {
  /** A CA certificate with its key. */
  readonly authority: boolean;
  /** Purposes of the other certificates whose key is here, a list for each; an empty one serves any. */
  readonly pairs: readonly (readonly string[])[];
  /** Keystores, by whether there are private keys in them; one that does not tell is of both kinds. */
  readonly stores: { readonly keyed: boolean; readonly trusting: boolean };
  /** A key in a keystore or an earlier bundle, and its certificate in another file. */
  readonly replied: boolean;
}

const fits: Readonly<
  Record<MaterialSlot['kind'], (holdings: Holdings, purposes: readonly string[], slot: MaterialSlot) => boolean>
> = {
  authority: ({ authority }) => authority,
  'certified-key': ({ pairs }, purposes) => pairs.some((pair) => serves(pair, purposes)),
  keystore: ({ stores }, _, { keepsPassword }) => (keepsPassword === undefined ? stores.trusting : stores.keyed),
  reply: ({ replied, pairs }, purposes) => replied && pairs.some((pair) => serves(pair, purposes)),
};

/** Ways that are shown at once. */
const mostUsual = 2;

/** Where the files on the desk could be used, in the order of the catalogue. What is still locked counts for nothing. */
export function offersFor(inspection: Inspection, catalogue: readonly Recipe[]): readonly Offer[] {
  const holdings = holdingsOf(inspection);
  return catalogue
    .map((recipe) => {
      const usual = recipe.modes.flatMap((mode) => waysOf(recipe, mode, holdings, false));
      const stores = recipe.modes.flatMap((mode) => waysOf(recipe, mode, holdings, true));
      return {
        recipe: recipe.id,
        title: recipe.title,
        ways: usual.slice(0, mostUsual),
        more: [...usual.slice(mostUsual), ...stores],
      };
    })
    .filter(({ ways, more }) => ways.length + more.length > 0);
}

/** @param stores whether ways into a keystore that is there are looked for, or the others */
function waysOf({ entities }: Recipe, mode: Mode, holdings: Holdings, stores: boolean): Way[] {
  const fitting = (mode.brings ?? []).filter((slot) => {
    const entity = entities.find(({ id }) => id === slot.entity);
    const purposes = entity?.kind === 'leaf' ? entity.purposes : [];
    return (slot.kind === 'keystore') === stores && fits[slot.kind](holdings, purposes, slot);
  });
  return fitting.map(({ id, label, when: { field, is } = {} }) => ({
    mode: mode.id,
    slot: id,
    label: stores || fitting.length > 1 ? `${mode.label}: ${label}` : mode.label,
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
  const stores = files.flatMap(({ objects }) =>
    objects.filter(({ type, error }) => type === 'keystore' && error === undefined),
  );
  const isHome = (name: string): boolean =>
    files.some((file) => outermost(file.name) === outermost(name) && file.objects.some(isHomeOfKeys));
  return {
    authority: pairs.some(({ certificate }) => isAuthority(certificate)),
    pairs: pairs.flatMap(({ certificate }) => (isAuthority(certificate) ? [] : [certificate.purposes ?? []])),
    stores: {
      keyed: stores.some(({ entries }) => entries?.some(isKey) ?? true),
      trusting: stores.some(({ entries }) => !(entries?.some(isKey) ?? false)),
    },
    replied: pairs.some(({ certificate, apart, key }) => apart && !isAuthority(certificate) && isHome(key.file)),
  };
}

function isHomeOfKeys({ type, error }: ReportedObject): boolean {
  return error === undefined && (type === 'keystore' || type === 'manifest');
}

function isKey({ kind }: ReportedEntry): boolean {
  return kind !== 'trusted-certificate';
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
