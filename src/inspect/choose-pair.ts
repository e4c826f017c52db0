import { equalBytes } from '../pki/bytes';
import { purposeOids } from '../issuance/profiles';
import { anyExtendedKeyUsage } from '../pki/oids';
import type { Certificate } from '../pki/types';
import { isAuthority } from './climb';
import type { FoundObject } from './found-object';
import type { CertifiedKeyWish } from './read-certified-key';

export type FoundKey = Extract<FoundObject, { type: 'private-key' }>;
export type FoundCertificate = Extract<FoundObject, { type: 'certificate' }>;

/** A certificate with its key. */
export interface Pair {
  readonly key: FoundKey;
  readonly certificate: Certificate;
  readonly source: string;
}

/** Whether a certificate may serve all these purposes; without the extension it may serve any (RFC 5280 §4.2.1.12). */
export function serves({ extendedKeyUsage }: Certificate, purposes: CertifiedKeyWish['purposes']): boolean {
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes(anyExtendedKeyUsage)) return true;
  return purposes.every((purpose) => extendedKeyUsage.includes(purposeOids[purpose]));
}

/** Every certificate whose key is among the files. */
export function pairsIn(found: readonly FoundObject[], { reply }: Pick<CertifiedKeyWish, 'reply'>): Pair[] {
  const keys = found.filter((object): object is FoundKey => object.type === 'private-key');
  const certificates = found.filter((object): object is FoundCertificate => object.type === 'certificate');
  return certificates
    .filter(({ alias }) => !reply || alias === undefined)
    .flatMap(({ certificate, source }) => {
      const key = keys.find((candidate) => equalBytes(candidate.key.spki, certificate.spki));
      return key === undefined ? [] : [{ key, certificate, source }];
    });
}

/**
 * The pair that fits the wish best: one that says its purpose before one that may serve any, then by the name of its file,
 * then the one that lasts longest. A CA certificate serves only where nothing else is or may be: some systems make
 * themselves one to serve with. Undefined when none fits, or when several with different keys fit equally.
 */
export function choosePair(found: readonly FoundObject[], wish: CertifiedKeyWish): Pair | undefined {
  const pairs = pairsIn(found, wish);
  const others = found.some(
    (object) => object.type === 'locked-key' || (object.type === 'certificate' && !isAuthority(object.certificate)),
  );
  const fitting = pairs.filter(
    ({ certificate }) => serves(certificate, wish.purposes) && !(others && isAuthority(certificate)),
  );
  const best = [saysPurpose, hasName].reduce((rest, test) => {
    const better = rest.filter((pair) => test(pair, wish));
    return better.length > 0 ? better : rest;
  }, fitting);
  const [first] = [...best].sort((a, b) => endOf(b) - endOf(a));
  const same = best.every(
    ({ certificate }) => first !== undefined && equalBytes(certificate.spki, first.certificate.spki),
  );
  return same ? first : undefined;
}

function saysPurpose({ certificate }: Pair): boolean {
  return certificate.extendedKeyUsage !== undefined;
}

function hasName({ source }: Pair, { hint }: CertifiedKeyWish): boolean {
  return source.slice(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1).startsWith(hint);
}

function endOf({ certificate }: Pair): number {
  return certificate.validity.notAfter.getTime();
}
