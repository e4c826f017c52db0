import { normaliseDnsName } from './dns-name';
import type { NormalisedName } from './dns-name';
import { PkiError } from './errors';
import type { PkiErrorCode } from './errors';
import { refuseHost } from './host-error';
import { bytesToIp, ipToBytes, mappedIpv4 } from './ip-address';
import { assertReadable, hostOf } from './pasted-host';
import { showText } from './show-text';
import type { GeneralName } from './types';

/** Most names in one list. Verifiers were seen to take 100; beyond it handshakes grow and limits differ. */
export const MAX_NAMES = 100;

/** Longest list looked at: the most names at their longest, and then some. */
const LONGEST_LIST = 65_536;

/** Sentences about wrong items in one list; more would hide the form. */
const MOST_PROBLEMS = 5;

/** Names quoted in one notice. */
const MOST_SHOWN = 6;

/** What a hosts field holds. `problems` block, `notices` inform. */
export interface ParsedHosts {
  /** In the order given, each once; at most {@link MAX_NAMES}. */
  readonly names: readonly GeneralName[];
  readonly problems: readonly { readonly field: string; readonly code: PkiErrorCode; readonly message: string }[];
  readonly notices: readonly string[];
  /** The first port that stood after a name: no part of any, but perhaps asked for elsewhere. */
  readonly port: string | undefined;
}

/**
 * Reads host names and addresses separated by commas, semicolons or white space, each in any form that people paste:
 * `name`, `name:port`, `[::1]:port`, a whole URL. Never throws, whatever it is given; an empty list has no problems.
 *
 * @param options `field`: id for the problems; `wildcard`: whether `*.example.com` is allowed, default true
 */
export function parseHosts(
  text: string,
  { field, wildcard = true }: { readonly field: string; readonly wildcard?: boolean },
): ParsedHosts {
  const problem = (code: PkiErrorCode, message: string): ParsedHosts['problems'][number] => ({ field, code, message });
  if (text.length > LONGEST_LIST) {
    const message = `The list is ${String(text.length)} characters long. Enter at most ${String(MAX_NAMES)} names.`;
    return { names: [], problems: [problem('hosts-too-many', message)], notices: [], port: undefined };
  }
  const names = new Map<string, GeneralName>();
  const problems: ParsedHosts['problems'][number][] = [];
  const notices = new Set(splitBySpace(text));
  let first: string | undefined;
  for (const item of text.split(/[\s,;]+/u)) {
    if (item === '') continue;
    try {
      const { name, notices: about, port } = readHost(item, wildcard);
      first ??= port;
      names.set(`${name.kind} ${name.value}`, name);
      for (const notice of about) notices.add(notice);
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
      problems.push(problem(error.code, error.message));
    }
  }
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) problems.splice(MOST_PROBLEMS, more, problem('host-invalid', `${String(more)} more names are wrong.`));
  if (names.size > MAX_NAMES)
    problems.unshift(
      problem(
        'hosts-too-many',
        `These are ${String(names.size)} names. One certificate takes at most ${String(MAX_NAMES)}; remove some.`,
      ),
    );
  return { names: [...names.values()].slice(0, MAX_NAMES), problems, notices: [...notices], port: first };
}

/**
 * Reads one name.
 *
 * @param kind what it must be; absent: a host in any pasted form, which becomes `dns` or `ip`
 * @throws PkiError `host-invalid`
 */
export function parseGeneralName(text: string, kind?: GeneralName['kind']): GeneralName {
  const trimmed = text.trim();
  assertReadable(trimmed);
  if (kind === 'email') return { kind, value: normaliseEmail(trimmed) };
  if (kind === 'uri') return { kind, value: normaliseUri(trimmed) };
  const { name } = readHost(trimmed, true);
  if (kind !== undefined && name.kind !== kind)
    throw refuseHost(text, kind === 'ip' ? 'is not an IP address.' : 'is an IP address where a host name is due.');
  return name;
}

/** `DNS:…`, `IP:…`, `email:…` or `URI:…`, as OpenSSL's configuration writes them. */
export function formatGeneralName({ kind, value }: GeneralName): string {
  return `${labels[kind]}:${value}`;
}

const labels = { dns: 'DNS', ip: 'IP', email: 'email', uri: 'URI' } as const;

