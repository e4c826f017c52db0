import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { succeeds } from './run.mjs';

/**
 * The programs of others that the tests take as witnesses. `probe` finds the command to run, `version` are the arguments
 * that make it print one, if it can, `packages` are Debian's names.
 *
 * @typedef {{ probe: () => string | undefined, version?: readonly string[], packages: readonly string[] }} ExternalTool
 */

/**
 * Types the table without losing its names.
 *
 * @template {string} Name
 * @param {Record<Name, ExternalTool>} table
 */
function tools(table) {
  return table;
}

/** @param {string} command */
const onPath = (command) => () => {
  const { error } = spawnSync(command, ['--help'], { stdio: 'ignore', timeout: 20_000 });
  return error === undefined ? command : undefined;
};

/**
 * Debian's package serves Debian's interpreter, which need not be the first on the PATH.
 *
 * @param {string} module
 */
const pythonWith = (module) => () =>
  ['python3', '/usr/bin/python3', 'python'].find((python) => succeeds(python, ['-c', `import ${module}`]));

/** Debian keeps a folder of libraries for each kind of processor. */
const librariesOfDebian = () =>
  existsSync('/usr/lib')
    ? readdirSync('/usr/lib').flatMap((name) => (/-linux-gnu/.test(name) ? [`lib/${name}`] : []))
    : [];

export const externalTools = tools({
  openssl: { probe: onPath('openssl'), version: ['version'], packages: ['openssl'] },
  'python-grpc': {
    probe: pythonWith('grpc'),
    version: ['-c', 'import sys, grpc; print("Python", sys.version.split()[0], "grpcio", grpc.__version__)'],
    packages: ['python3-grpcio'],
  },
  'python-cryptography': {
    probe: pythonWith('cryptography'),
    version: [
      '-c',
      'import sys, cryptography; print("Python", sys.version.split()[0], "cryptography", cryptography.__version__)',
    ],
    packages: ['python3-cryptography'],
  },
  'python-jsonschema': { probe: pythonWith('jsonschema'), version: ['--version'], packages: ['python3-jsonschema'] },
  'python-yaml': { probe: pythonWith('yaml'), version: ['--version'], packages: ['python3-yaml'] },
  'python-requests': {
    probe: pythonWith('requests'),
    version: ['-c', 'import sys, requests; print("Python", sys.version.split()[0], "requests", requests.__version__)'],
    packages: ['python3-requests'],
  },
  curl: { probe: onPath('curl'), version: ['--version'], packages: ['curl'] },
  'update-ca-certificates': { probe: onPath('/usr/sbin/update-ca-certificates'), packages: ['ca-certificates'] },
  busybox: { probe: onPath('busybox'), version: ['--help'], packages: ['busybox'] },
  dash: {
    probe: () => (succeeds('dash', ['-c', ':']) ? 'dash' : undefined),
    packages: ['dash'],
  },
  unzip: { probe: onPath('unzip'), version: ['-v'], packages: ['unzip'] },
  '7z': { probe: onPath('7z'), version: ['i'], packages: ['p7zip-full'] },
  certtool: { probe: onPath('certtool'), version: ['--version'], packages: ['gnutls-bin'] },
  certutil: { probe: onPath('certutil'), packages: ['libnss3-tools'] },
  pk12util: { probe: onPath('pk12util'), packages: ['libnss3-tools'] },
  // Only a JDK runs a source file.
  jdk: {
    probe: () => (succeeds('java', ['--describe-module', 'jdk.compiler']) ? 'java' : undefined),
    version: ['--version'],
    packages: ['default-jdk-headless'],
  },
  firefox: {
    // By its path: what steers it does not look for it on the PATH.
    probe: () =>
      ['firefox-esr', 'firefox']
        .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
        .find((path) => existsSync(path) && succeeds(path, ['--version'])),
    version: ['--version'],
    packages: ['firefox-esr'],
  },
  xvfb: { probe: onPath('Xvfb'), packages: ['xvfb'] },
  'webkit-webdriver': { probe: onPath('WebKitWebDriver'), packages: ['webkit2gtk-driver'] },
  // The small browser that this driver can steer; it comes with WebKitGTK itself.
  'webkit-browser': {
    probe: () =>
      [...librariesOfDebian(), 'lib64', 'libexec', 'lib']
        .flatMap((folder) => ['4.1', '4.0'].map((version) => `/usr/${folder}/webkit2gtk-${version}/MiniBrowser`))
        .find((path) => existsSync(path)),
    packages: ['libwebkit2gtk-4.1-0'],
  },
  keytool: { probe: onPath('keytool'), version: ['-J-version'], packages: ['default-jre-headless'] },
});

/** @typedef {keyof typeof externalTools} ExternalToolName */

export const externalToolNames = /** @type {ExternalToolName[]} */ (Object.keys(externalTools));

/** @type {Map<ExternalToolName, string | undefined>} */
const found = new Map();

/**
 * The command that starts a tool, or undefined when it is not there. Probed once per process.
 *
 * @param {ExternalToolName} name
 * @returns {string | undefined}
 */
export function findTool(name) {
  if (!found.has(name)) found.set(name, externalTools[name].probe());
  return found.get(name);
}

/** Forgets what was found, after something was installed. */
export function forgetTools() {
  found.clear();
}

/**
 * The first line that a tool prints about its version; for a tool that tells none, that of its Debian package.
 *
 * @param {ExternalToolName} name
 */
export function toolVersion(name) {
  const command = findTool(name);
  if (command === undefined) return 'not there';
  const { version, packages } = externalTools[name];
  const packaged = () => spawnSync('dpkg-query', ['-W', '-f=${Version}', ...packages], { encoding: 'utf8' }).stdout;
  if (version === undefined) return (packaged() ?? '').trim() || 'there';
  const { stdout, stderr } = spawnSync(command, version, { encoding: 'utf8' });
  return (
    `${stdout}${stderr}`
      .split('\n')
      .find((line) => /\d/.test(line))
      ?.trim() ?? 'there'
  );
}
