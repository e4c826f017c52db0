import type { Jobs, PageHost, Work } from '../../src/app/page-host';
import { readFragment } from '../../src/app/fragment';
import { Desk } from '../../src/app/desk.svelte';
import { Task } from '../../src/app/task.svelte';
import type { Bundle } from '../../src/bundle/types';
import type { MaterialFacts } from '../../src/jobs/material-facts';
import { PkiError } from '../../src/pki/errors';
import type { Bytes, KeyPair } from '../../src/pki/types';
import { findRecipe } from '../../src/recipes/catalogue';

/** A browser that remembers what the state asked of it, with jobs that make no keys. */
export interface FakePage {
  readonly host: PageHost;
  /** What happened, in order. */
  readonly log: string[];
  /** The bundles handed out so far. */
  readonly bundles: Bundle[];
  /** What createBundle does next; undefined: it makes a bundle. */
  refusal: Error | undefined;
  /** What checkMaterial finds; an error is thrown. */
  found: MaterialFacts | Error;
  /** When set, createBundle waits for it. */
  gate: Promise<void> | undefined;
  now: Date;
}

/** Makes one; everything in it is ready at once. */
export function fakePage(): FakePage {
  const log: string[] = [];
  const bundles: Bundle[] = [];
  const jobs = {
    supportedAlgorithms: () => Promise.resolve(new Set(['rsa-2048', 'p-256'])),
    createKeyPool: () => ({
      warm: (algorithm: string, count: number) => log.push(`warm ${algorithm} ${count}`),
      take: (algorithm: string) => {
        log.push(`take ${algorithm}`);
        return Promise.resolve({} as KeyPair);
      },
      clear: () => log.push('clear'),
    }),
    createBundle: async (...[job, { takeKey, signal }]: Parameters<Jobs['createBundle']>): Promise<Bundle> => {
      await fake.gate;
      if (signal?.aborted === true) throw new PkiError('cancelled', 'Cancelled.');
      if (fake.refusal !== undefined) throw fake.refusal;
      await takeKey?.('rsa-2048');
      const { planBundle } = await import('../../src/bundle/plan');
      const plan = planBundle(job.recipe, job.mode, job.answers);
      const entries = plan.entries.map((entry) => ({ ...entry, bytes: new Uint8Array([1, 2, 3]) }));
      const archive: Bytes = new Uint8Array([4, 5, 6]);
      const bundle: Bundle = { plan, entries, archive, certificates: [], checks: [], notices: [], created: fake.now };
      bundles.push(bundle);
      return bundle;
    },
    inspect: (...[files]: Parameters<Jobs['inspect']>): ReturnType<Jobs['inspect']> =>
      Promise.resolve({
        files: files.map(({ name }) => ({ name, objects: [] })),
        report: {
          version: 1,
          files: files.map(({ name }) => ({ name, objects: [{ type: 'public-key' }] })),
          matches: [],
          chains: [],
          findings: [],
        },
      }),
    checkMaterial: (...[, password, { plan }]: Parameters<Jobs['checkMaterial']>): Promise<MaterialFacts> => {
      log.push(`check with "${password ?? ''}" for ${JSON.stringify(plan.answers)}`);
      return fake.found instanceof Error ? Promise.reject(fake.found) : Promise.resolve(fake.found);
    },
    subsetFor: (_: Bundle, audience: string) => ({ name: `${audience}.zip`, bytes: new Uint8Array(1) }),
  } as unknown as Jobs;

  const fake: FakePage = {
    log,
    bundles,
    refusal: undefined,
    found: { title: 'CN=Example', lines: [], warnings: [] },
    gate: undefined,
    now: new Date('2030-01-02T03:04:05Z'),
    host: {
      clock: () => fake.now,
      random: (bytes) => crypto.getRandomValues(bytes),
      environment: { secure: true, webCrypto: true, os: 'linux' },
      address: 'https://certwright.example/',
      loadWork: () => Promise.resolve({ Task, Desk, readFragment, findRecipe } as Work),
      loadJobs: () => Promise.resolve(jobs),
      save: (name) => log.push(`save ${name}`),
      copy: () => Promise.resolve(),
      visit: () => undefined,
      revoke: () => log.push('revoke'),
    },
  };
  return fake;
}
