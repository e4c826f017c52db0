import { changeLines } from '../bundle/texts/readme-changes';
import { holdsCaKey, machinesWithFiles } from '../bundle/machines';
import type { Renewal } from '../jobs';
import type { Made } from './outcome.svelte';
import type { Jobs } from './page-host';

/** What a renewal hands out: the whole zip, a zip for each machine with new files where there are several machines, and what changed. */
export function madeOf({ subsetFor }: Jobs, { bundle, changes, certificates, settings }: Renewal): Made {
  const { plan, archive, entries } = bundle;
  const machines = machinesWithFiles(plan);
  const same = changes.machines.filter(({ fresh }) => fresh.length === 0).map(({ audience }) => audience);
  const apart = machines.length < 2 ? [] : machines.filter(({ id }) => !same.includes(id));
  return {
    files: [
      {
        name: plan.archiveName,
        bytes: archive,
        secret: true,
        says: holdsCaKey(plan) ? 'Everything, with the CA key: not for servers.' : 'Everything.',
      },
      ...apart.map(({ id, label }) => ({
        ...subsetFor(bundle, id),
        secret: entries.some((entry) => entry.audience === id && entry.secret),
        says: `Only for: ${label}.`,
      })),
    ],
    notes: [
      ...new Set([
        ...certificates,
        ...changeLines(changes),
        ...settings,
        ...bundle.notices.map(({ message }) => message),
      ]),
    ],
  };
}
