/**
 * A hash of FIPS 180-4 with 32-bit words. Its compression keeps the words in scalar variables: taking them out of the array
 * by destructuring takes more than twice as long. They are signed, since engines keep unsigned ones as floating point.
 */
export interface ShaFunction {
  /** Words in the digest: fewer than in the initial value where the digest is cut (SHA-224). */
  readonly words: number;
  /** FIPS 180-4 §5.3. */
  readonly initial: Int32Array;
  /** Words in the message schedule. */
  readonly schedule: number;
  /** Takes one block, in the first 16 words of `w`, into `state`. Those words stay as they are. */
  readonly compress: (state: Int32Array, w: Int32Array) => void;
}

export const sha1: ShaFunction = {
  words: 5,
  initial: Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0),
  schedule: 80,
  compress: compress1,
};

export const sha256: ShaFunction = {
  words: 8,
  initial: Int32Array.of(
    ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a],
    ...[0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  ),
  schedule: 64,
  compress: compress256,
};

export const sha224: ShaFunction = {
  ...sha256,
  words: 7,
  initial: Int32Array.of(
    ...[0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939],
    ...[0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4],
  ),
};

/** FIPS 180-4 §4.2.2: first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K256 = Int32Array.from(firstPrimes(64), (prime) => Math.cbrt(prime) * 2 ** 32);

/** FIPS 180-4 §6.2.2. */
function compress256(state: Int32Array, w: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const x = at(w, t - 15);
    const y = at(w, t - 2);
    const s0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
    const s1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
    w[t] = at(w, t - 16) + s0 + at(w, t - 7) + s1;
  }
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + at(K256, t) + at(w, t)) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = at(state, 0) + a;
  state[1] = at(state, 1) + b;
  state[2] = at(state, 2) + c;
  state[3] = at(state, 3) + d;
  state[4] = at(state, 4) + e;
  state[5] = at(state, 5) + f;
  state[6] = at(state, 6) + g;
  state[7] = at(state, 7) + h;
}

/** FIPS 180-4 §6.1.2. A loop for each of the four functions: one that asks which it is takes twice as long. */
function compress1(state: Int32Array, w: Int32Array): void {
  for (let t = 16; t < 80; t++) w[t] = rotateLeft(at(w, t - 3) ^ at(w, t - 8) ^ at(w, t - 14) ^ at(w, t - 16), 1);
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let next: number;
  for (let t = 0; t < 20; t++) {
    next = (rotateLeft(a, 5) + ((b & c) ^ (~b & d)) + e + 0x5a827999 + at(w, t)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 20; t < 40; t++) {
    next = (rotateLeft(a, 5) + (b ^ c ^ d) + e + 0x6ed9eba1 + at(w, t)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 40; t < 60; t++) {
    next = (rotateLeft(a, 5) + ((b & c) ^ (b & d) ^ (c & d)) + e + 0x8f1bbcdc + at(w, t)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  for (let t = 60; t < 80; t++) {
    next = (rotateLeft(a, 5) + (b ^ c ^ d) + e + 0xca62c1d6 + at(w, t)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = next;
  }
  state[0] = at(state, 0) + a;
  state[1] = at(state, 1) + b;
  state[2] = at(state, 2) + c;
  state[3] = at(state, 3) + d;
  state[4] = at(state, 4) + e;
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++)
    if (primes.every((prime) => number % prime > 0)) primes.push(number);
  return primes;
}

/** The caller keeps the index inside the array. */
function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

function rotateRight(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

function rotateLeft(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}
