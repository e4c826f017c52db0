declare const __CERTWRIGHT_SINGLE_FILE__: SingleFile | undefined;

/** The page in one file, as the build found it. */
export interface SingleFile {
  readonly bytes: number;
  /** In lowercase hex. */
  readonly sha256: string;
}

/** The one file that stands beside this page; undefined where this page is that file. */
export const singleFile = __CERTWRIGHT_SINGLE_FILE__;

/** Its name on every site. */
export const singleFileName = 'certwright.html';

/** What to run to see the SHA-256 of the downloaded file, by system. */
export const digestCommands = [
  ['Windows, PowerShell', `(Get-FileHash ${singleFileName}).Hash`],
  ['Windows, cmd', `certutil -hashfile ${singleFileName} SHA256`],
  ['macOS', `shasum -a 256 ${singleFileName}`],
  ['Linux', `sha256sum ${singleFileName}`],
] as const;
