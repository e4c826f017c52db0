import { namesOf, placeOf, whyLocked } from '../inspect/why-no-pair';
import { PkiError } from '../pki/errors';
import { spellOut } from '../pki/show-text';
import type { Lot } from './convert-lot';
import type { ConversionNeed } from './convert-types';

/** What goes after “there is” when something is not among the files, and nothing explains why. */
const missing: Readonly<Record<ConversionNeed, string>> = {
  certificate: 'no certificate. Add it.',
  key: 'no private key. Add the key file, or export the certificate again together with its private key.',
  'certified-key': 'no certificate and no key. Add them.',
  pieces: 'no certificate and no key. Add one.',
  'public-key': 'no key, certificate or request to take a public key from. Add one.',
  certificates: 'no certificate. Add those that are to be trusted.',
  request: 'no certificate request (CSR). Add it.',
  crl: 'no revocation list. Add it.',
  keystore: 'no keystore (PKCS#12 or JKS). Add the keystore file itself.',
};

/**
 * Why what a format needs is not there: the most telling reason, naming files.
 *
 * @returns `password-required`, `password-wrong`, `key-mismatch`, `material-missing`, or what is wrong with a damaged file
 */
export function whyNot(need: ConversionNeed, lot: Lot): PkiError {
  const { objects, certificates, keys } = lot;
  const locked = objects.find(
    (object) => object.type === 'locked-key' && (object.holds === 'keystore' || holdsKeys.has(need)),
  );
  if (locked?.type === 'locked-key') return new PkiError(...whyLocked(locked));
  const [certificate] = certificates;
  const [key] = keys;
  if (need === 'certified-key' && certificate !== undefined && key !== undefined)
    return new PkiError(
      'key-mismatch',
      `The ${key.label} does not belong to ${certificate.label}. Choose the key and the certificate that were made together.`,
    );
  const damaged = objects.find((object) => object.type === 'damaged');
  if (damaged?.type === 'damaged') return damaged.error;
  if (need === 'certified-key' && certificate !== undefined)
    return said(placeOf(certificate.value.source), missing.key);
  if (need === 'certified-key' && key !== undefined)
    return said(placeOf(key.value.source), 'a private key, but not its certificate. Add the certificate.');
  return said(namesOf(objects), missing[need]);
}

/** Needs that a protected key would have met. */
const holdsKeys: ReadonlySet<ConversionNeed> = new Set(['key', 'certified-key', 'pieces', 'public-key']);

function said(where: string, sentence: string): PkiError {
  const there = where === '' ? 'There is' : `In ${spellOut(where)} there is`;
  return new PkiError('material-missing', `${there} ${sentence}`);
}
