import { caKeyPasswordProblem } from '../bundle/password-problem';
import { authorityWarnings } from '../issuance/authority';
import type { Authority } from '../issuance/authority';
import { issueAuthority } from '../issuance/issue';
import { assertRandomWorks } from '../issuance/serial-number';
import { validityFor } from '../issuance/validity';
import { utf8 } from '../pki/bytes';
import { formatName } from '../pki/distinguished-name';
import { PkiError, refusedAt } from '../pki/errors';
import { keyAlgorithms } from '../pki/key-algorithms';
import { encryptPkcs8 } from '../pki/key-formats';
import { generateKeyPair } from '../pki/keys';
import { parseCertificate } from '../pki/parse-certificate';
import { encodePem } from '../pki/pem';
import type { Certificate, DistinguishedName } from '../pki/types';
import type { KeyAlgorithmId } from '../recipes/types';
import { issuedUnder } from './issued-under';
import type { OutputFile } from './output-file';
import { cutNote } from './sign-request';
import { certificatesPem, fileNameFor, issuersToSend, publicFile } from './signing-files';
import type { JobHost } from './types';

/** An intermediate CA to be made. */
export interface IntermediateWish {
  readonly authority: Authority;
  /** Must not be empty, nor the name of the CA above. */
  readonly subject: DistinguishedName;
  /** Absent: the type of the CA's own key, which whoever verifies it knows. */
  readonly key?: KeyAlgorithmId | undefined;
  /** Whole days, at least 1. */
  readonly days: number;
  /** How many CAs may stand below this one (RFC 5280 §4.2.1.9). */
  readonly pathLength: number;
  /** Protects the key; absent: it is written unprotected. */
  readonly password?: string | undefined;
}

/** An intermediate CA, ready to issue. */
export interface MadeIntermediate {
  readonly authority: Authority;
  /** Certificate, key, the certificates to send, root. */
  readonly files: readonly OutputFile[];
  readonly notes: readonly string[];
}

/**
 * Makes an intermediate CA under one that the user has. It can then stand wherever a CA can be brought.
 *
 * @throws PkiError `name-invalid`, `days-invalid`, `field-invalid` (password), `ca-path-length` when a CA above does not
 *   allow it, `algorithm-unavailable`, and those of `assertMayIssue`
 */
export async function makeIntermediate(
  wish: IntermediateWish,
  { clock, random, takeKey }: JobHost,
): Promise<MadeIntermediate> {
  const { authority, subject, days, pathLength, password } = wish;
  const now = clock();
  const problem = password === undefined ? undefined : caKeyPasswordProblem(password);
  if (problem !== undefined) throw new PkiError('field-invalid', problem, { field: 'password' });
  assertPathLength(wish);
  assertRandomWorks(random);
  const { cut } = validityFor({ now, days, issuer: authority.certificate.validity });
  const algorithm = wish.key ?? keyTypeOf(authority);
  const key = await (takeKey?.(algorithm) ?? generateKeyPair(algorithm));
  const made = await issueAuthority({ subject, key, issuer: authority, days, pathLength, now, random }).catch(
    (error: unknown) => {
      throw refusedAt(error, error instanceof PkiError && error.field === 'subject' ? 'name' : undefined);
    },
  );
  const { certificate, anchor } = made;
  const name = fileNameFor(subject.findLast(({ type }) => type === 'CN')?.value ?? 'intermediate');
  const keyPem =
    password === undefined
      ? encodePem('PRIVATE KEY', key.pkcs8)
      : encodePem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(key.pkcs8, password, { random }));
  return {
    authority: made,
    files: [
      publicFile(`${name}.cert.pem`, certificatesPem(certificate.der)),
      { name: `${name}.key.pem`, bytes: utf8(keyPem), secret: true },
      publicFile(`${name}.chain.pem`, certificatesPem(...issuersToSend(made))),
      publicFile('root.pem', certificatesPem(anchor)),
    ],
    notes: [
      issuedUnder(authority.certificate),
      ...(cut ? [cutNote(certificate)] : []),
      ...(await authorityWarnings(made)),
    ],
  };
}

/** The type of a CA's own key where one like it can be made here. */
function keyTypeOf({ key }: Authority): KeyAlgorithmId {
  return keyAlgorithms.find(({ id }) => id === key.algorithm.id)?.id ?? 'rsa-4096';
}

/** A CA must not promise more than those above it allow: verifiers count from the top. */
function assertPathLength({ authority, pathLength }: IntermediateWish): void {
  if (!Number.isInteger(pathLength) || pathLength < 0 || pathLength > 10)
    throw new PkiError(
      'field-invalid',
      `${String(pathLength)} is not a number of CAs allowed below. Enter a whole number from 0 to 10.`,
      { field: 'path-length' },
    );
  for (const [below, issuer] of pathOf(authority).entries()) {
    const allowed = (issuer.basicConstraints?.pathLength ?? Infinity) - below - 1;
    // Without room for this one at all, `assertMayIssue` says so.
    if (allowed >= 0 && pathLength > allowed)
      throw new PkiError(
        'ca-path-length',
        `The CA ${formatName(issuer.subject)} allows ${String(allowed)} CAs below the new one, and you asked for ${String(pathLength)}. Choose at most ${String(allowed)}.`,
        { field: 'path-length' },
      );
  }
}

/** The authority's certificate and those above it, with the root. */
function pathOf(authority: Authority): Certificate[] {
  return [...issuersToSend(authority), authority.anchor].map(parseCertificate);
}
