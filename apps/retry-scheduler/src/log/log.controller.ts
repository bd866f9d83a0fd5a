import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RethrowFilter, type Handled, type KafkaRecord } from '@postrider/kafka';
import { topics } from '@postrider/schemas';
import { contextOfHeaders, Tracing } from '@postrider/tracing';
import { readContent } from './log-entry.js';
import { LogWriter } from './log-writer.js';

/** What the log is made of: decisions about deliveries, and reports of what became of them. */
@Controller()
@UseFilters(RethrowFilter)
export class LogController {
  constructor(
    private readonly writer: LogWriter,
    private readonly tracing: Tracing,
  ) {}

  @EventPattern([topics.deliveries.name, topics.attempts.name])
  async write(@Payload() record: KafkaRecord): Promise<Handled> {
    const { topic, partition, offset } = record;
    const content = readContent(record);
    const trace = this.tracing.on ? contextOfHeaders(record.headers) : undefined;
    if (content.kind !== 'undecodable') return this.writer.add({ topic, partition, offset, content, trace });
    // The log has to pass it all the same, or whoever waits for what follows would wait for ever.
    await this.writer.add({ topic, partition, offset, content: { kind: 'nothing' } });
    return { kind: 'poison', reason: content.reason };
  }
}
