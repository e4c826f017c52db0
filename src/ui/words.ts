import type { CertificateFacts } from '../bundle/types';
import type { Recipe } from '../recipes/types';
import type { GeneralName } from '../pki/types';

export { count } from '../app/count';

const kinds = { dns: 'DNS name', ip: 'IP address', email: 'E-mail', uri: 'URI' } as const;

/** What kind of name this is, for people. */
export function kindOf({ kind }: GeneralName): string {
  return kinds[kind];
}

/** A day as ISO 8601, UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/**
 * A moment in this computer's time, with the distance from UTC: `2026-11-21 04:56 UTC+01:00`. The browser's own format
 * differs by locale, leaves the zone out, and takes longer to set up than all the rest of the page.
 */
export function moment(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  const two = (number: number): string => String(Math.floor(Math.abs(number))).padStart(2, '0');
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 16)} ${zone}`;
}

/** A digest as it is read aloud and compared: upper-case octets with colons. */
export function fingerprint(hex: string): string {
  return hex.toUpperCase().replaceAll(/..(?=.)/gu, '$&:');
}

/** The file's own name in a path. */
export function fileIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder or zip in a path; empty when there is none. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A size for people. */
export function size(bytes: number): string {
  return bytes < 1024 ? `${String(bytes)} bytes` : `${String(Math.ceil(bytes / 1024))} kB`;
}

/** Sentences as they stand under their own label, which they need not repeat; one a line. */
export function underLabel(label: string, message: string): string {
  const repeated = `${label}: `;
  return message
    .split('\n')
    .map((line) => (line.startsWith(repeated) ? line.slice(repeated.length) : line))
    .join('\n');
}

const roles = {
  authority: 'Certificate authority (CA): signs the others',
  server: 'For a server: proves who it is to its clients',
  client: 'For a client: proves who it is to the server',
  'server and client': 'For a server that is also a client',
} as const;

/** What a certificate is for. */
export function roleOf({ role }: Pick<CertificateFacts, 'role'>): string {
  return roles[role];
}

const proofs = { system: 'system tested', loader: 'loader tested', none: 'not tested in it' } as const;

/** What has taken the files of a recipe so far. */
export function proofOf({ proof }: Pick<Recipe, 'proof'>): string {
  return proofs[proof];
}

/** What a password protects: the label of its field, or the CA's key. */
export function passwordTitle(recipe: Recipe, id: string): string {
  return recipe.fields.find((field) => field.id === id)?.label ?? 'Password of the CA’s key';
}

/** Where the part of the page about a machine begins. */
export function machineTitle(id: string): string {
  return `machine-${id}`;
}
