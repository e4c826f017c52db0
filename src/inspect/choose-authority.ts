import { digestHex, equalBytes, toHex } from '../pki/bytes';
import { isSelfSigned } from '../pki/issuer';
import type { Certificate, KeyPair } from '../pki/types';
import { climb, distinctCertificates, isAuthority } from './climb';
import type { FoundObject } from './found-object';
import { authoritiesNamedIn } from './named-authorities';

/** A CA certificate with its key. */
export interface AuthorityPair {
  readonly certificate: Certificate;
  readonly key: KeyPair;
}

/**
 * The CAs among what was found whose keys are there too, each once: none, the one that is meant, or several between which
 * nothing decides.
 *
 * @param entity id of the entity that the CA is to stand for
 */
export async function chooseAuthority(
  found: readonly FoundObject[],
  entity: string | undefined,
): Promise<readonly AuthorityPair[]> {
  const certificates = distinctCertificates(
    found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : [])),
  );
  const keys = found.flatMap((object) => (object.type === 'private-key' ? [object.key] : []));
  const authorities = new Map<string, AuthorityPair[]>();
  for (const certificate of certificates.filter(isAuthority)) {
    const key = keys.find(({ spki }) => equalBytes(spki, certificate.spki));
    const id = `${toHex(certificate.subject.der)} ${toHex(certificate.spki)}`;
    if (key !== undefined) authorities.set(id, [...(authorities.get(id) ?? []), { certificate, key }]);
  }
  const each: AuthorityPair[] = [];
  for (const pairs of authorities.values()) each.push(await bestOf(pairs, certificates));
  return each.length < 2 ? each : namedAmong(each, found, entity);
}

/**
 * Of several certificates of one CA, of those whose root is there: the self-signed one before one that another CA signed,
 * since nothing stands between it and what it issues; then the one that lasts longest, which replaced the others.
 */
async function bestOf(pairs: readonly AuthorityPair[], certificates: readonly Certificate[]): Promise<AuthorityPair> {
  const ranked = await Promise.all(
    pairs.map(async (pair) => ({ pair, rank: (await isSelfSigned(pair.certificate)) ? 1 : 0 })),
  );
  const [first, ...more] = ranked
    .sort((a, b) => b.rank - a.rank || endOf(b.pair) - endOf(a.pair))
    .map(({ pair }) => pair) as [AuthorityPair, ...AuthorityPair[]];
  if (more.length === 0) return first;
  for (const pair of [first, ...more])
    if ((await climb(pair.certificate, certificates)).root !== undefined) return pair;
  return first;
}

/** Those that an earlier zip's manifest names; of several, the one that stands there for the same entity. */
async function namedAmong(
  pairs: readonly AuthorityPair[],
  found: readonly FoundObject[],
  entity: string | undefined,
): Promise<readonly AuthorityPair[]> {
  const manifested = authoritiesNamedIn(found);
  const digests = await Promise.all(pairs.map(({ certificate }) => digestHex('SHA-256', certificate.der)));
  const named = pairs.filter((_, index) => manifested.some(({ sha256 }) => sha256 === digests[index]));
  const meant = pairs.filter((_, index) =>
    manifested.some(({ id, sha256 }) => id === entity && sha256 === digests[index]),
  );
  return [meant, named].find(({ length }) => length === 1) ?? pairs;
}

function endOf({ certificate }: AuthorityPair): number {
  return certificate.validity.notAfter.getTime();
}
