import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../support/bundle';
import { runProgram } from './child';
import type { Ended } from './child';
import { printed } from './from-page';
import type { PageBundle } from './from-page';

/** The product's folder in the printed lines for Linux. */
const printedHome = '/etc/opt/actian/integration-manager';

/** What stands in the product's application.properties before: lines of its own, and others under names that we set. */
const earlier = `# Integration Manager
im.jobs.history=30
server.port = 8080
server.ssl.key-alias: old
server.ssl.key-password=old
  security.require-ssl=false
spring.jmx.enabled=false`;

/** The folders of an Integration Manager that is not there. */
export interface Installation {
  /** What `\${sharedDataPath}` stands for. */
  readonly home: string;
  readonly at: (path: string) => string;
  /**
   * Runs the printed lines for Linux of a step where its reader would, beside the bundle's files, line after line whatever
   * becomes of each. Only the product's folder is another, and sudo runs what it is given.
   */
  readonly follow: (bundle: PageBundle, step: string) => Promise<Ended>;
  /** Follows the steps from the backup to the settings; an error with what was printed when one fails. */
  readonly configure: (bundle: PageBundle) => Promise<void>;
  /** conf/application.properties as it is now. */
  readonly properties: () => string;
}

/** Makes the folders. */
export function installIntegrationManager(): Installation {
  const home = scratchFolder();
  const at = (path: string): string => join(home, path);
  mkdirSync(at('conf'));
  writeFileSync(at('conf/application.properties'), earlier);
  const commands = scratchFolder();
  writeFileSync(join(commands, 'sudo'), '#!/bin/sh\nexec "$@"\n');
  chmodSync(join(commands, 'sudo'), 0o755);
  const env = { PATH: `${commands}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C' };

  const follow: Installation['follow'] = (bundle, step) => {
    const lines = printed(bundle, 'Linux (sh)', step).text.replaceAll(printedHome, home);
    // The bundle is unpacked here already; tests/bundle/texts/actian-steps.test.ts unpacks the server's own zip.
    const unpacked = lines.replace(/^(?:test -e .*\n)+unzip .*\n/mu, '');
    return runProgram('sh', ['-c', unpacked], { cwd: bundle.folder, env });
  };
  return {
    home,
    at,
    follow,
    configure: async (bundle) => {
      for (const step of ['Copy conf', 'Put the keystore in its place', 'Put the lines into']) {
        const { status, text } = await follow(bundle, step);
        if (status !== 0) throw new Error(`${step}: exit ${String(status)}\n${text}`);
      }
    },
    properties: () => readFileSync(at('conf/application.properties'), 'utf8'),
  };
}
