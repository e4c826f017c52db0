import { certificateChanges } from '../bundle/certificate-changes';
import { changesOf } from '../bundle/changes';
import { planBundle } from '../bundle/plan';
import { settingChanges } from '../bundle/setting-changes';
import { secretFieldsOf } from '../bundle/secret-fields';
import type { BundlePlan, EarlierFacts } from '../bundle/types';
import { digestHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { createBundle } from './create';
import { createPace } from './pace';
import { waySentence } from './read-earlier';
import { goesOn } from './renew-kept';
import { materialsFor } from './renew-materials';
import { answersFor } from './renew-recipe';
import { reusedFiles } from './renew-reused';
import type { EarlierBundle, RenewRequest, Renewal } from './renew-types';
import type { Continuation, JobHost } from './types';

/**
 * Makes an earlier bundle anew: a complete one of the same recipe and mode, which goes on with the CA, and with whatever the
 * user does not want made anew. A bundle whose certificate a CA elsewhere issued becomes a bundle with a new request.
 *
 * @throws PkiError `mode-unknown` for what only a vendor can renew; `material-missing`, `password-required`,
 *   `password-wrong` and `key-mismatch` for what is asked for besides the files, with the field `ca`, that of a secret or of
 *   a slot; and those of {@link createBundle}
 */
export async function renew(request: RenewRequest, host: JobHost): Promise<Renewal> {
  const { earlier, secrets: given = {} } = request;
  const pause = createPace(host.signal);
  const now = host.clock();
  const plan = planRenewal(request);
  const [problem] = plan.problems;
  if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: problem.field });
  const brought = await materialsFor(plan, request, now, pause);
  const { kept, keys } = await goesOn(plan, request, brought.sameAuthorities, now, pause);
  const secrets = { ...earlier.secrets, ...brought.secrets, ...given };
  refuseMissing(plan, secrets);
  const bundleBefore = { archiveName: earlier.plan.archiveName, created: new Date(earlier.manifest.created) };
  const continues: Continuation = {
    kept,
    keys,
    files: reusedFiles(plan, earlier, new Set([...kept.keys(), ...brought.sameAuthorities.keys()]), secrets),
    earlier: { ...bundleBefore, digests: earlier.digests, answers: earlier.answers, certificates: factsOf(earlier) },
  };
  const { recipe, mode, answers } = plan;
  const job = { recipe, mode: mode.id, answers, secrets, materials: brought.materials, continues };
  const bundle = await createBundle(job, host);
  const digests = new Map<string, string>();
  for (const { path, bytes } of bundle.entries) digests.set(path, await digestHex('SHA-256', bytes));
  const changes = changesOf(bundle.plan, digests, continues.earlier);
  return {
    bundle,
    changes,
    settings: changes.another || changes.awaitsReply ? [] : settingChanges(earlier.plan, bundle.plan),
    certificates: certificateChanges(bundle.plan, bundle.certificates, continues.earlier),
  };
}

function factsOf({ manifest }: EarlierBundle): EarlierFacts[] {
  return manifest.entities.map((entity) => ({ ...entity, notAfter: new Date(entity.notAfter) }));
}

/**
 * What a renewal will hold, before any key is made.
 *
 * @returns its `problems` are those of the answers
 * @throws PkiError `mode-unknown` for what only a vendor can renew
 */
export function planRenewal({ earlier, answers = {} }: Pick<RenewRequest, 'earlier' | 'answers'>): BundlePlan {
  const { recipe, plan, way } = earlier;
  if (way === 'export-again') throw new PkiError('mode-unknown', waySentence(way, plan).join(' '), { field: 'mode' });
  const mode = way === 'ask-again' ? requestMode(earlier) : plan.mode.id;
  return planBundle(recipe, mode, { ...answersFor(recipe, mode, earlier.answers).answers, ...answers });
}

function requestMode({ recipe }: EarlierBundle): string {
  const mode = recipe.modes.find(({ requests }) => requests !== undefined);
  if (mode !== undefined) return mode.id;
  throw new PkiError('mode-unknown', `${recipe.title} makes no requests here. Ask the CA for a new certificate.`, {
    field: 'mode',
  });
}

/** Passwords stay as they are, since configuration elsewhere quotes them; one that is not known must be given. */
function refuseMissing(plan: BundlePlan, secrets: Readonly<Record<string, string>>): void {
  const field = secretFieldsOf(plan).find(({ id, fixed }) => fixed === undefined && (secrets[id] ?? '') === '');
  if (field === undefined) return;
  throw new PkiError(
    'password-required',
    `${field.label}: it is not among these files. Type the one in use, so that the settings stay as they are, or another one.`,
    { field: field.id },
  );
}
