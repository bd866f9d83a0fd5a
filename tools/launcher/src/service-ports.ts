import { setTimeout as wait } from 'node:timers/promises';
import { leasePort, portIsFree, StackError, type ServiceName } from '@postrider/stack';
import type { LauncherConfig } from './launcher.config.js';

/** The variable that says where a service listens. */
export const portVariables = {
  ingestion: 'INGESTION_PORT',
  subscription: 'SUBSCRIPTION_PORT',
  dispatcher: 'DISPATCHER_PORT',
  'retry-scheduler': 'RETRY_SCHEDULER_PORT',
} as const satisfies Readonly<Record<ServiceName, keyof LauncherConfig>>;

/** What stands in the way of listening where the configuration says, as one sentence; undefined when nothing does. */
export function portProblem(ports: Readonly<Record<string, number>>, taken: ReadonlySet<number>): string | undefined {
  const owners = new Map<number, string>();
  for (const [variable, port] of Object.entries(ports)) {
    const other = owners.get(port);
    if (other !== undefined) return `${other} and ${variable} are both ${port}: give one of them another port.`;
    owners.set(port, variable);
    if (taken.has(port)) return portTaken(variable, port);
  }
  return undefined;
}

/** Says that somebody else listens where a variable says, and what to do about it. */
export const portTaken = (variable: string, port: number): string =>
  `Port ${port} (${variable}) is taken by another program: end that one, or choose another port with ${variable}.`;

/**
 * Makes sure that these ports, by the variables that name them, are free; rejects with a {@link StackError} when one
 * isn't after `patienceMs`, which is for what a run that was killed still has to end.
 */
export async function claimPorts(ports: Readonly<Record<string, number>>, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const taken = new Set<number>();
    for (const port of Object.values(ports)) {
      if (!(await portIsFree(port))) taken.add(port);
    }
    const problem = portProblem(ports, taken);
    if (problem === undefined) return;
    if (performance.now() >= deadline) throw new StackError('port-taken', problem);
    await wait(100);
  }
}

/** The port that was asked for, or else the usual one, or else, when somebody's own server has that, any that is free. */
export async function serverPort(
  variable: string,
  asked: number | undefined,
  usual: number,
  patienceMs: number,
): Promise<number> {
  const port = asked ?? usual;
  const deadline = performance.now() + patienceMs;
  do {
    if (await portIsFree(port)) return port;
    await wait(100);
  } while (performance.now() < deadline);
  if (asked === undefined) return leasePort();
  throw new StackError('port-taken', portTaken(variable, port));
}
