import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classFolder, javaHome } from '../../../tools/consumers/places.mjs';
import type { JavaRelease } from '../../../tools/consumers/places.mjs';
import { scratchFolder } from '../../support/bundle';
import { installedJdks } from '../../support/java';
import type { Jdk } from '../../support/java';
import { runProgram } from './child';

const [first] = installedJdks();

function ownJdk(): Jdk {
  if (first === undefined) throw new Error('There is no JDK.');
  return first;
}

/** As the real one, it hands on what follows -J. */
const keytoolCommand = `#!/bin/sh
options=
for argument; do
  shift
  case $argument in
    -J*) options="$options \${argument#-J}" ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec 'JAVA' $options -m java.base/sun.security.tools.keytool.Main "$@"
`;

/** A runtime from PyPI: it has keytool's module but not its command, and no compiler. */
function javaIn(home: string, version: string): Jdk {
  const java = join(home, 'bin/java');
  const keytool = join(scratchFolder(), 'keytool');
  writeFileSync(keytool, keytoolCommand.replace('JAVA', java));
  chmodSync(keytool, 0o755);
  return { version, java, javac: ownJdk().javac, keytool };
}

/** A runtime of the set-up. */
export function runtime(release: JavaRelease): Jdk {
  return javaIn(javaHome(release), release);
}

/** Every Java that opens keystores of today: the computer's JDK, then runtimes of the set-up. */
export function allJavas(): readonly [Jdk, ...Jdk[]] {
  return [ownJdk(), runtime('11'), runtime('25')];
}

/**
 * Copies a runtime with its `lib/security/cacerts`, so that printed steps may change it.
 *
 * @param folder becomes the runtime's home, the `jre` of a product, with keytool's command in it
 */
export function copyRuntime(release: JavaRelease, folder: string): Jdk {
  cpSync(javaHome(release), folder, { recursive: true });
  const java = javaIn(folder, release);
  const keytool = join(folder, 'bin/keytool');
  cpSync(java.keytool, keytool);
  return { ...java, keytool };
}

/**
 * Fetches a page with a runtime's own trust; "answered 200" or "refused: …".
 *
 * @param options of the runtime, such as another truststore
 */
export async function fetchWithJava({ java }: Jdk, url: string, ...options: readonly string[]): Promise<string> {
  const { status, stdout, text } = await runProgram(java, [...options, '-cp', classFolder, 'TlsClient', url]);
  if (status !== 0) throw new Error(text);
  return stdout.trim();
}
