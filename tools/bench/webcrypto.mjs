// The physical limit: key generation and signing with nothing around them.

export const algorithms = {
  'P-256': {
    generate: { name: 'ECDSA', namedCurve: 'P-256' },
    sign: { name: 'ECDSA', hash: 'SHA-256' },
    keys: 20,
    signatures: 20,
    together: 20,
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
    together: 1,
  },
};

/** @typedef {keyof typeof algorithms} AlgorithmName */

/**
 * Times an algorithm in this engine. Stands alone, so that a page can run its text. A browser's clock moves in tenths of a
 * millisecond, so quick operations are timed `together` and divided.
 *
 * @param {{ generate: AlgorithmIdentifier | EcKeyGenParams | RsaHashedKeyGenParams, sign: AlgorithmIdentifier, keys: number, signatures: number, together: number }} algorithm
 * @returns {Promise<{ generate: number[], sign: number[] }>} milliseconds per operation, one after the other
 */
export async function timeWebCrypto({ generate, sign, keys, signatures, together }) {
  const makeKey = async () =>
    /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(generate, true, ['sign', 'verify']));
  const time = async (/** @type {number} */ samples, /** @type {() => Promise<unknown>} */ operation) => {
    /** @type {number[]} */
    const values = [];
    for (let i = 0; i < samples; i += 1) {
      const start = performance.now();
      for (let j = 0; j < together; j += 1) await operation();
      values.push((performance.now() - start) / together);
    }
    return values;
  };
  const { privateKey } = await makeKey();
  const message = new Uint8Array(1000);
  const generated = await time(keys, makeKey);
  return { generate: generated, sign: await time(signatures, () => crypto.subtle.sign(sign, privateKey, message)) };
}
