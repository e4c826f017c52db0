import type { Bytes } from './types';

const OCTET = /^(?:0|[1-9]\d{0,2})$/u;
const GROUP = /^[0-9a-f]{1,4}$/iu;

/** Four octets of a dotted decimal address; undefined for anything else, leading zeros included (they meant octal once). */
export function parseIpv4(text: string): Bytes | undefined {
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => OCTET.test(part) && Number(part) <= 255)) return undefined;
  return Uint8Array.from(parts, Number);
}

/** Sixteen octets of an IPv6 address in any form of RFC 4291 §2.2; undefined for anything else, zones included. */
export function parseIpv6(text: string): Bytes | undefined {
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  // RFC 4291 §2.2: "::" stands for one or more groups.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Groups between colons, the last of which may be a dotted decimal address. */
function groupsOf(half: string): number[] | undefined {
  if (half === '') return [];
  const parts = half.split(':', 9);
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (v4 !== undefined) groups.push(pair(v4, 0), pair(v4, 2));
    else if (GROUP.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function pair(octets: Bytes, offset: number): number {
  return ((octets[offset] ?? 0) << 8) | (octets[offset + 1] ?? 0);
}

/** Octets of an IPv4 or IPv6 address without brackets; undefined when it is neither. */
export function ipToBytes(text: string): Bytes | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Canonical text of 4 or 16 octets: dotted decimal, or RFC 5952 §4 (lower case, longest run of zeros shortened). */
export function bytesToIp(octets: Uint8Array): string {
  if (octets.length === 4) return Array.from(octets).join('.');
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((octets[index * 2] ?? 0) << 8) | (octets[index * 2 + 1] ?? 0),
  );
  const { start, length } = longestZeroRun(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** RFC 5952 §4.2.3: the longest run, and of equal ones the first. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

/** The IPv4 address inside `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2); undefined for other addresses. */
export function mappedIpv4(octets: Bytes): Bytes | undefined {
  const mapped =
    octets.length === 16 && octets.subarray(0, 10).every((octet) => octet === 0) && pair(octets, 10) === 0xffff;
  return mapped ? octets.slice(12) : undefined;
}
