import type { Artifact, Encoding, MaterialSlot, Recipe } from '../recipes/types';
import { holds, textOf } from './conditions';
import { audienceOf, fieldBehind, instanceId, scopesOf } from './loops';
import { findClash, pathProblem } from './paths';
import type { Scope } from './placeholders';
import { certifiedIn, entitiesOf, instanceOf, isSecret, withSlotsOf } from './plan-content';
import { renderPath, renderText } from './template';
import type { GeneratedText, PlannedEntity, PlannedEntry, Problem } from './types';

/** The texts that every archive begins with; people look for them by these names. */
const generated: readonly {
  readonly text: GeneratedText;
  readonly path: string;
  readonly title: string;
  readonly mode?: number;
}[] = [
  { text: 'readme', path: 'README.txt', title: 'What to do on each machine, step by step' },
  { text: 'verify-sh', path: 'verify.sh', title: 'Checks the files on Linux and macOS: sh verify.sh', mode: 0o755 },
  {
    text: 'verify-ps1',
    path: 'verify.ps1',
    title: String.raw`Checks the files on Windows: powershell -ExecutionPolicy Bypass -File .\verify.ps1`,
  },
  { text: 'manifest', path: 'certwright.json', title: 'What was made, for renewal; holds no secret' },
  { text: 'reminder', path: 'renew-by.ics', title: 'Calendar entry before the certificates end' },
];

/** An artifact's instance and where it stands. */
export interface PlacedArtifact {
  readonly artifact: Artifact;
  readonly id: string;
  readonly path: string;
  readonly target: string | undefined;
  readonly scope: Scope;
}

/** Artifacts that apply, one instance for each item of their loop, with their paths. */
export function placeArtifacts(
  recipe: Recipe,
  entities: readonly PlannedEntity[],
  scope: Scope,
): readonly PlacedArtifact[] {
  const known = new Set(entities.map(({ entity }) => entity));
  const brought = new Set(entities.flatMap(({ entity, broughtBy }) => (broughtBy === undefined ? [] : [entity])));
  const requested = new Set(
    entities.flatMap((each) => (each.kind === 'leaf' && each.requested === true ? [each.entity] : [])),
  );
  const discard = textOf(scope.values.get('ca-key')) === 'discard';
  const possible = (encoding: Encoding): boolean =>
    entitiesOf(encoding).every((id) => known.has(id)) &&
    !certifiedIn(encoding).some((id) => requested.has(id)) &&
    !(encoding.as === 'request-pem' && !requested.has(encoding.entity)) &&
    !(encoding.as === 'authority-key-pem' && (discard || brought.has(encoding.entity)));
  return recipe.artifacts
    .filter(({ when, encoding }) => holds(when, scope) && possible(encoding))
    .flatMap((artifact) =>
      scopesOf(artifact.forEach, scope).map((inner) => ({
        artifact,
        id: instanceId(artifact.id, artifact.forEach, inner) ?? artifact.id,
        path: renderPath(artifact.path, inner),
        target: artifact.target === undefined ? undefined : renderText(artifact.target, inner),
        scope: inner,
      })),
    );
}

/** The generated texts, then the artifacts in the recipe's order. Without a certificate there is no end to be reminded of. */
export function planEntries(
  placed: readonly PlacedArtifact[],
  recipe: Recipe,
  slots: readonly MaterialSlot[],
  find: Scope['find'],
): readonly PlannedEntry[] {
  const texts = generated
    .filter(
      ({ text }) => text !== 'reminder' || placed.some(({ artifact }) => certifiedIn(artifact.encoding).length > 0),
    )
    .map(({ text, path, title, mode = 0o644 }): PlannedEntry => ({
      path,
      id: text,
      content: { as: 'generated', text },
      title,
      audience: undefined,
      secret: false,
      mode,
      fixedName: true,
    }));
  return [...texts, ...placed.map((each) => planEntry(each, recipe, slots, find))];
}

function planEntry(
  { artifact, id, path, target, scope: outer }: PlacedArtifact,
  recipe: Recipe,
  slots: readonly MaterialSlot[],
  find: Scope['find'],
): PlannedEntry {
  const scope = { ...outer, find };
  const { encoding, audience, fixedName, owner } = artifact;
  const secret = artifact.secret === true || isSecret(encoding);
  return {
    path,
    id,
    content: withSlotsOf(instanceOf(encoding, recipe, scope), slots),
    title: renderText(artifact.title, scope),
    audience: audienceOf(recipe, audience, scope),
    secret,
    mode: artifact.fileMode ?? (secret ? 0o600 : 0o644),
    fixedName,
    ...(owner === undefined ? {} : { owner }),
    ...(target === undefined ? {} : { target }),
    ...(artifact.leaked === undefined ? {} : { leaked: renderText(artifact.leaked, scope) }),
  };
}

/** Why the paths of a plan cannot stand in one archive. */
export function pathProblems(placed: readonly PlacedArtifact[]): readonly Problem[] {
  const field = (...paths: readonly string[]): string =>
    placed
      .filter(({ path }) => paths.includes(path))
      .map((each) => fieldBehind(each.artifact.path, each.scope))
      .findLast((id) => id !== undefined) ?? '';
  const unsafe = placed.flatMap(({ path }): Problem[] => {
    const message = pathProblem(path);
    return message === undefined ? [] : [{ field: field(path), code: 'path-unsafe', message }];
  });
  const clash = findClash([...generated.map(({ path }) => path), ...placed.map(({ path }) => path)]);
  if (clash === undefined) return unsafe;
  const message = `${clash[0]} and ${clash[1]} are the same file on Windows or macOS. Choose names that differ in more than case or accents.`;
  return [...unsafe, { field: field(...clash), code: 'path-clash', message }];
}
