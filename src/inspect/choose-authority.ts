import { digestHex, equalBytes, toHex } from '../pki/bytes';
import type { Certificate, KeyPair } from '../pki/types';
import { climb, isAuthority, isHigher, isInForce } from './climb';
import type { FoundObject } from './found-object';
import { authoritiesNamedIn } from './named-authorities';

/** A CA certificate with its key. */
export interface AuthorityPair {
  readonly certificate: Certificate;
  readonly key: KeyPair;
}

/**
 * The CAs among what was found whose keys are there too, each once.
 *
 * @param certificates every certificate among it, each once
 * @param named those whose files the user named: of several certificates of one CA they come first
 */
export async function authoritiesIn(
  found: readonly FoundObject[],
  certificates: readonly Certificate[],
  named: readonly Certificate[],
  now: Date,
): Promise<readonly AuthorityPair[]> {
  const keys = found.flatMap((object) => (object.type === 'private-key' ? [object.key] : []));
  const authorities = new Map<string, [AuthorityPair, ...AuthorityPair[]]>();
  for (const certificate of certificates.filter(isAuthority)) {
    const key = keys.find(({ spki }) => equalBytes(spki, certificate.spki));
    const id = `${toHex(certificate.subject.der)} ${toHex(certificate.spki)}`;
    if (key !== undefined) authorities.set(id, [{ certificate, key }, ...(authorities.get(id) ?? [])]);
  }
  const each: AuthorityPair[] = [];
  for (const pairs of authorities.values()) each.push(await bestOf(pairs, certificates, named, now));
  return each;
}

/**
 * Of several certificates of one CA, of those whose root is there: one that was named; one whose way up is in force; the
 * self-signed one before one that another CA signed, since nothing stands between it and what it issues; then the one that
 * lasts longest, which replaced the others.
 */
async function bestOf(
  [first, ...more]: readonly [AuthorityPair, ...AuthorityPair[]],
  certificates: readonly Certificate[],
  named: readonly Certificate[],
  now: Date,
): Promise<AuthorityPair> {
  let best = first;
  let bestRank: readonly number[] = [];
  for (const pair of [first, ...more]) {
    const { certificate } = pair;
    const { chain, root } = await climb(certificate, certificates, now);
    const isNamed = named.some(({ der }) => equalBytes(der, certificate.der));
    const inForce = [...chain, root ?? certificate].every((each) => isInForce(each, now));
    const conditions = [root !== undefined, isNamed, inForce, root === certificate].map(Number);
    const rank = [...conditions, certificate.validity.notAfter.getTime()];
    if (isHigher(rank, bestRank)) [best, bestRank] = [pair, rank];
  }
  return best;
}

/**
 * Those that an earlier zip's manifest names; of several, the one that stands there for the same entity; all where it does
 * not decide.
 *
 * @param entity id of the entity that the CA is to stand for
 */
export async function ofEntity(
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
