import { PkiError } from '../pki/errors';
import { parseGeneralName } from '../pki/general-names';
import type { GeneralName } from '../pki/types';

/** How programs quote the host that they dialled and did not find in a certificate. */
const dialled: readonly RegExp[] = [
  /Host: (\S{1,255}) is not in the cert's altnames/giu,
  /IP: (\S{1,60}) is not in the cert's list/giu,
  /No name matching (\S{1,255}) found/giu,
  /No subject alternative (?:DNS name|names?) matching (?:IP address )?(\S{1,255}) found/giu,
  /Certificate for <([^>\s]{1,255})> doesn't match/giu,
  /certificate is not valid for '([^'\s]{1,255})'/giu,
  /target host ?name '([^'\s]{1,255})'/giu,
  /certificate is valid for [^\n]{1,2000}, not (\S{1,255})/giu,
  /not valid for any names, but wanted to match (\S{1,255})/giu,
  /cannot validate certificate for (\S{1,60}) because/giu,
  /Peer name (\S{1,255}) is not in peer certificate/giu,
  /No match found for server name: (\S{1,255})/giu,
];

/** How programs quote the alias under which they found no key. */
const lookedUp: readonly RegExp[] = [
  /alias (?:name )?\[?'?([^\]'\n]{1,100}?)'?\]? does not identify a key entry/giu,
  /Keystore does not contain alias '([^'\n]{1,100})'/giu,
];

/** The hosts that a log says were dialled in vain; what is no host is left out. */
export function hostsIn(text: string): readonly GeneralName[] {
  const hosts = quoted(text, dialled).flatMap(nameOf);
  return [...new Map(hosts.map((host) => [`${host.kind} ${host.value}`, host])).values()];
}

/** The aliases that a log says were looked up in vain. */
export function aliasesIn(text: string): readonly string[] {
  return quoted(text, lookedUp);
}

function quoted(text: string, patterns: readonly RegExp[]): string[] {
  return [...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])))];
}

/** A full stop or comma may end the sentence, not the name. */
function nameOf(text: string): GeneralName[] {
  try {
    return [parseGeneralName(text.replace(/[.,;:"]{0,3}$/u, ''))];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}
