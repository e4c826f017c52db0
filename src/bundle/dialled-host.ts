/**
 * The first of a list of hosts that can be connected to. A wildcard cannot; where there is nothing else, a name under the
 * first one stands in for the real one: `host.example.com` for `*.example.com`.
 *
 * @returns empty when the list is
 */
export function dialledHost(hosts: readonly string[]): string {
  return hosts.find((host) => !isWildcard(host)) ?? (hosts[0] ?? '').replace(/^\*/u, 'host');
}

/** Whether a host stands for all names under a domain. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** RFC 3986 §3.2.2: brackets keep the colons of an IPv6 address apart from those around it. */
export function bracketed(host: string): string;
export function bracketed(host: string | undefined): string | undefined;
export function bracketed(host: string | undefined): string | undefined {
  return host?.includes(':') === true ? `[${host}]` : host;
}
