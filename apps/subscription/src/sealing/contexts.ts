import type { SealedPart, SealedPlace } from '@postrider/persistence';

/** What a part of an endpoint is sealed for: in another place it doesn't open. The dispatcher opens it by the same. */
export const endpointContext = (part: SealedPart, endpointId: string): string => `endpoint-${part}:${endpointId}`;

/** What the answer to a request is sealed for that came with an Idempotency-Key. */
export const answerContext = (caller: string, key: string): string => `idempotency:${caller}:${key}`;

/** What belongs into a place is sealed for this. */
export const contextOf = (place: SealedPlace): string =>
  place.of === 'endpoint' ? endpointContext(place.part, place.id) : answerContext(place.caller, place.key);
