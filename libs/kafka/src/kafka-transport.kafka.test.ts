import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Module, UseFilters, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Metrics } from '@postrider/observability';
import { eventually, uniqueName } from '@postrider/testing';
import { Unavailable } from '@postrider/time';
import { of, type Observable } from 'rxjs';
import { DONE, type Handled, type KafkaRecord } from './kafka-record.js';
import { inOrderOf, KafkaTransport } from './kafka-transport.js';
import { ParallelConsumer } from './parallel-consumer.js';
import { POISON_HEADERS, PoisonBin } from './poison-bin.js';
import { RethrowFilter } from './rethrow.filter.js';
import { Gate } from './testing/gate.js';
import { record, Scene, sumOf } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const DECIDE = Symbol('DECIDE');
type Decide = (record: KafkaRecord) => Handled | Promise<Handled>;

/** What a service has; its patterns stand for topics of the test's own. */
@Controller()
@UseFilters(RethrowFilter)
class PostController {
  readonly letters: KafkaRecord[] = [];
  readonly parcels: KafkaRecord[] = [];

  constructor(@Inject(DECIDE) private readonly decide: Decide) {}

  @EventPattern('letters', inOrderOf(({ key }) => key?.toString()))
  letter(@Payload() letter: KafkaRecord): Handled | Promise<Handled> {
    this.letters.push(letter);
    return this.decide(letter);
  }

  @EventPattern('parcels')
  parcel(@Payload() parcel: KafkaRecord): Observable<Handled> {
    this.parcels.push(parcel);
    return of(DONE);
  }
}

@Module({})
class PostModule {}

interface Post {
  readonly app: INestMicroservice;
  readonly controller: PostController;
  readonly metrics: Metrics;
  readonly groupId: string;
  readonly letters: string;
  readonly parcels: readonly string[];
}

/** An application that listens, though its topics may not be ready yet. */
async function post(decide: Decide = () => DONE, ready: Promise<void> = Promise.resolve()): Promise<Post> {
  const metrics = new Metrics('test');
  const groupId = uniqueName('group');
  const letters = await scene.topic();
  const parcels = [await scene.topic(), await scene.topic()];
  const poison = new PoisonBin((await scene.producer()).producer, scene.clock, scene.log, metrics);
  const transport = new KafkaTransport({
    ready: () => ready,
    topicsOf: (pattern) => (pattern === 'letters' ? [letters] : parcels),
    consumerOf: (topics) =>
      new ParallelConsumer(
        scene.newClient(),
        {
          groupId,
          topics,
          limits: { recordsPerPartition: 1000, bytes: 1e8 },
          retryBackOff: { baseMs: 2, capMs: 20 },
          gaveUp: () => undefined,
        },
        poison,
        scene.clock,
        scene.log,
        metrics,
      ),
  });
  const module = {
    module: PostModule,
    controllers: [PostController],
    providers: [{ provide: DECIDE, useValue: decide }],
  };
  const app = await NestFactory.createMicroservice(module, { strategy: transport, logger: false });
  scene.onClose(() => app.close());
  await app.listen();
  return { app, controller: app.get(PostController), metrics, groupId, letters, parcels };
}

