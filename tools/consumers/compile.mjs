import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { findTool } from '../external-tools.mjs';
import { root, run } from '../run.mjs';
import { jarsOf } from './maven.mjs';
import { once } from './once.mjs';
import { classFolder } from './places.mjs';

/** Our Java sources with the oldest release that shall run them. */
const sources = /** @type {const} */ ([
  ['TlsClient', '11'],
  ['SpringBootServer', '17'],
]);

/** Compiles the small programs through which the tests ask Java; the runtimes from PyPI have no compiler. */
export async function compileJava() {
  const paths = sources.map(([name]) => `${root}tests/consumers/java/${name}.java`);
  await once(classFolder, [...paths.map((path) => readFileSync(path, 'utf8'))], async () => {
    const java = findTool('jdk');
    if (java === undefined) throw new Error('There is no JDK.');
    for (const [index, [name, release]] of sources.entries()) {
      const options = ['--release', release, '-cp', jarsOf('spring-boot').join(delimiter), '-d', classFolder];
      const javac = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', ...options, paths[index] ?? ''];
      if ((await run(java, javac)) !== 0) throw new Error(`${name}.java does not compile.`);
    }
  });
}
