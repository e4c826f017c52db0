import type { KeyAlgorithmId } from '../recipes/types';
import { equalBytes, fromBase64Url } from './bytes';
import { sequence, unsignedInteger } from './der-writer';
import { PkiError } from './errors';
import { describeKey, keyAlgorithm, keyAlgorithms } from './key-algorithms';
import { KeyDamagedError, assertSound } from './key-match';
import {
  encodeEcPrivateKey,
  encodePrivateKeyInfo,
  publicKeyOf,
  readEcPrivateKey,
  readPrivateKeyInfo,
  readRsaNumbers,
} from './private-key';
import type { PrivateKeyInfo } from './private-key';
import { encodePublicKey } from './public-key';
import { isRsaPrivateKey } from './rsa-numbers';
import type { Bytes, KeyAlgorithm, KeyPair } from './types';

/**
 * Generates a key pair with the platform's cryptography.
 *
 * @throws PkiError `algorithm-unavailable` where the platform does not have it
 */
export async function generateKeyPair(id: KeyAlgorithmId): Promise<KeyPair> {
  const algorithm = keyAlgorithm(id);
  const { privateKey, publicKey } = await available(algorithm, () => generate(algorithm));
  const [pkcs8, spki] = await Promise.all([
    crypto.subtle.exportKey('pkcs8', privateKey),
    crypto.subtle.exportKey('spki', publicKey),
  ]);
  return { algorithm, privateKey, pkcs8: new Uint8Array(pkcs8), spki: new Uint8Array(spki) };
}

function generate({ webCrypto }: KeyAlgorithm): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(webCrypto, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
}

/**
 * Imports a PrivateKeyInfo (RFC 5958, DER) of any type in the key algorithm table, and RSA of any size. The algorithm is
 * read from the key and the public key derived from it. The result's `pkcs8` is rebuilt in the one form that all engines
 * import: version 1, no attributes, elliptic-curve keys with their public key. What it signs verifies with its public key.
 *
 * @throws PkiError `file-damaged` (`KeyDamagedError` where its parts do not fit each other), `algorithm-not-allowed` (a key type we do not know) or `algorithm-unavailable`
 */
export async function importPrivateKey(pkcs8: Bytes): Promise<KeyPair> {
  const info = readPrivateKeyInfo(pkcs8);
  const { algorithm } = info;
  const { inner, publicKey } = publicParts[algorithm.family](info);
  const rebuilt = encodePrivateKeyInfo({ algorithm, inner });
  const privateKey = await available(algorithm, () =>
    crypto.subtle.importKey('pkcs8', rebuilt, algorithm.webCrypto, true, ['sign']),
  );
  const bits = publicKey ?? (await publicKeyFromJwk(privateKey));
  const key = { algorithm, privateKey, pkcs8: rebuilt, spki: encodePublicKey(algorithm, bits) };
  await assertSound(key);
  if (algorithm.family === 'ed25519' && !equalBytes(info.publicKey ?? bits, bits)) throw new KeyDamagedError();
  return key;
}

/** By key family: the inner key as engines want it, and the public key's bits as far as the file tells them. */
const publicParts: Readonly<
  Record<KeyAlgorithm['family'], (info: PrivateKeyInfo) => { inner: Bytes; publicKey: Bytes | undefined }>
> = {
  rsa: ({ inner }) => {
    const numbers = readRsaNumbers(inner);
    if (!isRsaPrivateKey(numbers)) throw new KeyDamagedError();
    const [modulus, exponent] = numbers;
    return { inner, publicKey: sequence(unsignedInteger(modulus), unsignedInteger(exponent)) };
  },
  ec: ({ algorithm, inner }) => {
    const key = readEcPrivateKey(inner);
    const rebuilt = encodeEcPrivateKey(algorithm, key, false);
    return { inner: rebuilt, publicKey: publicKeyOf(algorithm, readEcPrivateKey(rebuilt)) };
  },
  ed25519: ({ inner }) => ({ inner, publicKey: undefined }),
};

/** RFC 8037 §2: member x of an OKP key is the public key, which engines compute on import. */
async function publicKeyFromJwk(privateKey: CryptoKey): Promise<Bytes> {
  const { x = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  return fromBase64Url(x);
}

async function available<T>(algorithm: KeyAlgorithm, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name !== 'NotSupportedError') throw new KeyDamagedError(cause);
    throw new PkiError(
      'algorithm-unavailable',
      `${describeKey(algorithm)} keys are not available in this browser. Choose another key type, or a newer browser.`,
      { cause },
    );
  }
}

/** Which key algorithms this platform has. Every engine with WebCrypto has RSA and P-256; the rest is tried. */
export async function supportedAlgorithms(): Promise<ReadonlySet<KeyAlgorithmId>> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (subtle === undefined) return new Set();
  const supported = await Promise.all(
    keyAlgorithms.map(async (algorithm) => {
      if (algorithm.family === 'rsa') return [algorithm.id];
      try {
        await generate(algorithm);
        return [algorithm.id];
      } catch {
        return [];
      }
    }),
  );
  return new Set(supported.flat());
}
