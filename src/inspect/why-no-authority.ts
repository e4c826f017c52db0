import { keyTypeName } from '../pki/algorithm-names';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import type { PkiErrorCode } from '../pki/errors';
import type { Certificate } from '../pki/types';
import { isAuthority } from './climb';
import type { FoundObject } from './found-object';
import { namesOf, whyLocked } from './why-no-pair';

type Reason = readonly [PkiErrorCode, string];

/** What lies in the files, sorted. */
interface Lot {
  readonly found: readonly FoundObject[];
  readonly certificates: readonly Certificate[];
  readonly authority: Certificate | undefined;
  /** What stays closed: a key before a keystore, which may have nothing to do with the CA. */
  readonly locked: Extract<FoundObject, { type: 'locked-key' }> | undefined;
  readonly damaged: Extract<FoundObject, { type: 'damaged' }> | undefined;
}

/** What is missing or wrong when no CA certificate and key fit together, most telling reason first. */
export function whyNoAuthority(found: readonly FoundObject[]): Reason {
  const certificates = found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
  const closed = found.filter((object) => object.type === 'locked-key');
  const lot = {
    found,
    certificates,
    authority: certificates.find(isAuthority),
    locked: closed.find(({ holds }) => holds === 'private-key') ?? closed[0],
    damaged: found.find((object) => object.type === 'damaged'),
  };
  return (
    reasons.map((why) => why(lot)).find((reason) => reason !== undefined) ?? [
      'material-missing',
      'No CA certificate with its private key was found. Choose other files.',
    ]
  );
}

const reasons: readonly ((lot: Lot) => Reason | undefined)[] = [
  foreignKey,
  damagedFile,
  nothing,
  noAuthority,
  closedKey,
  keyOfAnother,
  missingKey,
  otherKey,
];

function foreignKey({ authority }: Lot): Reason | undefined {
  if (authority === undefined || authority.keyAlgorithm !== undefined) return undefined;
  return [
    'algorithm-not-allowed',
    `The CA ${formatName(authority.subject)} has a key of type ${keyTypeName(authority.spki)}, which cannot sign here. Use a CA with a key of type RSA (rsaEncryption), P-256, P-384, P-521 or Ed25519.`,
  ];
}

function damagedFile({ authority, locked, damaged }: Lot): Reason | undefined {
  if (damaged === undefined || (authority !== undefined && locked !== undefined)) return undefined;
  return [damaged.error.code, damaged.error.message];
}

function nothing({ found, certificates, locked }: Lot): Reason | undefined {
  if (certificates.length > 0) return undefined;
  if (locked !== undefined) return whyLocked(locked);
  const names = namesOf(found);
  return [
    'material-missing',
    `No certificate was found${names === '' ? '' : ` in ${names}`}. Add the CA certificate, for example root_cert.pem.`,
  ];
}

function noAuthority({ certificates: [certificate], authority }: Lot): Reason | undefined {
  if (authority !== undefined || certificate === undefined) return undefined;
  return [
    'ca-not-authority',
    `${formatName(certificate.subject)} is not a CA certificate, so nothing can be issued with it. Choose the root certificate, for example root_cert.pem.`,
  ];
}

function closedKey({ locked }: Lot): Reason | undefined {
  return locked === undefined ? undefined : whyLocked(locked);
}

/** One certificate with its key is meant to be the CA, although it is none. */
function keyOfAnother({ found, certificates, authority }: Lot): Reason | undefined {
  const [certificate, another] = certificates.filter(
    (each) =>
      !isAuthority(each) &&
      found.some((object) => object.type === 'private-key' && equalBytes(object.key.spki, each.spki)),
  );
  if (authority === undefined || certificate === undefined || another !== undefined) return undefined;
  const issuer = certificates.find((each) => isAuthority(each) && equalBytes(each.subject.der, certificate.issuer.der));
  return [
    'ca-not-authority',
    `${formatName(certificate.subject)} is not a CA certificate, so nothing can be issued with it. ${formatName((issuer ?? authority).subject)} is one: give its private key, for example root_key.pem.`,
  ];
}

/** A bundle without its CA key still holds the keys of its server and client. */
function missingKey({ found, certificates, authority }: Lot): Reason | undefined {
  const strangers = found.filter(
    (object) => object.type === 'private-key' && !certificates.some(({ spki }) => equalBytes(spki, object.key.spki)),
  );
  if (strangers.length > 0 || authority === undefined) return undefined;
  return [
    'material-missing',
    `The private key of the CA ${formatName(authority.subject)} is missing. Add it, for example root_key.pem.`,
  ];
}

function otherKey({ authority }: Lot): Reason | undefined {
  if (authority === undefined) return undefined;
  return [
    'key-mismatch',
    `None of the keys given belongs to the CA certificate ${formatName(authority.subject)}. Choose the key made together with it.`,
  ];
}
