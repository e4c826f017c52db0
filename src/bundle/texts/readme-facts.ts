import type { BundlePlan, CertificateFacts, PlannedEntry, TextContext } from '../types';
import { paragraph, stack } from './layout';
import { passwordSentence, protectedKeys } from './protected-key';
import { oneLine } from './quote';
import type { Chapter } from './readme';
import { awaitedReply } from './awaited-reply';
import { stepText } from './readme-machines';

/** What was issued, for comparing over another channel. */
export function certificatesSection({ certificates }: TextContext): Chapter {
  return {
    title: 'The certificates',
    text: stack(...certificates.map((facts) => `${oneLine(facts.title)}${originOf(facts)}\n${factsOf(facts)}`)),
  };
}

function originOf({ brought, kept = false }: CertificateFacts): string {
  if (brought) return ' (yours, not made here)';
  return kept ? ' (as before)' : '';
}

function factsOf({ subject, sans, key, notBefore, notAfter, serialNumber, sha256 }: CertificateFacts): string {
  const rows = {
    subject,
    names: sans.map(({ value }) => value).join(', '),
    key,
    valid: `${moment(notBefore)} to ${moment(notAfter)}`,
    serial: serialNumber,
    'SHA-256': (sha256.match(/../gu) ?? []).join(':').toUpperCase(),
  };
  return Object.entries(rows)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => paragraph(value, { indent: 11, first: `  ${label.padEnd(9)}` }))
    .join('\n');
}

function moment(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Until when, what to keep, and what each machine needs then. */
export function renewalSection({ plan, certificates }: TextContext): Chapter {
  const authority = certificates.find(({ role }) => role === 'authority');
  const key = plan.entries.find(({ content }) => content.as === 'authority-key-pem');
  const steps = plan.audiences.flatMap((audience) =>
    audience.steps
      .filter(({ kind }) => kind === 'renew')
      .map((step) => stepText(plan, { ...step, title: `${audience.label}: ${step.title}` }, '- ')),
  );
  const withKey =
    authority === undefined
      ? undefined
      : `Open Certwright, give it this zip${key === undefined ? ' and the key of your CA' : ''}, and choose "Renew"; or: certwright renew ${plan.archiveName}. It shows what changed on each machine. Machines that only trust the CA need no change.`;
  const noKey =
    'The key of the CA was not kept, so nothing can be renewed or added under it: "Renew" makes a new CA and everything under it, and says which machines need new files.';
  const discarded = authority !== undefined && key === undefined && !authority.brought;
  const foreign = `The certificate was issued elsewhere. Get a new one from there, then open Certwright and choose "${plan.mode.label}" with it.`;
  const leaves = certificates.filter(({ role }) => role !== 'authority');
  const own = discarded ? noKey : withKey;
  const awaited = awaitedReply(plan);
  const sentence = awaited ?? (leaves.length > 0 && leaves.every(({ brought }) => brought) ? foreign : own);
  const password = passwordSentence(plan);
  return {
    title: 'Renewal',
    text: stack(
      authority === undefined || awaited !== undefined
        ? undefined
        : paragraph(`The CA is valid until ${moment(authority.notAfter)}.`),
      sentence === undefined ? undefined : paragraph(sentence),
      password === undefined
        ? undefined
        : paragraph(`${password} You need it then; if it is lost, make everything new.`),
      ...steps,
    ),
  };
}

/** Per file, which machines change, in which order. */
export function leakSection({ plan }: TextContext): Chapter {
  const files = plan.entries.filter(({ secret, leaked }) => secret && leaked !== undefined);
  return {
    title: 'If others may know a key',
    text: files.map((entry) => paragraph(leakOf(plan, entry), { indent: 4, first: '  - ' })).join('\n'),
  };
}

function leakOf(plan: BundlePlan, entry: PlannedEntry): string {
  const told = `${entry.path}: ${entry.leaked ?? ''}`;
  if (!protectedKeys(plan).includes(entry)) return told;
  return `${told} ${passwordSentence(plan) ?? ''} Whoever has the file alone must still guess it, which gains you time if it is long.`;
}

/** The recipe's notes, and what this job had to say. */
export function notesSection({ plan, notices }: TextContext): Chapter {
  const notes = plan.notes.map(({ level, text, citation }) =>
    [level === 'warning' ? `Warning: ${text}` : text, citation ?? ''].join(' ').trim(),
  );
  const items = [...notes, ...notices.map(({ message }) => message)];
  return {
    title: 'Notes',
    text: [...new Set(items)].map((item) => paragraph(item, { indent: 4, first: '  - ' })).join('\n'),
  };
}