/** What a CA must be limited to so that it may issue a name: a wildcard's star is covered by the domain under it. */
export function constraintFor({ kind, value }: GeneralName): GeneralName {
  return { kind, value: kind === 'dns' ? value.replace(/^\*\./u, '') : value };
}

/** Whether a name means this computer only: localhost (RFC 6761 §6.3), 127.0.0.0/8, ::1. */
export function isLoopback({ kind, value }: GeneralName): boolean {
  if (kind === 'ip') return value === '::1' || value.startsWith('127.');
  return kind === 'dns' && (value === 'localhost' || value.endsWith('.localhost'));
}

/** Only a space stands between these parts, and one is a single label: perhaps they were meant as one name. */
function splitBySpace(text: string): readonly string[] {
  for (const chunk of text.split(/[^\S ]|[,;]/u)) {
    const parts = chunk.split(' ').filter((part) => part !== '');
    if (parts.length > 1 && parts.some((part) => /^[^.:/[]+$/u.test(part) && !/^(?:\d+|localhost)$/iu.test(part))) {
      const shown = parts.slice(0, MOST_SHOWN).map(showText).join(', ');
      const more = parts.length > MOST_SHOWN ? ', …' : '';
      return [`Read as ${String(parts.length)} names: ${shown}${more}. A host name has no spaces.`];
    }
  }
  return [];
}

interface ReadHost {
  readonly name: GeneralName;
  readonly notices: readonly string[];
  readonly port?: string;
}

function readHost(item: string, wildcard: boolean): ReadHost {
  assertReadable(item);
  const host = hostOf(item);
  const octets = ipToBytes(host);
  const { name, notices } = octets === undefined ? readName(host, item, wildcard) : readAddress(host, octets);
  const port = portAfter(host, item);
  if (port === undefined) return { name, notices };
  return { name, notices: [...notices, `Port ${port} was left out: a certificate is for every port.`], port };
}

/** The port that stood after a host, which whoever typed it may miss. */
function portAfter(host: string, item: string): string | undefined {
  const start = item.indexOf(host, Math.max(item.indexOf('://'), 0));
  return /^\]?:(\d+)/u.exec(item.slice(start + host.length))?.[1];
}

function readName(host: string, item: string, wildcard: boolean): ReadHost {
  const { value, notices } = dnsName(host, item);
  if (!wildcard && value.startsWith('*.')) throw refuseHost(item, 'is a wildcard. Enter one whole host name here.');
  return { name: { kind: 'dns', value }, notices };
}

function dnsName(host: string, item: string): NormalisedName {
  if (host === '') throw refuseHost(item, 'holds no host name. Enter the name or address that clients connect to.');
  return normaliseDnsName(host);
}

function readAddress(host: string, octets: NonNullable<ReturnType<typeof ipToBytes>>): ReadHost {
  // Clients connect to the IPv4 address, and most compare its four octets: Java and Go unfold mapped addresses.
  const mapped = mappedIpv4(octets);
  const value = bytesToIp(mapped ?? octets);
  const notices: string[] = [];
  if (mapped !== undefined) notices.push(`${host} is the IPv4 address ${value} and is written as such.`);
  if ((mapped ?? octets).every((octet) => octet === 0))
    notices.push(
      `${value} means all addresses of a machine that listens; no client connects to it. Add the address that clients use.`,
    );
  return { name: { kind: 'ip', value }, notices };
}

/** RFC 5280 §4.2.1.6 rfc822Name: `local@domain` in ASCII; the local part keeps its case. */
function normaliseEmail(text: string): string {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  if (at < 1 || local.length > 64 || !/^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/u.test(local))
    throw refuseHost(
      text,
      'is not an e-mail address. It is written as name@example.com, in letters without accents before the @.',
    );
  const { value } = normaliseDnsName(text.slice(at + 1));
  if (value.startsWith('*.')) throw refuseHost(text, 'is not an e-mail address: it cannot have a star.');
  return `${local}@${value}`;
}

/** RFC 5280 §4.2.1.6 uniformResourceIdentifier: absolute, ASCII, kept as given. */
function normaliseUri(text: string): string {
  const characters = /^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/u.test(text) && !/%(?![\da-f]{2})/iu.test(text);
  if (!characters || !/^[a-z][a-z\d+.-]*:./iu.test(text) || !URL.canParse(text))
    throw refuseHost(
      text,
      'is not a URI. It begins with a scheme, as in https://example.com/id, and holds no spaces or accents (write them as %…).',
    );
  return text;
}
