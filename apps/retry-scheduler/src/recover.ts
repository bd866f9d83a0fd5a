import { run } from './recovery/run.js';

/* Brings Postgres and Kafka together again, beside stopped services: run by an operator, from a checkout, from the image, or as a job. */
process.exit(
  await run(process.argv.slice(2), {
    environment: process.env,
    say: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  }),
);
