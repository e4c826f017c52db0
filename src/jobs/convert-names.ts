import { sanitizeForPath, segmentProblem } from '../bundle/paths';
import { aliasProblem } from '../keystores/keystore-password';
import { PkiError } from '../pki/errors';
import { formatGeneralName } from '../pki/general-names';
import { showText } from '../pki/show-text';
import type { Certificate } from '../pki/types';
import { commonNames, placesOf } from './convert-choose';
import type { ConversionOptions, Pieces } from './convert-types';

/** Leaves room for what follows the name. */
const LONGEST = 60;

/** What stands in when nothing better can be a file name. */
const fallback = 'certificate';

/** The begin of a file name for a certificate: its common name, else its first name. */
export function nameOfCertificate({ subject, subjectAltNames = [] }: Certificate): string {
  const [first] = subjectAltNames;
  return asName(commonNames(subject).at(-1) ?? (first === undefined ? fallback : formatGeneralName(first)));
}

/** The begin of a file name after the file that something came in: `server` for `server_key.pem`. */
export function nameOfSource(source: string): string {
  const name = placesOf(source).at(-1) ?? source;
  const base = name.replace(/\.[^.]*$/u, '');
  return asName(base.replace(/[-_.]?(?:key|cert|crt|req|csr|crl)$/iu, '') || base);
}

function asName(text: string): string {
  const name = sanitizeForPath(text.trim().slice(0, LONGEST).replace(/\s+/gu, '-'));
  return segmentProblem(name) === undefined ? name : fallback;
}

/**
 * The name that the user gave, or the one that was made up.
 *
 * @throws PkiError `field-invalid` for one that is no file name everywhere
 */
export function fileName({ name }: ConversionOptions, otherwise: string): string {
  if (name === undefined) return otherwise;
  const problem = segmentProblem(name);
  if (problem !== undefined)
    throw new PkiError('field-invalid', `The name ${showText(name)} ${problem}. Choose another.`, { field: 'name' });
  return name;
}

/** What is made of a file gets a name beside it, so that it is not replaced unasked: `store-changed.p12`. */
export function changedName(file: string): string {
  return file.replace(/(?:\.[^.]+)?$/u, '-changed$&');
}

/**
 * The alias that the user gave, the one that the key had, or one made of the name.
 *
 * @throws PkiError `field-invalid` for more than one, or one that not every reader keeps
 */
export function aliasOf({ aliases = [] }: ConversionOptions, { alias, name }: Pick<Pieces, 'alias' | 'name'>): string {
  const [given, more] = aliases;
  if (more !== undefined)
    throw new PkiError('field-invalid', 'The keystore gets one entry, so give one alias.', { field: 'aliases' });
  if (given !== undefined) return checkedAlias(given);
  return [alias, name].find((each) => each !== undefined && aliasProblem(each) === undefined) ?? fallback;
}

/** @throws PkiError `field-invalid` for an alias that not every reader keeps */
export function checkedAlias(alias: string): string {
  const problem = aliasProblem(alias);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'aliases' });
  return alias;
}

/** RFC 1123 labels as Kubernetes wants them (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/). */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const kubernetesLabel = new RegExp(`^${label}$`, 'u');
const kubernetesName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`, 'u');

/**
 * Name and namespace of a Kubernetes Secret. Without a name, one is made of the certificate's.
 *
 * @throws PkiError `field-invalid`
 */
export function kubernetesNames(
  { name, namespace }: ConversionOptions,
  otherwise: string,
): { readonly name: string; readonly namespace: string | undefined } {
  const labels = otherwise.toLowerCase().split('.');
  const made = labels.filter((each) => kubernetesLabel.test(each)).join('.');
  const chosen = name ?? (kubernetesName.test(made) ? `${made}-tls` : 'tls');
  if (!kubernetesName.test(chosen)) throw noName('name', chosen, 'digits, hyphens and dots');
  if (namespace !== undefined && !kubernetesLabel.test(namespace))
    throw noName('namespace', namespace, 'digits and hyphens, at most 63 of them');
  return { name: chosen, namespace };
}

function noName(field: 'name' | 'namespace', value: string, rest: string): PkiError {
  return new PkiError(
    'field-invalid',
    `Kubernetes takes no ${field} ${showText(value)}: use small letters, ${rest}, and begin and end with a letter or digit.`,
    { field },
  );
}
