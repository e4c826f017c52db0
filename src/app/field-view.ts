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

/** What a hosts field becomes in the certificate. */
export function namesOf(form: Form, field: Field): readonly GeneralName[] {
  const value = form.plan.values.get(field.id);
  return value?.kind === 'hosts' ? value.names : [];
}
