import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { decodeFinished } from './finished-offsets.js';
import { DONE, type KafkaRecord } from './kafka-record.js';
import type { ParallelConsumer } from './parallel-consumer.js';
import { BrokerProxy } from './testing/broker-proxy.js';
import { Collector } from './testing/collector.js';
import { Gate } from './testing/gate.js';
import { record, Scene } from './testing/scene.js';

jest.setTimeout(300_000);

/** A session and two rejoins, on a machine that others use too. */
const REJOINS_MS = 60_000;

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Which of the members has each partition; undefined unless each has one owner. */
function ownersOf(members: readonly ParallelConsumer[], topic: string, partitions: number): number[] | undefined {
  const owners = range(partitions).map((partition) =>
    range(members.length).filter((member) => members[member]?.owns(topic, partition)),
  );
  return owners.every(({ length }) => length === 1) ? owners.flat() : undefined;
}

describe('members of a group', () => {
  it('have equal partitions of topics that go together, and keep them when another comes and goes', async () => {
    const [deliveries, redeliveries] = [await scene.topic(6), await scene.topic(6)];
    const options = { groupId: uniqueName('group'), together: [[deliveries, redeliveries]] };
    const join = async (): Promise<ParallelConsumer> => {
      const handlers = { [deliveries]: new Collector(), [redeliveries]: new Collector() };
      return (await scene.joined(handlers, options)).consumer;
    };
    const members = [await join(), await join(), await join()];
    const owners = () =>
      eventually('an owner of each', () => {
        const found = ownersOf(members, deliveries, 6);
        return found && found.join() === ownersOf(members, redeliveries, 6)?.join() && found;
      });
    const before = await eventually('equal shares', async () => {
      const found = await owners();
      return range(3).every((member) => found.filter((owner) => owner === member).length === 2) && found;
    });
    members.push(await join());
    const during = await eventually('a share of the fourth', async () => {
      const found = await owners();
      return found.includes(3) && found;
    });
    expect(during.filter((owner, partition) => owner !== before[partition]).every((owner) => owner === 3)).toBe(true);
    await members.pop()?.close();
    const after = await owners();
    expect(range(6).filter((partition) => during[partition] !== 3 && after[partition] !== during[partition])).toEqual(
      [],
    );
  });
});

describe('a new owner', () => {
  it('does nothing again that the one before it had finished, though earlier records were not', async () => {
    const topic = await scene.topic();
    const groupId = uniqueName('group');
    await scene.write(...range(40).map((index) => record(topic, String(index))));
    const stuck = new Set([3, 17]);
    const first = new Collector(({ offset }) => (stuck.has(offset) ? new Gate().passed().then(() => DONE) : DONE));
    const { client } = await scene.joined({ [topic]: first }, { groupId });
    await eventually('a commit of what is done', async () => {
      const committed = (await scene.committed(groupId, topic)).get(0);
      return committed?.offset === 3 && decodeFinished(3, committed.metadata).size === 35;
    });
    await client.cut();

    const second = new Collector();
    await scene.joined({ [topic]: second }, { groupId });
    await scene.write(record(topic, 'new'));
    await eventually('what is new', () => second.values.includes('new'));
    expect(second.values).toEqual(['3', '17', 'new']);
    await eventually('a commit of all', async () => (await scene.committed(groupId, topic)).get(0)?.offset === 41);
  });

  it('never has a partition while another, from which its group hears nothing, takes it for its own', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
    scene.onClose(() => proxy.close());
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    const [far, near] = [
      (await through.joined({ [topic]: new Collector() }, { groupId })).consumer,
      (await scene.joined({ [topic]: new Collector() }, { groupId })).consumer,
    ];
    const both = [far, near];
    await eventually('a partition for each', () => new Set(ownersOf(both, topic, 2)).size === 2);
    proxy.freeze();
    const twice: number[] = [];
    await eventually(
      'the near one to have both',
      () => {
        twice.push(...range(2).filter((partition) => both.every((member) => member.owns(topic, partition))));
        return near.owns(topic, 0) && near.owns(topic, 1);
      },
      REJOINS_MS,
    );
    expect(far.owns()).toBe(false);
    expect(twice).toEqual([]);
    proxy.restore();
    await eventually('a partition for each', () => new Set(ownersOf(both, topic, 2)).size === 2, REJOINS_MS);
  });
});

