import { zip } from '../bundle/archive';
import { certificateFacts } from '../bundle/facts';
import { planBundle } from '../bundle/plan';
import { assertEncodable, produce } from '../bundle/produce';
import { selfCheck } from '../bundle/self-check';
import type { Bundle, BundlePlan, CheckResult, Notice } from '../bundle/types';
import { readAuthority } from '../inspect/read-authority';
import { authorityWarnings } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import { assertRandomWorks } from '../issuance/serial-number';
import { PkiError } from '../pki/errors';
import { makeEntities } from './make-entities';
import { createPace } from './pace';
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
  const plan = planBundle(job.recipe, job.mode, job.answers);
  const [problem] = plan.problems;
  if (problem !== undefined) throw new PkiError(problem.code, problem.message, { field: problem.field });
  assertEncodable(plan);
  assertRandomWorks(host.random);
  requireSecrets(plan, job);

  const keysToMake = plan.entities.filter(({ broughtBy }) => broughtBy === undefined).length;
  const total = keysToMake * 2 + 3;
  let done = 0;
  const step = async (label: string): Promise<void> => {
    host.onProgress?.({ done: ++done, total, label });
    await pace();
  };

  const { brought, warnings } = await readMaterials(plan, job, created);
  const { made, notices: fromIssuing } = await makeEntities({ plan, brought, host, now: created, step });
  const keys = [...made.values()].flatMap(({ key }) => key ?? []);
  try {
    await step('Writing the files');
    const notices = [...plan.notices, ...warnings, ...fromIssuing];
    const certificates = await certificateFacts(plan, made);
    const facts = { certificates, notices, created };
    const { secrets } = job;
    const entries = await produce({ plan, made, secrets, random: host.random, facts, pause: pace });
    const archive = zip(entries, created);
    await step('Checking the finished files');
    const checks = await selfCheck({ archive, offered: entries, keys, plan, secrets, notices, created, pause: pace });
    refuseFailed(checks);
    await step('Ready');
    return { plan, entries, certificates, checks, notices, created, archive };
  } finally {
    for (const { pkcs8 } of keys) pkcs8.fill(0);
  }
}

/** A protected CA key needs its password before any key is made. */
function requireSecrets(plan: BundlePlan, { secrets }: Job): void {
  const needed = plan.entries.some(({ content }) => content.as === 'authority-key-pem');
  if (needed && plan.authorityKey === 'protected' && (secrets['ca-key-password'] ?? '') === '')
    throw new PkiError(
      'password-required',
      'The CA key is to be protected, but there is no password. Type one or let one be made.',
      {
        field: 'ca-key-password',
      },
    );
}

async function readMaterials(
  plan: BundlePlan,
  job: Job,
  now: Date,
): Promise<{ brought: Map<string, Authority>; warnings: Notice[] }> {
  const brought = new Map<string, Authority>();
  const warnings: Notice[] = [];
  for (const slot of plan.slots) {
    const authority = await readAuthority(
      job.materials[slot.id]?.files ?? [],
      job.secrets[`${slot.id}-password`],
      slot.id,
    );
    brought.set(slot.id, authority);
    warnings.push(...authorityWarnings(authority, now).map((message) => ({ field: slot.id, message })));
  }
  return { brought, warnings };
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
