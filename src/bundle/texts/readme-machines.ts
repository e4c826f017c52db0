import type {
  BundlePlan,
  PlannedAudience,
  PlannedCode,
  PlannedStep,
  PlannedValue,
  StepPart,
  TextContext,
} from '../types';
import { groupBy } from '../../inspect/group-by';
import { machinesOf, numbered, stepsOnOccasion, stepsOnTheWay } from '../machines';
import { code, paragraph, paragraphs, stack } from './layout';
import { passwordSentence, protectedKeys } from './protected-key';
import type { Chapter } from './readme';

/** One chapter per machine: its files, then its numbered steps, then the values to paste. */
export function machineSections({ plan }: TextContext): Chapter[] {
  return machinesOf(plan).map((audience) => ({
    title: audience.label,
    text: stack(
      filesOf(plan, audience),
      audience.steps.some(({ values }) => values) ? undefined : valuesOf(plan, audience),
      stepsOf(plan, audience),
    ),
  }));
}

function filesOf(plan: BundlePlan, { entries, keepSafe = false }: PlannedAudience): string {
  if (entries.length === 0) return '';
  const items = entries.map(({ path, title, secret, fixedName, owner }) => {
    const facts = [
      secret ? 'secret' : '',
      fixedName ? 'keep its name' : '',
      owner === undefined ? '' : `owned by ${owner}`,
    ].filter((fact) => fact !== '');
    return paragraph(`${path}: ${title}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`, {
      indent: 4,
      first: '  - ',
    });
  });
  const guarded = entries.some((entry) => protectedKeys(plan).includes(entry));
  return stack(
    keepSafe ? paragraph('Keep these files safe; they go to no server.') : 'Files:',
    items.join('\n'),
    guarded
      ? paragraph(
          `${passwordSentence(plan) ?? ''} Keep the password apart from the key; without it nothing can be renewed or added.`,
        )
      : undefined,
  );
}

function valuesOf(plan: BundlePlan, { values }: PlannedAudience): string {
  if (values.length === 0) return '';
  const groups = [...groupBy(values, ({ group }) => group)].map(([group, some]) =>
    stack(group && `${group}:`, some.map((value) => valueOf(plan, value)).join('\n')),
  );
  return stack('Values to enter:', ...groups);
}

function valueOf(plan: BundlePlan, { label, text, help }: PlannedValue): string {
  const shown = quoted(plan, text);
  const lines = shown.includes('\n')
    ? [`  ${label}:`, code(shown)]
    : [paragraph(`${label}: ${shown}`, { indent: 4, first: '  - ' })];
  return [...lines, ...(help === undefined ? [] : [paragraph(help, { indent: 4 })])].join('\n');
}

function stepsOf(plan: BundlePlan, audience: PlannedAudience): string {
  const { steps } = audience;
  return stack(
    ...numbered(stepsOnTheWay(steps)).flatMap(({ step, number }) => [
      stepText(plan, step, number === undefined ? '- ' : `${number}. `),
      step.values ? valuesOf(plan, audience) : undefined,
    ]),
    ...stepsOnOccasion(steps)
      .filter(({ kind }) => kind !== 'renew')
      .map((step) => stepText(plan, step, '- ')),
  );
}

/**
 * A step: its title, text, and code blocks, each under a label that names its shell or file; then its parts, of which the
 * reader takes what fits.
 */
export function stepText(plan: BundlePlan, { parts = [], ...step }: PlannedStep, number: string): string {
  return stack(partText(plan, step, number, 3), ...parts.map((part) => partText(plan, part, '   * ', 5)));
}

function partText(plan: BundlePlan, part: StepPart, number: string, indent: number): string {
  return stack(
    paragraph(part.title, { indent, first: number }),
    part.text === '' ? undefined : paragraphs(part.text, { indent }),
    ...part.code.map((block) => codeText(plan, block, indent)),
  );
}

function codeText(plan: BundlePlan, { label, text }: PlannedCode, indent: number): string {
  return `${paragraph(`${label}:`, { indent })}\n${code(quoted(plan, text), indent + 3)}`;
}

/** Contents of files and passwords never stand in the README; what they are does. */
function quoted(plan: BundlePlan, text: string): string {
  return text.replaceAll(
    /(?<!\$)\{(content|escaped|base64|secret):([^{}]+)\}(?:\\n)?/gu,
    (_, kind: string, id: string) => {
      if (kind === 'secret') return '<the password>';
      return `<content of ${plan.entries.find((each) => each.id === id)?.path ?? id}${kind === 'escaped' ? ' in one line' : ''}>`;
    },
  );
}
