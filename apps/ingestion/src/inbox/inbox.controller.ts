import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { inOrderOf, RethrowFilter, type Handled, type KafkaRecord } from '@postrider/kafka';
import { topics } from '@postrider/schemas';
import { Inbox } from './inbox.js';

/** Publishing from Kafka producers: every topic that INBOX_TOPICS lists. */
@Controller()
@UseFilters(RethrowFilter)
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  // One producer's key is its order: its records reach postrider.events one after another.
  @EventPattern(
    topics.inbox.name,
    inOrderOf(({ topic, partition, key }) => (key ? `${topic}:${partition}:${key.toString('latin1')}` : undefined)),
  )
  take(@Payload() record: KafkaRecord): Promise<Handled> {
    return this.inbox.take(record);
  }
}
