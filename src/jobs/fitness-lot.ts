import type { FoundCertificate, FoundKey } from '../inspect/choose-pair';
import { distinctCertificates } from '../inspect/climb';
import type { FoundObject } from '../inspect/found-object';
import { equalBytes } from '../pki/bytes';
import type { Bytes } from '../pki/types';
import type { Lot } from './fitness-types';

/** Scripts quote certificates and speak of PEM, but no system reads them: the verify scripts of every bundle do. */
const script = /\.(?:sh|ps1)$/u;

/** Sorts the objects of files; what stands in scripts does not count. */
export function lotOf(found: readonly FoundObject[], now: Date): Lot {
  const objects = found.filter(({ source }) => !script.test(source));
  const certificates = objects.filter((object): object is FoundCertificate => object.type === 'certificate');
  const keys = objects.filter((object): object is FoundKey => object.type === 'private-key');
  const distinct = distinctCertificates(certificates.map(({ certificate }) => certificate));
  return { objects, certificates, keys, distinct, now };
}

/** The private key with a public key; one that lies in the same file comes first. */
export function keyWith({ keys }: Pick<Lot, 'keys'>, spki: Bytes, source: string): FoundKey | undefined {
  const own = keys.filter(({ key }) => equalBytes(key.spki, spki));
  return own.find((key) => key.source === source) ?? own[0];
}

/** Folders and name of a file, also inside a zip: `x.zip!/a/b.pem` is `x.zip`, `a`, `b.pem`. */
export function segmentsOf(source: string): readonly string[] {
  return source.split(/!\/|[/\\]/u);
}

/** The file's own name. */
export function nameOf(source: string): string {
  return segmentsOf(source).at(-1) ?? source;
}

/** Everything but the file's own name. */
export function folderOf(source: string): string {
  return segmentsOf(source).slice(0, -1).join('/');
}

/** How many of the last folders and names two paths share, to the letter; 0 when the file names differ. */
export function sharedTail(path: string, source: string): number {
  const wanted = [...segmentsOf(path)].reverse();
  const given = [...segmentsOf(source)].reverse();
  const differs = wanted.findIndex((segment, index) => segment !== given[index]);
  return differs < 0 ? wanted.length : differs;
}

/** A file among others: its name with the folder that it lies in, where it lies in one. */
export function placeIn(source: string): string {
  return segmentsOf(source).slice(-2).join('/');
}
