import type { JsonFaultCode, Stop } from './json-fault.js';
import { ObjectNames } from './object-names.js';

/** A stretch of bytes, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const STOPPED = -1;
const PAST_END = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LOWER_U = 0x75;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** The bytes that may follow a backslash, `u` aside: " \ / b f n r t */
const ESCAPES = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);

/**
 * One pass over a JSON text (RFC 8259) in bytes that are known to be UTF-8: the whole grammar, bounded nesting, and,
 * when asked, no name twice in an object. Each method takes the place where something begins and answers the place
 * behind it, or STOPPED, having put the reason in `stop`. It allocates nothing per token: a place is a number, and a
 * name is looked at where it stands.
 */
export class JsonScan {
  /** Why the scan stopped; undefined while it goes on. */
  stop: Stop | undefined;

  readonly #namesAtDepth: ObjectNames[] = [];
  #escaped = false;

  constructor(
    readonly bytes: Buffer,
    readonly maxDepth: number,
    readonly uniqueNames: boolean,
  ) {}

  /** The byte at a place, PAST_END behind the last. */
  byteAt(at: number): number {
    return at < this.bytes.length ? (this.bytes[at] ?? PAST_END) : PAST_END;
  }

  /** Past any white space. */
  skipSpace(at: number): number {
    let byte = this.byteAt(at);
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      at += 1;
      byte = this.byteAt(at);
    }
    return at;
  }

  /** Past a value of any kind, at `depth` containers deep. */
  value(at: number, depth: number): number {
    const byte = this.byteAt(at);
    if (byte === QUOTE) return this.#string(at);
    if (byte === OPEN_BRACE) return this.object(at, depth + 1);
    if (byte === OPEN_BRACKET) return this.array(at, depth + 1);
    if (byte === MINUS || isDigit(byte)) return this.#number(at);
    if (byte === 0x74) return this.#literal(at, TRUE);
    if (byte === 0x66) return this.#literal(at, FALSE);
    if (byte === 0x6e) return this.#literal(at, NULL);
    return this.stopAt(at, 'not_json', 'a value');
  }

  /** Past an object, whose members' names, as a reader sees them, and values are put into `members`. */
  object(open: number, depth: number, members?: Map<string, Span>): number {
    if (depth > this.maxDepth) return this.stopAt(open, 'too_deep');
    const names = this.uniqueNames ? this.#namesAt(depth) : undefined;
    let at = this.skipSpace(open + 1);
    if (this.byteAt(at) === CLOSE_BRACE) return at + 1;
    for (;;) {
      if (this.byteAt(at) !== QUOTE) return this.stopAt(at, 'not_json', 'a name in double quotes');
      const nameStart = at;
      const nameEnd = this.#string(at);
      if (nameEnd === STOPPED) return STOPPED;
      if (names !== undefined && !names.add(nameStart + 1, nameEnd - 1, this.#escaped)) {
        return this.stopAt(nameStart, 'duplicate_name', undefined, nameEnd);
      }
      at = this.skipSpace(nameEnd);
      if (this.byteAt(at) !== COLON) return this.stopAt(at, 'not_json', "':'");
      const start = this.skipSpace(at + 1);
      const end = this.value(start, depth);
      if (end === STOPPED) return STOPPED;
      members?.set(this.#name(nameStart, nameEnd), { start, end });
      at = this.skipSpace(end);
      const byte = this.byteAt(at);
      if (byte === CLOSE_BRACE) return at + 1;
      if (byte !== COMMA) return this.stopAt(at, 'not_json', "',' or '}'");
      at = this.skipSpace(at + 1);
    }
  }

  /** Past an array, whose items' spans are added to `items` until there are more than `maxItems`. */
  array(open: number, depth: number, items?: Span[], maxItems = Infinity): number {
    if (depth > this.maxDepth) return this.stopAt(open, 'too_deep');
    let start = this.skipSpace(open + 1);
    if (this.byteAt(start) === CLOSE_BRACKET) return start + 1;
    for (;;) {
      if (items?.length === maxItems) return this.stopAt(start, 'too_many_items');
      const end = this.value(start, depth);
      if (end === STOPPED) return STOPPED;
      items?.push({ start, end });
      const at = this.skipSpace(end);
      const byte = this.byteAt(at);
      if (byte === CLOSE_BRACKET) return at + 1;
      if (byte !== COMMA) return this.stopAt(at, 'not_json', "',' or ']'");
      start = this.skipSpace(at + 1);
    }
  }

  /** Ends the scan. Where the grammar breaks off because the bytes do, that is what is said. */
  stopAt(offset: number, code: JsonFaultCode, expected?: string, within?: number): typeof STOPPED {
    const ended = code === 'not_json' && offset >= this.bytes.length;
    this.stop = { code: ended ? 'unfinished' : code, offset, within, expected };
    return STOPPED;
  }

  /** Past a string; leaves in `#escaped` whether a backslash was in it. */
  #string(open: number): number {
    const { bytes } = this;
    const { length } = bytes;
    let at = open + 1;
    this.#escaped = false;
    while (at < length) {
      const byte = bytes[at] ?? PAST_END;
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) {
        this.#escaped = true;
        at = this.#escape(at);
        if (at === STOPPED) return STOPPED;
      } else if (byte < 0x20) {
        return this.stopAt(at, 'not_json', 'no unescaped control character in a string');
      } else {
        at += 1;
      }
    }
    return this.stopAt(length, 'not_json', 'the closing quote of a string');
  }

  // A lone surrogate such as \ud83d is JSON by RFC 8259, section 8.2, and what a JavaScript publisher sends when it
  // cuts a text in the middle of an emoji. It is let through: the bytes are passed on as they are, and they are ASCII.
  #escape(backslash: number): number {
    const byte = this.byteAt(backslash + 1);
    if (byte !== LOWER_U) {
      return ESCAPES.has(byte) ? backslash + 2 : this.stopAt(backslash + 1, 'not_json', 'one of " \\ / b f n r t u');
    }
    for (let at = backslash + 2; at < backslash + 6; at++) {
      if (!isHexDigit(this.byteAt(at))) return this.stopAt(at, 'not_json', 'four hexadecimal digits');
    }
    return backslash + 6;
  }

  #number(start: number): number {
    let at = this.byteAt(start) === MINUS ? start + 1 : start;
    const integerStart = at;
    at = this.#digits(at);
    if (at === STOPPED) return STOPPED;
    if (this.byteAt(integerStart) === ZERO && at > integerStart + 1) {
      return this.stopAt(integerStart + 1, 'not_json', 'no digit behind a leading 0');
    }
    if (this.byteAt(at) === DOT) {
      at = this.#digits(at + 1);
      if (at === STOPPED) return STOPPED;
    }
    const exponent = this.byteAt(at);
    if (exponent !== 0x65 && exponent !== 0x45) return at;
    const sign = this.byteAt(at + 1);
    return this.#digits(sign === 0x2b || sign === MINUS ? at + 2 : at + 1);
  }

  #digits(start: number): number {
    let at = start;
    while (isDigit(this.byteAt(at))) at += 1;
    return at > start ? at : this.stopAt(at, 'not_json', 'a digit');
  }

  #literal(start: number, word: Buffer): number {
    for (let index = 0; index < word.length; index++) {
      if (this.byteAt(start + index) !== word[index]) {
        return this.stopAt(start + index, 'not_json', `the word ${word.toString()}`);
      }
    }
    return start + word.length;
  }

  #namesAt(depth: number): ObjectNames {
    const names = (this.#namesAtDepth[depth] ??= new ObjectNames(this.bytes));
    names.clear();
    return names;
  }

  #name(start: number, end: number): string {
    const text = this.bytes.toString('utf8', start + 1, end - 1);
    return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46);
}
