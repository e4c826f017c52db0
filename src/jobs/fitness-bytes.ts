import type { FoundObject, InputFile } from '../inspect/found-object';
import { keystoreFormat } from '../keystores/keystore-format';
import { nameOf, placeIn } from './fitness-lot';
import { rowOf } from './fitness-types';
import type { FitnessRow, Lot, Verdict } from './fitness-types';

const DER_SEQUENCE = 0x30;

/** Only so much of a file tells what it is. */
const HEAD = 65_536;

const keystoreName = /\.(?:p12|pfx|jks|keystore)$/iu;
const pemName = /\.(?:pem|crt|key)$/iu;

/**
 * What the octets of files tell that their objects do not: text or DER, and in which form a key stands.
 *
 * @param files as they were given; those inside a zip are not looked at
 */
export function byteRows(files: readonly InputFile[], { objects }: Lot): FitnessRow[] {
  const rows = files.flatMap((file) => {
    const held = objects.filter(({ source }) => source === file.name);
    const verdict = held.some(({ type }) => type === 'damaged') ? undefined : judgeBytes(file, held);
    return verdict === undefined ? [] : [rowOf('form', `${placeIn(file.name)}: form`, verdict, held)];
  });
  return [...rows, ...objects.flatMap(readableRow)];
}

function judgeBytes({ name, bytes }: InputFile, held: readonly FoundObject[]): Verdict | undefined {
  const place = placeIn(name);
  const isStore = keystoreFormat(bytes) !== undefined;
  if (keystoreName.test(nameOf(name)) && !isStore && held.length > 0)
    return [
      'no',
      `${place} is not a keystore, whatever its name says: it holds ${whatOf(held)}.`,
      'Convert it to a keystore.',
    ];
  if (isStore)
    return pemName.test(nameOf(name))
      ? ['no', `${place} is a keystore, not a PEM file.`, 'Take the certificate and key out with convert.']
      : undefined;
  if (bytes[0] === DER_SEQUENCE)
    return [
      'unknown',
      `${place} is DER, not PEM text. Programs that want PEM find nothing in it.`,
      'Convert it to PEM.',
    ];
  const text = new TextDecoder().decode(bytes.subarray(0, HEAD));
  if (text.includes('BEGIN RSA PRIVATE KEY') || text.includes('BEGIN EC PRIVATE KEY'))
    return ['unknown', `${place} holds the key in the older form that Java does not read.`, 'Convert it to PKCS#8.'];
  if (text.includes('\\n'))
    return ['unknown', `${place} has \\n in place of line ends.`, 'Convert it to ordinary PEM.'];
  return undefined;
}

function whatOf(held: readonly FoundObject[]): string {
  return [
    ...new Set(
      held.map(({ type }) =>
        type === 'other' ? 'nothing that can be read' : `a ${type.replace('crl', 'revocation list').replace('-', ' ')}`,
      ),
    ),
  ].join(', ');
}

function readableRow(object: FoundObject): FitnessRow[] {
  const place = placeIn(object.source);
  if (object.type === 'damaged')
    return [rowOf('readable', place, ['no', object.error.message, 'Copy or export it again.'], [object])];
  if (
    object.type === 'other' &&
    object.label === 'unknown' &&
    /\.(?:pem|crt|cer|der|key|p12|pfx|jks|p7b)$/iu.test(place)
  )
    return [
      rowOf(
        'readable',
        place,
        ['unknown', `No certificate and no key was found in ${place}.`, 'Choose another file.'],
        [object],
      ),
    ];
  return [];
}
