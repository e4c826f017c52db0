import { equalBytes } from '../pki/bytes';
import { ipToBytes } from '../pki/ip-address';
import type { GeneralName, NameConstraint, NameConstraints, ParsedName } from '../pki/types';

/** A name that a certificate would bear: a general name, or its subject. */
export type BoundName = GeneralName | { readonly kind: 'directory'; readonly name: ParsedName };

type Attributes = readonly { readonly type: string; readonly value: string }[];

/**
 * The names of a certificate that constraints apply to, but for the subject as a whole: its alternative names, and those
 * that stand in the subject.
 */
export function boundNames(
  sans: readonly GeneralName[],
  subject: Attributes | undefined,
  asAuthority: boolean,
): GeneralName[] {
  return [...sans, ...(asAuthority ? [] : subjectHosts(sans, subject ?? [])), ...subjectEmails(subject ?? [])];
}

/** OpenSSL holds a dotted common name against the constraints for DNS names when there is no dNSName. */
function subjectHosts(sans: readonly GeneralName[], subject: Attributes): GeneralName[] {
  if (sans.some(({ kind }) => kind === 'dns')) return [];
  return subject
    .filter(({ type, value }) => type === 'CN' && /^[\w-]+(?:\.[\w-]+)+$/u.test(value))
    .map(({ value }) => ({ kind: 'dns', value }));
}

/** RFC 5280 §4.2.1.10: constraints on mailboxes apply to emailAddress in the subject too. */
function subjectEmails(subject: Attributes): GeneralName[] {
  return subject.filter(({ type }) => type === 'emailAddress').map(({ value }) => ({ kind: 'email', value }));
}

/**
 * Whether name constraints allow a name (RFC 5280 §4.2.1.10): outside every excluded subtree of its kind, and inside one
 * of the permitted subtrees of its kind if there are any. What cannot be decided counts as not allowed.
 */
export function isAllowed(name: BoundName, { permitted, excluded }: NameConstraints): boolean {
  const ofKind = ({ kind }: NameConstraint): boolean => kind === name.kind;
  if (excluded.filter(ofKind).some((constraint) => isWithin(name, constraint, true))) return false;
  const allowed = permitted.filter(ofKind);
  return allowed.length === 0 || allowed.some((constraint) => isWithin(name, constraint, false));
}

/** @param unsure the answer where a name cannot be told to be inside or outside */
function isWithin(name: BoundName, constraint: NameConstraint, unsure: boolean): boolean {
  if (name.kind === 'directory') return isPrefix(constraint.name, name.name);
  return matchers[name.kind](name.value.toLowerCase(), constraint.value.toLowerCase(), unsure);
}

type Matcher = (value: string, constraint: string, unsure: boolean) => boolean;

const matchers: Readonly<Record<GeneralName['kind'], Matcher>> = {
  dns: (value, constraint, unsure) => {
    const base = constraint.replace(/^\./u, '');
    const starred = value.startsWith('*.') ? value.slice(2) : undefined;
    // A star may stand for a name in a subtree that lies below it.
    const below = unsure && starred !== undefined && base.endsWith(`.${starred}`);
    return below || base === '' || value === base || value.endsWith(`.${base}`);
  },
  ip: (value, constraint) => {
    const [network, mask] = constraint.split('/').map(ipToBytes);
    const address = ipToBytes(value);
    if (address === undefined || network?.length !== address.length) return false;
    return address.every(
      (octet, index) => (octet & (mask?.[index] ?? 0)) === ((network[index] ?? 0) & (mask?.[index] ?? 0)),
    );
  },
  email: (value, constraint) =>
    constraint.includes('@') ? value === constraint : isHostWithin(value.slice(value.lastIndexOf('@') + 1), constraint),
  uri: (value, constraint, unsure) => {
    const host = URL.canParse(value) ? new URL(value).hostname : '';
    // RFC 5280: constraints on URIs apply to a host given by name; without one they cannot be applied.
    if (host === '' || host.startsWith('[') || ipToBytes(host) !== undefined) return unsure;
    return isHostWithin(host, constraint);
  },
};

/** RFC 5280: with a leading dot any host below it, without one that host alone; empty means every host. */
function isHostWithin(host: string, constraint: string): boolean {
  if (constraint === '') return true;
  return constraint.startsWith('.') ? host.endsWith(constraint) : host === constraint;
}

/** Whether two names are one (RFC 5280 §7.1), whatever string types they are written in. */
export function isSameName(a: ParsedName, b: ParsedName): boolean {
  return a.rdns.length === b.rdns.length && isPrefix(a, b);
}

function isPrefix(base: ParsedName | undefined, name: ParsedName): boolean {
  if (base === undefined) return false;
  if (equalBytes(base.der, name.der)) return true;
  return base.rdns.every((rdn, index) => {
    const other = name.rdns[index];
    return other?.length === rdn.length && rdn.every((attribute) => other.some((one) => sameAttribute(one, attribute)));
  });
}

type Attribute = ParsedName['rdns'][number][number];

/** RFC 5280 §7.1: case and repeated spaces do not matter. */
function sameAttribute(a: Attribute, b: Attribute): boolean {
  const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');
  return a.type === b.type && folded(a.value) === folded(b.value);
}
