import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ownEnvironment, type Environment } from './environment.config.js';

/** Kafka 4 brokers need it (KIP-1013). */
export const OLDEST_JAVA = 17;

/** What was found when looking for Java. */
export type Java =
  | { readonly kind: 'found'; readonly command: string; readonly version: number }
  | { readonly kind: 'too-old'; readonly version: number }
  | { readonly kind: 'missing' };

/** Looks for a Java that can run Kafka: JAVA_HOME's, else the path's. */
export async function findJava(environment = ownEnvironment): Promise<Java> {
  const home = environment.JAVA_HOME;
  const commands = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  let tooOld: Java | undefined;
  for (const command of commands) {
    const version = javaVersion(await outputOf(command, ['-version'], environment));
    if (version === undefined) continue;
    if (version >= OLDEST_JAVA) return { kind: 'found', command, version };
    tooOld ??= { kind: 'too-old', version };
  }
  return tooOld ?? { kind: 'missing' };
}

/** The feature release in what `java -version` says: 17 for `"17.0.15"`, 8 for `"1.8.0_392"`. */
export function javaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Whether Maven is there to fetch jars with. */
export async function hasMaven(environment = ownEnvironment): Promise<boolean> {
  return (await outputOf('mvn', ['--version'], environment)).includes('Apache Maven');
}

/** Everything that a command says, wherever it says it; nothing when it can't be run or takes too long. */
function outputOf(command: string, args: readonly string[], environment: Environment): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { env: environment, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve(error ? '' : stdout + stderr);
    });
  });
}
