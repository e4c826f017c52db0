import { partsOf } from '../bundle/facts';
import { isSecret } from '../bundle/plan-content';
import type { BundlePlan } from '../bundle/types';
import type { FoundKey } from '../inspect/choose-pair';
import { equalBytes } from '../pki/bytes';
import type { Encoding } from '../recipes/types';
import type { PlannedCase } from './fitness-cases';
import { listed } from './fitness-leaf';
import { placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, LeafCase, Lot, Passed, Verdict } from './fitness-types';

const CONVERT = 'Convert writes it in that form.';

/** The encodings that carry an alias. */
type AliasedEncoding = Extract<Encoding, { as: 'pkcs12' | 'jks' }>;

/**
 * Whether the key of each leaf lies in a form that the recipe gives it, and a keystore's entry under the alias that the
 * settings name. A recipe that gives a key in several forms is content with one.
 *
 * @param answered whether the alias was answered, so that another one is wrong, and not only another than the default
 */
export function formRows(
  plan: BundlePlan,
  cases: readonly PlannedCase[],
  lot: Lot,
  answered: (alias: string) => boolean,
): FitnessRow[] {
  return cases.flatMap(({ leaf, title, found }) => {
    if (found?.key === undefined) return [];
    const wanted = plan.entries.flatMap(({ content }) =>
      partsOf(content).filter((part) => isSecret(part) && 'entity' in part && part.entity === leaf.id),
    );
    const keys = lot.keys.filter(({ key }) => equalBytes(key.spki, found.found.certificate.spki));
    const verdicts = wanted.map((encoding) => judgeForm(encoding, keys)).sort((a, b) => rank[a[0]] - rank[b[0]]);
    const aliased = wanted.filter((part): part is AliasedEncoding => 'alias' in part);
    return [
      ...verdicts.slice(0, 1).map((verdict) => rowOf('form', `${title}: form of the key`, verdict, keys)),
      ...aliasRows(title, aliased, keys, answered),
      ...javaRows(found, aliased),
    ];
  });
}

const rank: Readonly<Record<Passed, number>> = { yes: 0, unknown: 1, no: 2 };

/** What each encoding of a key is, for people, and whether a key lies in it. */
const forms: {
  readonly [As in Encoding['as']]?: { readonly says: string; readonly fits: (key: FoundKey) => boolean };
} = {
  'private-key-pkcs8-pem': { says: 'a key file without a password', fits: isPlain },
  'private-key-pkcs8-der': { says: 'a key file without a password', fits: isPlain },
  'private-key-pkcs1-pem': { says: 'a key file without a password', fits: isPlain },
  'private-key-sec1-pem': { says: 'a key file without a password', fits: isPlain },
  'private-key-encrypted-pem': {
    says: 'a key file with a password',
    fits: ({ alias, encrypted }) => alias === undefined && encrypted,
  },
  pkcs12: { says: 'a keystore', fits: isStored },
  jks: { says: 'a keystore', fits: isStored },
};

function judgeForm({ as }: Encoding, keys: readonly FoundKey[]): Verdict {
  const form = forms[as];
  const fitting = keys.filter((key) => form?.fits(key) === true);
  if (fitting.length > 0) return ['yes', `${listed(places(fitting))} is ${form?.says ?? as}, as wanted.`];
  return ['no', `The key is in ${listed(keys.map(describe))}; ${form?.says ?? as} is wanted.`, CONVERT];
}

function isPlain({ alias, encrypted }: FoundKey): boolean {
  return alias === undefined && !encrypted;
}

function isStored({ alias }: FoundKey): boolean {
  return alias !== undefined;
}

function describe(key: FoundKey): string {
  const form = isStored(key) ? 'a keystore' : key.encrypted ? 'a file with a password' : 'a file without a password';
  return `${placeIn(key.source)}, ${form}`;
}

function places(keys: readonly FoundKey[]): string[] {
  return keys.map(({ source }) => placeIn(source));
}

/** Java looks aliases up without regard to case. */
function aliasRows(
  title: string,
  wanted: readonly AliasedEncoding[],
  keys: readonly FoundKey[],
  answered: (alias: string) => boolean,
): FitnessRow[] {
  const stored = keys.filter(isStored);
  if (stored.length === 0) return [];
  return wanted.map(({ alias }) => {
    const found = stored.filter((key) => key.alias?.toLowerCase() === alias.toLowerCase());
    const there = listed(stored.map((key) => (key.alias === undefined || key.alias === '' ? '(no alias)' : key.alias)));
    const verdict: Verdict =
      found.length > 0
        ? ['yes', `${listed(places(found))} has the key under the alias ${alias}.`]
        : [
            answered(alias) || stored.every((key) => key.alias === '') ? 'no' : 'unknown',
            `${listed(places(stored))} has the key under ${there}, not under the alias ${alias}.`,
            'Name its alias in the settings, or change the alias with convert.',
          ];
    return rowOf('alias', `${title}: alias`, verdict, stored);
  });
}

/** Java reads no certificate whose names hold an underscore ("Contains non-LDH ASCII characters"). */
function javaRows({ title, found }: LeafCase, aliased: readonly AliasedEncoding[]): FitnessRow[] {
  const names = (found.certificate.subjectAltNames ?? []).filter(
    ({ kind, value }) => kind === 'dns' && value.includes('_'),
  );
  if (aliased.length === 0 || names.length === 0) return [];
  const shown = listed(names.map(({ value }) => value));
  const why = `${placeIn(found.source)} is for ${shown}. Java refuses certificates with an underscore in a name.`;
  return [
    rowOf(
      'java-names',
      `${title}: names for Java`,
      ['no', why, 'Rename the host, or have the certificate issued without that name.'],
      [found],
    ),
  ];
}
