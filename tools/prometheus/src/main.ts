import { watchRun } from './watch-run.js';

process.exit(await watchRun());
