import { SHORTEST_TYPED } from '../issuance/password';
import { keystorePasswordProblem } from '../keystores/keystore-password';
import { unprintable } from '../pki/show-text';
import type { Encoding, Recipe, SecretField } from '../recipes/types';

/** Encodings that Java opens with the password. */
const keystores: ReadonlySet<Encoding['as']> = new Set<Encoding['as']>(['pkcs12', 'truststore-pkcs12', 'jks']);

/**
 * What is wrong with a password that the user typed, or that opened the keystore the user brought, as one sentence that
 * does not repeat it; undefined when it may be used.
 *
 * @param field the secret field that it is for; in a keystore's password Java has a say too
 */
export function passwordProblem(
  { artifacts }: Pick<Recipe, 'artifacts'>,
  { id, minLength, forbids = [] }: SecretField,
  password: string,
): string | undefined {
  const protectsKeystore = artifacts.some(
    ({ encoding }) => keystores.has(encoding.as) && 'password' in encoding && encoding.password === id,
  );
  const forbidden = forbids.find(({ text }) => password.includes(text));
  return (
    tooShort(password, minLength) ??
    (protectsKeystore ? keystorePasswordProblem(password) : invisible(password)) ??
    (forbidden && `The password has ${forbidden.text} in it: ${forbidden.why}. Choose another.`)
  );
}

/** The same for the password that protects the CA's key. */
export function caKeyPasswordProblem(password: string): string | undefined {
  return tooShort(password, SHORTEST_TYPED, false) ?? invisible(password);
}

/** Typed for a key that is not a CA's. */
const SHORTEST_FOR_KEY = 8;

/**
 * The same for the password that protects a private key of the user's own.
 *
 * @param isAuthority the key is a CA's
 */
export function keyPasswordProblem(password: string, isAuthority: boolean): string | undefined {
  const [key, least] = isAuthority ? ['The key of a CA', SHORTEST_TYPED] : ['A private key', SHORTEST_FOR_KEY];
  if (password.length >= least) return invisible(password);
  return `The password has ${String(password.length)} characters. ${key} takes one of at least ${String(least)}: choose a longer one.`;
}

/** @param canBeMade the command line makes passwords of keystores, but not that of a CA's key */
function tooShort(password: string, least: number, canBeMade = true): string | undefined {
  if (password.length >= least) return undefined;
  return `The password has ${String(password.length)} characters. Give at least ${String(least)}${canBeMade ? ', or let one be made' : ''}.`;
}

function invisible(password: string): string | undefined {
  return unprintable.test(password) ? 'The password has invisible characters in it. Type it by hand.' : undefined;
}
