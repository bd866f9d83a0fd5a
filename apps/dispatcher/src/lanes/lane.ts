import type { Position } from '@postrider/schemas';

/** Before every place that there may be: those from a Kafka before this one are negative. */
const NOTHING = -Infinity;

/** What a lane has to know of a delivery to keep its place. */
export interface Laned {
  /** Its event's place in postrider.events; the partition is the same for all of an ordering key. */
  readonly order: Position;
  /** It comes from the fan-out; otherwise from what is parked. */
  readonly fresh: boolean;
  /** Of a released one: what was next before it and not through, when it was released. */
  readonly behind: number | undefined;
  /** Of its attempt. What was released twice comes twice, and the log no longer heeds what becomes of the older one. */
  readonly number: number;
  /** Monotonic; since when it has been here. */
  readonly sinceMs: number;
}

/** What becomes of a delivery that comes: it has its turn here, or is parked behind others, or it's here or through already. */
export type Arrival = 'waits' | 'leaves' | 'repeat';

/**
 * The order of one endpoint's ordering key, without timers or I/O: who may be sent, and who has to be parked because
 * something before it was. One at a time has its turn.
 *
 * A lane is blocked while anything of it is parked. Then what is new is parked behind that, and only what was released
 * is sent: if it was the first of its lane when it was released, or if what was before it is here or through. So a
 * delivery that was released together with one that has failed since goes back, whoever saw that fail. The lane opens
 * when the newest that was parked here is through, be it new or released; an owner that knows only that the lane is
 * blocked doesn't know how far that goes, and waits until it has parked a new one: what comes new after that is newer.
 */
export class Lane<T extends Laned> {
  #state: 'unknown' | 'open' | 'blocked' = 'unknown';
  /** To be sent, and to be parked, each in order. */
  #line: T[] = [];
  #leaving: T[] = [];
  /** Those whose parking is being reported. */
  #departing: readonly T[] = [];
  #running: T | undefined;
  /** It had its turn and comes back: until that is reported, nothing behind it may be. */
  #returning: T | undefined;
  /** The partition that offsets are of: should the topic grow, other offsets mean something else. */
  #partition = -1;
  #throughTo = NOTHING;
  /** The newest that was parked here. */
  #parkedTo = NOTHING;
  /** Whether a new one was: there may be others beyond a released one that somebody else parked. */
  #parkedNew = false;

