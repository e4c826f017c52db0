import { fillContents } from '../bundle/template';
import type { Bundle } from '../bundle/types';

/**
 * A planned text as the page shows it: contents of files are filled in once the files exist, until then their place says
 * so.
 */
export function filled(text: string, bundle: Bundle | undefined): string {
  return fillContents(text, (id) => contentOf(id, bundle));
}

function contentOf(id: string, bundle: Bundle | undefined) {
  const path = bundle?.plan.entries.find((entry) => entry.id === id)?.path;
  const bytes = bundle?.entries.find((entry) => entry.path === path)?.bytes;
  return bytes ?? new TextEncoder().encode(`‹${id}: filled in once the bundle is created›`);
}
