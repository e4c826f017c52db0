import type { GeneralName } from '../pki/types';
import type { ChoiceField, Field } from '../recipes/types';
import type { Form } from './form.svelte';

/** Choices with a consequence that people must see, wherever a recipe puts them. */
const inView: readonly string[] = ['ca-key'];

/** Whether a field stands under Advanced. */
export function isAdvanced({ id, advanced = false }: Field): boolean {
  return advanced && !inView.includes(id);
}

/** A value for a summary line: choices by their label, switches as on or off, passwords not at all. */
export function shortValue(form: Form, field: Field): string {
  const value = form.value(field);
  if (field.kind === 'choice') return field.options.find((option) => option.value === value)?.label ?? value;
  if (field.kind === 'switch') return value === 'true' ? 'on' : 'off';
  if (field.kind === 'number') return `${value} ${field.unit ?? ''}`.trim();
  return field.kind === 'secret' ? 'made for you' : value;
}

/** An option as the page offers it. */
export interface OfferedOption {
  readonly value: string;
  readonly label: string;
  readonly help?: string | undefined;
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

/** A line on the fields that are folded away: those that were answered, and how many were not. */
export function summaryOf(form: Form, fields: readonly Field[]): string {
  const answered = fields.filter(({ id }) => form.answers[id] !== undefined);
  const untouched = fields.length - answered.length;
  const values = answered.map((field) => `${field.label}: ${shortValue(form, field)}`);
  return [...values, ...(untouched === 0 ? [] : [`${String(untouched)} at their defaults`])].join(' · ');
}

/** Labels of the fields whose default stands in the plan until their answer is mended. */
export function waitingFor(form: Form): readonly string[] {
  const wrong = new Set(form.plan.problems.map(({ field }) => field));
  return form.fields.filter(({ id }) => wrong.has(id)).map(({ label }) => label);
}

/** What a hosts field becomes in the certificate; nothing while its answer needs mending. */
export function namesOf(form: Form, field: Field): readonly GeneralName[] {
  if (form.problems.some((problem) => problem.field === field.id)) return [];
  const value = form.plan.values.get(field.id);
  return value?.kind === 'hosts' ? value.names : [];
}
