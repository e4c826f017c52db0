/** What a recipe says, by every three words in a row. @typedef {{ name: string, words: ReadonlySet<string | undefined> }} Said */

/** @param {Said} one @param {Said} other */
const alike = ({ words }, other) => [...other.words].filter((three) => words.has(three)).length;

/**
 * Goes from one to the one that resembles it most, and so on.
 *
 * @param {Said} last
 * @param {readonly Said[]} others
 * @returns {{ names: string[], sum: number }}
 */
function chainFrom(last, others) {
  const [next, ...rest] = others.toSorted((a, b) => alike(last, b) - alike(last, a));
  if (next === undefined) return { names: [last.name], sum: 0 };
  const { names, sum } = chainFrom(next, rest);
  return { names: [last.name, ...names], sum: sum + alike(last, next) };
}

/**
 * Puts texts beside those that they resemble: what is said alike compresses by each other where it stands close.
 *
 * @param {readonly (readonly [name: string, text: string])[]} texts
 * @returns {readonly string[]} their names
 */
export function byResemblance(texts) {
  const all = texts.map(([name, text]) => ({
    name,
    words: new Set([...text.matchAll(/(?=\b(\w+ \w+ \w+))/g)].map(([, words]) => words)),
  }));
  const chains = all.map((first) =>
    chainFrom(
      first,
      all.filter((each) => each !== first),
    ),
  );
  return chains.toSorted((a, b) => b.sum - a.sum)[0]?.names ?? [];
}
