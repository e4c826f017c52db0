import {
  contextConstructed,
  element,
  sequence,
  smallInteger,
  time,
  objectIdentifier,
  textString,
} from '../../src/pki/der-writer';
import { tags } from '../../src/pki/der-tags';
import * as write from '../../src/pki/extensions';
import { id_kp_serverAuth } from '../../src/pki/oids';
import { encodeSignatureAlgorithm, signatureAlgorithmFor } from '../../src/pki/signature-algorithms';
import { signed } from '../../src/pki/signed';
import type { Bytes, Extension, KeyPair } from '../../src/pki/types';
import { keyFor } from './issuing';

/** A certificate with its key, whatever is wrong with it. */
export interface OddCertificate {
  readonly der: Bytes;
  /** Name, DER. */
  readonly subject: Bytes;
  readonly key: KeyPair;
}

/** What differs from an ordinary certificate. An extension given replaces the ordinary one of its type. */
export interface Oddity {
  /** Common name; empty: an empty subject. */
  readonly name?: string;
  /** Name, DER. */
  readonly subject?: Bytes;
  readonly issuer?: OddCertificate;
  readonly key?: KeyPair;
  /** Signs in place of the issuer's. */
  readonly signer?: KeyPair;
  /** Content octets. */
  readonly serial?: Bytes;
  /** In days from now. */
  readonly from?: number;
  readonly to?: number;
  /** Time, DER, in place of the dates. */
  readonly dates?: readonly [Bytes, Bytes];
  readonly extensions?: readonly Extension[];
  /** OIDs of ordinary extensions to be left out. */
  readonly without?: readonly string[];
  readonly version1?: boolean;
}

/** CN=… in one RelativeDistinguishedName. */
export function commonName(...names: readonly string[]): Bytes {
  const attributes = names.map((name) => sequence(objectIdentifier('2.5.4.3'), textString(tags.UTF8_STRING, name)));
  return sequence(element(tags.SET, ...attributes));
}

/** A moment so many days from now. */
export function daysFromNow(days: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + days * 86_400_000);
}

/** A CA certificate that differs from the ordinary one in what is given. */
export async function oddAuthority(change: Oddity = {}): Promise<OddCertificate> {
  const key = change.key ?? (await keyFor(change.name ?? 'odd root'));
  return build({ name: 'Odd root', to: 3650, ...change, key }, [
    write.basicConstraints(true),
    write.keyUsage(['keyCertSign', 'cRLSign']),
    write.subjectKeyIdentifier(await write.keyIdentifier(key.spki)),
  ]);
}

/** A server certificate that differs from the ordinary one in what is given. */
export async function oddLeaf(issuer: OddCertificate, change: Oddity = {}): Promise<OddCertificate> {
  const key = change.key ?? (await keyFor('odd leaf'));
  return build({ name: 'svc.example.com', issuer, ...change, key }, [
    write.basicConstraints(false),
    write.keyUsage(['digitalSignature']),
    write.extendedKeyUsage([id_kp_serverAuth]),
    write.subjectAltName([{ kind: 'dns', value: 'svc.example.com' }], false),
    write.subjectKeyIdentifier(await write.keyIdentifier(key.spki)),
  ]);
}

let serials = 1;

async function build(odd: Oddity & { readonly key: KeyPair }, ordinary: readonly Extension[]): Promise<OddCertificate> {
  const { name = '', key, issuer, from = -1, to = 365, extensions = [], without = [] } = odd;
  const subject = odd.subject ?? (name === '' ? sequence() : commonName(name));
  const aki = issuer && write.authorityKeyIdentifier(await write.keyIdentifier(issuer.key.spki));
  const replaced = new Set([...without, ...extensions.map(({ oid }) => oid)]);
  const all = [...ordinary, ...(aki === undefined ? [] : [aki])].filter(({ oid }) => !replaced.has(oid));
  const signer = odd.signer ?? issuer?.key ?? key;
  const [begins, ends] = odd.dates ?? [time(daysFromNow(from)), time(daysFromNow(to))];
  const list = contextConstructed(3, write.encodeExtensions([...all, ...extensions]));
  const toBeSigned = sequence(
    ...(odd.version1 === true ? [] : [contextConstructed(0, smallInteger(2))]),
    element(tags.INTEGER, odd.serial ?? Uint8Array.of(0x11, 0x22, serials++)),
    encodeSignatureAlgorithm(signatureAlgorithmFor(signer.algorithm)),
    issuer?.subject ?? subject,
    sequence(begins, ends),
    subject,
    key.spki,
    ...(odd.version1 === true ? [] : [list]),
  );
  return { der: await signed(toBeSigned, signer), subject, key };
}
