import { concatBytes, utf8 } from '../pki/bytes';
import { PkiError } from '../pki/errors';
import { encryptPkcs8, pkcs8ToPkcs1, pkcs8ToSec1 } from '../pki/key-formats';
import { encodePem } from '../pki/pem';
import type { Random } from '../pki/platform';
import type { Bytes, Certificate, KeyPair } from '../pki/types';
import type { Encoding } from '../recipes/types';
import type { BundlePlan } from './types';

/** An entity after issuing or reading: what encoders draw on. Absent members are what such an entity does not have. */
export interface MadeEntity {
  readonly certificate?: Certificate;
  /** The certificate itself, then its issuers up to but without a self-signed root; DER. */
  readonly chain?: readonly Bytes[];
  /** The self-signed certificate that the chain ends in; DER. */
  readonly anchor?: Bytes;
  readonly key?: KeyPair;
}

/** Where encoders find what they need. */
export interface EncodingContext {
  readonly plan: BundlePlan;
  /** By instance id. */
  readonly made: ReadonlyMap<string, MadeEntity>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly random: Random;
}

type Encoder<As extends Encoding['as']> = (
  encoding: Extract<Encoding, { as: As }>,
  context: EncodingContext,
) => Bytes | Promise<Bytes>;

/**
 * How each encoding becomes bytes; the only place that knows. Encodings without a row are planned and shown but cannot be
 * made yet. Text is filled in by the producer, which knows the other files' contents.
 */
const encoders: { readonly [As in Encoding['as']]?: Encoder<As> } = {
  'certificate-pem': ({ entity, chain = 'full' }, { made, plan }) => {
    const { certificate, chain: whole, anchor } = certified(made, entity);
    // A brought intermediate CA is trusted through its root: OpenSSL accepts no other anchor by default.
    const brought = plan.entities.find(({ id }) => id === entity);
    if (brought?.kind === 'authority' && brought.broughtBy !== undefined) return pem('CERTIFICATE', anchor);
    if (chain === 'leaf') return pem('CERTIFICATE', certificate.der);
    const ders = chain === 'intermediates' ? whole.slice(1) : whole;
    return concatBytes(...ders.map((der) => pem('CERTIFICATE', der)));
  },
  'certificate-der': ({ entity }, { made }) => certified(made, entity).certificate.der,
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
  concatenation: async ({ parts }, context) =>
    concatBytes(...(await Promise.all(parts.map((part) => encode(part, context))))),
};

/** Whether {@link encode} can make this encoding. */
export function canEncode(encoding: Encoding): boolean {
  if (encoding.as === 'concatenation') return encoding.parts.every(canEncode);
  return encoding.as === 'text' || encoding.as in encoders;
}

/**
 * Makes the bytes of one file.
 *
 * @throws PkiError `encoding-unavailable` when this release cannot write it, `password-required` when its password is missing
 */
export async function encode(encoding: Encoding, context: EncodingContext): Promise<Bytes> {
  // The table's type ties each row to its encoding; looking one up by a union loses that tie.
  const encoder = encoders[encoding.as] as
    ((encoding: Encoding, context: EncodingContext) => Promise<Bytes> | Bytes) | undefined;
  if (encoder === undefined)
    throw new PkiError('encoding-unavailable', `This release of Certwright cannot write ${encoding.as} files yet.`);
  return encoder(encoding, context);
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

function certified(made: EncodingContext['made'], id: string): Required<Omit<MadeEntity, 'key'>> {
  const { certificate, chain, anchor } = made.get(id) ?? {};
  if (certificate === undefined || chain === undefined || anchor === undefined)
    throw new PkiError('defect', `The entity ${id} has no certificate.`);
  return { certificate, chain, anchor };
}

function keyOf(made: EncodingContext['made'], id: string): KeyPair {
  const key = made.get(id)?.key;
  if (key === undefined) throw new PkiError('defect', `The entity ${id} has no private key.`);
  return key;
}
