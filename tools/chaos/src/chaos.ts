import { commitOfCheckout, thisMachine } from '@postrider/bench';
import { Screen } from '@postrider/launcher';
import { reasonOf } from '@postrider/stack';
import type { ChaosCommand } from './command-line.js';
import { listOf, tableOf } from './report/table.js';
import type { Results, ScenarioResult } from './report/results.js';
import { isSound } from './report/results.js';
import { writeResults } from './report/write-results.js';
import { runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios/scenarios.js';
import { Worlds } from './worlds.js';

/**
 * `npm run chaos`: carries out scenarios one after another, prints what came of them, and writes it when they were all
 * of them in the long form. Resolves to 1 when a check failed. Once `interrupted` aborts, nothing more is done or written.
 */
export async function chaos(command: ChaosCommand, interrupted: AbortSignal): Promise<number> {
  const screen = new Screen();
  if (command.kind === 'list') {
    screen.say(listOf(scenarios));
    return 0;
  }
  const { form, seed, isComplete } = command;
  const header = { commit: commitOfCheckout(), date: new Date().toISOString(), machine: thisMachine(), form, seed };
  const worlds = new Worlds();
  const done: ScenarioResult[] = [];
  try {
    for (const scenario of command.scenarios) {
      screen.progress(`${scenario.name}: ${scenario.what}`);
      const result = await resultOf(scenario, worlds, command);
      if (interrupted.aborted) return 130;
      done.push(result);
      screen.say(tableOf([result]));
    }
  } finally {
    await worlds.stop();
  }
  const results: Results = { ...header, scenarios: done };
  screen.say(`Seed ${seed}. ${isSound(results) ? 'Everything held.' : 'Not everything held: the ✗ above say what.'}`);
  if (isComplete) screen.say(`Written to ${await writeResults(results)}.`);
  return isSound(results) ? 0 : 1;
}

async function resultOf(
  scenario: Scenario,
  worlds: Worlds,
  { form, seed }: Extract<ChaosCommand, { kind: 'run' }>,
): Promise<ScenarioResult> {
  const { name, what } = scenario;
  try {
    const world = await worlds.of(scenario.world ?? 'shipped');
    return { kind: 'done', ...(await runScenario(scenario, world, form, seed)) };
  } catch (error) {
    // What it left behind may be broken: the next one gets a new one.
    await worlds.stop();
    return { kind: 'failed', name, what, reason: reasonOf(error) };
  }
}
