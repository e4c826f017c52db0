import { placeOf } from './why-no-pair';

/**
 * What files are called in a sentence: by the last part of their path, `key.pem in x.zip` for one inside a zip; by the whole
 * of it where that would be the same for two of them.
 */
export function shortNames(files: readonly string[]): (file: string) => string {
  const shorts = new Map([...new Set(files)].map((file) => [file, shortName(file)]));
  const counts = new Map<string, number>();
  for (const short of shorts.values()) counts.set(short, (counts.get(short) ?? 0) + 1);
  return (file) => {
    const short = shorts.get(file) ?? shortName(file);
    return (counts.get(short) ?? 1) > 1 ? file : short;
  };
}

function shortName(file: string): string {
  const place = placeOf(file);
  const folder = file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return file.includes('!/') ? place.replace(/ in .*[/\\]/u, ' in ') : place.slice(folder.length);
}
