import { join } from 'node:path';
import { Screen } from '@postrider/launcher';
import { reasonOf, repositoryRoot, stateDirectory } from '@postrider/stack';
import { isComplete, type BenchCommand } from './command-line.js';
import { shown, labelOf, type FigureName, type Figures } from './figures.js';
import { commitOfCheckout, loadAverage, thisMachine } from './machine.js';
import { isSound, overRuns, type Results, type ScenarioResult } from './report/results.js';
import { tableOf } from './report/table.js';
import { writeResults } from './report/write-results.js';
import { scenarios } from './scenarios/scenarios.js';
import type { Scenario } from './scenarios/scenario.js';
import { judge, targets } from './targets.js';
import { Workbench } from './workbench.js';

/**
 * `npm run bench`: measures, prints the table and writes it. Resolves to 1 when anything was lost or couldn't be measured;
 * a target that was missed is marked, and is no failure: machines differ.
 * Once `interrupted` aborts, nothing more is measured, and nothing written.
 */
export async function bench(command: BenchCommand, interrupted: AbortSignal): Promise<number> {
  const screen = new Screen();
  const measured: ScenarioResult[] = [];
  const header = { commit: commitOfCheckout(), date: new Date().toISOString(), machine: thisMachine() };
  for (const name of command.only) {
    measured.push(await run(scenarios[name], command, screen));
    if (interrupted.aborted) return 130;
  }
  const results: Results = { ...header, quick: command.quick, scenarios: measured };
  const folder =
    command.out ?? (isComplete(command) ? join(repositoryRoot, 'docs', 'bench') : join(stateDirectory, 'bench'));
  await writeResults(folder, results);
  screen.say(`\n${tableOf(results)}`);
  screen.say(`Written to ${folder}: results.json, results.txt, results.svg.`);
  return isSound(results) ? 0 : 1;
}

async function run(scenario: Scenario, command: BenchCommand, screen: Screen): Promise<ScenarioResult> {
  const { name, what } = scenario;
  const about = { name, what, loadAverage: loadAverage() };
  const { quick, records } = command;
  screen.say(`${name}: ${what}`);
  const workbench = new Workbench({ quick, records, progress: (text) => screen.progress(`${name}: ${text}`) });
  try {
    screen.progress(`${name}: starting and warming up`);
    const measureOnce = await scenario.prepare(workbench);
    const runs: Figures[] = [];
    const wanted = command.runs ?? (quick ? 1 : scenario.runs);
    for (let number = 1; number <= wanted; number++) {
      screen.progress(`${name}: run ${number} of ${wanted}`);
      const figures = await measureOnce();
      runs.push(figures);
      screen.say(`  run ${number}: ${lineOf(figures)}`);
    }
    const figures = overRuns(runs);
    return { ...about, kind: 'measured', runs, figures, targets: judge(targets[name], figures) };
  } catch (error) {
    screen.fail(`  ${name} couldn’t be measured: ${reasonOf(error)}`);
    return { ...about, kind: 'failed', reason: reasonOf(error) };
  } finally {
    await workbench.end();
  }
}

const lineOf = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${labelOf(name as FigureName)} ${shown(name as FigureName, value)}`)
    .join(', ');
