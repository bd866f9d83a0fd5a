import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RethrowFilter, type Handled, type KafkaRecord } from '@postrider/kafka';
import { topics } from '@postrider/schemas';
import { Intake } from './intake.js';

/** What is to be delivered: new, and again. A record is done when all of its deliveries are. */
@Controller()
@UseFilters(RethrowFilter)
export class DeliveriesController {
  constructor(private readonly intake: Intake) {}

  @EventPattern(topics.deliveries.name)
  deliver(@Payload() record: KafkaRecord): Promise<Handled> {
    return this.intake.deliveries(record);
  }

  @EventPattern(topics.redeliveries.name)
  redeliver(@Payload() record: KafkaRecord): Promise<Handled> {
    return this.intake.redelivery(record);
  }
}
