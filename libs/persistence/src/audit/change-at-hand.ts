import { AsyncLocalStorage } from 'node:async_hooks';
import { judgePrecondition, type Precondition } from './precondition.js';

/** Who makes a change: somebody with a key or a portal token, the operator with the root key, or Postrider by itself. */
export interface Actor {
  readonly kind: 'root' | 'key' | 'portal' | 'postrider';
  /** The key's or the token's id. */
  readonly id: string;
  /** What a portal token says of whom it's for; a key's name is looked up. */
  readonly name?: string | undefined;
}

/** A change that somebody asks for: what its entries in the audit log have in common. */
export interface AskedChange {
  readonly actor: Actor;
  /** Where the request came from, an IP address. */
  readonly address?: string | undefined;
  /** The API's name for what was asked, as OpenAPI has it. */
  readonly operation: string;
  readonly requestId?: string | undefined;
  /** What the request names: the entry's subject where nothing that was configured changed. */
  readonly subject: { readonly kind: string; readonly id?: string | undefined; readonly tenant?: string | undefined };
  /** What the caller wants to be so of an entity that is changed. */
  readonly precondition?: Precondition | undefined;
}

/** A change under way: whether it left its entry, and whether its precondition was looked at. */
export class ChangeAtHand {
  recorded = false;
  #judged = false;

  constructor(readonly asked: AskedChange) {}

  /** The entity whose precondition nobody has looked at yet. */
  get unjudgedKey(): string | undefined {
    return this.#judged ? undefined : this.asked.precondition?.key;
  }

  /** Compares the version that an entity had before the change; undefined: it wasn't there. Throws `PreconditionFailed`. */
  judge(key: string, version: number | undefined): void {
    const { precondition } = this.asked;
    if (this.#judged || precondition?.key !== key) return;
    this.#judged = true;
    judgePrecondition(precondition, version);
  }
}

/** What Postrider changes by itself: it disables what only fails, and drops secrets that no longer sign. */
const BY_ITSELF: AskedChange = {
  actor: { kind: 'postrider', id: 'postrider' },
  operation: 'automatic',
  subject: { kind: 'postrider' },
};

const atHand = new AsyncLocalStorage<ChangeAtHand>();

/** Has all that `work` changes be on behalf of whoever asked. */
export const withChangeAtHand = <T>(change: ChangeAtHand, work: () => Promise<T>): Promise<T> =>
  atHand.run(change, work);

/** The change that the caller's statements belong to. */
export const changeAtHand = (): ChangeAtHand => atHand.getStore() ?? new ChangeAtHand(BY_ITSELF);