describe('handlers that are bound to topics', () => {
  it('get each record of their own topics with its exact bytes and headers', async () => {
    const { controller, letters, parcels } = await post();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const exact = '{"amount":1.0,"id":12345678901234567890}';
    await scene.write(
      record(letters, exact, { key: bytes, headers: { binary: bytes, twice: [Buffer.from('a'), Buffer.from('b')] } }),
      record(letters, null, { key: 'tombstone' }),
      ...parcels.map((topic) => record(topic, topic)),
    );
    await eventually('all records', () => controller.letters.length === 2 && controller.parcels.length === 2);
    const [letter] = controller.letters.filter(({ value }) => value !== null);
    expect(letter).toMatchObject({ topic: letters, partition: 0, offset: 0, key: bytes });
    expect(letter?.value?.toString()).toBe(exact);
    expect(letter?.headers).toEqual({ binary: bytes, twice: Buffer.from('b') });
    expect(letter?.repeatedHeaders).toEqual({ twice: [Buffer.from('a'), Buffer.from('b')] });
    expect(controller.letters.map(({ value }) => value)).toContain(null);
    expect(controller.parcels.map(({ value }) => String(value)).sort()).toEqual([...parcels].sort());
  });

  it('decide what becomes of a record, whether they answer with a value, a promise or an observable', async () => {
    const { controller, metrics, groupId, letters, parcels } = await post(({ value }) => {
      if (String(value) === 'done') return Promise.resolve(DONE);
      if (String(value) === 'skipped') return { kind: 'skipped', reason: 'not for us' };
      return { kind: 'poison', reason: 'illegible' };
    });
    await scene.write(...['done', 'skipped', 'garbage', 'done'].map((value) => record(letters, value)));
    await scene.write(record(parcels[0] ?? '', 'parcel'));
    await eventually('a commit of all', async () => (await scene.startOffset(groupId, letters)) === 4);
    await eventually('a commit of the parcel', async () => (await scene.startOffset(groupId, parcels[0] ?? '')) === 1);
    expect(controller.letters).toHaveLength(4);
    const handled = (outcome: string) => sumOf(metrics, 'records_handled_total', { topic: letters, outcome });
    expect([await handled('done'), await handled('skipped'), await handled('poison')]).toEqual([2, 1, 1]);
    const [letter, ...rest] = await scene.contents(`${letters}.dlt`);
    expect(rest).toEqual([]);
    expect(letter?.value?.toString()).toBe('garbage');
    expect(String(letter?.headers[POISON_HEADERS.reason])).toBe('illegible');
  });

  it('are called in order for records of one key, as their pattern says, and side by side without one', async () => {
    const gate = new Gate();
    const { controller, letters } = await post(({ value }) =>
      String(value) === 'slow' ? gate.passed().then(() => DONE) : DONE,
    );
    await scene.write(
      record(letters, 'slow', { key: 'a' }),
      record(letters, 'behind', { key: 'a' }),
      record(letters, 'other', { key: 'b' }),
    );
    const values = () => controller.letters.map(({ value }) => String(value));
    await eventually('the one that overtakes', () => values().includes('other'));
    expect(values()).toEqual(['slow', 'other']);
    gate.open();
    await eventually('the one behind', () => values().includes('behind'));
  });

  it('have what they throw reach the consumer as it is: a dependency that is away never makes a record poison', async () => {
    let tries = 0;
    const { groupId, letters, metrics } = await post(({ value }) => {
      if (String(value) === 'waits' && (tries += 1) <= 20) throw new Unavailable('the database is away');
      if (String(value) === 'breaks') return Promise.reject(new TypeError('no property of undefined'));
      return DONE;
    });
    await scene.write(record(letters, 'waits'), record(letters, 'breaks'));
    await eventually('a commit of both', async () => (await scene.startOffset(groupId, letters)) === 2);
    expect(tries).toBe(21);
    const handled = (outcome: string) => sumOf(metrics, 'records_handled_total', { topic: letters, outcome });
    expect([await handled('done'), await handled('poison')]).toEqual([1, 1]);
    const [letter] = await scene.contents(`${letters}.dlt`);
    expect(String(letter?.headers[POISON_HEADERS.reason])).toBe('its handler failed 8 times: no property of undefined');
  });
});

describe('an application', () => {
  it('listens before its topics are there, and reads them then', async () => {
    const topicsAreThere = new Gate();
    const { controller, letters } = await post(undefined, topicsAreThere.passed());
    await scene.write(record(letters, 'early'));
    expect(controller.letters).toEqual([]);
    topicsAreThere.open();
    await eventually('the record', () => controller.letters.length === 1);
  });

  it('that closes has committed what is done and left its group', async () => {
    const { app, controller, groupId, letters } = await post();
    await scene.write(...Array.from({ length: 100 }, (_, index) => record(letters, String(index))));
    await eventually('all records', () => controller.letters.length === 100);
    await app.close();
    expect(await scene.startOffset(groupId, letters)).toBe(100);
    const next = await scene.joined({ [letters]: { handle: () => Promise.resolve(DONE) } }, { groupId });
    expect(next.consumer.joined).toBe(true);
  });
});
