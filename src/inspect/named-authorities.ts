import type { FoundObject } from './found-object';

/** A CA that the `certwright.json` of an earlier zip names: its entity there, and the SHA-256 of its certificate. */
export interface NamedAuthority {
  readonly id: string;
  readonly sha256: string;
}

/** As much as `readManifest` takes. */
const LONGEST = 1024 * 1024;

/**
 * The CAs that the manifests among the files name. It only tells CAs apart that lie there with their keys, so a manifest that
 * is broken or was altered counts for nothing, or for a question less.
 */
export function authoritiesNamedIn(found: readonly FoundObject[]): NamedAuthority[] {
  return found.flatMap((object) => (object.type === 'manifest' ? namedIn(object.text) : []));
}

function namedIn(json: string): NamedAuthority[] {
  if (json.length > LONGEST) return [];
  try {
    const { entities } = JSON.parse(json) as { entities?: unknown };
    return Array.isArray(entities) ? entities.filter(isAuthority) : [];
  } catch {
    return [];
  }
}

function isAuthority(entity: unknown): entity is NamedAuthority {
  const { role, id, sha256 } = (entity ?? {}) as Readonly<Record<string, unknown>>;
  return role === 'authority' && typeof id === 'string' && typeof sha256 === 'string';
}
