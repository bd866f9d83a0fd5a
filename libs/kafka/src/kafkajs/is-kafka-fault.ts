import { TookTooLong } from '@postrider/time';

/** What a client rejects with when it's Kafka, or the way there, that fails, and not we. */
export const isKafkaFault = (error: unknown): boolean =>
  error instanceof TookTooLong || (error instanceof Error && error.name.startsWith('KafkaJS'));
