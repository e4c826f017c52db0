import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { jarsOf } from '../../../tools/consumers/maven.mjs';
import { classFolder } from '../../../tools/consumers/places.mjs';
import type { JarList } from '../../../tools/consumers/places.mjs';
import { scratchFolder } from '../../support/bundle';
import { toolCommand } from '../../support/tools';
import { startService } from './child';
import type { Service } from './child';
import { runtime } from './java';
import { freePort } from './tls';

/** How each application on Spring Boot is started; Skipper by the Java that comes with Integration Manager. */
const applications: Readonly<Record<JarList, () => readonly [java: string, ...options: string[]]>> = {
  'spring-boot': () => [
    toolCommand('jdk'),
    ...['-cp', [classFolder, ...jarsOf('spring-boot')].join(delimiter), 'SpringBootServer'],
  ],
  skipper: () => [runtime('11').java, '-jar', ...jarsOf('skipper')],
};

/** Read by every Java at its start. Less time for the compiler and the collector: the program lives for a few seconds. */
const env = { JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' };

/** An application that serves. */
export interface SpringBoot extends Service {
  readonly url: string;
  readonly port: number;
}

/**
 * Starts a Spring Boot application with embedded Tomcat on the printed `application.properties`, unchanged: the port, which
 * tests cannot choose, and the folder that the product fills in stand on the command line, as Spring Boot lets them.
 *
 * @param application `skipper` is a released product, `spring-boot` the smallest application on the released libraries
 * @param sharedDataPath what `${sharedDataPath}` stands for
 * @param choice.java the command of another Java; choice.port another than a free one
 * @throws Error with Spring Boot's log when it does not start
 */
export async function startSpringBoot(
  application: JarList,
  properties: string,
  sharedDataPath: string,
  choice: { readonly java?: string; readonly port?: number } = {},
): Promise<SpringBoot> {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, 'application.properties'), properties);
  const port = choice.port ?? (await freePort());
  const given = { 'server.port': port, 'server.address': '127.0.0.1', sharedDataPath };
  const more = Object.entries(given).map(([name, value]) => `--${name}=${value}`);
  const serving = (output: string): boolean => /Tomcat started on port.*\n[\s\S]*Started \w+ in /u.test(output);
  const [java, ...options] = applications[application]();
  const start = { cwd, env, seconds: 180 };
  const service = await startService(choice.java ?? java, [...options, ...more], serving, start);
  return { ...service, port, url: `https://localhost:${port}/` };
}
