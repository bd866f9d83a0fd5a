import {
  printable
} from "./chunk-KFJQIGOX.js";
import {
  CommandFailed
} from "./chunk-RNWR56HS.js";
import {
  POISON_HEADERS
} from "./chunk-VHDQGAXS.js";
import {
  within
} from "./chunk-JBH3YLBD.js";
import {
  reasonOf
} from "./chunk-HEE7UXMP.js";

// dist/dlt/kafka-access.js
async function partitionsOf({ admin }, topic) {
  if (!(await admin.list()).includes(topic)) return void 0;
  const { partitions } = await admin.describe(topic);
  return Array.from({
    length: partitions
  }, (_, partition) => partition);
}
async function partitionsOfNamed(access, topic) {
  const partitions = await partitionsOf(access, topic);
  if (!partitions) throw new CommandFailed(`There is no topic ${topic}: \`postrider dlt list\` shows those there are.`);
  return partitions;
}
function checkPartition(topic, partition, partitions) {
  if (partitions.includes(partition)) return;
  throw new CommandFailed(`${topic} has no partition ${partition}: it has ${partitions.length}, counted from 0.`);
}

// dist/dlt/offset-runs.js
var OffsetRuns = class _OffsetRuns {
  runs;
  static none = new _OffsetRuns([]);
  constructor(runs) {
    this.runs = runs;
  }
  static of(offsets) {
    return new _OffsetRuns(merged(offsets.map((offset) => ({
      first: offset,
      last: offset
    }))));
  }
  /** What {@link toString} wrote; undefined for any other text. */
  static parse(text) {
    const runs = [];
    for (const part of text.split(",")) {
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      const [first, last] = [
        Number(from),
        Number(to)
      ];
      if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first) return void 0;
      runs.push({
        first,
        last
      });
    }
    return new _OffsetRuns(merged(runs));
  }
  union(other) {
    return new _OffsetRuns(merged([
      ...this.runs,
      ...other.runs
    ]));
  }
  has(offset) {
    let [low, high] = [
      0,
      this.runs.length
    ];
    while (low < high) {
      const middle = low + high >>> 1;
      if ((this.runs[middle]?.last ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const run = this.runs[low];
    return run !== void 0 && run.first <= offset;
  }
  toString() {
    return this.runs.map(({ first, last }) => first === last ? String(first) : `${first}-${last}`).join();
  }
};
function merged(runs) {
  const result = [];
  for (const run of [
    ...runs
  ].sort((a, b) => a.first - b.first)) {
    const previous = result.at(-1);
    if (previous && run.first <= previous.last + 1) result[result.length - 1] = {
      first: previous.first,
      last: Math.max(previous.last, run.last)
    };
    else result.push(run);
  }
  return result;
}

// dist/dlt/poison-record.js
var REDRIVEN = "postrider-dlt-redriven";
var MARKS = /* @__PURE__ */ new Set([
  POISON_HEADERS.reason,
  POISON_HEADERS.topic,
  POISON_HEADERS.partition,
  POISON_HEADERS.offset,
  POISON_HEADERS.at
]);
function parseEntry(record) {
  const text = (name) => record.headers[name]?.toString("utf8");
  const [topic, partition, offset] = [
    text(POISON_HEADERS.topic),
    text(POISON_HEADERS.partition),
    text(POISON_HEADERS.offset)
  ];
  const isOriginal = record.key !== null || record.value !== null;
  const redriven = topic === void 0 && !isOriginal ? OffsetRuns.parse(text(REDRIVEN) ?? "") : void 0;
  if (redriven) return {
    kind: "mark",
    redriven
  };
  const hasOrigin = topic !== void 0 && isWholeNumber(partition) && isWholeNumber(offset);
  const [omitted, lastOffset, cutFrom] = [
    text(POISON_HEADERS.omitted),
    text(POISON_HEADERS.lastOffset),
    text(POISON_HEADERS.cut)
  ];
  return {
    kind: "poison",
    record,
    reason: text(POISON_HEADERS.reason) ?? record.unreadable?.reason,
    at: text(POISON_HEADERS.at) ?? new Date(record.timestampMs).toISOString(),
    origin: hasOrigin ? {
      topic,
      partition: Number(partition),
      offset: Number(offset)
    } : void 0,
    omittedBytes: !isOriginal && isWholeNumber(omitted) ? Number(omitted) : void 0,
    batch: batchOf(record, lastOffset, cutFrom)
  };
}
function batchOf({ unreadable }, lastOffset, cutFrom) {
  if (unreadable) return {
    lastOffset: unreadable.lastOffset,
    cutFromBytes: void 0
  };
  if (!isWholeNumber(lastOffset)) return void 0;
  return {
    lastOffset: Number(lastOffset),
    cutFromBytes: isWholeNumber(cutFrom) ? Number(cutFrom) : void 0
  };
}
function bytesOf({ record: { key, value, headers, repeatedHeaders = {} } }) {
  const all = [
    key,
    value,
    ...Object.values(headers),
    ...Object.values(repeatedHeaders).flat()
  ];
  return all.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
}
var isWholeNumber = (text) => text !== void 0 && /^\d{1,15}$/.test(text);
function ownHeaders({ record }) {
  const all = Object.entries({
    ...record.headers,
    ...record.repeatedHeaders
  });
  return Object.fromEntries(all.filter(([name]) => !MARKS.has(name)).map(([name, value]) => [
    name,
    value ?? Buffer.alloc(0)
  ]));
}
function originalOf(poison, topic, partition) {
  const { key, value } = poison.record;
  return {
    topic,
    partition,
    key,
    value,
    headers: ownHeaders(poison)
  };
}
function redriveMark(topic, partition, offsets, at) {
  const headers = {
    [REDRIVEN]: OffsetRuns.of(offsets).toString(),
    [POISON_HEADERS.at]: at
  };
  return {
    topic,
    partition,
    key: null,
    value: null,
    headers
  };
}

// dist/dlt/read-partition.js
var READ_WAIT_MS = 500;
var TRIES = 5;
var RETRY_MS = 300;
var DISCONNECT_MS = 2e3;
async function* readPartition(client, clock, { topic, partition, from = 0 }) {
  const reader = await client.reader(topic, partition);
  try {
    const end = await reader.endOffset();
    let offset = Math.max(from, await reader.beginningOffset());
    for (let triesLeft = TRIES; offset < end; ) {
      try {
        if (triesLeft < TRIES) {
          await reader.refresh();
          offset = Math.max(offset, await reader.beginningOffset());
          if (offset >= end) return;
        }
        const { records, nextOffset } = await reader.read(offset, READ_WAIT_MS);
        if (nextOffset === offset) throw new Error("the broker sent nothing");
        yield records.filter((record) => record.offset < end);
        offset = nextOffset;
        triesLeft = TRIES;
      } catch (error) {
        if (--triesLeft === 0) throw new CommandFailed(`${topic}, partition ${partition}, can't be read from offset ${offset} on: ${reasonOf(error)}.`);
        await clock.wait(RETRY_MS);
      }
    }
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(`${topic}, partition ${partition}, can't be read: ${reasonOf(error)}.`);
  } finally {
    await within(clock, DISCONNECT_MS, "disconnecting", reader.disconnect()).catch(() => void 0);
  }
}
async function readPoisonRecords(client, clock, topic, partition, each = () => void 0) {
  let redriven = OffsetRuns.none;
  let count = 0;
  for await (const records of readPartition(client, clock, {
    topic,
    partition
  })) {
    for (const found of records.map(parseEntry)) {
      if (found.kind === "mark") {
        redriven = redriven.union(found.redriven);
      } else {
        count++;
        each(found);
      }
    }
  }
  return {
    redriven,
    count
  };
}
async function poisonAt(client, clock, topic, partition, offset) {
  for await (const records of readPartition(client, clock, {
    topic,
    partition,
    from: offset
  })) {
    const [record] = records;
    if (!record) continue;
    const found = record.offset === offset ? parseEntry(record) : void 0;
    if (found?.kind === "poison") return found;
    break;
  }
  throw new CommandFailed(`${topic} has no poison record at partition ${partition}, offset ${offset}: it is gone, or never was there.`);
}

// dist/dlt/summary.js
var REASON_LENGTH = 160;
var REASONS_SHOWN = 10;
var Summary = class {
  #records = 0;
  #redriven = 0;
  #oldest;
  #newest;
  #reasons = /* @__PURE__ */ new Map();
  #offsets = [];
  add({ record, at, reason }) {
    this.#records++;
    this.#offsets.push(record.offset);
    if (this.#oldest === void 0 || at < this.#oldest) this.#oldest = at;
    if (this.#newest === void 0 || at > this.#newest) this.#newest = at;
    const short = (reason ?? "no reason is given").slice(0, REASON_LENGTH);
    this.#reasons.set(short, (this.#reasons.get(short) ?? 0) + 1);
  }
  /** Ends a partition: which of its records were put back. */
  endPartition(redriven) {
    this.#redriven += this.#offsets.filter((offset) => redriven.has(offset)).length;
    this.#offsets = [];
  }
  /** The same for programs. */
  json(topic) {
    const reasons = [
      ...this.#reasons
    ].sort(([, a], [, b]) => b - a).slice(0, REASONS_SHOWN);
    return {
      topic,
      exists: true,
      records: this.#records,
      redriven: this.#redriven,
      oldest: this.#oldest,
      newest: this.#newest,
      reasons: reasons.map(([reason, count]) => ({
        reason,
        count
      }))
    };
  }
  /** One line for the topic and one for each reason, the commonest first. */
  lines(topic) {
    if (this.#records === 0) return [
      `${topic}: empty`
    ];
    const redriven = this.#redriven > 0 ? `, ${this.#redriven} redriven` : "";
    const times = this.#records === 1 ? `at ${this.#oldest}` : `${this.#oldest} to ${this.#newest}`;
    const reasons = [
      ...this.#reasons
    ].sort(([, a], [, b]) => b - a);
    const more = reasons.slice(REASONS_SHOWN).reduce((sum, [, count]) => sum + count, 0);
    return [
      `${topic}: ${recordCount(this.#records)}${redriven}, ${printable(times)}`,
      ...reasons.slice(0, REASONS_SHOWN).map(([reason, count]) => `  ${count} \xD7 ${printable(reason)}`),
      ...more > 0 ? [
        `  ${more} \xD7 other reasons`
      ] : []
    ];
  }
};
var recordCount = (count) => `${count} record${count === 1 ? "" : "s"}`;

export {
  partitionsOf,
  partitionsOfNamed,
  checkPartition,
  parseEntry,
  bytesOf,
  ownHeaders,
  originalOf,
  redriveMark,
  readPartition,
  readPoisonRecords,
  poisonAt,
  Summary,
  recordCount
};
