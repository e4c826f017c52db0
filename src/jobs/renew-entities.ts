import type { MadeEntity } from '../bundle/encoders';
import { mentions, partsOf } from '../bundle/facts';
import type { Manifest, ManifestEntity } from '../bundle/manifest';
import type { BundlePlan, PlannedEntity } from '../bundle/types';
import { climb, distinctCertificates } from '../inspect/climb';
import type { FoundObject } from '../inspect/found-object';
import { digestHex, equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { formatGeneralName } from '../pki/general-names';
import { encodeName } from '../pki/name-der';
import { showText } from '../pki/show-text';
import type { Certificate, GeneralName } from '../pki/types';

/** What the certificates and keys of an earlier bundle are found among. */
export interface FoundParts {
  readonly manifest: Manifest;
  readonly plan: BundlePlan;
  /** What is in its files; `source` is the path. */
  readonly found: readonly FoundObject[];
  readonly now: Date;
}

/**
 * Gives each certificate and key that was found its place in the bundle.
 *
 * @throws PkiError `file-damaged` where files, `certwright.json` and its answers contradict each other
 */
export async function entitiesIn(parts: FoundParts): Promise<Map<string, MadeEntity>> {
  const { manifest, plan, found } = parts;
  const certificates = distinctCertificates(
    found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : [])),
  );
  const byDigest = new Map<string, Certificate>();
  for (const certificate of certificates) byDigest.set(await digestHex('SHA-256', certificate.der), certificate);
  refuseUnmade(manifest, plan);
  const entities = new Map<string, MadeEntity>();
  for (const entity of manifest.entities) {
    const certificate = byDigest.get(entity.sha256);
    if (certificate === undefined) {
      refuseOther(entity, found);
      continue;
    }
    refuseContradiction(entity, certificate, manifest, plan);
    const { chain, root } = await climb(certificate, certificates, parts.now);
    const key = found.find((object) => object.type === 'private-key' && equalBytes(object.key.spki, certificate.spki));
    entities.set(entity.id, {
      certificate,
      chain: chain.map(({ der }) => der),
      ...(root === undefined ? {} : { anchor: root.der }),
      ...(key?.type === 'private-key' ? { key: key.key } : {}),
    });
  }
  for (const entity of plan.entities) {
    if (entities.has(entity.id) || manifest.entities.some(({ id }) => id === entity.id)) continue;
    const key = keyAlone(entity, { manifest, plan, found });
    if (key?.type === 'private-key') entities.set(entity.id, { key: key.key });
  }
  return entities;
}

/** Paths in a plan of the files that hold an entity's private key. */
export function keyPathsOf({ entries }: BundlePlan, id: string): string[] {
  return entries
    .filter(({ content }) =>
      partsOf(content).some(
        (part) => mentions(part, id) && (/^(?:private|authority)-key-/u.test(part.as) || isKeystore(part.as)),
      ),
    )
    .map(({ path }) => path);
}

function isKeystore(as: string): boolean {
  return as === 'pkcs12' || as === 'jks';
}

/** The key of what has no certificate: a bare key pair, or a request and its placeholder. */
function keyAlone(entity: PlannedEntity, { manifest, plan, found }: Omit<FoundParts, 'now'>): FoundObject | undefined {
  const twins = plan.entities.filter((each) => each.kind === 'leaf' && each.keyOf === entity.id).map(({ id }) => id);
  const paths = new Set([
    ...(manifest.keys ?? []).filter(({ id }) => id === entity.id).flatMap(({ files }) => files),
    ...[entity.id, ...twins].flatMap((id) => keyPathsOf(plan, id)),
  ]);
  const aliases = plan.entries.flatMap(({ path, content }) =>
    content.as === 'pkcs12' && [entity.id, ...twins].includes(content.entity) ? [`${path} ${content.alias}`] : [],
  );
  const isEntry = (source: string, alias: string): boolean =>
    aliases.some((each) => each.toLowerCase() === `${source} ${alias}`.toLowerCase());
  return found.find(
    (object) =>
      object.type === 'private-key' &&
      paths.has(object.source) &&
      (object.alias === undefined || isEntry(object.source, object.alias)),
  );
}

/** Its certificate is not among the files. In its place another one may lie, or nothing because the file is missing. */
function refuseOther({ id, subject, files, brought }: ManifestEntity, found: readonly FoundObject[]): void {
  const [path] = files;
  const stranger = found.find(
    (object) => object.type === 'certificate' && object.source === path && object.alias === undefined,
  );
  if (brought || path === undefined || stranger?.type !== 'certificate') return;
  throw contradiction(
    `${path} holds ${formatName(stranger.certificate.subject)}, which is not the certificate ${showText(subject)} (${showText(id)}) that was made`,
  );
}

/** The answers in `certwright.json` come to nothing that was not made. */
function refuseUnmade({ entities, keys = [], recipe: { version } }: Manifest, plan: BundlePlan): void {
  const made = new Set([...entities, ...keys].map(({ id }) => id));
  const unmade = plan.entities.find(
    (entity) =>
      entity.kind === 'leaf' &&
      entity.requested !== true &&
      entity.keyOf === undefined &&
      entity.broughtBy === undefined &&
      !made.has(entity.id),
  );
  if (unmade === undefined || version !== plan.recipe.version) return;
  throw contradiction(`its answers come to ${showText(unmade.id)}, which was never made`);
}

/** What `certwright.json` says of a certificate must be what the certificate says, and what its answers come to. */
function refuseContradiction(
  { id, subject, sans, brought, kept = false }: ManifestEntity,
  certificate: Certificate,
  { recipe: { version } }: Manifest,
  { recipe, entities }: BundlePlan,
): void {
  const names = certificate.subjectAltNames ?? [];
  const real = formatName(certificate.subject);
  if (subject !== real) throw contradiction(`it says that ${showText(id)} is ${showText(subject)}, but it is ${real}`);
  if (!sameNames(sans, names)) throw contradiction(namesSentence(id, sans, names));
  const planned = entities.find((entity) => entity.id === id);
  if (planned === undefined || planned.kind === 'key-pair' || brought || kept || version !== recipe.version) return;
  if (!equalBytes(encodeName(planned.subject), certificate.subject.der))
    throw contradiction(`its answers come to ${formatName(planned.subject)} for ${showText(id)}, but it is ${real}`);
  if (planned.kind === 'leaf' && !sameNames(planned.sans, names))
    throw contradiction(namesSentence(id, planned.sans, names));
}

/** Whether two lists of names are the same, in the same order. */
export function sameNames(one: readonly GeneralName[], other: readonly GeneralName[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ kind, value }, index) => kind === other[index]?.kind && value === other[index].value)
  );
}

function namesSentence(id: string, said: readonly GeneralName[], real: readonly GeneralName[]): string {
  const shown = (names: readonly GeneralName[]): string =>
    names.length === 0 ? 'none' : showText(names.map(formatGeneralName).join(', '));
  return `the names of ${showText(id)} should be ${shown(said)}, but the certificate has ${shown(real)}`;
}

function contradiction(what: string): PkiError {
  return new PkiError(
    'file-damaged',
    `certwright.json does not fit the files: ${what}. Somebody changed them. Use the zip as it was downloaded.`,
  );
}
