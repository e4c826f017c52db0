import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratchFolder } from './bundle';
import { requireTool, toolCommand } from './tools';

/** A JDK on this machine. */
export interface Jdk {
  /** As it calls itself: `17.0.15`. */
  readonly version: string;
  readonly java: string;
  readonly javac: string;
  readonly keytool: string;
}

/** The JDK on the PATH and those installed beside it, one of each version; none where there is no JDK. */
export function installedJdks(): readonly Jdk[] {
  if (!requireTool('jdk')) return [];
  return (found ??= findJdks());
}

let found: readonly Jdk[] | undefined;

function findJdks(): readonly Jdk[] {
  const { stderr } = spawnSync(toolCommand('jdk'), ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  const home = realpathSync(/java\.home = (.+)/u.exec(stderr)?.[1] ?? '');
  const beside = readdirSync(dirname(home)).map((name) => realpathSync(join(dirname(home), name)));
  const jdks = [home, ...beside].filter(isJdk).map((path) => ({
    version: /^JAVA_VERSION="(.+)"/mu.exec(readFileSync(join(path, 'release'), 'utf8'))?.[1] ?? path,
    java: join(path, 'bin', 'java'),
    javac: join(path, 'bin', 'javac'),
    keytool: join(path, 'bin', 'keytool'),
  }));
  return [...new Map(jdks.map((jdk) => [jdk.version, jdk])).values()];
}

function isJdk(path: string): boolean {
  return ['bin/javac', 'bin/keytool', 'release'].every((name) => existsSync(join(path, name)));
}

const compiled = new Map<string, string>();

/** Compiles a program of tests/interop once for each JDK, and returns the folder of its classes. */
export function classesOf({ javac }: Pick<Jdk, 'javac'>, program: string): string {
  const known = compiled.get(`${javac} ${program}`);
  if (known !== undefined) return known;
  const folder = scratchFolder();
  execFileSync(javac, ['--release', '11', '-d', folder, join(import.meta.dirname, `../interop/${program}.java`)]);
  compiled.set(`${javac} ${program}`, folder);
  return folder;
}
