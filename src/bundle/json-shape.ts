import { PkiError } from '../pki/errors';

/** Reads one value of a foreign JSON document; `at` is where it stands, for the message. */
export type Shape<T> = (value: unknown, at: string) => T;

/** A foreign value is not what its place asks for. Throws; the value itself is not repeated. */
export function refuse(at: string, expected: string): never {
  throw new PkiError('file-damaged', `certwright.json: ${at} is not ${expected}. Use the file as it was downloaded.`);
}

/** A string that matches the whole pattern and is at most `longest` UTF-16 units long. */
export function text(longest: number, pattern?: RegExp): Shape<string> {
  return (value, at) => {
    if (typeof value !== 'string' || value.length > longest)
      return refuse(at, `a text of at most ${longest} characters`);
    if (pattern !== undefined && !pattern.test(value)) return refuse(at, 'in the expected form');
    return value;
  };
}

/** A whole number, not negative. */
export const wholeNumber: Shape<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(at, 'a whole number');

export const truth: Shape<boolean> = (value, at) => (typeof value === 'boolean' ? value : refuse(at, 'true or false'));

/** One of the given texts. */
export function oneOf<T extends string>(...options: readonly T[]): Shape<T> {
  return (value, at) => options.find((option) => option === value) ?? refuse(at, `one of ${options.join(', ')}`);
}

/** A list of at most `longest` items. */
export function list<T>(item: Shape<T>, longest: number): Shape<T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > longest) return refuse(at, `a list of at most ${longest} items`);
    return value.map((each, index) => item(each, `${at}[${index}]`));
  };
}

/** An object with these members; others are left out. Members are looked up as own ones, so a prototype gives nothing. */
export function object<T extends object>(members: { readonly [Name in keyof T]: Shape<T[Name]> }): Shape<T> {
  return (value, at) => {
    const source = record(value, at);
    const result = {} as T;
    for (const name of Object.keys(members) as (keyof T & string)[]) {
      const member = members[name](
        Object.hasOwn(source, name) ? source[name] : undefined,
        at === '' ? name : `${at}.${name}`,
      );
      if (member !== undefined) result[name] = member;
    }
    return result;
  };
}

/** What may be missing; then the member is left out. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

/** Texts by name; names match the pattern, so `__proto__` is refused. */
export function texts(names: RegExp, longest: number): Shape<Readonly<Record<string, string>>> {
  const member = text(longest);
  return (value, at) => {
    const entries = Object.entries(record(value, at));
    if (entries.length > 200) return refuse(at, 'an object of at most 200 members');
    return Object.fromEntries(
      entries.map(([name, each]) => [
        names.test(name) ? name : refuse(at, 'free of unknown names'),
        member(each, `${at}.${name}`),
      ]),
    );
  };
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(at === '' ? 'the whole' : at, 'an object');
  return value as Record<string, unknown>;
}
