// The physical limit: key generation and signing with nothing around them.

export const algorithms = {
  'P-256': {
    generate: { name: 'ECDSA', namedCurve: 'P-256' },
    sign: { name: 'ECDSA', hash: 'SHA-256' },
    keys: 100,
    signatures: 200,
  },
  'RSA-2048': {
    generate: {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
    keys: 40,
    signatures: 100,
  },
};

/** @typedef {keyof typeof algorithms} AlgorithmName */

/**
 * Times an algorithm in this engine. Stands alone, so that a page can run its text.
 *
 * @param {{ generate: AlgorithmIdentifier | EcKeyGenParams | RsaHashedKeyGenParams, sign: AlgorithmIdentifier, keys: number, signatures: number }} algorithm
 * @returns {Promise<{ generate: number[], sign: number[] }>} milliseconds per operation
 */
export async function timeWebCrypto({ generate, sign, keys, signatures }) {
  /** @type {number[]} */
  const generated = [];
  /** @type {number[]} */
  const signed = [];
  let pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(generate, true, ['sign', 'verify']));
  for (let i = 0; i < keys; i += 1) {
    const start = performance.now();
    pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(generate, true, ['sign', 'verify']));
    generated.push(performance.now() - start);
  }
  const message = new Uint8Array(1000);
  for (let i = 0; i < signatures; i += 1) {
    const start = performance.now();
    await crypto.subtle.sign(sign, pair.privateKey, message);
    signed.push(performance.now() - start);
  }
  return { generate: generated, sign: signed };
}
