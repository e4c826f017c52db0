import { changeLines } from '../bundle/texts/readme-changes';
import type { Renewal } from '../jobs';
import type { Made } from './outcome.svelte';
import type { Jobs } from './page-host';

/** What a renewal hands out: the whole zip, a zip for each of several machines, and what changed. */
export function madeOf({ subsetFor }: Jobs, { bundle, changes, certificates }: Renewal): Made {
  const { plan, archive } = bundle;
  const machines = changes.machines.filter(({ fresh }) => fresh.length > 0);
  const parts =
    machines.length < 2 ? [] : machines.map(({ audience }) => ({ ...subsetFor(bundle, audience), audience }));
  return {
    files: [
      { name: plan.archiveName, bytes: archive, secret: true },
      ...parts.map(({ name, bytes, audience }) => ({
        name,
        bytes,
        secret: bundle.entries.some((entry) => entry.audience === audience && entry.secret),
      })),
    ],
    notes: [...new Set([...certificates, ...changeLines(changes), ...bundle.notices.map(({ message }) => message)])],
  };
}
