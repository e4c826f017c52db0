import { isLoopback } from '../pki/general-names';
import type { Condition } from '../recipes/types';
import type { FieldValue } from './types';

/** What conditions are judged against. */
export interface Situation {
  readonly mode: string;
  readonly values: ReadonlyMap<string, FieldValue>;
}

/** Whether everything that a condition asks for holds; no condition always holds. A field that does not apply is empty. */
export function holds(condition: Condition | undefined, { mode, values }: Situation): boolean {
  if (condition === undefined) return true;
  if (!appliesToMode(condition, mode)) return false;
  if (condition.field === undefined) return true;
  const value = values.get(condition.field);
  const text = textOf(value);
  return (
    (condition.is === undefined || text === condition.is) &&
    (condition.isNot === undefined || text !== condition.isNot) &&
    (condition.filled === undefined || (text !== '') === condition.filled) &&
    (condition.onlyHere === undefined || isOnlyHere(value) === condition.onlyHere)
  );
}

/** Whether hosts are named, and all of them are this computer. */
export function isOnlyHere(value: FieldValue | undefined): boolean {
  return value?.kind === 'hosts' && value.names.length > 0 && value.names.every(isLoopback);
}

/** Whether a condition can hold in a mode, whatever the answers are. */
export function appliesToMode(condition: Condition | undefined, mode: string): boolean {
  const wanted = condition?.mode;
  return wanted === undefined || (typeof wanted === 'string' ? wanted === mode : wanted.includes(mode));
}

/** A value as one text; the items of lists separated by comma and space. */
export function textOf(value: FieldValue | undefined): string {
  return value?.kind === 'text' ? value.text : itemsOf(value).join(', ');
}

/** The items of a list or hosts value; a text counts as one item, an empty or absent value as none. */
export function itemsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value.kind === 'hosts') return value.names.map((name) => name.value);
  if (value.kind === 'list') return value.items;
  return value.text === '' ? [] : [value.text];
}
