import { holdsCaKey } from './machines';
import { PkiError } from '../pki/errors';
import type { GeneralName } from '../pki/types';
import { list, object, oneOf, optional, refuse, text, texts, truth, wholeNumber } from './json-shape';
import type { Shape } from './json-shape';
import { mentions } from './facts';
import { holdsPassword } from './holds-password';
import { release } from './release';
import type { Answers, BundlePlan, CertificateFacts, TextContext } from './types';

/**
 * `certwright.json`: what a bundle is, so that it can be renewed and extended. Holds no key and no password. Members may
 * be added without raising `schema`; a reader ignores those it does not know. The user's copy is hostile when it returns.
 */
export interface Manifest {
  readonly schema: 1;
  readonly generator: { readonly name: string; readonly version: string };
  readonly recipe: { readonly id: string; readonly version: number };
  /** The moment of creation by the maker's clock, ISO 8601 UTC. */
  readonly created: string;
  /** `created` of the bundle that this one renews; absent when it renews none. */
  readonly renews?: string | undefined;
  /** Mode id. */
  readonly mode: string;
  /** Normalised, in the order of the fields, secret fields left out. */
  readonly answers: Answers;
  /** Where the CA came from and what became of its key; absent when the bundle has none. */
  readonly authority?: ManifestAuthority | undefined;
  readonly entities: readonly ManifestEntity[];
  /** Keys without a certificate: bare key pairs, and those of requests; absent when there are none. */
  readonly keys?: readonly ManifestKey[] | undefined;
  /** Every file; with SHA-256 (lower-case hex) if it was finished before this one and quotes no password. */
  readonly files: readonly ManifestFile[];
}

export interface ManifestAuthority {
  readonly origin: 'made' | 'brought';
  readonly key: 'plain' | 'protected' | 'discarded' | 'not included';
}

/** A certificate of the bundle. */
export interface ManifestEntity {
  /** Instance id: `server`, `client[alice]`. */
  readonly id: string;
  readonly role: CertificateFacts['role'];
  readonly title: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly key: string;
  readonly sans: readonly GeneralName[];
  /** Lower-case hex. */
  readonly serialNumber: string;
  /** Of the DER, lower-case hex. */
  readonly sha256: string;
  /** ISO 8601 UTC, whole seconds. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly brought: boolean;
  /** Whether it was taken over from an earlier bundle as it is; absent: no. */
  readonly kept?: boolean | undefined;
  /** Paths of the files that hold its certificate or key. */
  readonly files: readonly string[];
}

/** A key of the bundle that has no certificate. */
export interface ManifestKey {
  /** Instance id. */
  readonly id: string;
  readonly title: string;
  /** Paths of the files that hold it, its public part or its request. */
  readonly files: readonly string[];
}

export interface ManifestFile {
  readonly path: string;
  readonly sha256?: string | undefined;
  /** POSIX permission bits, octal: `0600`. */
  readonly mode: string;
  readonly secret: boolean;
  /** Audience id; absent for what every download carries. */
  readonly audience?: string | undefined;
}

