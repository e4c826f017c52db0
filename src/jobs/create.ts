import { holdsCaKey } from '../bundle/machines';
import { zip } from '../bundle/archive';
import { certificateFacts } from '../bundle/facts';
import { fieldsOf } from '../bundle/fields';
import { passwordProblem } from '../bundle/password-problem';
import { planBundle } from '../bundle/plan';
import { produce } from '../bundle/produce';
import { secretFieldsOf } from '../bundle/secret-fields';
import { selfCheck } from '../bundle/self-check';
import type { Bundle, BundlePlan, CheckResult } from '../bundle/types';
import { assertRandomWorks } from '../issuance/serial-number';
import { PkiError } from '../pki/errors';
import { continuePlan } from './continue-plan';
import { isMade, keysToMake, makeEntities } from './make-entities';
import { createPace } from './pace';
import { readMaterials } from './read-materials';
import type { Job, JobHost } from './types';

/**
 * Does what a job asks for: plan, keys, certificates, files, zip, and the self-check of the finished bytes. The one door
 * to making a bundle, for page, embed and command line alike.
 *
 * @returns the bundle, only if every assertion of the self-check passed
 * @throws PkiError with the field's id for what the user can mend; `cancelled` when the signal is aborted;
 *   `self-check-failed` with the failed {@link CheckResult}s as cause
 */
export async function createBundle(job: Job, host: JobHost): Promise<Bundle> {
  const pace = createPace(host.signal);
  const created = host.clock();
  const plan = await continuePlan(planBundle(job.recipe, job.mode, job.answers), job.continues);
  const [problem] = plan.problems;
  if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: problem.field });
  if (plan.mode.guideOnly === true)
    throw new PkiError('mode-unknown', `${plan.mode.label}: this is a guide and makes no files. Choose another mode.`, {
      field: 'mode',
    });
  assertRandomWorks(host.random);
  requireSecrets(plan, job);
  refuseUnusable(plan, job.secrets);

  const total = keysToMake(plan).length + plan.entities.filter(isMade).length + 3;
  let done = 0;
  const step = async (label: string): Promise<void> => {
    host.onProgress?.({ done: ++done, total, label });
    await pace();
  };

  const brought = await readMaterials(plan, job, created, pace);
  const secrets = { ...job.secrets, ...fixedSecrets(plan), ...brought.kept };
  refuseUnusable(plan, brought.kept);
  const { stores } = brought;
  const { made, notices: fromIssuing } = await makeEntities({
    plan,
    brought,
    continues: job.continues,
    host,
    now: created,
    step,
  });
  const keys = [...made.values()].flatMap(({ key }) => key ?? []);
  try {
    await step('Writing the files');
    const notices = [...plan.notices, ...brought.warnings, ...fromIssuing];
    const certificates = await certificateFacts(plan, made);
    const earlier = job.continues?.earlier;
    const entries = await produce({
      plan,
      made,
      stores,
      secrets,
      random: host.random,
      created,
      facts: { certificates, notices, created, earlier },
      reused: job.continues?.files,
      pause: pace,
    });
    const archive = zip(entries, created);
    await step('Checking the finished files');
    const checks = await selfCheck({
      archive,
      offered: entries,
      keys,
      plan,
      stores,
      secrets,
      notices,
      created,
      earlier,
      pause: pace,
    });
    refuseFailed(checks);
    await step('Ready');
    return { plan, entries, certificates, checks, notices, created, archive };
  } finally {
    for (const { pkcs8 } of keys) pkcs8.fill(0);
  }
}

/**
 * Passwords that a keystore or the consumer's configuration does not take. A form says so at once; this is for everybody
 * else, and for those that came with a keystore.
 */
function refuseUnusable({ recipe, mode }: BundlePlan, secrets: Readonly<Record<string, string>>): void {
  for (const field of fieldsOf(recipe, mode.id)) {
    if (field.kind !== 'secret' || field.fixed !== undefined) continue;
    const password = secrets[field.id];
    const problem = password === undefined ? undefined : passwordProblem(recipe, field, password);
    if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: field.id });
  }
}

/** Passwords that the consumer demands. */
function fixedSecrets(plan: BundlePlan): Record<string, string> {
  return Object.fromEntries(
    secretFieldsOf(plan).flatMap(({ id, fixed }) => (fixed === undefined ? [] : [[id, fixed]])),
  );
}

/** A protected CA key needs its password before any key is made. */
function requireSecrets(plan: BundlePlan, { secrets }: Job): void {
  const needed = holdsCaKey(plan);
  if (needed && plan.authorityKey === 'protected' && (secrets['ca-key-password'] ?? '') === '')
    throw new PkiError(
      'password-required',
      'The CA key is to be protected, but there is no password. Type one or let one be made.',
      {
        field: 'ca-key-password',
      },
    );
}

function refuseFailed(checks: readonly CheckResult[]): void {
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  const list = failed.map(({ subject, message }) => `${subject}: ${message}`).join('; ');
  throw new PkiError(
    'self-check-failed',
    `The finished files did not pass their check, so they are not offered. ${list}`,
    {
      cause: failed,
    },
  );
}
