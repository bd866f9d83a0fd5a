/**
 * What runs in a sandbox before the script does: JavaScript, since that's where it runs. It keeps what it needs of the
 * built-ins for itself, makes the clock and chance depend on the event alone, and gives functions to begin a run and to
 * read what came of it. Whatever a script does to the built-ins later, it does to itself.
 */
export const PRELUDE = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const { construct, get, ownKeys } = Reflect;
  const { defineProperties } = Object;
  const { isArray } = Array;
  const { then } = Promise.prototype;
  const { call } = Function.prototype;
  const NativeDate = Date;
  const NativeObject = Object;
  const later = call.bind(then);
  const resolved = Promise.resolve.bind(Promise);
  const text = String;

  let nowMs = 0;
  let chance = 0;
  const clock = new Proxy(NativeDate, {
    apply: () => text(new NativeDate(nowMs)),
    construct: (target, given, made) => construct(target, given.length === 0 ? [nowMs] : given, made === clock ? target : made),
    get: (target, name, receiver) => (name === 'now' ? () => nowMs : get(target, name, receiver)),
  });
  NativeDate.prototype.constructor = clock;
  globalThis.Date = clock;
  delete globalThis.performance;
  // mulberry32
  Math.random = () => {
    chance = (chance + 0x6d2b79f5) | 0;
    let bits = Math.imul(chance ^ (chance >>> 15), 1 | chance);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };

  /* A number that a double can't hold: itself wherever it's put, its digits in text, and nearly itself in arithmetic. */
  const exact = (place, literal) => {
    return defineProperties(NativeObject(+literal), {
      toJSON: { value: () => place },
      [Symbol.toPrimitive]: { value: (hint) => (hint === 'number' ? +literal : literal) },
    });
  };

  let settled;
  return {
    begin(transform, eventJson, now, seed, mark, literals) {
      nowMs = now;
      chance = seed;
      settled = undefined;
      const restore = mark && ((_, value) => {
        if (typeof value !== 'string' || !value.startsWith(mark)) return value;
        return exact(value, literals[+value.slice(mark.length, -1)]);
      });
      const result = transform(parse(eventJson, restore));
      later(resolved(result), (value) => { settled = { value }; }, (reason) => { settled = { reason }; });
    },
    /* Undefined while nothing has come of it; throws what the script threw, later than at once. */
    end() {
      if (!settled) return undefined;
      if ('reason' in settled) throw settled.reason;
      const { value } = settled;
      if (value === undefined || value === null) return { fault: 'it returned nothing: return {} to send the event as it is' };
      if (typeof value !== 'object' || isArray(value)) return { fault: 'it returned something else than an object' };
      for (const name of ownKeys(value)) {
        if (name !== 'body' && name !== 'headers' && name !== 'path' && name !== 'drop')
          return { fault: 'it returned ' + text(name) + ', which is neither body, headers, path nor drop' };
      }
      const { body, headers, path, drop } = value;
      if (drop !== undefined && typeof drop !== 'boolean') return { fault: 'drop is neither true nor false' };
      if (drop) return { drop: true };
      const written = body === undefined ? undefined : stringify(body);
      if (body !== undefined && written === undefined) return { fault: 'body is nothing that JSON can say' };
      return { body: written, rest: stringify({ headers, path }) };
    },
    /* What was thrown, in words. */
    describe(thrown) {
      const object = typeof thrown === 'object' && thrown !== null;
      return {
        name: object ? text(thrown.name) : '',
        message: object ? text(thrown.message) : text(thrown),
        stack: object ? text(thrown.stack) : '',
        position: object && typeof thrown.position === 'number' ? thrown.position : -1,
      };
    },
  };
})()`;

/** Makes, of the JSONata library and an expression, the function that a run calls. */
export const JSONATA = `((library) => {
  'use strict';
  const jsonata = library();
  return (code) => {
    const expression = jsonata(code);
    return (event) => expression.evaluate(event);
  };
})`;
