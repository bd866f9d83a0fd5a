import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { inOrderOf, RethrowFilter, type Handled, type KafkaRecord } from '@postrider/kafka';
import { topics } from '@postrider/schemas';
import { FanOut } from './fan-out.js';

/** Accepted events, as they come: those of one ordering key one after another. */
@Controller()
@UseFilters(RethrowFilter)
export class EventsController {
  constructor(private readonly fanOut: FanOut) {}

  @EventPattern(topics.events.name, inOrderOf(({ key }) => key?.toString('utf8')))
  fan(@Payload() record: KafkaRecord): Promise<Handled> {
    return this.fanOut.handle(record);
  }
}
