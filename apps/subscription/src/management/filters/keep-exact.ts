import { withExactParts } from '@postrider/filter';

const FILTERS = [['filter'], ['subscriptions', '*', 'filter']];
const TRIED_ON = ['event', 'data'];

/** What is compared must not have been rounded: keeps the numbers of the filters that a body has, and of the data that one is tried on. */
export const keepExact = (text: string, body: unknown): unknown =>
  withExactParts(text, body, Object.hasOwn(Object(body) as object, 'filter') ? [...FILTERS, TRIED_ON] : FILTERS);
