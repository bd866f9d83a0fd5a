/** Nest's tokens for what has no class of its own. */
export const LOG = Symbol('postrider.log');
export const CONFIG = Symbol('postrider.config');
/** A function that resolves when what a service reads from Kafka may be read; for a service that has such a condition. */
export const BEFORE_READING = Symbol('postrider.before-reading');
