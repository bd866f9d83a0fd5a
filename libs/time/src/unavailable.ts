/** A fault of something that we depend on, not of the record or request at hand: what was tried is worth trying again. */
export class Unavailable extends Error {}
