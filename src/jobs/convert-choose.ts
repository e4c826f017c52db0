import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { placeOf } from '../inspect/why-no-pair';
import { spellOut } from '../pki/show-text';
import type { Certificate } from '../pki/types';
import type { Candidate } from './convert-types';

/**
 * The one that is meant.
 *
 * @param candidates at least one
 * @param usual those of which the only one is taken when nothing was chosen
 * @throws PkiError `material-ambiguous` listing them, `material-missing` when the choice names none; field `choose`
 */
export function chooseOne<Value>(
  candidates: readonly Candidate<Value>[],
  usual: readonly Candidate<Value>[],
  choose: readonly string[] = [],
): Candidate<Value> {
  const [text, more] = choose;
  if (more !== undefined)
    throw new PkiError('field-invalid', 'Only one can be converted into this form. Choose one.', { field: 'choose' });
  if (text !== undefined) return chosenBy(text, candidates);
  const [first, another] = usual;
  if (first === undefined || another !== undefined) throw ambiguous(usual);
  return first;
}

/**
 * The candidate that a text names.
 *
 * @throws PkiError as {@link chooseOne}
 */
export function chosenBy<Value>(text: string, candidates: readonly Candidate<Value>[]): Candidate<Value> {
  const exact = candidates.filter(({ label }) => label === text);
  const wanted = text.toLowerCase();
  const named = candidates.filter(({ names }) => names.some((name) => name.toLowerCase() === wanted));
  const [found, another] = exact.length > 0 ? exact : named;
  if (another !== undefined) throw ambiguous(exact.length > 0 ? exact : named);
  if (found === undefined)
    throw new PkiError(
      'material-missing',
      `Nothing here is called ${spellOut(text)}. There is: ${listOf(candidates)}. Choose one of these.`,
      { field: 'choose' },
    );
  return found;
}

function ambiguous(candidates: readonly Candidate<unknown>[]): PkiError {
  return new PkiError('material-ambiguous', `Several would do: ${listOf(candidates)}. Choose one of these.`, {
    field: 'choose',
  });
}

/** Truststores hold hundreds of certificates. */
const MOST_LISTED = 12;

function listOf(candidates: readonly Candidate<unknown>[]): string {
  const more = candidates.length - MOST_LISTED;
  const shown = candidates.slice(0, MOST_LISTED).map(({ label }) => label);
  return [...shown, ...(more > 0 ? [`${String(more)} more`] : [])].join('; ');
}

/** What a certificate may be chosen by. */
export function certificateCandidate<Value>(
  { subject, serialNumber, validity }: Certificate,
  { source, alias }: { readonly source: string; readonly alias?: string | undefined },
  value: Value,
): Candidate<Value> {
  const called = alias === undefined || alias === '' ? '' : ` “${spellOut(alias)}”`;
  const until = validity.notAfter.toISOString().slice(0, 10);
  return {
    label: `${formatName(subject)} in ${spellOut(placeOf(source))}${called}, until ${until}, serial ${serialNumber}`,
    names: [formatName(subject), ...commonNames(subject), serialNumber, ...placesOf(source), ...(alias ? [alias] : [])],
    value,
  };
}

/** Values of the common names in a subject. */
export function commonNames({ rdns }: Certificate['subject']): string[] {
  return rdns.flat().flatMap(({ type, value }) => (type === 'CN' ? [value] : []));
}

/** A file as the user may name it: with its zip and folders, or without. */
export function placesOf(source: string): string[] {
  const name = source.slice(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
  return [source, ...(name === source ? [] : [name])];
}
