import { describe, expect, it } from 'vitest';
import { writeReminder } from '../../../src/bundle/texts/reminder';
import { hostileRecipe } from '../../support/hostile-recipe';
import { recipe } from '../../support/make';
import { textContext } from '../../support/text-context';

/** Content lines, unfolded (RFC 5545 §3.1). */
function lines(calendar: string): string[] {
  return calendar.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

describe('renew-by.ics', () => {
  it('is a calendar in the form of RFC 5545: CRLF, at most 75 octets a line, balanced components', () => {
    const calendar = writeReminder(textContext(hostileRecipe));
    expect(calendar.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    expect(calendar.endsWith('\r\n')).toBe(true);
    for (const line of calendar.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(calendar).not.toContain('\ufffd');
    const marks = lines(calendar).filter((line) => /^(?:BEGIN|END):/u.test(line));
    expect(marks).toEqual([
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'BEGIN:VALARM',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
    for (const line of lines(calendar)) expect(line).toMatch(/^[A-Z-]+(?:;[A-Z=]+)?:/u);
  });

  it('reminds 30 days before the leaf certificates end, and names system and archive', () => {
    const calendar = lines(writeReminder(textContext(recipe('qlik-sse'), { plugin: 'sales' })));
    // 825 days from 2026-11-19T12:00Z end on 2029-02-21.
    expect(calendar).toContain('DTSTART;VALUE=DATE:20290122');
    expect(calendar).toContain('DTEND;VALUE=DATE:20290123');
    expect(calendar).toContain('DTSTAMP:20261120T120000Z');
    expect(calendar.find((line) => line.startsWith('SUMMARY:'))).toContain('sse_sales_generated_certs.zip');
    expect(calendar.find((line) => line.startsWith('DESCRIPTION:'))).toContain(String.raw`valid until 2029-02-21.\n`);
  });

  it('has one event per expiry, with an id that the serial numbers determine', () => {
    const context = textContext(recipe('qlik-sse'), {}, { days: { server: 90, client: 365 } });
    const events = lines(writeReminder(context));
    expect(events.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    const ids = events.filter((line) => line.startsWith('UID:'));
    expect(new Set(ids).size).toBe(2);
    expect(lines(writeReminder(context)).filter((line) => line.startsWith('UID:'))).toEqual(ids);
  });

  it('says that a protected CA key needs its password, which is not in the archive', () => {
    const told = (kept: string): string =>
      lines(writeReminder(textContext(recipe('qlik-sse'), { 'ca-key': kept }))).join('');
    expect(told('protected')).toContain('root_key.pem is protected by a password that is not in this zip');
    expect(told('plain')).not.toContain('password');
  });

  it('leaves a third of a short lifetime', () => {
    const calendar = lines(writeReminder(textContext(recipe('qlik-sse'), {}, { days: { server: 9, client: 9 } })));
    expect(calendar).toContain('DTSTART;VALUE=DATE:20261125');
  });
});
