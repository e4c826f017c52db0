import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { externalToolNames, externalTools, findTool, forgetTools } from './external-tools.mjs';
import { packageCommand, run } from './run.mjs';

export const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Installs Debian packages; the list of packages is fetched only when the first try fails. */
export async function aptInstall(/** @type {string[]} */ packages) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
  console.log(`Installing ${packages.join(', ')} …`);
  if ((await install()) === 0) return;
  await run('apt-get', ['update', '-q'], options);
  if ((await install()) === 0) return;
  // One package that this release of Debian does not have must not keep the others away.
  for (const name of packages) await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], options);
}

const missingTools = () => externalToolNames.filter((name) => findTool(name) === undefined);

/**
 * Makes sure that the tests' witnesses are there: Chromium (one that is there, else Debian's package, else the test
 * tool's own download) and, as root on Debian, every program of {@link externalTools}. Elsewhere it says what is missing.
 *
 * @returns {Promise<string[]>} names of what is still missing
 */
export async function ensureTools() {
  const needsChromium = (await findChromium()) === undefined;
  if (mayInstall && (needsChromium || missingTools().length > 0)) {
    const packages = missingTools().flatMap((name) => externalTools[name].packages);
    await aptInstall([...new Set(needsChromium ? ['chromium', ...packages] : packages)]);
    forgetTools();
  }
  if ((await findChromium()) === undefined) {
    const withDependencies = mayInstall ? ['--with-deps'] : [];
    const args = packageCommand(
      'playwright-core/cli.js',
      'install',
      ...withDependencies,
      'chromium-headless-shell',
      'chromium',
    );
    await run(process.execPath, args);
  }
  return [...missingTools(), ...((await findChromium()) === undefined ? ['chromium'] : [])];
}
