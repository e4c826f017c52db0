import type { OpenedStore } from '../../inspect/read-store';
import { readZip } from '../../inspect/zip-reader';
import type { Bytes, KeyPair } from '../../pki/types';
import type { BundleEntry, CheckResult } from '../types';
import { checkCertificate, checkDistinct } from './certificates';
import { checkChains, collectCertificates } from './chains';
import { checkOffered, checkPaths } from './files';
import { checkKept } from './kept';
import { checkKeys } from './keys';
import { readEntry } from './read-entry';
import type { Finding } from './read-entry';
import { Report } from './report';
import { checkRequests } from './requests';
import { checkSecrets } from './secrets';
import { checkTexts } from './texts';
import type { TextInput } from './texts';

/** What the self-check is given: the final bytes, and what they were meant to be. */
export interface SelfCheckInput extends TextInput {
  readonly archive: Bytes;
  /** What will be offered besides the archive. */
  readonly offered: readonly BundleEntry[];
  /** Keystores that were added to, by slot id. */
  readonly stores: ReadonlyMap<string, OpenedStore>;
  /** Every private key of the job, only to look for it where it must not be. */
  readonly keys: readonly KeyPair[];
}

/**
 * Reads a finished archive back and holds it against its plan. Every result is returned; one that did not pass must block
 * the download.
 */
export async function selfCheck(input: SelfCheckInput): Promise<CheckResult[]> {
  const { archive, offered, keys, plan, stores, secrets, created, pause } = input;
  const report = new Report();
  const entries = await report.attempt('archive-opens', plan.archiveName, 'The zip opens', () =>
    readZip(archive, plan.archiveName, { entries: plan.entries.length + 1, totalBytes: archive.length }),
  );
  if (entries === undefined) return report.results;

  const files = new Map(entries.map((entry) => [entry.path, entry]));
  checkPaths(plan, archive, entries, files, report);
  checkOffered(offered, files, report);
  const findings: Finding[] = [];
  for (const { path, content } of plan.entries) {
    const file = files.get(path);
    if (file === undefined || content.as === 'generated') continue;
    findings.push(...(await readEntry(path, file.bytes, content, { plan, stores, secrets, report, pause })));
    await pause();
  }
  const found = await collectCertificates(plan, findings, report);
  await checkChains(plan, findings, found, created, report);
  await checkRequests(plan.entities, findings, found.certificates, report);
  for (const entity of plan.entities) {
    const certificate = found.certificates.get(entity.id);
    if (certificate === undefined || entity.kind === 'key-pair') continue;
    if (entity.broughtBy !== undefined || entity.kept !== undefined) continue;
    const issuer = entity.issuer === undefined ? certificate : found.certificates.get(entity.issuer);
    await checkCertificate(entity, certificate, issuer, created, report);
    await pause();
  }
  await checkKept(plan, findings, found.certificates, report);
  checkDistinct(found.certificates, report);
  await checkKeys(plan, findings, found.certificates, report, pause);
  await checkTexts(input, files, found.certificates, findings, report);
  await checkSecrets(plan, files, keys, secrets, report);
  for (const { key } of findings) key?.pkcs8.fill(0);
  return report.results;
}
