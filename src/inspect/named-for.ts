import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import type { PkiErrorCode } from '../pki/errors';
import type { Certificate } from '../pki/types';
import type { AuthorityPair } from './choose-authority';
import { climb, isAuthority, isSameAuthority } from './climb';
import type { FoundObject, InputFile } from './found-object';
import { placeOf, whyLocked } from './why-no-pair';

/** The CAs that are left, or why what was named is none of them. */
export interface NamedChoice {
  readonly pairs: readonly AuthorityPair[];
  readonly reason?: readonly [PkiErrorCode, string];
}

/**
 * Of CAs with their keys, those whose files the user named himself: a folder or zip given with them often holds another CA,
 * which must not take their place in silence. A certificate above the CA may be named too, as its root.
 */
export async function namedAmong(
  pairs: readonly AuthorityPair[],
  found: readonly FoundObject[],
  files: readonly InputFile[],
  now: Date,
): Promise<NamedChoice> {
  const [first] = pairs;
  if (first === undefined) return { pairs };
  const held = `The other files hold the key of ${pairs.map(nameOf).join(' and of ')}; to issue with it, name that certificate instead.`;
  const keys = objectsIn(found, files, 'key').filter((object) => object.type === 'private-key');
  const locked = objectsIn(found, files, 'key').find((object) => object.type === 'locked-key');
  if (locked?.type === 'locked-key' && keys.length === 0) return { pairs, reason: whyLocked(locked) };
  const fitting =
    keys.length === 0 ? pairs : pairs.filter(({ key }) => keys.some(({ key: { spki } }) => equalBytes(spki, key.spki)));
  const named = certificatesNamed(found, files);
  const authorities = named.filter(isAuthority);
  const own = fitting.filter(({ certificate }) => authorities.some((each) => isSameAuthority(each, certificate)));
  if (own.length > 0) return { pairs: own };
  const below = named.length === 0 ? fitting : await standingBelow(fitting, authorities, found, now);
  if (below.length > 0) return { pairs: below };
  const [authority, certificate] = [authorities[0], named[0]];
  if (authority !== undefined)
    return {
      pairs,
      reason: ['material-missing', `The private key of the CA ${formatName(authority.subject)} is missing. ${held}`],
    };
  if (certificate !== undefined)
    return {
      pairs,
      reason: [
        'ca-not-authority',
        `${formatName(certificate.subject)} is not a CA certificate, so nothing can be issued with it. ${held}`,
      ],
    };
  const place = placeOf(keys[0]?.source ?? '');
  return { pairs, reason: ['key-mismatch', `The key in ${place} belongs to none of the CAs given. ${held}`] };
}

/** The certificates in files that were named for them. */
export function certificatesNamed(found: readonly FoundObject[], files: readonly InputFile[]): readonly Certificate[] {
  return objectsIn(found, files, 'certificate').flatMap((object) =>
    object.type === 'certificate' ? [object.certificate] : [],
  );
}

function objectsIn(
  found: readonly FoundObject[],
  files: readonly InputFile[],
  purpose: InputFile['namedFor'],
): readonly FoundObject[] {
  const names = new Set(files.filter(({ namedFor }) => namedFor === purpose).map(({ name }) => name));
  return found.filter(({ source }) => names.has(source));
}

/** Those on whose way up one of the certificates stands. */
async function standingBelow(
  pairs: readonly AuthorityPair[],
  named: readonly Certificate[],
  found: readonly FoundObject[],
  now: Date,
): Promise<readonly AuthorityPair[]> {
  const all = found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
  const below: AuthorityPair[] = [];
  for (const pair of pairs) {
    const { chain, root } = await climb(pair.certificate, all, now);
    const way = root === undefined ? chain : [...chain, root];
    if (named.some((each) => way.some((other) => isSameAuthority(each, other)))) below.push(pair);
  }
  return below;
}

function nameOf({ certificate }: AuthorityPair): string {
  return formatName(certificate.subject);
}
