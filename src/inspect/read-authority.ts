import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import type { Certificate } from '../pki/types';
import { chooseAuthority } from './choose-authority';
import { climb, distinctCertificates } from './climb';
import { readInField } from './read-certified-key';
import type { FoundObject, InputFile } from './found-object';
import { whyNoAuthority } from './why-no-authority';

/**
 * Finds the one CA certificate with its private key among the files: a PEM pair, a keystore, our earlier zip, or the folder
 * that a vendor's script wrote, in which other certificates and keys lie beside them. Of several CAs the one is taken that
 * the `certwright.json` of an earlier zip names; of several certificates of one CA the self-signed one, then
 * the one that lasts longest.
 *
 * @param password opens protected keys
 * @param field id of the material slot, for the errors
 * @param entity id of the entity that the CA is to stand for, which tells several CAs of one zip apart
 * @throws PkiError `material-missing`, `material-ambiguous`, `ca-not-authority`, `algorithm-not-allowed`, `key-mismatch`,
 *   `password-required`, `password-wrong`, `file-damaged`, `file-too-large`; whether the CA may issue is asked later, by
 *   `assertMayIssue`
 */
export async function readAuthority(
  files: readonly InputFile[],
  password: string | undefined,
  field: string,
  pause?: Pause,
  entity?: string,
): Promise<Authority> {
  if (files.length === 0)
    throw new PkiError('material-missing', 'No file was given. Choose the CA certificate and its key.', { field });
  return authorityAmong(await readInField(files, password, field, pause), field, entity);
}

/**
 * The same among files that were read already.
 *
 * @throws PkiError of {@link readAuthority}
 */
export async function authorityAmong(
  found: readonly FoundObject[],
  field: string,
  entity?: string,
): Promise<Authority> {
  const refuse = (code: PkiErrorCode, message: string): PkiError => new PkiError(code, message, { field });
  const choice = await chooseAuthority(found, entity);
  const [pair, another] = choice;
  if (pair === undefined) throw refuse(...whyNoAuthority(found));
  if (another !== undefined)
    throw refuse(
      'material-ambiguous',
      `Several CAs with their keys were found: ${choice.map(({ certificate }) => formatName(certificate.subject)).join('; ')}. Give the files of one.`,
    );
  const certificates = found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : []));
  return { ...pair, ...(await chainOf(pair.certificate, distinctCertificates(certificates), field)) };
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
