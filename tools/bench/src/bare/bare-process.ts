import { plainClient, GroupedProducer } from '../load/grouped-producer.js';
import { bareDispatch } from './bare-dispatch.js';
import { bareFanOut } from './bare-fan-out.js';
import { bareIngest } from './bare-ingest.js';
import { BareJob } from './bare-job.js';

/* One process of the bare pipeline: its job is its argument, and it tells its parent its port when it's ready. */

process.once('disconnect', () => process.exit());

const job = BareJob.parse(JSON.parse(process.argv[2] ?? ''));
const client = plainClient(job.brokers, `bench-bare-${job.role}`);
const producer = await GroupedProducer.connect(client);
process.send?.(await start());

function start(): Promise<number> {
  switch (job.role) {
    case 'ingest':
      return bareIngest(producer);
    case 'fan-out':
      return bareFanOut(client, producer, job.databaseUrl);
    case 'dispatch':
      return bareDispatch(client, producer, job.receiverPort);
  }
}
