import type { Bundle } from '../../src/bundle/types';
import type { InputFile } from '../../src/inspect/found-object';
import { readEarlier } from '../../src/jobs/read-earlier';
import { renew } from '../../src/jobs/renew';
import type { EarlierBundle, RenewRequest, Renewal } from '../../src/jobs/renew-types';
import type { JobHost } from '../../src/jobs/types';
import { findRecipe } from '../../src/recipes/catalogue';
import type { Recipe } from '../../src/recipes/types';
import { host } from './make';

/** What a test may set when it reads an earlier bundle. */
export interface ReadingOptions {
  readonly passwords?: readonly string[];
  readonly wanted?: string;
  readonly now?: Date;
  readonly findRecipe?: (id: string) => Recipe | undefined;
}

/** Reads files as an earlier bundle, now and with the published catalogue. */
export function earlierFrom(files: readonly InputFile[], options: ReadingOptions = {}): Promise<EarlierBundle> {
  return readEarlier(files, { findRecipe, passwords: [], now: new Date(), ...options });
}

/** The zip of a bundle, as the user drops it. */
export function zipOf({ archive, plan }: Pick<Bundle, 'archive' | 'plan'>): InputFile {
  return { name: plan.archiveName, bytes: archive.slice() };
}

/** Renews everything with new keys, unless told otherwise. */
export function renewed(
  earlier: EarlierBundle,
  request: Partial<Omit<RenewRequest, 'earlier'>> = {},
  on: Partial<JobHost> = {},
): Promise<Renewal> {
  return renew({ earlier, keys: 'new', renews: 'all', ...request }, { ...host, ...on });
}
