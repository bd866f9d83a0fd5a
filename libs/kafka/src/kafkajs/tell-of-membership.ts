import { createRequire } from 'node:module';
import type { MembershipListener } from './consumer-listener.js';

const require = createRequire(import.meta.url);

const memberships = new WeakMap<object, MembershipListener>();

/** Says whose membership an assigner speaks for: a group that the client made is known by its assigners. */
export function speakFor(membership: MembershipListener, assigner: object): void {
  memberships.set(assigner, membership);
}

interface ConsumerGroup {
  assigners: readonly object[];
  memberId: string | null;
  lastRequest: number;
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  heartbeat: (this: ConsumerGroup, options: object) => Promise<void>;
}

/**
 * The client joins anew at once when the group rebalances, and waits for no listener; nor does it say when a heartbeat was
 * sent. So both calls are wrapped, for every group whose assigner is one of ours.
 */
export function tellOfMembership(): void {
  const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const { joinAndSync, heartbeat } = prototype;
  if (typeof joinAndSync !== 'function' || typeof heartbeat !== 'function')
    throw new Error('kafkajs no longer has the group whose rejoin is to be waited for');
  /** Those that have joined before. */
  const members = new WeakSet<ConsumerGroup>();
  const membershipOf = (group: ConsumerGroup): MembershipListener | undefined =>
    group.assigners.map((assigner) => memberships.get(assigner)).find((membership) => membership !== undefined);
  prototype.joinAndSync = async function (this: ConsumerGroup) {
    const membership = membershipOf(this);
    // Without an id it is no member any more: there is nothing that it could still commit.
    if (this.memberId) await membership?.leaving();
    else if (members.has(this)) membership?.expelled();
    members.add(this);
    membership?.joining();
    return joinAndSync.call(this);
  };
  prototype.heartbeat = async function (this: ConsumerGroup, options: object) {
    const membership = membershipOf(this);
    // The time of day tells the client when the next one is due: once that was set back, none would be for as long.
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    membership?.heartbeatSent();
    try {
      await heartbeat.call(this, options);
    } finally {
      membership?.heartbeatOver();
    }
  };
}
