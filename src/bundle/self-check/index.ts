import { readZip } from '../../inspect/zip-reader';
import type { ZipEntry } from '../../inspect/zip-reader';
import { digestHex, equalBytes } from '../../pki/bytes';
import { keyMatches } from '../../pki/key-match';
import { verifySignedBy } from '../../pki/parse-certificate';
import type { Bytes, Certificate } from '../../pki/types';
import { readManifest } from '../manifest';
import type { BundlePlan, CheckResult } from '../types';
import { checkCertificate } from './certificates';
import { readEntry } from './read-entry';
import type { Finding } from './read-entry';
import { Report } from './report';
import { checkSecrets } from './secrets';

/** What the self-check is given: the final bytes, and what they were meant to be. No object of the making is among it. */
export interface SelfCheckInput {
  readonly archive: Bytes;
  readonly plan: BundlePlan;
  /** Passwords that were set, to open what they protect and to look for them in public files. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Awaited between pieces of work. */
  readonly pause: () => Promise<void>;
}

/** Longer chains do not occur; a loop among brought certificates must end. */
const LONGEST_CHAIN = 8;

/**
 * Reads a finished archive back and holds it against its plan. Every result is returned; one that did not pass must block
 * the download.
 */
export async function selfCheck({ archive, plan, secrets, pause }: SelfCheckInput): Promise<CheckResult[]> {
  const report = new Report();
  const entries = await report.attempt('archive-opens', plan.archiveName, 'The zip opens', () =>
    readZip(archive, plan.archiveName, { entries: plan.entries.length + 1, totalBytes: archive.length }),
  );
  if (entries === undefined) return report.results;

  const files = new Map(entries.map((entry) => [entry.path, entry]));
  checkPaths(plan, entries, files, report);
  const findings: Finding[] = [];
  for (const { path, content } of plan.entries) {
    const file = files.get(path);
    if (file === undefined) continue;
    if (content.as === 'generated' || content.as === 'text') checkText(path, file, report);
    if (content.as !== 'generated')
      findings.push(...(await readEntry(path, file.bytes, content, { plan, secrets, report })));
    await pause();
  }
  await checkDigests(plan, files, report);
  await checkCertificates(plan, findings, report, pause);
  await checkKeys(plan, findings, report, pause);
  const keys = findings.flatMap(({ key }) => (key === undefined ? [] : [key]));
  await checkSecrets(plan, files, keys, secrets, report);
  return report.results;
}

function checkPaths(
  plan: BundlePlan,
  entries: readonly ZipEntry[],
  files: ReadonlyMap<string, ZipEntry>,
  report: Report,
): void {
  for (const { path, mode } of plan.entries) {
    const file = files.get(path);
    report.record(
      'paths-as-planned',
      path,
      file !== undefined,
      file === undefined ? 'The file is missing' : 'Is there',
    );
    if (file !== undefined)
      report.record('modes-as-planned', path, file.mode === mode, `Permissions ${octal(file.mode)}`);
  }
  const planned = new Set(plan.entries.map(({ path }) => path));
  const extra = entries.filter(({ path }) => !planned.has(path)).map(({ path }) => path);
  const clean = extra.length === 0 && entries.length === files.size;
  report.record(
    'paths-as-planned',
    plan.archiveName,
    clean,
    clean ? 'Holds nothing else' : `Holds what was not planned: ${extra.join(', ')}`,
  );
}

/** A placeholder that nobody filled in would reach the user as text. */
function checkText(path: string, { bytes }: ZipEntry, report: Report): void {
  const left = /(?<!\$)\{(?:content|escaped|base64|file|dir|name|dn|first|list):[\w[\].-]+\}/u.exec(
    new TextDecoder().decode(bytes),
  );
  report.record(
    'text-complete',
    path,
    left === null,
    left === null ? 'Every value is filled in' : `${left[0]} is not filled in`,
  );
}

