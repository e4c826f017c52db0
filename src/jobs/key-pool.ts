import { generateKeyPair } from '../pki/keys';
import type { KeyPair } from '../pki/types';
import type { KeyAlgorithmId } from '../recipes/types';

/** Keys made ahead while the user is still typing: in memory only, each handed out once. */
export interface KeyPool {
  /** Makes sure that `count` keys of this algorithm are there or on their way; keys of other algorithms are dropped. */
  warm(algorithm: KeyAlgorithmId, count: number): void;
  /** Hands out a key, or undefined when none was made ahead. */
  take(algorithm: KeyAlgorithmId): Promise<KeyPair> | undefined;
  /** Drops all keys and wipes their bytes. */
  clear(): void;
}

/** Makes an empty pool. Keys are generated one after the other, so that a changed mind costs at most one key. */
export function createKeyPool(): KeyPool {
  let algorithm: KeyAlgorithmId | undefined;
  let keys: Promise<KeyPair>[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const clear = (): void => {
    for (const key of keys) void key.then(({ pkcs8 }) => pkcs8.fill(0)).catch(() => undefined);
    keys = [];
    algorithm = undefined;
  };

  return {
    warm(wanted, count) {
      if (wanted !== algorithm) clear();
      algorithm = wanted;
      while (keys.length < count) {
        // A later change of algorithm empties the pool; keys still waiting for their turn are then not made.
        const key = last.then(() => {
          if (algorithm !== wanted) throw new DOMException('No longer wanted.', 'AbortError');
          return generateKeyPair(wanted);
        });
        key.catch(() => undefined);
        last = key.catch(() => undefined);
        keys.push(key);
      }
    },
    take: (wanted) => (wanted === algorithm ? keys.shift() : undefined),
    clear,
  };
}
