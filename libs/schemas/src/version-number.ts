import { z } from 'zod';

/** Which version of an event type: its publisher's to choose, in order, with gaps if it likes. */
export const VersionNumber = z.int().min(1).max(1_000_000);

/** What an event is in that doesn't say: event types have this version from the start. */
export const FIRST_VERSION = 1;
