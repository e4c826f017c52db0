import { fromHex, toHex } from './bytes';
import type { Bytes, KeyAlgorithm } from './types';

/** Domain parameters of y² = x³ − 3x + b over the prime field p, with base point (x, y). */
interface Curve {
  readonly p: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

/** SEC 2 §2.4.2, §2.5.1, §2.6.1, by field size. The coefficient b follows from the base point. */
const curves: ReadonlyMap<number, Curve> = new Map([
  [
    256,
    {
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      x: 0x6b17d1f2_e12c4247_f8bce6e5_63a440f2_77037d81_2deb33a0_f4a13945_d898c296n,
      y: 0x4fe342e2_fe1a7f9b_8ee7eb4a_7c0f9e16_2bce3357_6b315ece_cbb64068_37bf51f5n,
    },
  ],
  [
    384,
    {
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      x: 0xaa87ca22_be8b0537_8eb1c71e_f320ad74_6e1d3b62_8ba79b98_59f741e0_82542a38_5502f25d_bf55296c_3a545e38_72760ab7n,
      y: 0x3617de4a_96262c6f_5d9e98bf_9292dc29_f8f41dbd_289a147c_e9da3113_b5f0b8c0_0a60b1ce_1d7e819d_7a431d7c_90ea0e5fn,
    },
  ],
  [
    521,
    {
      p: 2n ** 521n - 1n,
      x: 0xc6_858e06b7_0404e9cd_9e3ecb66_2395b442_9c648139_053fb521_f828af60_6b4d3dba_a14b5e77_efe75928_fe1dc127_a2ffa8de_3348b3c1_856a429b_f97e7e31_c2e5bd66n,
      y: 0x118_39296a78_9a3bc004_5c8a5fb4_2c7d1bd9_98f54449_579b4468_17afbd17_273e662c_97ee7299_5ef42640_c550b901_3fad0761_353c7086_a272c240_88be9476_9fd16650n,
    },
  ],
]);

/** Jacobian coordinates: (X/Z², Y/Z³); Z = 0 is the point at infinity. */
type Point = readonly [bigint, bigint, bigint];

const INFINITY: Point = [1n, 1n, 0n];

/**
 * Public point of an elliptic-curve private key, uncompressed (SEC 1 §2.3.3). Key files may leave it out, and engines
 * differ in whether they import such keys. Not in constant time: it works on the user's own key, once, in their own page.
 *
 * @param secret private key octets, big-endian (SEC 1 appendix C.4)
 */
export function publicPoint({ bits }: KeyAlgorithm, secret: Bytes): Bytes {
  const curve = curves.get(bits) as Curve;
  let result = INFINITY;
  for (const octet of secret)
    for (let bit = 7; bit >= 0; bit--) {
      result = double(result, curve.p);
      if ((octet >> bit) & 1) result = add(result, [curve.x, curve.y, 1n], curve.p);
    }
  const inverse = invert(result[2], curve.p);
  const inverse2 = (inverse * inverse) % curve.p;
  const coordinates = [result[0] * inverse2, result[1] * inverse2 * inverse];
  const width = Math.ceil(bits / 8) * 2;
  return fromHex(`04${coordinates.map((value) => (value % curve.p).toString(16).padStart(width, '0')).join('')}`);
}

/** Whether an uncompressed point satisfies the equation of its curve (SEC 1 §3.2.2.1). */
export function isOnCurve({ bits }: KeyAlgorithm, point: Bytes): boolean {
  const { p, ...base } = curves.get(bits) as Curve;
  const width = (point.length - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + width), point.subarray(1 + width)].map((each) => BigInt(`0x${toHex(each)}`));
  if (x === undefined || y === undefined || x >= p || y >= p) return false;
  const offset = (px: bigint, py: bigint): bigint => modulo(py * py - px * px * px + 3n * px, p);
  return offset(x, y) === offset(base.x, base.y);
}

/** dbl-2001-b of the Explicit-Formulas Database (https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html). */
function double([x, y, z]: Point, p: bigint): Point {
  const delta = (z * z) % p;
  const gamma = (y * y) % p;
  const beta = (x * gamma) % p;
  const alpha = (3n * (x - delta) * (x + delta)) % p;
  const x3 = modulo(alpha * alpha - 8n * beta, p);
  const z3 = modulo((y + z) * (y + z) - gamma - delta, p);
  return [x3, modulo(alpha * (4n * beta - x3) - 8n * gamma * gamma, p), z3];
}

/** add-2007-bl of the same database, with the cases that it leaves out. */
function add(left: Point, right: Point, p: bigint): Point {
  const [x1, y1, z1] = left;
  const [x2, y2, z2] = right;
  if (z1 === 0n) return right;
  const z1z1 = (z1 * z1) % p;
  const z2z2 = (z2 * z2) % p;
  const u1 = (x1 * z2z2) % p;
  const s1 = (y1 * z2 * z2z2) % p;
  const h = modulo(x2 * z1z1 - u1, p);
  const r = modulo(2n * (y2 * z1 * z1z1 - s1), p);
  if (h === 0n) return r === 0n ? double(left, p) : INFINITY;
  const i = (4n * h * h) % p;
  const j = (h * i) % p;
  const v = (u1 * i) % p;
  const x3 = modulo(r * r - j - 2n * v, p);
  return [x3, modulo(r * (v - x3) - 2n * s1 * j, p), modulo(((z1 + z2) * (z1 + z2) - z1z1 - z2z2) * h, p)];
}

function modulo(value: bigint, p: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

/** Extended Euclid. */
function invert(value: bigint, p: bigint): bigint {
  let [a, b, x, y] = [modulo(value, p), p, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return modulo(x, p);
}
