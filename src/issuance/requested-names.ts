import { childrenOf, readElement } from '../pki/der-reader';
import { attributeTypes, formatName, validateName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import { MAX_NAMES, formatGeneralName, parseGeneralName } from '../pki/general-names';
import { id_ce_subjectAltName } from '../pki/oids';
import type { CertificationRequest } from '../pki/request';
import { showText, spellOut } from '../pki/show-text';
import type { AttributeTypeAndValue, DistinguishedName, GeneralName, ParsedName } from '../pki/types';

/**
 * The name of a request as far as it can be written: attributes of types that are known, whose values are valid.
 *
 * @returns `notes`: what was left out and why
 */
export function requestedSubject(subject: ParsedName): {
  readonly name: DistinguishedName;
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const name: AttributeTypeAndValue[] = [];
  for (const attribute of subject.rdns.flat()) {
    const writable = asWritable(attribute);
    if (writable !== undefined) name.push(writable);
    else notes.push(`Not copied from its name: ${spellOut(formatName({ ...subject, rdns: [[attribute]] }))}.`);
  }
  return { name, notes };
}

function asWritable({ type, value }: ParsedName['rdns'][number][number]): AttributeTypeAndValue | undefined {
  const known = attributeTypes.find((each) => each === type);
  if (known === undefined) return undefined;
  const attribute = { type: known, value };
  const refusal = refusalOf(() => {
    validateName([attribute]);
  });
  return refusal === undefined ? attribute : undefined;
}

/**
 * The names that a request asks for, normalised, each once.
 *
 * @param server whether a common name that is a host stands in where it asks for none: verifiers ignore it (RFC 9525 §6.4.1)
 */
export function requestedNames(
  request: CertificationRequest,
  server: boolean,
): { readonly names: readonly GeneralName[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const names = new Map<string, GeneralName>();
  for (const { kind, value } of request.sans) {
    const refusal = refusalOf(() => {
      const name = parseGeneralName(value, kind);
      names.set(formatGeneralName(name), name);
    });
    if (refusal !== undefined)
      notes.push(`Not copied from its names: ${showText(`${kind}:${value}`)}. ${refusal.message}`);
  }
  const others = otherNames(request);
  if (others > 0) notes.push(`Not copied: ${String(others)} of its names, of a kind that is not written here.`);
  if (names.size > MAX_NAMES)
    notes.push(
      `It asks for ${String(names.size)} names; one certificate takes at most ${String(MAX_NAMES)}. The rest is left out.`,
    );
  if (names.size > 0 || others > 0 || request.sans.length > 0 || !server)
    return { names: [...names.values()].slice(0, MAX_NAMES), notes };
  const host = hostInSubject(request.subject);
  if (host === undefined)
    return { names: [], notes: [...notes, 'It asks for no names. Enter those that clients connect to.'] };
  const sentence = `It asks for no names; its common name ${host.value} is taken for one, since clients look at nothing else.`;
  return { names: [host], notes: [...notes, sentence] };
}

/** A common name with a dot that reads as a host, or an address. */
function hostInSubject({ rdns }: ParsedName): GeneralName | undefined {
  for (const { type, value } of rdns.flat()) {
    if (type !== 'CN' || !/[.:]/u.test(value) || !/^[\w*.:-]+$/u.test(value)) continue;
    let name: GeneralName | undefined;
    if (refusalOf(() => (name = parseGeneralName(value))) === undefined) return name;
  }
  return undefined;
}

/** How many of the requested names are of kinds that are not read: otherName, directoryName, registeredID … */
function otherNames({ extensions, sans }: CertificationRequest): number {
  const extension = extensions.find(({ oid }) => oid === id_ce_subjectAltName);
  return extension === undefined ? 0 : childrenOf(readElement(extension.value)).length - sans.length;
}

function refusalOf(work: () => unknown): PkiError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof PkiError) return error;
    throw error;
  }
}
