import { certificateChanges } from '../certificate-changes';
import { changesOf } from '../changes';
import type { BundleChanges, MachineChanges } from '../changes';
import type { PlannedEntry, TextContext } from '../types';
import { heading, paragraph, stack } from './layout';

const leaveInUse =
  'Leave the files in use where they are: nothing in this zip replaces one of them before the CA has replied.';

/** What a renewed bundle changes on each machine; nothing for a bundle that renews none. */
export function changesText({ plan, certificates, digests, earlier }: TextContext): string {
  if (earlier === undefined) return '';
  const { machines, gone, another, awaitsReply } = changesOf(plan, digests, earlier);
  const [date] = earlier.created.toISOString().split('T');
  if (awaitsReply)
    return stack(
      `\n${heading('What changed')}`,
      paragraph(
        `This zip asks a CA for the certificates that replace those in ${earlier.archiveName} of ${date ?? ''}. ${leaveInUse}`,
      ),
    );
  const trusted = machines.some(({ trustAnew }) => trustAnew);
  return stack(
    `\n${heading('What changed')}`,
    paragraph(
      another
        ? `This zip adds to ${earlier.archiveName} of ${date ?? ''}, which stays as it is.`
        : `This zip replaces ${earlier.archiveName} of ${date ?? ''}. Machines without new files need no change. Do the others in this order:`,
    ),
    ...machines.map((machine) =>
      paragraph(`${machine.label}: ${machineSentences(machine)}`, { indent: 4, first: '  - ' }),
    ),
    trusted || another ? undefined : paragraph('The root is the same as before: whoever trusts it has nothing to do.'),
    ...certificateChanges(plan, certificates, earlier).map((line) => paragraph(line, { indent: 4, first: '  - ' })),
    gone.length === 0 ? undefined : paragraph(goneSentence(gone)),
    paragraph('README.txt, the scripts, certwright.json and the reminder are new; they belong to these files.'),
  );
}

/** What a renewal changes, a line for each machine: for those who have made it, before they open its README. */
export function changeLines({ machines, gone, awaitsReply }: BundleChanges): string[] {
  if (awaitsReply) return [leaveInUse];
  const lines = machines.map((machine) => `${machine.label}: ${machineSentences(machine)}`);
  return gone.length === 0 ? lines : [...lines, goneSentence(gone)];
}

function goneSentence(gone: readonly string[]): string {
  return `No longer there: ${gone.join(', ')}.`;
}

/** What changes on one machine, and what to do about it, in sentences. */
function machineSentences({ fresh, same, keepSafe, trustAnew, starts }: MachineChanges): string {
  const sentences = [
    fresh.length === 0 ? 'nothing is new.' : `new: ${pathsOf(fresh)}.`,
    fresh.length > 0 && same.length > 0 ? `As before: ${pathsOf(same)}.` : '',
    trustAnew ? 'The root is new: whatever trusted the old one here must trust this one.' : '',
    keepSafe && fresh.length > 0 ? 'Keep these in place of the earlier ones.' : '',
    starts.length > 0 ? `Then: ${starts.map(({ title }) => title).join('; ')}.` : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function pathsOf(entries: readonly PlannedEntry[]): string {
  return entries.map(({ path }) => path).join(', ');
}
