import { linkOf } from '../link';
import { release } from '../release';
import type { PlannedEntry, TextContext } from '../types';
import { code, heading, paragraph, stack, table } from './layout';
import { oneLine } from './quote';
import type { Chapter } from './readme';
import { machinesOf } from '../machines';

/** Title, origin, validity, and how to get the same form again. */
export function introduction({ plan, certificates, created }: TextContext): string {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const leaves = certificates.filter(({ role }) => role !== 'authority');
  const [first] = [...leaves].sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
  return stack(
    heading(`Certificates for ${plan.recipe.title}`, '='),
    table([
      ['Zip', oneLine(plan.archiveName)],
      [
        'Made',
        `${created.toISOString().slice(0, 16).replace('T', ' ')} UTC by Certwright ${release.version}, recipe ${plan.recipe.id} ${plan.recipe.version}`,
      ],
      ...(first === undefined
        ? []
        : [
            [
              'Valid until',
              `${day(first.notAfter)} (${plan.mode.requests === undefined ? 'renew-by.ics puts a reminder into your calendar' : 'the placeholder; you do not have the certificate yet'})`,
            ],
          ]),
    ]),
    paragraph(
      `The keys were ${plan.entities.every(({ broughtBy }) => broughtBy !== undefined) ? 'read' : 'made'} in your browser, or by the command line on your own computer; nothing was sent anywhere.`,
    ),
    paragraph('To see the same form again, open Certwright with this at the end of its address:'),
    code(linkOf(plan)),
  );
}

/** The whole tree, with what is secret and which machine each file goes to. */
export function contentsSection({ plan }: TextContext): Chapter {
  const chapterOf = new Map(machinesOf(plan).map(({ id }, index) => [id, index + 2]));
  const folders = new Map<string, PlannedEntry[]>();
  for (const entry of plan.entries) {
    const folder = entry.path.slice(0, entry.path.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), entry]);
  }
  const rows = [...folders].map(([folder, entries]) =>
    stack(
      `${folder === '' ? 'At the top' : folder}\n${table(
        entries.map(({ path, title, secret, audience }) => [
          path.slice(folder.length),
          secret ? 'SECRET' : '',
          oneLine(title) + (audience === undefined ? '' : ` (chapter ${chapterOf.get(audience) ?? ''})`),
        ]),
        2,
      )}`,
    ),
  );
  const safe = plan.entries.filter(({ content }) => content.as === 'authority-key-pem').map(({ path }) => path);
  return {
    title: 'What is in the zip',
    text: stack(
      ...rows,
      paragraph(
        "Files marked SECRET hold a private key or a password. Copy each to its own machine only, never mail them, and move the zip out of any folder that is synced to a cloud. Each chapter below is for one machine; do them in this order. The page also has a download for each machine; of the full zip, copy only that machine's folders.",
      ),
      safe.length === 0
        ? undefined
        : paragraph(
            `The zip holds the CA's key (${safe.join(', ')}). Whoever has it can make certificates that your machines trust: keep it offline, and do not copy it to any server.`,
          ),
    ),
  };
}
