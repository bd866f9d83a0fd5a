import { writeFileSync } from 'node:fs';

/**
 * Writes Jest's own counts to `file` when a run is over. Jest's `--json` writes the errors along with them, and gives up,
 * counts and all, where one of those refers to itself.
 */
export default class TestCounts {
  /**
   * @param {unknown} _globalConfig
   * @param {{ file: string }} options
   */
  constructor(_globalConfig, { file }) {
    this.file = file;
  }

  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      // A suite that couldn't even be loaded has no tests to count: it counts as one that failed.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(this.file, JSON.stringify(counts));
  }
}
