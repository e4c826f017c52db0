import type { FoundObject } from '../inspect/found-object';
import { assertRandomWorks } from '../issuance/serial-number';
import type { Pause } from '../keystores/types';
import { PkiError } from '../pki/errors';
import { assertReadsBack } from './convert-check';
import { conversionFormats } from './convert-formats';
import { sortLot } from './convert-lot';
import type { Lot } from './convert-lot';
import { choicesFor, subjectFor } from './convert-subjects';
import { usuallyTrusted } from './convert-trusted';
import type {
  Conversion,
  ConversionContext,
  ConversionFormat,
  ConversionNeed,
  ConversionOptions,
  ConversionRow,
  ConversionSubjects,
} from './convert-types';
import type { OutputFile } from './output-file';
import { createPace } from './pace';
import type { JobHost } from './types';

/** What is to be converted into what. */
export interface ConversionJob {
  /** What the reader found in the dropped files. */
  readonly objects: readonly FoundObject[];
  /** Row of the table of formats. */
  readonly format: ConversionFormat;
  readonly options: ConversionOptions;
}

/**
 * For every format, whether it can be made of what was dropped, and if not, why.
 *
 * @param pause awaited between the formats
 */
export async function conversionsFor(
  objects: readonly FoundObject[],
  now: Date,
  pause: Pause = createPace(),
): Promise<readonly Conversion[]> {
  const lot = await sortLot(objects, now, pause);
  const conversions: Conversion[] = [];
  for (const format of conversionFormats) {
    conversions.push(await conversionOf(format, lot, pause));
    await pause();
  }
  return conversions;
}

async function conversionOf(format: ConversionFormat, lot: Lot, pause: Pause): Promise<Conversion> {
  const choices = choicesFor(format.needs, lot);
  await pause();
  if (choices.length > 0 && format.needs !== 'certificates') return { format, problem: undefined, choices };
  try {
    const row = anyRow(format);
    const subject = await subjectFor(row.needs, lot, {});
    row.fits?.(subject);
    const usual = format.needs === 'certificates' ? usuallyTrusted(lot).map(({ label }) => label) : [];
    return { format, problem: undefined, choices, usual };
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return { format, problem: error.message, choices };
  }
}

/**
 * Everything that can be refused before a password is asked for.
 *
 * @throws PkiError as {@link convert}
 */
export async function assertConvertible(job: ConversionJob, now: Date): Promise<void> {
  await subjectOf(job, now);
}

async function subjectOf(
  { objects, format, options }: ConversionJob,
  now: Date,
  pause?: Pause,
): Promise<ConversionSubjects[ConversionNeed]> {
  const row = anyRow(format);
  assertTakes(format, options);
  const subject = await subjectFor(row.needs, await sortLot(objects, now, pause), options);
  row.fits?.(subject);
  return subject;
}

/**
 * Converts what was dropped, and reads every file back before it is given out.
 *
 * @returns one file as a rule; forms of a text that hold one thing each come as several
 * @throws PkiError `material-missing`, `material-ambiguous` (what may be chosen is listed; field `choose`), `key-mismatch`,
 *   `password-required` and `password-wrong` for what is still locked; `algorithm-not-allowed` for a key that the format does
 *   not hold; `entry-not-keepable` naming an entry; `field-required`, `field-invalid`, `field-unknown`, `password-required`
 *   with the option as field; `self-check-failed`; `cancelled`
 */
export async function convert(job: ConversionJob, host: JobHost): Promise<readonly OutputFile[]> {
  const pause = createPace(host.signal);
  const { format, options } = job;
  assertRandomWorks(host.random);
  const created = host.clock();
  const subject = await subjectOf(job, created, pause);
  if (format.password === 'new' && (options.password ?? '') === '')
    throw new PkiError('password-required', `${format.label}: a password is needed. Type one or let one be made.`, {
      field: 'password',
    });
  const context: ConversionContext = { options, random: host.random, created, pause };
  const written = await anyRow(format).encode(subject, context);
  for (const file of written) await assertReadsBack(file, pause);
  return written.map(({ name, bytes, secret }) => ({ name, bytes, secret }));
}

/** The table's type ties each row to what it needs; picking one by a union loses that tie. */
function anyRow(format: ConversionFormat): ConversionRow<ConversionNeed> {
  return format as ConversionRow<ConversionNeed>;
}

function assertTakes({ id, takes }: ConversionFormat, options: ConversionOptions): void {
  const given = Object.entries(options as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const idle = given.find(([option]) => !takes.some((taken) => taken === option));
  if (idle !== undefined)
    throw new PkiError('field-unknown', `${id} takes no such option. Leave it out.`, { field: idle[0] });
}
