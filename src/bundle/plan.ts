import { showText } from '../pki/show-text';
import type { Mode, Recipe } from '../recipes/types';
import { readAnswers } from './answers';
import { archiveNameOf, archiveProblem, downloadName } from './archive-name';
import { itemsOf, textOf } from './conditions';
import { guestOf, instanceId, machineOf } from './loops';
import { planEntities, subjectText } from './plan-entities';
import { pathProblems, placeArtifacts, planEntries } from './plan-entries';
import type { PlacedArtifact } from './plan-entries';
import { planAudiences, planChecks, planEndpoints, planKnownErrors, planNotes } from './plan-guide';
import { planNotices } from './plan-notices';
import { sameNameProblems } from './plan-same-names';
import type { Scope } from './placeholders';
import { renderPath } from './template';
import type { Answers, BundlePlan, PlannedEntity, Problem } from './types';

/**
 * Says everything about a bundle that can be said before a key exists: files, names, texts, and what is wrong with the
 * answers. Pure and cheap enough for every keystroke. Never throws for what a user typed or a link brought: wrong answers
 * become `problems`, and the plan then stands with the defaults of those fields and must not be produced.
 *
 * @param modeId a way in of the recipe; an unknown one is a problem at the field `mode`
 * @param answers by field id, as text; absent fields take their default
 */
export function planBundle(recipe: Recipe, modeId: string, answers: Answers): BundlePlan {
  const mode = recipe.modes.find(({ id }) => id === modeId) ?? recipe.modes[0];
  const read = readAnswers(recipe, mode.id, answers);
  const secrets = new Set(recipe.fields.filter(({ kind }) => kind === 'secret').map(({ id }) => id));
  const empty: Scope = { mode: mode.id, values: read.values, loops: [], secrets, find: () => undefined };

  const planned = planEntities(recipe, mode, empty);
  const placed = placeArtifacts(recipe, planned.entities, empty);
  const archiveName = archiveNameOf(recipe, empty);
  const scope: Scope = { ...empty, find: finder(recipe, archiveName, planned.entities, placed) };
  const entries = planEntries(placed, recipe, planned.slots, scope.find);

  return {
    recipe,
    mode,
    answers: read.answers,
    values: read.values,
    authorityKey: authorityKeyOf(scope),
    archiveName,
    slots: planned.slots,
    entities: planned.entities,
    entries,
    audiences: planAudiences(recipe, planned.entities, entries, scope),
    checks: planChecks(recipe, scope),
    knownErrors: planKnownErrors(recipe, scope),
    endpoints: planEndpoints(recipe, scope),
    notes: planNotes(recipe, scope),
    problems: distinct([
      ...modeProblem(recipe, modeId, mode),
      ...read.problems,
      ...planned.problems,
      ...sameNameProblems(planned.entities),
      ...pathProblems(placed),
      ...archiveProblem(archiveName, recipe),
    ]),
    notices: [...read.notices, ...planned.notices, ...planNotices(recipe, scope, planned.entities)],
  };
}

/**
 * What the placeholders for files, downloads, subjects and contents find in this plan. Paths of a loop's files stand outside
 * of it for those of the first item; contents never do.
 */
function finder(
  recipe: Recipe,
  archiveName: string,
  entities: readonly PlannedEntity[],
  placed: readonly PlacedArtifact[],
): Scope['find'] {
  const files = new Map(placed.map((each) => [each.id, each]));
  const subjects = new Map(entities.map((entity) => [entity.id, entity]));
  return (kind, id, scope) => {
    if (kind === 'download') {
      const machine = machineOf(recipe, id, scope);
      if (id === 'all' || guestOf(recipe, machine, scope) !== undefined) return archiveName;
      const audience = recipe.audiences.find((each) => each.id === machine);
      return audience === undefined ? undefined : downloadName(archiveName, renderPath(audience.slug, scope));
    }
    if (kind === 'dn') {
      const entity = recipe.entities.find((each) => each.id === id);
      const loop = entity?.kind === 'leaf' ? entity.forEach : undefined;
      return subjectText(subjects.get(instanceId(id, loop, scope) ?? ''));
    }
    const loop = recipe.artifacts.find((each) => each.id === id)?.forEach;
    const inside = files.get(instanceId(id, loop, scope) ?? '');
    if (kind === 'instance') return inside?.id;
    const first = loop === undefined ? undefined : itemsOf(scope.values.get(loop.field))[0];
    return (inside ?? files.get(`${id}[${first ?? ''}]`))?.[kind === 'file' ? 'path' : 'target'];
  };
}

function authorityKeyOf({ values }: Scope): BundlePlan['authorityKey'] {
  const choice = textOf(values.get('ca-key'));
  return choice === 'plain' || choice === 'protected' ? choice : 'discard';
}

function modeProblem({ modes }: Recipe, modeId: string, { id }: Mode): readonly Problem[] {
  if (modeId === id) return [];
  const message = `${showText(modeId)} is not a mode here. Choose one of ${modes.map((mode) => mode.id).join(', ')}.`;
  return [{ field: 'mode', code: 'mode-unknown', message }];
}

/** The same sentence about the same field can arise in several places; it is said once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.field} ${problem.code} ${problem.message}`, problem])).values(),
  ];
}
