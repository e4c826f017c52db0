import type { Bytes } from '../pki/types';

// Names of RFC 1321 §3.4 (https://www.rfc-editor.org/rfc/rfc1321).

/** One of the four rounds: its function, the order in which it takes the words of a block, and its rotations. */
interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly first: number;
  readonly step: number;
  readonly shifts: readonly [number, number, number, number];
}

const ROUNDS: readonly Round[] = [
  { mix: (x, y, z) => (x & y) | (~x & z), first: 0, step: 1, shifts: [7, 12, 17, 22] },
  { mix: (x, y, z) => (x & z) | (y & ~z), first: 1, step: 5, shifts: [5, 9, 14, 20] },
  { mix: (x, y, z) => x ^ y ^ z, first: 5, step: 3, shifts: [4, 11, 16, 23] },
  { mix: (x, y, z) => y ^ (x | ~z), first: 0, step: 7, shifts: [6, 10, 15, 21] },
];

const T = Uint32Array.from({ length: 64 }, (_, i) => 2 ** 32 * Math.abs(Math.sin(i + 1)));

type State = readonly [A: number, B: number, C: number, D: number];

/** MD5 (RFC 1321) of a message below 512 MB. Broken as a signature's hash; here it only checks MACs that others made. */
export function md5(message: Bytes): Bytes {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const X = new DataView(padded.buffer);
  X.setUint32(padded.length - 8, message.length * 8, true);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < padded.length; at += 64) state = takeBlock(state, X, at);
  const digest = new DataView(new ArrayBuffer(16));
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word, true);
  return new Uint8Array(digest.buffer);
}

function takeBlock(state: State, X: DataView, at: number): State {
  let [a, b, c, d] = state;
  for (const [round, { mix, first, step, shifts }] of ROUNDS.entries())
    for (let i = 0; i < 16; i++) {
      const k = (first + step * i) & 15;
      const sum = a + mix(b, c, d) + X.getUint32(at + k * 4, true) + (T[round * 16 + i] as number);
      const s = shifts[(i & 3) as 0 | 1 | 2 | 3];
      [a, d, c, b] = [d, c, b, (b + ((sum << s) | (sum >>> (32 - s)))) | 0];
    }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}