/** Writes `certwright.json`: JSON with two spaces of indent, LF, final newline. */
export function writeManifest({ plan, certificates, digests, created, earlier }: TextContext): string {
  const manifest: Manifest = {
    schema: 1,
    generator: { name: 'certwright', version: release.version },
    recipe: { id: plan.recipe.id, version: plan.recipe.version },
    created: created.toISOString(),
    renews: earlier?.created.toISOString(),
    mode: plan.mode.id,
    answers: plan.answers,
    authority: authorityOf(plan),
    entities: certificates.map(entityOf),
    keys: keysOf(plan, certificates),
    files: plan.entries.map(({ path, content, mode, secret, audience }) => ({
      path,
      sha256: holdsPassword(content) ? undefined : digests.get(path),
      mode: mode.toString(8).padStart(4, '0'),
      secret,
      audience,
    })),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function authorityOf({ entities, entries, authorityKey }: BundlePlan): ManifestAuthority | undefined {
  const authority = entities.find(({ kind }) => kind === 'authority');
  if (authority === undefined) return undefined;
  const origin = authority.broughtBy === undefined ? 'made' : 'brought';
  const written = holdsCaKey({ entries });
  if (written) return { origin, key: authorityKey === 'protected' ? 'protected' : 'plain' };
  return { origin, key: origin === 'made' ? 'discarded' : 'not included' };
}

function entityOf({ paths, notBefore, notAfter, ...facts }: CertificateFacts): ManifestEntity {
  const { id, role, title, subject, key, sans, serialNumber, sha256, brought, kept } = facts;
  const dates = { notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() };
  return { id, role, title, subject, key, sans, serialNumber, sha256, ...dates, brought, kept, files: paths };
}

function keysOf({ entities, entries }: BundlePlan, certificates: readonly CertificateFacts[]): Manifest['keys'] {
  const keys = entities
    .filter(({ id }) => !certificates.some((certificate) => certificate.id === id))
    .map(({ id, title }) => ({
      id,
      title,
      files: entries.filter(({ content }) => mentions(content, id)).map(({ path }) => path),
    }))
    .filter(({ files }) => files.length > 0);
  return keys.length === 0 ? undefined : keys;
}

const longestManifest = 1024 * 1024;
const id = text(300);
const line = text(2000);
const digest = text(64, /^[0-9a-f]{64}$/u);
const moment = text(30, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/u);
/** Relative, `/` between folders, no empty or dot segments, nothing that Windows reads as a drive. */
const path = text(1000, /^(?!\.{0,2}(?:\/|$))(?!.*\/\.{0,2}(?:\/|$))[^\\:\0]+$/u);

const schemaVersion: Shape<1> = (value) => {
  if (value === 1) return 1;
  if (typeof value === 'number' && value > 1)
    throw new PkiError(
      'file-damaged',
      'certwright.json was written by a newer Certwright. Use that one, or a newer page.',
    );
  return refuse('schema', '1');
};

const manifestShape = object<Manifest>({
  schema: schemaVersion,
  generator: object({ name: id, version: id }),
  recipe: object({ id: text(60, /^[a-z0-9-]+$/u), version: wholeNumber }),
  created: moment,
  renews: optional(moment),
  mode: text(60, /^[a-z0-9-]+$/u),
  answers: texts(/^[a-z][a-z0-9-]{0,59}$/u, 100_000),
  authority: optional(
    object<ManifestAuthority>({
      origin: oneOf('made', 'brought'),
      key: oneOf('plain', 'protected', 'discarded', 'not included'),
    }),
  ),
  entities: list(
    object<ManifestEntity>({
      id,
      role: oneOf('authority', 'server', 'client', 'server and client'),
      title: line,
      subject: line,
      key: id,
      sans: list(object<GeneralName>({ kind: oneOf('dns', 'ip', 'email', 'uri'), value: line }), 1000),
      serialNumber: text(64, /^[0-9a-f]+$/u),
      sha256: digest,
      notBefore: moment,
      notAfter: moment,
      brought: truth,
      kept: optional(truth),
      files: list(path, 1000),
    }),
    2000,
  ),
  keys: optional(list(object<ManifestKey>({ id, title: line, files: list(path, 1000) }), 2000)),
  files: list(
    object<ManifestFile>({
      path,
      sha256: optional(digest),
      mode: text(4, /^0[0-7]{3}$/u),
      secret: truth,
      audience: optional(id),
    }),
    10_000,
  ),
});

/**
 * Reads a `certwright.json` that came back from the user. Hostile input: sizes are capped, every member is checked, and
 * only known members are copied into fresh objects.
 *
 * @throws PkiError `file-too-large` over 1 MiB; `file-damaged` naming the part that is not as documented
 */
export function readManifest(json: string): Manifest {
  if (json.length > longestManifest)
    throw new PkiError(
      'file-too-large',
      `certwright.json has ${json.length} characters; at most ${longestManifest} are read.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PkiError('file-damaged', 'certwright.json is not JSON. Use the file as it was downloaded.', { cause });
  }
  return manifestShape(value, '');
}
