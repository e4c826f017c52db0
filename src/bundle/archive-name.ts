import type { Recipe } from '../recipes/types';
import { pathProblem, sanitizeForPath } from './paths';
import type { Scope } from './placeholders';
import { renderPath } from './template';
import type { BundlePlan, Problem } from './types';

/** File name of the zip with everything. */
export function archiveNameOf({ archive, id, slug }: Recipe, scope: Scope): string {
  return archive === undefined
    ? `certwright-${id}-${sanitizeForPath(renderPath(slug, scope))}.zip`
    : renderPath(archive, scope);
}

/** Why an archive cannot have this name. */
export function archiveProblem(name: string, { fields }: Recipe): readonly Problem[] {
  const message = name.includes('/') ? 'The name of the zip leads into a folder.' : pathProblem(name);
  return message === undefined ? [] : [{ field: fields[0]?.id ?? '', code: 'path-unsafe', message }];
}

/** File name of the zip with one audience's files, by the audience's slug. */
export function downloadName(archiveName: string, slug: string): string {
  return archiveName.replace(/\.zip$/u, `-${slug}.zip`);
}

/** File name of the zip with one audience's files, by its id. */
export function subsetName({ archiveName, audiences }: BundlePlan, audience: string): string {
  return downloadName(archiveName, audiences.find(({ id }) => id === audience)?.slug ?? audience);
}
