import { certificateFormats, crlFormats, publicKeyFormats, requestFormats } from './convert-certificates';
import { combinedFormat, keyFormats } from './convert-keys';
import { keystoreFormats, truststoreFormats } from './convert-keystores';
import { storeFormats } from './convert-store-itself';
import { textFormats } from './convert-texts';
import type { ConversionFormat } from './convert-types';

/** Every form that something dropped can be converted into, in the order in which they are offered. */
export const conversionFormats: readonly ConversionFormat[] = [
  ...certificateFormats,
  ...keyFormats,
  ...publicKeyFormats,
  ...keystoreFormats,
  combinedFormat,
  ...truststoreFormats,
  ...storeFormats,
  ...textFormats,
  ...requestFormats,
  ...crlFormats,
];

/** The format with this id. */
export function findConversionFormat(id: string): ConversionFormat | undefined {
  return conversionFormats.find((format) => format.id === id);
}
