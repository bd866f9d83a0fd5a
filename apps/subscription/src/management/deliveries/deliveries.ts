import type { ActionResult, DeliveryActionRepository, DeliveryRow, EventLogRepository } from '@postrider/persistence';
import type { Attempt, Delivery, DeliveryQuery, DeliveryWithAttempts, Page } from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Redactions } from '../redaction/redactions.js';
import { timePageOf } from '../time-cursor.js';
import { attemptOf, deliveryOf } from './delivery-answers.js';

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
    return { ...deliveryOf(delivery), attemptLog: await this.#attempts(delivery) };
  }

  async #attempts(delivery: DeliveryRow): Promise<Attempt[]> {
    const redaction = await this.redactions.of(delivery.tenant, delivery.eventType);
    return (await this.log.attempts(delivery)).map((row) => {
      const attempt = attemptOf(row, delivery.eventId);
      return attempt.response ? { ...attempt, response: redaction.response(attempt.response) } : attempt;
    });
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
