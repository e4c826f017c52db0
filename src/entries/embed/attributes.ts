/** Attributes that are the element's own, or every element's; all others are fields of the recipe. */
const notFields =
  /^(?:recipe|lock|theme|accent|class|style|id|slot|title|lang|dir|hidden|role|tabindex|(?:data|aria|v)-.*|on.*)$/u;

/** Fields that hold secrets, by what all of them are called; the frame knows each recipe's own and refuses them too. */
export const secretField = /password|passphrase|secret/u;

/**
 * The fields of an element's attributes, as the query of a link's fragment.
 *
 * @returns `query` empty or beginning with `?`; `refused` the names of fields that hold secrets, whose values are not in it
 */
export function attributesToQuery(attributes: Iterable<{ readonly name: string; readonly value: string }>): {
  readonly query: string;
  readonly refused: readonly string[];
} {
  const fields = [...attributes].filter(({ name }) => !notFields.test(name));
  const open = fields.filter(({ name }) => !secretField.test(name)).map(({ name, value }) => [name, value]);
  return {
    query: open.length === 0 ? '' : `?${new URLSearchParams(open).toString()}`,
    refused: fields.map(({ name }) => name).filter((name) => secretField.test(name)),
  };
}
