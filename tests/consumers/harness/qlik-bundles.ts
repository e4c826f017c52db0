import { execFileSync } from 'node:child_process';
import { toolCommand } from '../../support/tools';
import { bring } from './bring';
import type { PageBundle, PageMaker } from './from-page';
import type { Sample } from './sample';

/** Password of the exported files. */
const password = 'Exp0rt "with" ünusual & long';

/** How a `.pfx` is protected: by Windows until 2019 and by Qlik's export, and by OpenSSL 3 and newer Windows. */
const protections = {
  '3DES and SHA-1': ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1', '-LMK'],
  'AES-256 and SHA-256': [],
} as const;

export type Protection = keyof typeof protections;

/**
 * What an administrator exports in Windows format, made by OpenSSL: `client.pfx` with the client only, and `root.cer` in DER.
 *
 * @param site whose client and root are exported
 * @returns their paths
 */
function windowsExport({ folder, at }: Sample, protection: Protection): readonly string[] {
  const openssl = (...args: readonly string[]) => execFileSync(toolCommand('openssl'), args, { cwd: folder });
  const entry = ['-in', 'client.pem', '-inkey', 'client_key.pem', '-passout', `pass:${password}`];
  openssl('pkcs12', '-export', ...entry, ...protections[protection], '-out', 'client.pfx');
  openssl('x509', '-in', 'root.pem', '-outform', 'DER', '-out', 'root.cer');
  return [at('client.pfx'), at('root.cer')];
}

/** The bundle of the mode `convert` from what a site exported, dropped and opened in the page. */
export function convertExport(
  { make }: PageMaker,
  recipe: string,
  site: Sample,
  protection: Protection,
  answers: Record<string, string>,
): Promise<PageBundle> {
  return make(recipe, 'convert', answers, bring(windowsExport(site, protection), password));
}

/** The bundle of the mode `sign` under a site's root. */
export function signUnder(
  { make }: PageMaker,
  recipe: string,
  { at }: Sample,
  answers: Record<string, string>,
): Promise<PageBundle> {
  return make(recipe, 'sign', answers, bring([at('root.pem'), at('root_key.pem')]));
}
