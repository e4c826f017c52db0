import type { Authority } from '../issuance/authority';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import { findIssuer, isSelfIssued } from '../pki/issuer';
import type { Certificate, KeyPair } from '../pki/types';
import { readFiles } from './read-files';
import type { FoundObject, InputFile } from './read-files';

/**
 * Finds the one CA certificate with its private key among the files: a PEM pair, our earlier zip, or the folder that a
 * vendor's script wrote, in which other certificates and keys lie beside them.
 *
 * @param password opens protected keys
 * @param field id of the material slot, for the errors
 * @throws PkiError `material-missing`, `material-ambiguous`, `ca-not-authority`, `key-mismatch`, `password-required`,
 *   `password-wrong`, `file-damaged`, `file-too-large`; whether the CA may issue is asked later, by `assertMayIssue`
 */
export async function readAuthority(
  files: readonly InputFile[],
  password: string | undefined,
  field: string,
): Promise<Authority> {
  const refuse = (code: PkiErrorCode, message: string): PkiError => new PkiError(code, message, { field });
  if (files.length === 0) throw refuse('material-missing', 'No file was given. Choose the CA certificate and its key.');
  const found = await readInField(files, password, field);
  const certificates = distinct(found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : [])));
  const keys = found.flatMap((object) => (object.type === 'private-key' ? [object.key] : []));
  const authorities = certificates.filter(isAuthority);
  const pairs = authorities.flatMap((certificate) => {
    const key = keyFor(certificate, keys);
    return key === undefined ? [] : [{ certificate, key }];
  });

  const [pair, another] = pairs;
  if (pair === undefined) throw refuse(...whyNoPair(found, certificates, authorities));
  if (another !== undefined)
    throw refuse(
      'material-ambiguous',
      `Several CAs with their keys were found: ${pairs.map(({ certificate }) => formatName(certificate.subject)).join('; ')}. Give the files of one.`,
    );
  return { ...pair, ...(await chainOf(pair.certificate, certificates, field)) };
}

/** What turns a keystore into PEM files. */
const unpacking = {
  'PKCS#12': 'openssl pkcs12 -in KEYSTORE -nodes -out ca.pem',
  JKS: 'keytool -importkeystore -srckeystore KEYSTORE -destkeystore ca.p12 -deststoretype PKCS12, then openssl pkcs12 -in ca.p12 -nodes -out ca.pem',
} as const;

/** `root_key.pem in earlier.zip` for a file inside a zip, without the folders between. */
function placeOf(source: string): string {
  const [archive = '', path] = source.split('!/');
  return path === undefined ? archive : `${path.slice(path.lastIndexOf('/') + 1)} in ${archive}`;
}

/** What is missing or wrong when no CA certificate and key fit together, most telling reason first. */
function whyNoPair(
  found: readonly FoundObject[],
  certificates: readonly Certificate[],
  authorities: readonly Certificate[],
): [PkiErrorCode, string] {
  const names = [...new Set(found.map(({ source }) => source))].join(', ');
  const [certificate] = certificates;
  const [authority] = authorities;
  const damaged = found.find((object) => object.type === 'damaged');
  const locked = found.find((object) => object.type === 'locked-key');
  if (damaged?.type === 'damaged' && (authority === undefined || locked === undefined))
    return [damaged.error.code, damaged.error.message];
  const keystore = found.find((object) => object.type === 'keystore');
  if (certificate === undefined && keystore?.type === 'keystore') {
    const { source, kind } = keystore;
    return [
      'file-unknown',
      `${source} is a keystore (${kind}), which is not read here yet. Take certificate and key out first, with: ${unpacking[kind]}`,
    ];
  }
  if (certificate === undefined)
    return [
      'material-missing',
      `No certificate was found${names === '' ? '' : ` in ${names}`}. Add the CA certificate, for example root_cert.pem.`,
    ];
  if (authority === undefined)
    return [
      'ca-not-authority',
      `${formatName(certificate.subject)} is not a CA certificate, so nothing can be issued with it. Choose the root certificate, for example root_cert.pem.`,
    ];
  if (locked?.type === 'locked-key')
    return locked.reason === 'password-wrong'
      ? ['password-wrong', `The password does not open ${placeOf(locked.source)}. Type it again.`]
      : ['password-required', `${placeOf(locked.source)} is protected. Type the password of the CA key.`];
  // A bundle without its CA key still holds the keys of its server and client.
  const strangers = found.filter(
    (object) => object.type === 'private-key' && !certificates.some(({ spki }) => equalBytes(spki, object.key.spki)),
  );
  if (strangers.length === 0)
    return [
      'material-missing',
      `The private key of the CA ${formatName(authority.subject)} is missing. Add it, for example root_key.pem.`,
    ];
  return [
    'key-mismatch',
    `None of the keys given belongs to the CA certificate ${formatName(authority.subject)}. Choose the key made together with it.`,
  ];
}

/** The issuers above a CA: `chain` without the root, and the root as anchor, which must be among the files. */
async function chainOf(
  authority: Certificate,
  certificates: readonly Certificate[],
  field: string,
): Promise<Pick<Authority, 'chain' | 'anchor'>> {
  const chain = [authority.der];
  let current = authority;
  while (!isSelfIssued(current)) {
    const issuer = await findIssuer(current, certificates.filter(isAuthority));
    if (issuer === undefined || chain.includes(issuer.der))
      throw new PkiError(
        'material-missing',
        `${formatName(current.subject)} was issued by ${formatName(current.issuer)}, whose certificate is not among the files. Add it, because the other side must trust the root.`,
        { field },
      );
    current = issuer;
    if (!isSelfIssued(current)) chain.push(current.der);
  }
  return { chain, anchor: current.der };
}

/** RFC 5280 §4.2.1.9; a version 1 certificate has no such field and counts as a CA when it is self-issued. */
function isAuthority(certificate: Certificate): boolean {
  return certificate.basicConstraints?.ca ?? (certificate.version === 1 && isSelfIssued(certificate));
}

function keyFor({ spki }: Certificate, keys: readonly KeyPair[]): KeyPair | undefined {
  return keys.find((key) => equalBytes(key.spki, spki));
}

function distinct(certificates: readonly Certificate[]): Certificate[] {
  return certificates.filter((one, index) => certificates.findIndex(({ der }) => equalBytes(der, one.der)) === index);
}

async function readInField(
  files: readonly InputFile[],
  password: string | undefined,
  field: string,
): Promise<FoundObject[]> {
  try {
    return await readFiles(files, password === undefined || password === '' ? [] : [password]);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    throw new PkiError(error.code, error.message, { field, cause: error });
  }
}
