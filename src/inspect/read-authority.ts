import type { Authority } from '../issuance/authority';
import type { Pause } from '../keystores/types';
import { formatName } from '../pki/distinguished-name';
import { PkiError } from '../pki/errors';
import type { PkiErrorCode } from '../pki/errors';
import type { Certificate } from '../pki/types';
import { authoritiesIn, ofEntity } from './choose-authority';
import { climb, distinctCertificates } from './climb';
import { readInField } from './read-certified-key';
import type { FoundObject, InputFile } from './found-object';
import { certificatesNamed, namedAmong } from './named-for';
import { whyNoAuthority } from './why-no-authority';

/** Which CA is looked for, and when. */
export interface AuthorityWish {
  /** Id of the material slot or name of the option, for the errors. */
  readonly field: string;
  readonly now: Date;
  /** Opens protected keys. */
  readonly password?: string | undefined;
  /** Id of the entity that the CA is to stand for, which tells several CAs of one zip apart. */
  readonly entity?: string | undefined;
}

/**
 * Finds the one CA certificate with its private key among the files: a PEM pair, a keystore, our earlier zip, or the folder
 * that a vendor's script wrote, in which other certificates and keys lie beside them. Of several CAs the one is taken whose
 * file the user named, then the one that the `certwright.json` of an earlier zip names; of several certificates of one CA
 * one that is in force, then the self-signed one, then the one that lasts longest.
 *
 * @throws PkiError `material-missing`, `material-ambiguous`, `ca-not-authority`, `algorithm-not-allowed`, `key-mismatch`,
 *   `password-required`, `password-wrong`, `file-damaged`, `file-too-large`; whether the CA may issue is asked later, by
 *   `assertMayIssue`
 */
export async function readAuthority(
  files: readonly InputFile[],
  wish: AuthorityWish,
  pause?: Pause,
): Promise<Authority> {
  const { field, password } = wish;
  if (files.length === 0)
    throw new PkiError('material-missing', 'No file was given. Choose the CA certificate and its key.', { field });
  return authorityAmong(await readInField(files, password, field, pause), wish, files);
}

/**
 * The same among files that were read already.
 *
 * @param files those of them that the user named themselves
 * @throws PkiError of {@link readAuthority}
 */
export async function authorityAmong(
  found: readonly FoundObject[],
  { field, now, entity }: AuthorityWish,
  files: readonly InputFile[] = [],
): Promise<Authority> {
  const refuse = (code: PkiErrorCode, message: string): PkiError => new PkiError(code, message, { field });
  const certificates = distinctCertificates(
    found.flatMap((object) => (object.type === 'certificate' ? [object.certificate] : [])),
  );
  const all = await authoritiesIn(found, certificates, certificatesNamed(found, files), now);
  const { pairs, reason } = await namedAmong(all, found, files, now);
  if (reason !== undefined) throw refuse(...reason);
  const choice = pairs.length < 2 ? pairs : await ofEntity(pairs, found, entity);
  const [pair, another] = choice;
  if (pair === undefined) throw refuse(...whyNoAuthority(found));
  if (another !== undefined)
    throw refuse(
      'material-ambiguous',
      `Several CAs with their keys were found: ${choice.map(({ certificate }) => formatName(certificate.subject)).join('; ')}. Give the files of one.`,
    );
  return { ...pair, ...(await chainOf(pair.certificate, certificates, field, now)) };
}

/** The issuers above a CA: `chain` without the root, and the root as anchor, which must be among the files. */
async function chainOf(
  authority: Certificate,
  certificates: readonly Certificate[],
  field: string,
  now: Date,
): Promise<Pick<Authority, 'chain' | 'anchor'>> {
  const { chain, root } = await climb(authority, certificates, now);
  const last = chain.at(-1) ?? authority;
  if (root === undefined)
    throw new PkiError(
      'material-missing',
      `${formatName(last.subject)} was issued by ${formatName(last.issuer)}, whose certificate is not among the files. Add it, because the other side must trust the root.`,
      { field },
    );
  return { chain: chain.map(({ der }) => der), anchor: root.der };
}
