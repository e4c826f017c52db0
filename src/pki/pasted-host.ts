import { refuseHost } from './host-error';
import { ipToBytes, parseIpv6 } from './ip-address';
import { unprintable } from './show-text';

/** Longest item looked at: the longest DNS name is 253 characters, the rest is scheme, path and query. */
const LONGEST_ITEM = 2048;

/**
 * Host part of a pasted item: quotes, scheme, user, port, path and brackets taken off. What is left may still be anything.
 *
 * @throws PkiError `host-invalid` for e-mail addresses, networks, wrong ports and wrong IPv6 addresses
 */
export function hostOf(item: string): string {
  const bare = item.replace(/^["'`<]|["'`>]$/gu, '');
  const separator = bare.indexOf('://');
  const rest = separator < 0 ? bare : bare.slice(separator + 3);
  const end = rest.search(/[/?#]/u);
  let authority = end < 0 ? rest : rest.slice(0, end);
  if (authority.includes('@')) {
    if (separator < 0) throw refuseHost(item, 'is an e-mail address. Enter the name or address of a machine.');
    authority = authority.slice(authority.lastIndexOf('@') + 1);
  }
  const host = withoutPort(authority, item);
  if (separator < 0 && /^\/\d{1,3}$/u.test(rest.slice(authority.length)) && ipToBytes(host) !== undefined)
    throw refuseHost(item, 'is a network, not an address. Enter each address that clients connect to.');
  return host;
}

function withoutPort(authority: string, item: string): string {
  if (authority.startsWith('[')) {
    const close = authority.indexOf(']');
    const inside = authority.slice(1, Math.max(close, 1));
    assertPort(authority.slice(close + 1), item);
    assertIpv6(inside, item);
    return inside;
  }
  const colon = authority.indexOf(':');
  if (colon < 0) return authority;
  if (authority.includes(':', colon + 1)) {
    assertIpv6(authority, item);
    return authority;
  }
  assertPort(authority.slice(colon), item);
  return authority.slice(0, colon);
}

function assertPort(text: string, item: string): void {
  if (text !== '' && !(/^:\d{0,5}$/u.test(text) && Number(text.slice(1)) <= 65_535))
    throw refuseHost(item, 'does not end in a valid port. Enter the host alone; certificates know no ports.');
}

function assertIpv6(text: string, item: string): void {
  if (text.includes('%'))
    throw refuseHost(item, 'has a zone (%…), which means something on one machine only. Enter the address without it.');
  if (parseIpv6(text) === undefined)
    throw refuseHost(
      item,
      'is not an IPv6 address. It has eight groups of hex digits, with "::" once for zeros, as in 2001:db8::5.',
    );
}

/** @throws PkiError `host-invalid` for what is longer than any name, or holds invisible characters */
export function assertReadable(text: string): void {
  if (text.length > LONGEST_ITEM)
    throw refuseHost(text, `is ${String(text.length)} characters long. Host names have at most 253.`);
  if (unprintable.test(text)) throw refuseHost(text, 'has invisible characters in it. Type it by hand.');
}
