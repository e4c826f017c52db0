/** The part of JSON Schema 2020-12 that docs/inspect.schema.json uses. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
}

/** Keywords that say nothing about a value. */
const annotations = new Set(['$schema', '$defs', 'title', 'description']);

type Check = (schema: Schema, value: unknown, root: Schema) => boolean;

const checks: Readonly<Record<string, Check>> = {
  type: ({ type }, value) => typeOf(value) === type || (type === 'number' && typeOf(value) === 'integer'),
  const: (schema, value) => schema.const === value,
  enum: (schema, value) => schema.enum?.includes(value) === true,
  pattern: ({ pattern = '' }, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minimum: ({ minimum = 0 }, value) => typeof value !== 'number' || value >= minimum,
  minLength: ({ minLength = 0 }, value) => typeof value !== 'string' || value.length >= minLength,
  minItems: ({ minItems = 0 }, value) => !Array.isArray(value) || value.length >= minItems,
  required: ({ required = [] }, value) => !isObject(value) || required.every((member) => Object.hasOwn(value, member)),
};

/**
 * What is wrong with a value, as paths with the keyword that it fails. A member that no schema describes is wrong too, which
 * is more than JSON Schema asks, so that nothing undocumented is printed. Throws for a keyword that is not known here.
 */
export function schemaProblems(schema: Schema, value: unknown, root: Schema = schema, path = '$'): string[] {
  if (schema.$ref !== undefined) return schemaProblems(resolve(schema.$ref, root), value, root, path);
  const problems: string[] = [];
  for (const keyword of Object.keys(schema)) {
    const check = checks[keyword];
    if (check !== undefined) {
      if (!check(schema, value, root)) problems.push(`${path}: ${keyword}`);
    } else if (!annotations.has(keyword) && !['properties', 'items', 'allOf', 'if', 'then'].includes(keyword))
      throw new Error(`The keyword ${keyword} is not known to this validator.`);
  }
  if (schema.properties !== undefined && isObject(value))
    for (const [member, inner] of Object.entries(value)) {
      const described = schema.properties[member];
      if (described !== undefined) problems.push(...schemaProblems(described, inner, root, `${path}.${member}`));
      else if (schema.type === 'object') problems.push(`${path}.${member}: not described`);
    }
  if (schema.items !== undefined && Array.isArray(value))
    for (const [index, inner] of value.entries())
      problems.push(...schemaProblems(schema.items, inner, root, `${path}[${String(index)}]`));
  for (const part of schema.allOf ?? []) problems.push(...schemaProblems(part, value, root, path));
  if (schema.if !== undefined && schema.then !== undefined && schemaProblems(schema.if, value, root).length === 0)
    problems.push(...schemaProblems(schema.then, value, root, path));
  return problems;
}

function resolve(reference: string, root: Schema): Schema {
  const found = root.$defs?.[reference.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`${reference} is not defined.`);
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
