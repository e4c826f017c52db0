import { isAuthority } from '../inspect/climb';
import { aliasProblem, normaliseAlias } from '../keystores/keystore-password';
import { toHex } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { chosenBy } from './convert-choose';
import type { Lot } from './convert-lot';
import { checkedAlias, nameOfCertificate } from './convert-names';
import type { ConversionOptions, ConversionSubjects, NamedCertificate } from './convert-types';
import { whyNot } from './convert-why-not';

/**
 * The certificates that are meant, each under an alias of its own: those chosen; else the trusted entries of dropped
 * keystores and every root; else every CA; else all. A CA that is rolled over gives two roots, old and new, and both go in.
 *
 * @throws PkiError of `whyNot`; `material-ambiguous`, `material-missing` for a choice; `field-invalid` for aliases that are
 *   too few, too many, alike, or not kept by every reader
 */
export function trustedIn(
  lot: Lot,
  { choose = [], aliases = [] }: ConversionOptions,
): ConversionSubjects['certificates'] {
  if (lot.certificates.length === 0) throw whyNot('certificates', lot);
  const chosen =
    choose.length > 0 ? [...new Set(choose.map((text) => chosenBy(text, lot.certificates)))] : usuallyTrusted(lot);
  if (aliases.length > 0 && aliases.length !== chosen.length)
    throw new PkiError(
      'field-invalid',
      `${String(chosen.length)} certificates are written (${chosen.map(({ label }) => label).join('; ')}), but ${String(aliases.length)} aliases are given. Give one for each, in this order.`,
      { field: 'aliases' },
    );
  const taken = new Map<string, number>();
  const certificates = chosen.map(({ value: { certificate, alias } }, index): NamedCertificate => {
    const given = aliases[index];
    const name = given === undefined ? freeAlias(alias, nameOfCertificate(certificate), taken) : checkedAlias(given);
    taken.set(normaliseAlias(name), taken.get(normaliseAlias(name)) ?? 1);
    return { certificate, alias: name };
  });
  return { name: 'truststore', certificates };
}

/** Those that are written when none is chosen. */
export function usuallyTrusted({ certificates, objects, roots: selfSigned }: Lot): Lot['certificates'] {
  const entries = new Set(
    objects.flatMap((object) =>
      object.type === 'keystore'
        ? object.keystore.entries.flatMap((entry) =>
            entry.kind === 'trusted-certificate' ? [toHex(entry.certificate)] : [],
          )
        : [],
    ),
  );
  const roots = certificates.filter(
    ({ value: { certificate } }) =>
      entries.has(toHex(certificate.der)) || (selfSigned.has(certificate) && isAuthority(certificate)),
  );
  if (roots.length > 0) return roots;
  const authorities = certificates.filter(({ value }) => isAuthority(value.certificate));
  return authorities.length > 0 ? authorities : certificates;
}

/**
 * `root`, `root-2`: Java tells aliases apart without regard to capitals.
 *
 * @param taken with the number that was given last after each, so that a thousand of one name are not a million tries
 */
function freeAlias(own: string | undefined, name: string, taken: Map<string, number>): string {
  const base = [own, name].find((each) => each !== undefined && aliasProblem(each) === undefined) ?? 'certificate';
  if (!taken.has(normaliseAlias(base))) return base;
  for (let number = taken.get(normaliseAlias(base)) ?? 1; ; number++) {
    const alias = `${base}-${String(number + 1)}`;
    taken.set(normaliseAlias(base), number + 1);
    if (!taken.has(normaliseAlias(alias))) return alias;
  }
}
