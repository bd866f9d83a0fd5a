import type { ActionResult, DeliveryActionRepository, EventLogRepository } from '@postrider/persistence';
import type { Delivery, DeliveryQuery, DeliveryWithAttempts, Page } from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Redactions } from '../redaction/redactions.js';
import { timePageOf } from '../time-cursor.js';
import { attemptOf, deliveryOf, failureOf } from './delivery-answers.js';

export class Deliveries {
  constructor(
    private readonly log: EventLogRepository,
    private readonly actions: DeliveryActionRepository,
    private readonly redactions: Redactions,
  ) {}

  async list(tenant: string, query: DeliveryQuery): Promise<Page<Delivery>> {
    const { data, nextCursor } = await this.log.deliveries(tenant, query, timePageOf(query));
    return { data: data.map(deliveryOf), nextCursor };
  }

  async get(tenant: string, id: string): Promise<DeliveryWithAttempts> {
    const delivery = await this.log.delivery(tenant, id);
    if (!delivery) throw notFound('delivery');
    const [attempts, change, redaction] = await Promise.all([
      this.log.attempts(delivery),
      this.log.change(delivery),
      this.redactions.of(tenant, delivery.eventType),
    ]);
    const attemptLog = attempts.map((row) => attemptOf(row, delivery.eventId, redaction));
    return { ...deliveryOf(delivery), attemptLog, ...failureOf(change, redaction) };
  }

  async retry(tenant: string, id: string): Promise<Delivery> {
    return this.#answer(await this.actions.retry(tenant, id), 'It cannot be retried');
  }

  async cancel(tenant: string, id: string): Promise<Delivery> {
    return this.#answer(await this.actions.cancel(tenant, id), 'It cannot be cancelled');
  }

  #answer(result: ActionResult, refusal: string): Delivery {
    switch (result.kind) {
      case 'done':
        return deliveryOf(result.delivery);
      case 'unknown':
        throw notFound('delivery');
      case 'not_possible':
        throw new ProblemError('conflict', `${refusal}: ${result.why}.`);
    }
  }
}
