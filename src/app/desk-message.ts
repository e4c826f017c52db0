/** PEM, also with escaped line ends, or a JWK. */
const labelled = /-----BEGIN |"kty"\s*:/u;

/** Longer than any word, path or class name of a log. */
const longRun = /[A-Za-z0-9+/]{60,}/gu;

/** What two words must say to be taken for a message in a search for systems. */
const complains = /\b(?:bad|error|fail|failed|failure|unknown|wrong|invalid|mismatch|expired|refused|denied|alert)\b/iu;

/**
 * How a text reads: `data` where it holds PEM, base64 or a JWK, or is a single word; `message` where it has a few words, as
 * what programs print; `short` where it has two, so that only a table of messages can tell.
 */
export function natureOf(text: string): 'data' | 'message' | 'short' {
  if (labelled.test(text) || [...text.matchAll(longRun)].some(([run]) => isBase64(run))) return 'data';
  const words = wordsIn(text);
  if (words > 2) return 'message';
  return words === 2 ? 'short' : 'data';
}

/** Whether what was typed to find a system is rather an error message. */
export function readsAsMessage(query: string): boolean {
  const nature = natureOf(query);
  return nature === 'message' || (nature === 'short' && complains.test(query.replaceAll('_', ' ')));
}

/** Words of letters only; codes such as `ERR_CERT_INVALID` and class names count by their parts. */
function wordsIn(text: string): number {
  return text.split(/[^\p{L}\p{N}+=]+/u).filter((part) => /^\p{L}{2,}$/u.test(part)).length;
}

function isBase64(run: string): boolean {
  return [/[a-z]/u, /[A-Z]/u, /\d/u].every((kind) => kind.test(run));
}
