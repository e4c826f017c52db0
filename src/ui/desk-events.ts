import type { Session } from '../app/session.svelte';
import { filesIn } from './dropped-files';

/** Fields, where pasting means the field. */
const fields = 'input, textarea, select, [contenteditable]';

/** PEM, also with escaped line ends, or a JWK. */
const labelled = /-----BEGIN |"kty"\s*:/u;

/** Bare base64 of DER, without its white space: begins with a SEQUENCE of more than 127 octets. */
const base64OfDer = /^MI[A-Za-z0-9+/]{40,}={0,2}$/u;

/**
 * Lets files be dropped anywhere; without it the browser would leave the page to show the file. Says whether they would
 * go to the desk, and not to a field for files, which takes the event before.
 */
export function acceptDrag(event: DragEvent): boolean {
  const accepts = !event.defaultPrevented && holdsFiles(event.dataTransfer);
  if (accepts) event.preventDefault();
  return accepts;
}

/** Opens the desk with files that were dropped outside of every field for files, which take theirs before. */
export async function takeDrop(event: DragEvent, session: Session): Promise<void> {
  const transfer = event.dataTransfer;
  if (event.defaultPrevented || transfer === null || !holdsFiles(transfer)) return;
  event.preventDefault();
  const files = filesIn(transfer);
  await (await session.openDesk()).add(files);
}

/** Opens the desk with what was pasted outside of every field, where it is something that the desk reads. */
export async function takePaste(event: ClipboardEvent, session: Session): Promise<void> {
  const data = event.clipboardData;
  if (event.defaultPrevented || data === null || (event.target as Element | null)?.closest(fields)) return;
  if (data.files.length > 0) {
    event.preventDefault();
    const files = filesIn(data);
    await (await session.openDesk()).add(files);
    return;
  }
  const text = data.getData('text/plain');
  if (!labelled.test(text) && !base64OfDer.test(text.replaceAll(/\s/gu, ''))) return;
  event.preventDefault();
  await (await session.openDesk()).paste(text);
}

function holdsFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') === true;
}
