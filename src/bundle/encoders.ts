import type { OpenedStore } from '../inspect/read-store';
import { putEntries } from '../keystores/edit-keystore';
import { writeJks } from '../keystores/jks';
import type { KeystoreProfile, PrivateKeyEntry, TrustedCertificateEntry, WriteOptions } from '../keystores/types';
import { writePkcs12 } from '../keystores/write-pkcs12';
import { concatBytes, equalBytes, utf8 } from '../pki/bytes';
import { PkiError, refusedAt } from '../pki/errors';
import { encryptPkcs8, pkcs8ToPkcs1, pkcs8ToSec1 } from '../pki/key-formats';
import { encodePem } from '../pki/pem';
import type { Random } from '../pki/platform';
import type { Bytes, Certificate, KeyPair } from '../pki/types';
import type { Encoding } from '../recipes/types';
import { textOf } from './conditions';
import type { BundlePlan } from './types';

/** An entity after issuing or reading: what encoders draw on. Absent members are what such an entity does not have. */
export interface MadeEntity {
  readonly certificate?: Certificate;
  /** The certificate itself, then its issuers up to but without a self-signed root; DER. */
  readonly chain?: readonly Bytes[];
  /** The self-signed certificate that the chain ends in; DER. */
  readonly anchor?: Bytes;
  readonly key?: KeyPair;
  /** Certification request, DER. */
  readonly request?: Bytes;
}

/** Where encoders find what they need. */
export interface EncodingContext {
  readonly plan: BundlePlan;
  /** By instance id. */
  readonly made: ReadonlyMap<string, MadeEntity>;
  /** Keystores that are added to, by slot id. */
  readonly stores: ReadonlyMap<string, OpenedStore>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly random: Random;
  /** The moment of creation, which JKS entries carry. */
  readonly created: Date;
  /** Awaited by long derivations of keys. */
  readonly pause: () => Promise<void>;
}

type Encoder<As extends Encoding['as']> = (
  encoding: Extract<Encoding, { as: As }>,
  context: EncodingContext,
) => Bytes | Promise<Bytes>;

/**
 * How each encoding becomes bytes; the only place that knows. Text is filled in by the producer, which knows the other
 * files' contents.
 */
const encoders: { readonly [As in Exclude<Encoding['as'], 'text'>]: Encoder<As> } = {
  'certificate-pem': ({ entity, chain = 'full' }, { made, plan }) => {
    const { certificate, chain: whole, anchor } = certified(made, entity);
    if (isBroughtAuthority(plan, entity)) return pem('CERTIFICATE', anchor);
    if (chain === 'leaf') return pem('CERTIFICATE', certificate.der);
    const ders = chain === 'intermediates' ? whole.slice(1) : whole;
    return concatBytes(...ders.map((der) => pem('CERTIFICATE', der)));
  },
  'certificate-der': ({ entity }, { made, plan }) => {
    const { certificate, anchor } = certified(made, entity);
    return isBroughtAuthority(plan, entity) ? anchor : certificate.der;
  },
  'private-key-pkcs8-pem': ({ entity }, { made }) => pem('PRIVATE KEY', keyOf(made, entity).pkcs8),
  'private-key-pkcs8-der': ({ entity }, { made }) => keyOf(made, entity).pkcs8.slice(),
  'private-key-pkcs1-pem': ({ entity }, { made }) => pem('RSA PRIVATE KEY', pkcs8ToPkcs1(keyOf(made, entity).pkcs8)),
  'private-key-sec1-pem': ({ entity }, { made }) => pem('EC PRIVATE KEY', pkcs8ToSec1(keyOf(made, entity).pkcs8)),
  'private-key-encrypted-pem': ({ entity, password }, context) =>
    encryptedKeyPem(keyOf(context.made, entity).pkcs8, password, context),
  'authority-key-pem': ({ entity }, context) => {
    const { pkcs8 } = keyOf(context.made, entity);
    return context.plan.authorityKey === 'protected'
      ? encryptedKeyPem(pkcs8, 'ca-key-password', context)
      : pem('PRIVATE KEY', pkcs8);
  },
  'public-key-pem': ({ entity }, { made }) => pem('PUBLIC KEY', keyOf(made, entity).spki),
  'request-pem': ({ entity }, { made }) => {
    const request = made.get(entity)?.request;
    if (request === undefined) throw new PkiError('defect', `The entity ${entity} has no request.`);
    return pem('CERTIFICATE REQUEST', request);
  },
  pkcs12: (encoding, context) => keystore([keyEntry(encoding, context)], encoding, context),
  'truststore-pkcs12': (encoding, context) => {
    const entries = encoding.entities.map(({ entity, alias }) => ({
      kind: 'trusted-certificate' as const,
      friendlyName: alias,
      certificate: rootOf(context.made, entity),
    }));
    return keystore(entries, encoding, context);
  },
  jks: (encoding, context) => {
    const options = { ...writeOptions(encoding.password, context), created: context.created };
    return writeJks([keyEntry(encoding, context)], options);
  },
  concatenation: async ({ parts }, context) =>
    concatBytes(...(await Promise.all(parts.map((part) => encode(part, context))))),
};