  /** Takes in what comes. */
  arrive(item: T): Arrival {
    if (item.order.partition !== this.#partition) {
      this.#partition = item.order.partition;
      this.#throughTo = NOTHING;
      this.#parkedTo = NOTHING;
      this.#parkedNew = false;
    }
    if (this.#isHere(item)) return 'repeat';
    return this.#state === 'unknown' ? this.#wait(item) : this.#place(item);
  }

  /** It's known now whether anything of the lane is parked; answers what of it turned out to be a repeat. */
  settle(blocked: boolean): readonly T[] {
    if (this.#state !== 'unknown') return [];
    this.#state = blocked ? 'blocked' : 'open';
    const waiting = this.#line;
    this.#line = [];
    return waiting.filter((item) => this.#place(item) === 'repeat');
  }

  /** The one whose turn it is, if nothing has its turn. */
  next(): T | undefined {
    if (this.#state === 'unknown' || this.#running || this.#returning) return undefined;
    return (this.#running = this.#line.shift());
  }

  /** What had its turn is through: delivered or ended, and that is reported. Answers what waits of the same, and needn't any more. */
  through(): readonly T[] {
    if (this.#running) this.#throughTo = Math.max(this.#throughTo, this.#running.order.offset);
    this.#running = undefined;
    return this.#line.splice(0, placeOf(this.#line, this.#throughTo + 1));
  }

  /** What had its turn will come again: all that waits behind it is to be parked, once it's {@link returned}. */
  comesBack(): void {
    this.#returning = this.#running;
    this.#running = undefined;
    this.#noteParked(this.#returning);
    this.block();
  }

  /** That it comes again is reported. */
  returned(): void {
    this.#returning = undefined;
  }

  /** What had its turn counts as not tried. */
  cutOff(): void {
    if (this.#running) this.#line.unshift(this.#running);
    this.#running = undefined;
  }

  /** Everything that waits is to be parked. Not while something has its turn: it would be overtaken if its owner died. */
  block(): void {
    this.#state = 'blocked';
    for (const item of this.#line.splice(0)) this.#leave(item);
  }

  /** Takes out those to be parked next, `most` of them; none while what goes before them isn't reported. */
  depart(most: number): readonly T[] {
    if (this.#returning || this.#departing.length > 0) return [];
    return (this.#departing = this.#leaving.splice(0, most));
  }

  /** What {@link depart} gave is reported. */
  departed(): void {
    this.#departing = [];
  }

  /** Opens the lane, if everything that was parked is through; answers whether it was blocked until now. */
  open(): boolean {
    const opens = this.isBlocked && this.isIdle && this.#parkedNew && this.#throughTo >= this.#parkedTo;
    if (opens) this.#state = 'open';
    return opens;
  }

  get isBlocked(): boolean {
    return this.#state === 'blocked';
  }

  /** Nothing of it is here. */
  get isIdle(): boolean {
    return !this.#running && !this.#returning && this.waiting === 0 && this.#departing.length === 0;
  }

  /** How many wait for their turn, or to be parked. */
  get waiting(): number {
    return this.#line.length + this.#leaving.length;
  }

  /** Since when the first of those that wait for their turn has waited; undefined when there is none. */
  get waitingSinceMs(): number | undefined {
    return this.#line[0]?.sinceMs;
  }

  #place(item: T): Arrival {
    if (item.order.offset <= this.#throughTo) return 'repeat';
    const maySend = item.fresh ? this.#state === 'open' : this.#mayFollow(item);
    return maySend ? this.#wait(item) : this.#leave(item);
  }

  #mayFollow({ order, behind }: T): boolean {
    const overtakes = [this.#returning, this.#departing[0], this.#leaving[0]].some(
      (first) => first && first.order.offset < order.offset,
    );
    if (overtakes) return false;
    return behind === undefined || behind <= this.#throughTo || this.#isToBeSent(behind);
  }

  #wait(item: T): Arrival {
    insert(this.#line, item);
    return 'waits';
  }

  #leave(item: T): Arrival {
    this.#state = 'blocked';
    insert(this.#leaving, item);
    this.#noteParked(item);
    return 'leaves';
  }

  #noteParked(item: T | undefined): void {
    if (!item) return;
    this.#parkedTo = Math.max(this.#parkedTo, item.order.offset);
    this.#parkedNew ||= item.fresh;
  }

  #isToBeSent(offset: number): boolean {
    return this.#running?.order.offset === offset || includes(this.#line, offset);
  }

  /** Itself, or a newer attempt of the same. */
  #isHere({ order: { offset }, number }: T): boolean {
    const items = [this.#line, this.#leaving, this.#departing].map((line) => line[placeOf(line, offset)]);
    return [this.#running, this.#returning, ...items].some(
      (item) => item?.order.offset === offset && item.number >= number,
    );
  }
}

/** The first place of `offset` among items in order. What comes is mostly the newest; of two of the same the newer goes first. */
function placeOf(items: readonly Laned[], offset: number): number {
  let place = items.length;
  while (place > 0 && (items[place - 1]?.order.offset ?? NOTHING) >= offset) place -= 1;
  return place;
}

const includes = (items: readonly Laned[], offset: number): boolean =>
  items[placeOf(items, offset)]?.order.offset === offset;

function insert<T extends Laned>(items: T[], item: T): void {
  items.splice(placeOf(items, item.order.offset), 0, item);
}
