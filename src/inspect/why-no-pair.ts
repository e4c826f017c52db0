import { formatName } from '../pki/distinguished-name';
import type { PkiErrorCode } from '../pki/errors';
import { equalBytes } from '../pki/bytes';
import { showText } from '../pki/show-text';
import { pairsIn, serves } from './choose-pair';
import type { FoundCertificate, FoundKey } from './choose-pair';
import { isAuthority } from './climb';
import type { CertifiedKeyWish } from './read-certified-key';
import type { FoundObject } from './found-object';

type Reason = readonly [PkiErrorCode, string];

/** What lies in the files, sorted. */
interface Lot {
  readonly found: readonly FoundObject[];
  readonly wish: CertifiedKeyWish;
  readonly certificates: readonly FoundCertificate[];
  readonly keys: readonly FoundKey[];
}

/** Why no certificate with its key was chosen: the most telling reason, with the names of files and subjects. */
export function whyNoPair(found: readonly FoundObject[], wish: CertifiedKeyWish): [PkiErrorCode, string] {
  const certificates = found.filter((object): object is FoundCertificate => object.type === 'certificate');
  const keys = found.filter((object): object is FoundKey => object.type === 'private-key');
  const lot = { found, wish, certificates, keys };
  const reason = reasons.map((why) => why(lot)).find((answer) => answer !== undefined);
  return [...(reason ?? ['material-missing', 'No certificate with its private key was found. Choose other files.'])];
}

const reasons: readonly ((lot: Lot) => Reason | undefined)[] = [
  wrongPurpose,
  severalFit,
  locked,
  damaged,
  nothing,
  noReply,
  noKey,
  noCertificate,
  onlyAuthorities,
  otherKey,
];

function wrongPurpose({ found, wish }: Lot): Reason | undefined {
  const [pair, ...more] = pairsIn(found, wish).filter(({ certificate }) => !isAuthority(certificate));
  if (pair === undefined || [pair, ...more].some(({ certificate }) => serves(certificate, wish.purposes)))
    return undefined;
  const wanted = wish.purposes.join(' and ');
  const isFor = wanted === 'client' ? 'servers' : 'clients';
  return [
    'certificate-purpose',
    `${placeOf(pair.source)} holds ${formatName(pair.certificate.subject)}, a certificate for ${isFor}. A ${wanted} certificate is needed here; choose that one.`,
  ];
}

function severalFit({ found, wish }: Lot): Reason | undefined {
  const pairs = pairsIn(found, wish).filter(({ certificate }) => serves(certificate, wish.purposes));
  if (pairs.length < 2 || pairs.some(({ certificate }) => isAuthority(certificate))) return undefined;
  const names = [
    ...new Set(pairs.map(({ certificate, source }) => `${formatName(certificate.subject)} in ${placeOf(source)}`)),
  ];
  return [
    'material-ambiguous',
    `Several certificates with their keys were found: ${names.join('; ')}. Give the files of one.`,
  ];
}

function locked({ found, wish }: Lot): Reason | undefined {
  const object = found.find((each) => each.type === 'locked-key');
  if (object?.type !== 'locked-key') return undefined;
  const [code, message] = whyLocked(object);
  const lost = code === 'password-wrong' && wish.withoutKey !== undefined;
  return [code, lost ? `${message} Lost? ${wish.withoutKey}` : message];
}

type LockedThing = Pick<Extract<FoundObject, { type: 'locked-key' }>, 'source' | 'reason' | 'alias'>;

/** What to say of a key or keystore that stays closed. */
export function whyLocked({ source, reason, alias }: LockedThing): [PkiErrorCode, string] {
  if (alias !== undefined) {
    const key = `The key under the alias ${alias === '' ? '(none)' : showText(alias)} in ${placeOf(source)} has a password of its own`;
    return reason === 'password-wrong'
      ? [reason, `${key}, which none of the given ones is. Type it again; capitals and spaces count.`]
      : [reason, `${key}. Give it as well as that of the keystore.`];
  }
  return reason === 'password-wrong'
    ? [reason, `The password does not open ${placeOf(source)}. Type it again; capitals and spaces count.`]
    : [reason, `${placeOf(source)} is protected. Type its password.`];
}

