import { equalBytes } from '../../pki/bytes';
import type { Bytes, Certificate } from '../../pki/types';
import { certificateFacts } from '../facts';
import { readManifest } from '../manifest';
import type { BundlePlan, EarlierFiles, Notice } from '../types';
import { writeTexts } from '../write-texts';
import type { Files } from './files';
import type { Finding } from './read-entry';
import type { Report } from './report';

/** What texts depend on besides the files that were read back. */
export interface TextInput {
  readonly plan: BundlePlan;
  readonly secrets: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  readonly created: Date;
  readonly earlier?: EarlierFiles | undefined;
  readonly pause: () => Promise<void>;
}

/** A placeholder that nobody filled in would reach the user as text. */
const leftOver = /(?<!\$)\{(?:content|escaped|base64|secret|file|dir|name|dn|first|list):[\w[\].-]+\}/u;

/**
 * Writes every text anew from the files and certificates as they were read back, and asserts that the archive has exactly
 * that: README, manifest and scripts then tell the truth about every file, its digest and its fingerprint.
 */
export async function checkTexts(
  { plan, secrets, notices, created, earlier, pause }: TextInput,
  files: Files,
  found: ReadonlyMap<string, Certificate>,
  findings: readonly Finding[],
  report: Report,
): Promise<void> {
  const others = new Map<string, Bytes>();
  for (const { id, path, content } of plan.entries) {
    const bytes = files.get(path)?.bytes;
    if (bytes !== undefined && content.as !== 'generated' && content.as !== 'text') others.set(id, bytes);
  }
  const made = new Map([...found].map(([id, certificate]) => [id, { certificate, chain: chainOf(id, findings) }]));
  const facts = { certificates: await certificateFacts(plan, made), notices, created, earlier };
  const expected = await report.attempt('texts-as-written', plan.archiveName, 'The texts can be written anew', () =>
    writeTexts({ plan, facts, secrets, pause }, others),
  );
  for (const { id, path, content } of plan.entries) {
    const bytes = files.get(path)?.bytes;
    if (bytes === undefined || (content.as !== 'generated' && content.as !== 'text')) continue;
    const left = leftOver.exec(new TextDecoder().decode(bytes));
    report.record(
      'text-complete',
      path,
      left === null,
      'Every value is filled in',
      `${left?.[0] ?? ''} is not filled in`,
    );
    // It comes back for renewal, so it must pass its own reader.
    if (content.as === 'generated' && content.text === 'manifest')
      await report.attempt('texts-as-written', path, 'Can be read back', () =>
        readManifest(new TextDecoder().decode(bytes)),
      );
    const text = expected?.get(id);
    const same = text !== undefined && equalBytes(text, bytes);
    report.record(
      'texts-as-written',
      path,
      same,
      'Says what the files are, digests included',
      'Does not fit the files',
    );
  }
}

/** The chain of an instance in the first file that holds it whole. */
function chainOf(of: string, findings: readonly Finding[]): Bytes[] {
  const whole = findings.find(({ entity, chain }) => entity === of && chain === 'full');
  return (whole?.certificates ?? []).map(({ der }) => der);
}