/**
 * Makes the bytes of one file.
 *
 * @throws PkiError `password-required` when its password is missing, and what `putEntries` refuses
 */
export async function encode(encoding: Encoding, context: EncodingContext): Promise<Bytes> {
  if (encoding.as === 'text') throw new PkiError('defect', 'A text is written by the producer.');
  // The table's type ties each row to its encoding; looking one up by a union loses that tie.
  const encoder = encoders[encoding.as] as (encoding: Encoding, context: EncodingContext) => Promise<Bytes> | Bytes;
  return encoder(encoding, context);
}

/** A key with its certificates up to and with the root, as far as it is known: Java sends and checks the whole chain. */
function keyEntry({ entity, alias }: { entity: string; alias: string }, { made }: EncodingContext): PrivateKeyEntry {
  const { chain = [], anchor } = made.get(entity) ?? {};
  const root = anchor === undefined || chain.some((der) => equalBytes(der, anchor)) ? [] : [anchor];
  return { kind: 'private-key', friendlyName: alias, pkcs8: keyOf(made, entity).pkcs8, chain: [...chain, ...root] };
}

/** A new keystore, or the entries put into the one that was brought. */
async function keystore(
  entries: readonly (PrivateKeyEntry | TrustedCertificateEntry)[],
  { into, password, profile }: Extract<Encoding, { as: 'pkcs12' | 'truststore-pkcs12' }>,
  context: EncodingContext,
): Promise<Bytes> {
  const store = into === undefined ? undefined : context.stores.get(into);
  if (store === undefined || into === undefined)
    return writePkcs12(entries, { ...writeOptions(password, context), profile: profileBy(profile, context) });
  const options = { ...writeOptions(password, context), password: store.password, created: context.created };
  try {
    return (await putEntries(store.keystore, entries, options)).bytes;
  } catch (error) {
    throw refusedAt(error, into, store.name);
  }
}

function profileBy(field: string | undefined, { plan }: EncodingContext): KeystoreProfile {
  return field !== undefined && textOf(plan.values.get(field)) === 'older' ? 'older' : 'modern';
}

function writeOptions(password: string, { secrets, random, pause }: EncodingContext): WriteOptions {
  const secret = secrets[password];
  if (secret === undefined || secret === '')
    throw new PkiError('password-required', 'The keystore needs a password. Type one or let one be made.', {
      field: password,
    });
  return { password: secret, random, pause };
}

/** What others must trust: of a brought intermediate CA its root. */
function rootOf(made: EncodingContext['made'], entity: string): Bytes {
  return certified(made, entity).anchor;
}

/** A brought intermediate CA is trusted through its root: OpenSSL accepts no other anchor by default. */
function isBroughtAuthority({ entities }: BundlePlan, id: string): boolean {
  const entity = entities.find((each) => each.id === id);
  return entity?.kind === 'authority' && entity.broughtBy !== undefined;
}

function pem(label: string, der: Bytes): Bytes {
  return utf8(encodePem(label, der));
}

async function encryptedKeyPem(pkcs8: Bytes, password: string, { secrets, random }: EncodingContext): Promise<Bytes> {
  const secret = secrets[password];
  if (secret === undefined || secret === '')
    throw new PkiError('password-required', 'A password is needed to protect this key. Type one or let one be made.', {
      field: password,
    });
  return pem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(pkcs8, secret, { random }));
}

function certified(
  made: EncodingContext['made'],
  id: string,
): Required<Pick<MadeEntity, 'certificate' | 'chain' | 'anchor'>> {
  const { certificate, chain, anchor = chain?.[0] } = made.get(id) ?? {};
  if (certificate === undefined || chain === undefined || anchor === undefined)
    throw new PkiError('defect', `The entity ${id} has no certificate.`);
  return { certificate, chain, anchor };
}

function keyOf(made: EncodingContext['made'], id: string): KeyPair {
  const key = made.get(id)?.key;
  if (key === undefined) throw new PkiError('defect', `The entity ${id} has no private key.`);
  return key;
}
