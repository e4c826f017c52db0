import { catalogue } from '../../recipes/catalogue';
import type { Terminal } from './terminal';

/** Prints the catalogue: id and title, one recipe per line. */
export function list({ result }: Terminal): void {
  const width = Math.max(...catalogue.map(({ id }) => id.length));
  for (const { id, title } of catalogue) result(`${id.padEnd(width)}  ${title}`);
}
