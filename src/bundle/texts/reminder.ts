import { release } from '../release';
import type { CertificateFacts, TextContext } from '../types';
import { awaitedReply } from './awaited-reply';
import { passwordSentence } from './protected-key';
import { oneLine } from './quote';

const day = 24 * 60 * 60 * 1000;

/** People need some weeks for a change on several machines. */
const leadDays = 30;

/**
 * Writes `renew-by.ics`: a calendar (RFC 5545) with one all-day event per distinct expiry of the leaf certificates, 30
 * days ahead of it (a third of the lifetime when that is shorter), with an alarm. Event ids come from the serial numbers,
 * so that importing the same file twice adds nothing. CRLF, folded at 75 octets. Holds no secret.
 */
export function writeReminder({ plan, certificates, created }: TextContext): string {
  const byExpiry = new Map<string, CertificateFacts[]>();
  for (const facts of certificates.filter(({ role }) => role !== 'authority')) {
    const date = dateOf(facts.notAfter);
    byExpiry.set(date, [...(byExpiry.get(date) ?? []), facts]);
  }
  const expiries = [...byExpiry].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, facts]) => facts);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Certwright//Certwright ${release.version}//EN`,
    ...expiries.flatMap((facts) => eventOf(facts, plan, created)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function eventOf(facts: readonly CertificateFacts[], plan: TextContext['plan'], created: Date): string[] {
  const [first] = facts;
  if (first === undefined) return [];
  const earliest = facts.reduce((least, each) => (each.notAfter < least.notAfter ? each : least), first);
  const { notBefore, notAfter } = earliest;
  const lead = Math.min(leadDays * day, (notAfter.getTime() - notBefore.getTime()) / 3);
  const start = new Date(notAfter.getTime() - lead);
  const summary = `Renew the certificates of ${plan.recipe.title} (${plan.archiveName})`;
  const description = [
    `${facts.map(({ title }) => title).join(', ')}: valid until ${notAfter.toISOString().slice(0, 10)}.`,
    awaitedReply(plan) ??
      (facts.every(({ brought }) => brought)
        ? 'Get new ones from whoever issued these, open Certwright with them, and follow README.txt for each machine.'
        : 'Open Certwright, give it the zip below and choose "Renew", then follow README.txt for each machine.'),
    passwordSentence(plan) ?? '',
    `Zip: ${plan.archiveName}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
  return [
    'BEGIN:VEVENT',
    `UID:certwright-${facts.map(({ serialNumber }) => serialNumber).sort()[0] ?? ''}`,
    `DTSTAMP:${created.toISOString().replaceAll(/[-:]|\.\d+/gu, '')}`,
    `DTSTART;VALUE=DATE:${dateOf(start)}`,
    `DTEND;VALUE=DATE:${dateOf(new Date(start.getTime() + day))}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    // Nine in the morning of that day, wherever the calendar is.
    'TRIGGER:PT9H',
    `DESCRIPTION:${escapeText(summary)}`,
    'END:VALARM',
    'END:VEVENT',
  ];
}

function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10).replaceAll('-', '');
}

/** RFC 5545 §3.3.11. */
function escapeText(text: string): string {
  const lines = text.split('\n').map((line) => oneLine(line).replaceAll(/[\\;,]/gu, String.raw`\$&`));
  return lines.join(String.raw`\n`);
}

/** RFC 5545 §3.1: lines of at most 75 octets, continued after CRLF and a space; characters stay whole. */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > 75) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** Length of a character in UTF-8 (RFC 3629 §3). */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
