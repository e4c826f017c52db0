import type { GeneralName } from '../pki/types';
import type { ChoiceField, Field, Recipe } from '../recipes/types';
import type { Form } from './form.svelte';
import { caKeyPassword } from './passwords';
import type { Slot } from './slot.svelte';

/** Label of the field for the password that protects the CA's key. */
export const caKeyPasswordLabel = 'Password for the CA’s key';

/**
 * Whether a field stands under Advanced. Choices with a consequence that people must see do not, wherever a recipe puts
 * them: what becomes of the CA's key and, where the root goes into browsers or Java, what the CA may sign. A password that
 * does not say so itself stands with the choice that asks for it.
 */
export function isAdvanced(
  recipe: Pick<Recipe, 'fields' | 'trust'>,
  { id, kind, when, advanced = false }: Field,
): boolean {
  const cause = kind === 'secret' ? recipe.fields.find((field) => field.id === when?.field) : undefined;
  if (cause !== undefined && !advanced) return isAdvanced(recipe, cause);
  return advanced && id !== 'ca-key' && !(id === 'limit-ca' && recipe.trust !== undefined);
}

/** A value for a summary line: choices by their label, switches as on or off, passwords only where the system fixes them. */
export function shortValue(form: Form, field: Field): string {
  const value = form.value(field);
  if (field.kind === 'choice') return field.options.find((option) => option.value === value)?.label ?? value;
  if (field.kind === 'switch') return value === 'true' ? 'on' : 'off';
  if (field.kind === 'number') return `${value} ${field.unit ?? ''}`.trim();
  return field.kind === 'secret' ? (field.fixed ?? 'made for you') : value;
}

/** An option as the page offers it. */
export interface OfferedOption {
  readonly value: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** Heading under which a list shows it, together with those beside it. */
  readonly group?: string;
  /** Why it cannot be chosen here. */
  readonly unavailable?: string;
}

/** The options of a choice; key algorithms that this browser lacks say so. */
export function offeredOptions(form: Form, field: ChoiceField): readonly OfferedOption[] {
  const supported: ReadonlySet<string> | undefined = field.id === 'key' ? form.supported : undefined;
  return field.options.map((option) =>
    supported?.has(option.value) === false ? { ...option, unavailable: 'not in this browser' } : option,
  );
}

/** A line on the fields that are folded away: what stands in each, be it an answer or the default. */
export function summaryOf(form: Form, fields: readonly Field[]): string {
  return fields
    .map((field) => ({ label: field.label, value: shortValue(form, field) }))
    .flatMap(({ label, value }) => (value === '' ? [] : [`${label}: ${value}`]))
    .join(' · ');
}

/** Labels of the fields whose default stands in the plan until their answer is mended. */
export function waitingFor(form: Form): readonly string[] {
  const wrong = new Set(form.plan.problems.map(({ field }) => field));
  return form.fields.filter(({ id }) => wrong.has(id)).map(({ label }) => label);
}

/** What an answer asks to bring stands at its field; everything else, which stands at none, comes first. */
export function slotsAt(form: Form, field: string | undefined): readonly Slot[] {
  const ids = new Set<string | undefined>(form.fields.map(({ id }) => id));
  return form.slots.filter(({ slot: { when } }) => (ids.has(when?.field) ? when?.field : undefined) === field);
}

/** The fields of a form, those under Advanced apart. */
export function fieldsBySight({ recipe, fields }: Form): { visible: readonly Field[]; advanced: readonly Field[] } {
  return {
    visible: fields.filter((field) => !isAdvanced(recipe, field)),
    advanced: fields.filter((field) => isAdvanced(recipe, field)),
  };
}

/** The answers that stand in the way of the bundle, in the order of the page; each with the first sentence of what is wrong. */
export function inTheWay(form: Form): readonly { id: string; label: string; message: string }[] {
  const { visible, advanced } = fieldsBySight(form);
  const caPassword = { id: caKeyPassword, label: caKeyPasswordLabel };
  return [undefined, ...visible, caPassword, ...advanced]
    .flatMap((field) => [...(field ? [field] : []), ...slotsAt(form, field?.id).map(({ slot }) => slot)])
    .flatMap(({ id, label }) => {
      const [message] = form.problemAt(id)?.message.split('\n') ?? [];
      return message === undefined ? [] : [{ id, label, message }];
    });
}

/** The ways in as the page offers them: the proposed one first, and the one for command line and links then last. */
export function offeredModes({ modes, proposes }: Recipe): readonly OfferedOption[] {
  const [first, ...others] = modes;
  const ordered =
    proposes === undefined || proposes === first.id
      ? modes
      : [...modes.filter(({ id }) => id === proposes), ...others.filter(({ id }) => id !== proposes), first];
  return ordered.map(({ id, label, help }) => ({ value: id, label, help }));
}

/** What a field for several things was read as: names in the certificate, or bare words; nothing while its answer needs mending. */
export function namesOf(
  form: Form,
  field: Field,
): readonly (GeneralName | { readonly kind: ''; readonly value: string })[] {
  if (form.problems.some((problem) => problem.field === field.id)) return [];
  const value = form.plan.values.get(field.id);
  if (value?.kind === 'list') return value.items.map((item) => ({ kind: '', value: item }));
  return value?.kind === 'hosts' ? value.names : [];
}

/** The text of a list field once one of what it was read as is taken out. */
export function without(names: ReturnType<typeof namesOf>, gone: string): string {
  return names.flatMap(({ value }) => (value === gone ? [] : [value])).join(', ');
}
