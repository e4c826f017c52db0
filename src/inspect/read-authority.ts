import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { equalBytes } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import type { Certificate, KeyPair } from '../pki/types';
import { climb, distinctCertificates, isAuthority } from './climb';
import { readInField } from './read-certified-key';
import type { FoundObject, InputFile } from './found-object';
import { namesOf, whyLocked } from './why-no-pair';

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
  pause?: Pause,
): Promise<Authority> {
  const refuse = (code: PkiErrorCode, message: string): PkiError => new PkiError(code, message, { field });
  if (files.length === 0) throw refuse('material-missing', 'No file was given. Choose the CA certificate and its key.');
  const found = await readInField(files, password, field, pause);
  const certificates = distinctCertificates(
    found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : [])),
  );
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

/** What is missing or wrong when no CA certificate and key fit together, most telling reason first. */
function whyNoPair(
  found: readonly FoundObject[],
  certificates: readonly Certificate[],
  authorities: readonly Certificate[],
): [PkiErrorCode, string] {
  const names = namesOf(found);
  const [certificate] = certificates;
  const [authority] = authorities;
  const damaged = found.find((object) => object.type === 'damaged');
  const locked = found.find((object) => object.type === 'locked-key');
  if (damaged?.type === 'damaged' && (authority === undefined || locked === undefined))
    return [damaged.error.code, damaged.error.message];
  if (certificate === undefined && locked?.type === 'locked-key') return whyLocked(locked.source, locked.reason);
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
  if (locked?.type === 'locked-key') return whyLocked(locked.source, locked.reason);
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
  const { chain, root } = await climb(authority, certificates);
  const last = chain.at(-1) ?? authority;
  if (root === undefined)
    throw new PkiError(
      'material-missing',
      `${formatName(last.subject)} was issued by ${formatName(last.issuer)}, whose certificate is not among the files. Add it, because the other side must trust the root.`,
      { field },
    );
  return { chain: chain.map(({ der }) => der), anchor: root.der };
}

function keyFor({ spki }: Certificate, keys: readonly KeyPair[]): KeyPair | undefined {
  return keys.find((key) => equalBytes(key.spki, spki));
}