describe('a member that its group had given up', () => {
  it('does nothing of what another had finished meanwhile, though it gets the same partitions again', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const proxy = await BrokerProxy.start(testBrokers()[0] ?? '');
    scene.onClose(() => proxy.close());
    const through = new Scene([proxy.address]);
    scene.onClose(() => through.close());
    const stuckOnce = new Collector(({ value }) =>
      value?.toString() === 'stuck' ? new Gate().passed().then(() => DONE) : DONE,
    );
    const lost: number[] = [];
    const done: string[] = [];
    // As the dispatcher: begins nothing while it isn't the owner, and drops what waits for that when another becomes it.
    const careful = {
      handle: async ({ partition, value }: KafkaRecord) => {
        const losses = (): number => lost.filter((one) => one === partition).length;
        const before = losses();
        await eventually('ownership', () => far.owns(topic, partition) || losses() > before, REJOINS_MS);
        if (losses() === before) done.push(String(value));
        return DONE;
      },
    };
    const far: ParallelConsumer = (await through.joined({ [topic]: careful }, { groupId })).consumer;
    far.follow({ inFlight: () => 0, lost: (partitions) => lost.push(...partitions.map(({ partition }) => partition)) });
    await eventually('the far one to have both', () => far.owns(topic, 0) && far.owns(topic, 1));
    proxy.freeze();
    const near = (await scene.joined({ [topic]: stuckOnce }, { groupId })).consumer;
    await eventually('the near one to have both', () => near.owns(topic, 0) && near.owns(topic, 1), REJOINS_MS);
    const meanwhile = ['stuck', 'a', 'b', 'c'];
    await scene.write(
      ...range(2).flatMap((partition) => meanwhile.map((value) => record(topic, value, { partition }))),
    );
    await eventually('a commit of what is done', async () => {
      const committed = [...(await scene.committed(groupId, topic)).values()];
      return committed.length === 2 && committed.every(({ metadata }) => decodeFinished(0, metadata).size === 3);
    });
    proxy.restore();
    await eventually('a partition for each', () => new Set(ownersOf([far, near], topic, 2)).size === 2, REJOINS_MS);
    await scene.write(...range(2).map((partition) => record(topic, 'new', { partition })));
    // Which comes while the one before may still be waiting to hear that it's owned.
    await eventually('what is new and what was stuck', () => done.length >= 2, REJOINS_MS);
    expect(done.sort()).toEqual(['new', 'stuck']);
    expect(lost.sort()).toEqual([0, 1]);
  });
});

describe('a member whose group changes', () => {
  it('waits for what is under way, and commits it, before partitions go elsewhere', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    const gate = new Gate();
    await scene.write(record(topic, 'slow', { partition: 0 }), record(topic, 'slow', { partition: 1 }));
    const first = new Collector(() => gate.passed().then(() => DONE));
    const { consumer } = await scene.joined({ [topic]: first }, { groupId });
    await eventually('both to be under way', () => first.records.length === 2);
    const lost: number[] = [];
    let opened = false;
    consumer.follow({
      inFlight: () => (opened ? 0 : 2),
      lost: (partitions) => lost.push(...partitions.map(({ partition }) => partition)),
    });
    const second = new Collector();
    const joining = scene.joined({ [topic]: second }, { groupId });
    await eventually('the rejoin to begin', () => !consumer.owns());
    opened = true;
    gate.open();
    await joining;
    await scene.write(record(topic, 'new', { partition: 0 }), record(topic, 'new', { partition: 1 }));
    await eventually('what is new', () => first.values.includes('new') && second.values.includes('new'));
    expect(second.values).toEqual(['new']);
    expect(lost).toEqual(second.records.map(({ partition }) => partition));
  });

  it('waits no longer than 2 s for what does not end, and leaves it to the next owner', async () => {
    const topic = await scene.topic(2);
    const groupId = uniqueName('group');
    await scene.write(record(topic, 'stuck', { partition: 0 }), record(topic, 'stuck', { partition: 1 }));
    const first = new Collector(() => new Gate().passed().then(() => DONE));
    const clock = new ManualClock();
    const { consumer } = await scene.joined({ [topic]: first }, { groupId, clock });
    let cuts = 0;
    consumer.follow({ inFlight: () => 2, cut: () => (cuts += 1), lost: () => undefined });
    await eventually('both to be under way', () => first.records.length === 2);
    const second = new Collector();
    const joining = scene.joined({ [topic]: second }, { groupId });
    await eventually('the rejoin to begin', () => !consumer.owns());
    await clock.advance(1900);
    expect(cuts).toBe(0);
    await clock.advance(200);
    expect(cuts).toBe(1);
    await joining;
    await eventually('what was under way', () => second.values.includes('stuck'));
    expect(first.records).toHaveLength(2);
  });
});