async function checkDigests(plan: BundlePlan, files: ReadonlyMap<string, ZipEntry>, report: Report): Promise<void> {
  const entry = plan.entries.find(({ content }) => content.as === 'generated' && content.text === 'manifest');
  const file = entry === undefined ? undefined : files.get(entry.path);
  if (entry === undefined || file === undefined) return;
  const manifest = await report.attempt('digests-agree', entry.path, 'The list of files can be read', () =>
    readManifest(new TextDecoder().decode(file.bytes)),
  );
  for (const { path, sha256 } of manifest?.files ?? []) {
    const bytes = files.get(path)?.bytes;
    if (sha256 === undefined || bytes === undefined) continue;
    const same = (await digestHex('SHA-256', bytes)) === sha256;
    report.record('digests-agree', path, same, same ? 'SHA-256 as listed' : 'Its SHA-256 is not the listed one');
  }
}

async function checkCertificates(
  plan: BundlePlan,
  findings: readonly Finding[],
  report: Report,
  pause: () => Promise<void>,
): Promise<void> {
  const all = findings.flatMap(({ certificates }) => certificates);
  for (const entity of plan.entities) {
    if (entity.kind === 'key-pair') continue;
    const own = findings.filter((finding) => finding.entity === entity.id && finding.chain !== 'intermediates');
    const copies = own.flatMap(({ certificates: [first] }) => (first === undefined ? [] : [first]));
    const [certificate] = copies;
    if (certificate === undefined) continue;
    const same = copies.every(({ der }) => equalBytes(der, certificate.der));
    report.record(
      'chain-verifies',
      entity.id,
      same,
      same ? 'The same certificate in every place' : 'Its copies differ',
    );
    if (entity.broughtBy === undefined) await checkCertificate(entity, certificate, issuerOf(certificate, all), report);
    for (const { path, certificates, chain } of own) {
      if (certificates.length === 0) continue;
      const whole = await reachesRoot(certificates, chain === 'leaf' ? all : all.filter(isSelfIssued));
      report.record(
        'chain-verifies',
        path,
        whole,
        whole ? 'Leads to the root in this archive' : 'Does not lead to a root in this archive',
      );
    }
    await pause();
  }
}

/**
 * RFC 5280 §6 as far as the order and signatures of a file go: each certificate signed by the next, the last by a root.
 *
 * @param others what the other side may be expected to have besides the file: the roots, or all for a file of the leaf alone
 */
async function reachesRoot(chain: readonly Certificate[], others: readonly Certificate[]): Promise<boolean> {
  let current = chain[0];
  for (let depth = 0; current !== undefined && depth < LONGEST_CHAIN; depth++) {
    const issuer: Certificate | undefined = chain[depth + 1] ?? issuerOf(current, others);
    if (issuer === undefined || !(await verifySignedBy(current, issuer.spki))) return false;
    if (isSelfIssued(issuer)) return verifySignedBy(issuer, issuer.spki);
    current = issuer;
  }
  return false;
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return equalBytes(subject.der, issuer.der);
}

function issuerOf(certificate: Certificate, all: readonly Certificate[]): Certificate | undefined {
  return all.find(({ subject }) => equalBytes(subject.der, certificate.issuer.der));
}

async function checkKeys(
  plan: BundlePlan,
  findings: readonly Finding[],
  report: Report,
  pause: () => Promise<void>,
): Promise<void> {
  for (const { path, entity, key } of findings) {
    if (key === undefined) continue;
    const publicKey = findings
      .filter((finding) => finding.entity === entity)
      .map(
        ({ certificates: [certificate], spki, key: own }) =>
          certificate?.spki ?? (own === undefined ? spki : undefined),
      )
      .find((spki) => spki !== undefined);
    const title = plan.entities.find(({ id }) => id === entity)?.title ?? entity;
    const belongs = publicKey === undefined ? undefined : await keyMatches(key, publicKey);
    report.record(
      'key-matches',
      path,
      belongs !== false,
      belongs === undefined ? `No public part of ${title} is in the archive` : `Is the key of: ${title}`,
    );
    await pause();
  }
}

function octal(mode: number | undefined): string {
  return mode === undefined ? 'not set' : `0${mode.toString(8)}`;
}
