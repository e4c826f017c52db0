import { keystoreFormat } from '../keystores/keystore-format';
import { readKeystore } from '../keystores/read-keystore';
import type { Keystore } from '../keystores/read-keystore';
import type { Pause } from '../keystores/types';
import { PkiError, refusedAt } from '../pki/errors';
import type { InputFile } from './found-object';
import { quotedPasswords } from './quoted-password';
import { whyLocked } from './why-no-pair';

/** A keystore that something is added to, and the password that opened it. */
export interface OpenedStore {
  readonly name: string;
  readonly keystore: Keystore;
  readonly password: string;
}

/** Passwords that are none: Java's cacerts has one of these. */
const usual: readonly string[] = ['', 'changeit'];

/**
 * Opens the one keystore that was brought to be added to, also by the password in a file of properties beside it.
 *
 * @param field id of the material slot, for the errors
 * @throws PkiError `material-missing`, `material-ambiguous`, `file-unknown`, `password-required`, `password-wrong`,
 *   `file-damaged`, `work-factor-too-high`
 */
export async function readStore(
  given: readonly InputFile[],
  password: string | undefined,
  field: string,
  pause?: Pause,
): Promise<OpenedStore> {
  const quoted = given.flatMap(quotedPasswords);
  const files = given.filter((each) => quotedPasswords(each).length === 0);
  const [file, another] = files;
  if (file === undefined)
    throw new PkiError('material-missing', 'No file was given. Choose the keystore that is there already.', { field });
  if (another !== undefined)
    throw new PkiError('material-ambiguous', `These are ${String(files.length)} files. Give the one keystore.`, {
      field,
    });
  if (keystoreFormat(file.bytes) === undefined)
    throw new PkiError(
      'file-unknown',
      `${file.name} is not a keystore (PKCS#12 or JKS). Choose the keystore file itself.`,
      {
        field,
      },
    );
  const typed = password === '' ? undefined : password;
  for (const candidate of [...(typed === undefined ? usual : [typed]), ...quoted]) {
    try {
      const keystore = await readKeystore(file.bytes, candidate, { pause });
      return { name: file.name, keystore, password: candidate };
    } catch (error) {
      const refusal = refusedAt(error, field, file.name);
      if (refusal.code !== 'password-wrong') throw refusal;
    }
  }
  const [code, message] = whyLocked({
    source: file.name,
    reason: typed === undefined ? 'password-required' : 'password-wrong',
  });
  throw new PkiError(code, message, { field });
}
