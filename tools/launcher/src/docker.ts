import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, reasonOf, repositoryRoot, StackError, type Environment } from '@postrider/stack';
import type { Docker } from './choose-servers.js';

/** The servers in docker-compose.yml, as this launcher may need them. */
export type ComposeService = 'kafka' | 'postgres';

const run = promisify(execFile);
const COMPOSE = ['compose', '-f', join(repositoryRoot, 'docker-compose.yml')];
/** An engine that is there answers at once; one behind a socket that nobody serves may hang. */
const PROBE_TIMEOUT_MS = 10_000;

/** Whether a Docker engine answers, and understands compose files. That the command exists says nothing about either. */
export async function findDocker(): Promise<Docker> {
  try {
    const { stdout } = await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: PROBE_TIMEOUT_MS });
    if (stdout.trim() === '') return 'no-engine';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'missing' : 'no-engine';
  }
  try {
    await run('docker', ['compose', 'version', '--short'], { timeout: PROBE_TIMEOUT_MS });
    return 'ready';
  } catch {
    return 'no-compose';
  }
}

/** Starts servers of docker-compose.yml and resolves when they're healthy. Docker shows its own progress meanwhile. */
export async function composeUp(services: readonly ComposeService[], environment: Environment): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('docker', [...COMPOSE, 'up', '--detach', '--wait', ...services], {
      env: environment,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code === 0) return;
  throw new StackError(
    'start-failed',
    `docker compose couldn't start ${services.join(' and ')} (it ended with ${code}): what it says above is the reason; a taken port can be changed with KAFKA_PORT or POSTGRES_PORT.`,
  );
}

/** Stops servers of docker-compose.yml; their volumes, and so the data, stay. */
export async function composeStop(services: readonly ComposeService[], patienceMs: number): Promise<void> {
  // The command itself takes a moment on top of what it gives the containers.
  const seconds = String(Math.max(1, Math.floor(patienceMs / 1000) - 1));
  try {
    await run('docker', [...COMPOSE, 'stop', '--timeout', seconds, ...services], { timeout: patienceMs });
  } catch (error) {
    throw new StackError('start-failed', `docker compose couldn't stop ${services.join(' and ')}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
