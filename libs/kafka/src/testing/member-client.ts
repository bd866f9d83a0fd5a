import { KafkaClient, type ConsumerListener, type GroupConsumer } from '../client.js';

/** A client whose memberships can be ended behind their owner's back, as a crash of its process would: nothing is committed. */
export class MemberClient extends KafkaClient {
  readonly #members: GroupConsumer[] = [];

  override async consumer(groupId: string, topics: readonly string[], listener: ConsumerListener): Promise<GroupConsumer> {
    const member = await super.consumer(groupId, topics, listener);
    this.#members.push(member);
    return member;
  }

  /** How many consumers were made so far. */
  get memberships(): number {
    return this.#members.length;
  }

  async cut(): Promise<void> {
    await this.#members.at(-1)?.disconnect();
  }
}
