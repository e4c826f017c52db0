import type { PlannedAudience, PlannedCode, StepPart } from '../bundle/types';
import type { CodeBlock } from '../recipes/types';

/** An operating system that commands are written for. */
export type System = NonNullable<CodeBlock['os']>;

/** Names, in the order in which they are offered. */
export const systemNames: Readonly<Record<System, string>> = { windows: 'Windows', macos: 'macOS', linux: 'Linux' };

/** For which system commands are in view on a machine; where a step has them for several, the others are folded. */
export class Systems {
  /** Undefined: for all. */
  chosen = $state<System>();

  /** @param here the system that the browser runs on */
  constructor(here: System | undefined) {
    this.chosen = here;
  }

  /** Whether one of a step's blocks is folded, because another one is for the chosen system. */
  folds({ os }: PlannedCode, blocks: readonly PlannedCode[]): boolean {
    const { chosen } = this;
    if (chosen === undefined || os === undefined || os === chosen) return false;
    return blocks.some((block) => block.os === chosen);
  }

  /** Which of a step's parts are for nothing but the chosen system; the first of them is what most people want. */
  firstOf(parts: readonly StepPart[]): number {
    const { chosen } = this;
    if (chosen === undefined) return -1;
    return parts.findIndex(({ code }) => code.length > 0 && code.every(({ os }) => os === chosen));
  }
}

/** The systems among which a machine's steps leave a choice. */
export function systemsIn({ steps }: PlannedAudience): readonly System[] {
  const blocks = steps.flatMap(({ code, parts = [] }) => [code, ...parts.map((part) => part.code)]);
  const found = new Set(blocks.flat().flatMap(({ os }) => os ?? []));
  return (Object.keys(systemNames) as System[]).filter((system) => found.has(system));
}
