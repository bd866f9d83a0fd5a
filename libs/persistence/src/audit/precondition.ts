/** What a caller wants to be so of an entity when it's changed (RFC 9110, 13.1.1 and 13.1.2). */
export interface Precondition {
  /** The entity, as registry keys name it. */
  readonly key: string;
  /** One of these versions, or any at all. */
  readonly ifMatch?: readonly number[] | 'any' | undefined;
  /** None of these versions, or none at all. */
  readonly ifNoneMatch?: readonly number[] | 'any' | undefined;
}

/** The entity isn't what the caller took it for: nothing was changed. */
export class PreconditionFailed extends Error {
  constructor(
    readonly failed: 'if-match' | 'if-none-match',
    /** What it is; undefined: it isn't there. */
    readonly version: number | undefined,
  ) {
    super(`the entity is at ${version === undefined ? 'no version' : `version ${version}`}`);
  }
}

/** Throws {@link PreconditionFailed} unless an entity of this version, undefined for one that isn't there, is as it's wanted. */
export function judgePrecondition({ ifMatch, ifNoneMatch }: Precondition, version: number | undefined): void {
  if (ifMatch !== undefined && !matches(ifMatch, version)) throw new PreconditionFailed('if-match', version);
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, version))
    throw new PreconditionFailed('if-none-match', version);
}

const matches = (wanted: readonly number[] | 'any', version: number | undefined): boolean =>
  version !== undefined && (wanted === 'any' || wanted.includes(version));
