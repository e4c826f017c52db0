import type { GeneralName } from '../../pki/types';
import { release } from '../release';
import type { TextContext } from '../types';
import { checklistOf } from './checklist';
import type { CheckedCertificate, CheckedFolder, Checklist, FilePlace } from './checklist';
import { addressAsOpensslPrintsIt } from './openssl-address';
import { oneLine, quoteSh as quote } from './quote';
import base from './scripts/verify.base.sh?raw';
import certificates from './scripts/verify.certificates.sh?raw';
import connect from './scripts/verify.connect.sh?raw';
import files from './scripts/verify.files.sh?raw';

/**
 * Writes `verify.sh`: POSIX sh that checks every file of the bundle but itself, as far as the files are here, with
 * OpenSSL 1.1.1 or later, or LibreSSL; without either only the digests. Exit 0 all checked, 1 a check failed, 2 usage,
 * 3 something could not be checked. LF, starts with its interpreter line, holds no secret.
 *
 * @param context with the digests of all other files
 */
export function writeVerifySh(context: TextContext): string {
  const list = checklistOf(context);
  const head = [
    '#!/bin/sh',
    `# Checks the files of ${oneLine(context.plan.archiveName)}; how: sh verify.sh --help`,
    `# Written by Certwright ${release.version} on ${context.created.toISOString()}. It reads files and changes none.`,
    '',
  ].join('\n');
  return [head, base, files, certificates, connect, dataOf(list)].join('');
}

function dataOf(list: Checklist): string {
  const live = list.certificates.find(({ purposes }) => purposes.includes('server')) ?? list.certificates[0];
  const servers = list.certificates.filter(({ purposes }) => purposes.includes('server')).map(({ sha256 }) => sha256);
  return [
    '\n# What this bundle holds.\n',
    `WANTED=${list.passwords}`,
    ...issuersOf(list),
    ...list.folders.map(locating),
    ...list.texts.map(({ name, sha256, kind }) => `file ${quote(`./${name}`)} ${quote(sha256)} ${kind}`),
    ...list.folders.map(checkingFiles),
    ...list.certificates.flatMap(checkingCertificate),
    ...list.keystores.map(({ file, sha256 }) => `keystore ${pathOf(file)} ${sha256}`),
    `SERVERS=${quote(servers.join(' '))}`,
    `MUTUAL=${list.mutual ? 'yes' : 'no'}`,
    `if [ "$OPENSSL" != none ]; then anchor${arguments_(live?.anchors ?? [])}; fi`,
    'finish',
    '',
  ].join('\n');
}

/** Those that no file here may hold in PEM; the keystores have them too. */
function issuersOf({ issuers }: Checklist): string[] {
  if (issuers.length === 0) return [];
  const file = '"$SCRATCH/issuers.pem"';
  return [`if [ "$OPENSSL" != none ]; then\n  ISSUERS=${file}\n  cat >${file} <<'END'\n${issuers.join('')}END\nfi`];
}

/** Finds a folder; `FOLDER_1` and so on then hold where it is. */
function locating(folder: CheckedFolder, index: number): string {
  const rules = folder.files.map(
    ({ name, rule, sha256 }) => ` ${quote(name)} ${quote(rule === 'differs' ? sha256 : rule)}`,
  );
  return `locate ${quote(folder.path)}${rules.join('')}\nFOLDER_${index + 1}=$AT`;
}

function checkingFiles(folder: CheckedFolder, index: number): string {
  return [
    `AT=$FOLDER_${index + 1}`,
    `if ! absent ${quote(folder.path)} ${quote(folder.machine)}; then`,
    ...folder.files.map(({ name, sha256, kind }) => `  file "$AT"/${quote(name)} ${quote(sha256)} ${kind}`),
    'fi',
  ].join('\n');
}

function checkingCertificate(certificate: CheckedCertificate): string[] {
  const { role, files: places } = certificate;
  // A CA stands in every machine's folder as the same file, so it is looked at once.
  const looks = role === 'authority' ? [places] : places.map((place) => [place]);
  return looks.filter((look) => look.length > 0).map((look) => checking(certificate, look));
}

function checking(
  { title, sha256, brought, strict, purposes, names, keys, anchors }: CheckedCertificate,
  look: readonly FilePlace[],
): string {
  const [file] = look;
  const clientKey = keys.find(({ form, guarded }) => form === 'PEM' && !guarded);
  const isClient = purposes.includes('client') && file?.form === 'PEM' && clientKey !== undefined;
  // The user's own CA may be trusted through its root, and then stand in no file of its own.
  const found = brought ? `pick ${sha256}${arguments_(look)} && ` : '';
  return [
    `if ${found}certificate ${quote(title)} ${sha256}${arguments_(look)}; then`,
    `  anchor${arguments_(anchors)}`,
    ...(purposes.length > 0
      ? [`  chain ${strict ? 'made' : 'brought'} ${purposes.map((each) => `ssl${each}`).join(' ')}`]
      : []),
    ...(names.length > 0 ? [`  names${names.map(nameArguments).join('')}`] : []),
    ...keys.map((key) => `  key${arguments_([key])} ${key.guarded ? 'guarded' : 'plain'}`),
    ...(isClient ? [`  client ${pathOf(file)} ${pathOf(clientKey)}`] : []),
    'fi',
  ].join('\n');
}

function arguments_(places: readonly FilePlace[]): string {
  return places.map((place) => ` ${pathOf(place)} ${place.chain === true ? 'CHAIN' : place.form}`).join('');
}

function pathOf({ folder, name }: FilePlace): string {
  return `"$FOLDER_${folder + 1}"/${quote(name)}`;
}

function nameArguments({ kind, value }: GeneralName): string {
  const printed = {
    dns: `DNS:${value}`,
    ip: `IP Address:${addressAsOpensslPrintsIt(value)}`,
    email: `email:${value}`,
    uri: `URI:${value}`,
  };
  return ` ${kind} ${quote(value)} ${quote(printed[kind])}`;
}