function damaged({ found }: Lot): Reason | undefined {
  const object = found.find((each) => each.type === 'damaged');
  return object?.type === 'damaged' ? [object.error.code, object.error.message] : undefined;
}

function nothing({ certificates, found, keys }: Lot): Reason | undefined {
  if (certificates.length + keys.length > 0) return undefined;
  const names = namesOf(found);
  return [
    'material-missing',
    `No certificate and no key was found${names === '' ? '' : ` in ${names}`}. Choose PEM files, a .pfx or .p12 keystore, or a folder or zip with them.`,
  ];
}

/** The key lies with its placeholder or earlier certificate, and nothing else came. */
function noReply({ certificates, keys, wish }: Lot): Reason | undefined {
  if (!wish.reply || keys.length === 0 || certificates.some(({ alias }) => alias === undefined)) return undefined;
  return [
    'material-missing',
    "The key is there, but the CA's reply is not among the files. Add the certificate that the CA sent (.cer, .crt, .pem or .p7b).",
  ];
}

function noKey({ certificates, keys, wish }: Lot): Reason | undefined {
  const [certificate] = certificates;
  if (keys.length > 0 || certificate === undefined) return undefined;
  const advice =
    wish.withoutKey ??
    (wish.reply
      ? 'Add the zip or the keystore that was made together with the request.'
      : 'Add the key file, or export the certificate again together with its private key.');
  return ['material-missing', `${placeOf(certificate.source)} holds no private key. ${advice}`];
}

function noCertificate({ certificates, keys }: Lot): Reason | undefined {
  const [key] = keys;
  if (certificates.length > 0 || key === undefined) return undefined;
  return [
    'material-missing',
    `${placeOf(key.source)} holds a private key, but its certificate is not among the files. Add it.`,
  ];
}

function onlyAuthorities({ certificates, wish }: Lot): Reason | undefined {
  const given = certificates.filter(({ alias }) => !wish.reply || alias === undefined);
  if (!given.every(({ certificate }) => isAuthority(certificate))) return undefined;
  const names = given.map(({ certificate }) => formatName(certificate.subject)).join('; ');
  return [
    'material-missing',
    `${placesOf(given)} holds CA certificates only (${names}). Add the ${wish.purposes.join(' and ')} certificate itself, or the key of one that is its own CA, as openssl req -x509 makes it: the key here is another.`,
  ];
}

function otherKey({ certificates, keys, wish }: Lot): Reason | undefined {
  const strangers = certificates.filter(
    ({ alias, certificate }) =>
      (!wish.reply || alias === undefined) &&
      !isAuthority(certificate) &&
      !keys.some(({ key }) => equalBytes(key.spki, certificate.spki)),
  );
  const [stranger] = strangers;
  if (stranger === undefined) return undefined;
  const advice = wish.reply
    ? 'It was issued for another request. Take the zip that was made with that request, or have this request signed.'
    : 'Choose the key and the certificate that were made together.';
  return [
    'key-mismatch',
    `The key in ${placesOf(keys)} does not belong to ${formatName(stranger.certificate.subject)} in ${placeOf(stranger.source)}. ${advice}`,
  ];
}

function placesOf(found: readonly { readonly source: string }[]): string {
  return [...new Set(found.map(({ source }) => placeOf(source)))].join(', ');
}

/** A folder may hold hundreds of files; some names are enough to tell which was meant. */
const MOST_NAMES = 5;

/** The names of the files that were looked into. */
export function namesOf(found: readonly FoundObject[]): string {
  const names = [...new Set(found.map(({ source }) => placeOf(source)))];
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}

/** `root_key.pem in earlier.zip` for a file inside a zip, without the folders between. */
export function placeOf(source: string): string {
  const [archive = '', path] = source.split('!/');
  return path === undefined ? archive : `${path.slice(path.lastIndexOf('/') + 1)} in ${archive}`;
}
