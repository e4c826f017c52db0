import { release } from '../release';
import type { TextContext } from '../types';
import { checklistOf } from './checklist';
import type { CheckedCertificate, CheckedFile, CheckedFolder, Checklist, FilePlace } from './checklist';
import { oneLine, quotePowerShell as quote } from './quote';
import base from './scripts/verify.base.ps1?raw';
import certificates from './scripts/verify.certificates.ps1?raw';
import connect from './scripts/verify.connect.ps1?raw';
import der from './scripts/verify.der.ps1?raw';
import files from './scripts/verify.files.ps1?raw';

/**
 * Writes `verify.ps1` for Windows PowerShell 5.1 and PowerShell 7, with .NET classes only and without administrator
 * rights: what `verify.sh` checks, as far as .NET can. Covers every file but the two scripts. Same exit codes. ASCII, LF
 * (PowerShell takes both line ends), holds no secret. It has not been run by a PowerShell in our tests, and says so.
 *
 * @param context with the digests of all files but the two scripts
 */
export function writeVerifyPs1(context: TextContext): string {
  const list = checklistOf(context);
  const head = [
    `# Checks the files of ${ascii(oneLine(context.plan.archiveName))}.`,
    '# Start: powershell -ExecutionPolicy Bypass -File .\\verify.ps1     How: add -Help',
    `# Written by Certwright ${release.version} on ${context.created.toISOString()}. It reads files and changes none.`,
    '# UNTESTED: written for PowerShell 5.1 and 7, parsed by a grammar, but not run by PowerShell before release.',
    '# If it fails by itself, trust verify.sh (Linux, macOS, WSL, Git Bash) and tell us.',
    '',
  ].join('\n');
  return [head, base, files, der, certificates, connect, dataOf(list)].join('');
}

function dataOf({ folders, texts, mutual, issuers, certificates: all }: Checklist): string {
  const servers = all.filter(({ purposes }) => purposes.includes('server'));
  return [
    '\n# What this bundle holds.',
    `$folders = ${listOf(folders.map(folderOf), '  ')}`,
    'Find-Folders $folders',
    ...texts.map(
      ({ name, sha256, kind }) => `Test-File (Get-Place '.' ${quote(name)}) ${quote(name)} '${sha256}' '${kind}'`,
    ),
    'Test-Folders',
    `$script:issuers = ${listOf(issuers.map(certificateIn), '  ')}`,
    ...all.map(certificateOf),
    `$anchors = ${listOf((servers[0] ?? all[0])?.anchors.map(placeOf) ?? [], '  ')}`,
    `if ($Connect -ne '') { Test-Live $Connect @(${servers.map(({ sha256 }) => `'${sha256}'`).join(', ')}) $anchors $${String(mutual)} }`,
    'Exit-WithResult',
    '',
  ].join('\n');
}

function certificateIn(pem: string): string {
  const base64 = pem.split('\n').slice(1, -2).join('');
  return `(New-Certificate ([Convert]::FromBase64String('${base64}')))`;
}

function folderOf({ path, machine, files: contents }: CheckedFolder): string {
  return `@{ Path = ${quote(path)}; Machine = ${quote(machine)}; Files = ${listOf(contents.map(fileOf), '    ')} }`;
}

function fileOf({ name, sha256, kind, rule }: CheckedFile): string {
  return `@{ Name = ${quote(name)}; Digest = '${sha256}'; Kind = '${kind}'; Rule = '${rule}' }`;
}

function certificateOf({
  title,
  role,
  sha256,
  brought,
  purposes,
  names,
  files: places,
  keys,
  anchors,
}: CheckedCertificate): string {
  // A CA stands in every machine's folder as the same file, so it is looked at once.
  const looks = role === 'authority' ? [places] : places.map((place) => [place]);
  return looks
    .filter((look) => look.length > 0)
    .map((look) =>
      [
        `Test-Certificate ${quote(title)} '${sha256}' $${String(brought)}`,
        listOf(look.map(placeOf), '  '),
        listOf(purposes.length > 0 ? anchors.map(placeOf) : [], '  '),
        listOf(
          purposes.map((purpose) => `'${purpose}'`),
          '  ',
        ),
        listOf(
          names.map(({ kind, value }) => quote(`${kind} ${value}`)),
          '  ',
        ),
        listOf(keys.map(placeOf), '  '),
      ].join(' '),
    )
    .join('\n');
}

function placeOf({ folder, name, form, guarded }: FilePlace): string {
  return `(Get-FileOf ${folder} ${quote(name)} '${form}' $${String(guarded)})`;
}

/** An array; also with one item or none it stays an array. */
function listOf(items: readonly string[], indent: string): string {
  return items.length === 0 ? '@()' : `@(\n${indent}${items.join(`,\n${indent}`)}\n${indent.slice(2)})`;
}

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, '?');
}
