import { KafkaClient } from '../kafkajs/client.js';
import type { ConsumerListener } from '../kafkajs/consumer-listener.js';
import type { GroupConsumer } from '../kafkajs/group-consumer.js';

/** A client whose memberships can be ended behind their owner's back. */
export class MemberClient extends KafkaClient {
  readonly #members: GroupConsumer[] = [];
  #listener: ConsumerListener | undefined;

  override async consumer(
    groupId: string,
    topics: readonly string[],
    listener: ConsumerListener,
  ): Promise<GroupConsumer> {
    this.#listener = listener;
    const member = await super.consumer(groupId, topics, listener);
    this.#members.push(member);
    return member;
  }

  /** How many consumers were made so far. */
  get memberships(): number {
    return this.#members.length;
  }

  /** Ends the membership as a crash of the process would: nothing more is committed. */
  async cut(): Promise<void> {
    await this.#members.at(-1)?.disconnect();
  }

  /** Has the latest consumer say that it gave up. */
  crash(error: Error): void {
    this.#listener?.crashed(error);
  }
}
