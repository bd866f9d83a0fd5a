import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardedProcess } from './guarded-process.js';
import { hasMaven } from './java.js';
import { DEPENDENCY_PLUGIN, KAFKA_VERSION, kafkaPom } from './kafka-pom.js';
import type { Progress } from './progress.js';
import { stateDirectory } from './repository-root.js';
import { reasonOf, StackError } from './stack-error.js';

const TELL_EVERY_MS = 2000;
const jarsDirectory = join(stateDirectory, 'kafka');

/** Whether the jars are here already, so that neither Maven nor a network is needed. */
export async function haveKafkaJars(directory = jarsDirectory): Promise<boolean> {
  // The project is kept beside the jars: other dependencies of the same Kafka are another set of jars.
  return (await readFile(join(directory, KAFKA_VERSION, 'pom.xml'), 'utf8').catch(() => '')) === kafkaPom();
}

/**
 * The folder of Kafka's jars, fetched with Maven when they aren't here yet. It shows up under its final name in one
 * step, when everything is in it; of several that fetch at the same time the first one's is used.
 * Rejects with a {@link StackError} when there is no Maven or it fails.
 */
export async function kafkaJars(progress: Progress, directory = jarsDirectory): Promise<string> {
  const home = join(directory, KAFKA_VERSION);
  const libs = join(home, 'libs');
  if (await haveKafkaJars(directory)) return libs;
  if (!(await hasMaven())) {
    throw new StackError(
      'maven-missing',
      'Maven (mvn) is needed once, to fetch Apache Kafka, and was not found: install it.',
    );
  }
  await mkdir(directory, { recursive: true });
  const draft = await mkdtemp(join(directory, 'fetching-'));
  try {
    await fetchInto(draft, progress);
    // Made for one's own eyes, as temporary folders are; a checkout may be used by several.
    await chmod(draft, 0o755);
    await putInPlace(draft, home, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return libs;
}

async function fetchInto(draft: string, progress: Progress): Promise<void> {
  const pom = join(draft, 'pom.xml');
  const logFile = join(draft, 'maven.log');
  await writeFile(pom, kafkaPom());
  let jars = 0;
  let error: string | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const maven = await GuardedProcess.start({
    command: 'mvn',
    // -C: a file whose checksum is wrong fails the build, where the default is to warn.
    args: [
      '-B',
      '-C',
      '-f',
      pom,
      `${DEPENDENCY_PLUGIN}:copy-dependencies`,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${join(draft, 'libs')}`,
    ],
    directory: draft,
    endSignal: 'SIGTERM',
    logFile,
    line: (line) => {
      if (line.startsWith('[ERROR]')) error ??= line.slice('[ERROR] '.length);
      if (!/Downloaded from .*\.jar\b/.test(line)) return;
      jars += 1;
      if (performance.now() - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = performance.now();
      progress(`fetching Apache Kafka ${KAFKA_VERSION} with Maven, ${jars} files so far`);
    },
  });
  const { code } = await maven.exited;
  if (code === 0 && existsSync(join(draft, 'libs', `kafka_2.13-${KAFKA_VERSION}.jar`))) return;
  throw new StackError(
    'download-failed',
    `Maven couldn't fetch Apache Kafka ${KAFKA_VERSION}: ${error ?? `it ended with ${code}`}`,
  );
}

async function putInPlace(draft: string, home: string, directory: string): Promise<void> {
  if (existsSync(home) && !(await haveKafkaJars(directory))) await rm(home, { recursive: true, force: true });
  try {
    await rename(draft, home);
  } catch (error) {
    if (await haveKafkaJars(directory)) return;
    throw new StackError('download-failed', `Apache Kafka's jars couldn't be put into ${home}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
