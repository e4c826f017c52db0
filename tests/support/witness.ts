import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalToolName } from '../../tools/external-tools.mjs';
import { requireTool, toolCommand } from './tools';

/** What a tool said. `bytes` is its standard output as it came, `text` both outputs together. */
export interface Answer {
  readonly status: number | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/**
 * Asks another program about files: they are written to an empty folder, in which the program is run.
 *
 * @param files content by file name
 */
export function ask(
  tool: ExternalToolName,
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Answer {
  requireTool(tool);
  const folder = mkdtempSync(join(tmpdir(), 'certwright-witness-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { status, stdout, stderr } = spawnSync(toolCommand(tool), args, { cwd: folder, timeout: 60_000 });
    return { status, bytes: new Uint8Array(stdout), text: `${stdout.toString()}${stderr.toString()}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
