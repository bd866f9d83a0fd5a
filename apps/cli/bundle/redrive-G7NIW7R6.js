import {
  bytesOf,
  checkPartition,
  originalOf,
  parseEntry,
  partitionsOf,
  partitionsOfNamed,
  poisonAt,
  readPartition,
  readPoisonRecords,
  recordCount,
  redriveMark
} from "./chunk-5MZ7P73P.js";
import {
  printable
} from "./chunk-KFJQIGOX.js";
import {
  CommandFailed
} from "./chunk-RNWR56HS.js";
import {
  Metrics,
  createLog
} from "./chunk-NW26YG4P.js";
import {
  GroupCommitProducer
} from "./chunk-VHDQGAXS.js";
import "./chunk-JBH3YLBD.js";
import {
  reasonOf
} from "./chunk-HEE7UXMP.js";

// dist/dlt/redrive-report.js
var SKIPS_SHOWN = 20;
var PROGRESS_MS = 2e3;
var RedriveReport = class {
  command;
  terminal;
  clock;
  #skipped = 0;
  #before = 0;
  #sent = /* @__PURE__ */ new Map();
  #skips = [];
  #saidAtMs;
  constructor(command, terminal, clock) {
    this.command = command;
    this.terminal = terminal;
    this.clock = clock;
    this.#saidAtMs = clock.monotonic();
  }
  get skipped() {
    return this.#skipped;
  }
  /** A record was put back; of a dry run, would have been. */
  sent({ topic }) {
    this.#sent.set(topic, (this.#sent.get(topic) ?? 0) + 1);
    this.#progress();
  }
  /** A poison record that can't be put back; each is named, up to a number. */
  skip({ record }, why) {
    if (++this.#skipped > SKIPS_SHOWN) return;
    const { partition, offset } = record;
    if (this.command.json) this.#skips.push({
      partition,
      offset,
      why
    });
    else this.terminal.line(printable(`skipped: partition ${partition}, offset ${offset}: ${why}`));
  }
  /** A poison record that an earlier run put back. */
  before() {
    this.#before++;
    this.#progress();
  }
  /** Says what was done. */
  end() {
    if (this.command.json) {
      const putBack = Object.fromEntries(this.#sent);
      const { dryRun } = this.command;
      const report = {
        dryRun,
        putBack,
        before: this.#before,
        skipped: this.#skipped,
        skips: this.#skips
      };
      this.terminal.line(JSON.stringify(report));
      return;
    }
    const verb = this.command.dryRun ? "would be put back" : "put back";
    for (const [topic, count] of this.#sent) this.terminal.line(`${recordCount(count)} ${verb} into ${printable(topic)}`);
    if (this.#sent.size === 0) this.terminal.line(`nothing ${verb}`);
    if (this.#before > 0) this.terminal.line(`${recordCount(this.#before)} put back before`);
    if (this.#skipped > 0) this.terminal.line(`${recordCount(this.#skipped)} skipped`);
  }
  #progress() {
    const nowMs = this.clock.monotonic();
    if (nowMs - this.#saidAtMs < PROGRESS_MS) return;
    this.#saidAtMs = nowMs;
    const sent = [
      ...this.#sent.values()
    ].reduce((sum, count) => sum + count, 0);
    this.terminal.note(`  \u2026 ${recordCount(sent)} ${this.command.dryRun ? "counted" : "put back"}`);
  }
};

// dist/dlt/redrive.js
var CHUNK_RECORDS = 500;
var CHUNK_BYTES = 16 * 1024 * 1024;
var PRODUCE_PATIENCE_MS = 3e4;
var CLOSE_MS = 5e3;
async function redrive(access, command, terminal, signal) {
  const log = createLog("dlt", "silent");
  const producer = new GroupCommitProducer(access.client, access.clock, log, new Metrics("dlt"), PRODUCE_PATIENCE_MS);
  try {
    if (!command.dryRun) await producer.start();
    return await new Redrive(access, command, producer, terminal, signal).run();
  } finally {
    await producer.close(CLOSE_MS);
  }
}
var Redrive = class Redrive2 {
  access;
  command;
  producer;
  terminal;
  signal;
  #report;
  #targets = /* @__PURE__ */ new Map();
  #chunk = [];
  #chunkBytes = 0;
  constructor(access, command, producer, terminal, signal) {
    this.access = access;
    this.command = command;
    this.producer = producer;
    this.terminal = terminal;
    this.signal = signal;
    this.#report = new RedriveReport(command, terminal, access.clock);
  }
  async run() {
    const { topic, to, which } = this.command;
    const partitions = await partitionsOfNamed(this.access, topic);
    if (to !== void 0 && !await this.#partitionsOf(to)) throw new CommandFailed(`There is no topic ${to}.`);
    if (which !== "all") return this.#one(which.partition, which.offset, partitions);
    try {
      for (const partition of partitions) await this.#all(partition);
    } catch (error) {
      this.#report.end();
      throw error;
    }
    this.#report.end();
    if (!this.signal.aborted) return 0;
    this.terminal.note("Stopped; what is left is put back by the next run.");
    return 130;
  }
  async #one(partition, offset, partitions) {
    const { topic } = this.command;
    checkPartition(topic, partition, partitions);
    const poison = await poisonAt(this.access.client, this.access.clock, topic, partition, offset);
    await this.#take(poison);
    await this.#flush(partition);
    this.#report.end();
    return this.#report.skipped === 0 ? 0 : 1;
  }
  async #all(partition) {
    const { client, clock } = this.access;
    const { topic } = this.command;
    if (this.signal.aborted) return;
    const { redriven, count } = await readPoisonRecords(client, clock, topic, partition);
    if (count === 0) return;
    for await (const records of readPartition(client, clock, {
      topic,
      partition
    })) {
      for (const found of records.map(parseEntry)) {
        if (this.signal.aborted) return;
        if (found.kind === "mark") continue;
        if (redriven.has(found.record.offset)) {
          this.#report.before();
          continue;
        }
        await this.#take(found);
        if (this.#chunk.length >= CHUNK_RECORDS || this.#chunkBytes >= CHUNK_BYTES) await this.#flush(partition);
      }
    }
    await this.#flush(partition);
  }
  async #take(poison) {
    const decision = await this.#decide(poison);
    if (decision.kind === "skip") {
      this.#report.skip(poison, decision.why);
      return;
    }
    this.#chunk.push({
      poison,
      original: decision.original
    });
    this.#chunkBytes += bytesOf(poison);
  }
  async #decide(poison) {
    const { record, origin, omittedBytes, batch } = poison;
    const topic = this.command.to ?? origin?.topic;
    if (omittedBytes !== void 0) return {
      kind: "skip",
      why: `its ${omittedBytes} bytes were too many to be copied, and are only where it came from` + (origin ? `: ${origin.topic}, partition ${origin.partition}, offset ${origin.offset}` : "")
    };
    if (batch) return {
      kind: "skip",
      why: "it is a whole batch that nobody can read, and no record: its producer has to send it again"
    };
    if (topic === void 0) return {
      kind: "skip",
      why: "it doesn\u2019t say where it came from: say where to with --to"
    };
    const partitions = await this.#partitionsOf(topic);
    if (!partitions) return {
      kind: "skip",
      why: `there is no topic ${topic}: name another with --to`
    };
    const partition = origin?.partition ?? record.partition;
    if (!partitions.includes(partition)) return {
      kind: "skip",
      why: `${topic} has no partition ${partition}`
    };
    return {
      kind: "send",
      original: originalOf(poison, topic, partition)
    };
  }
  async #partitionsOf(topic) {
    if (!this.#targets.has(topic)) this.#targets.set(topic, await partitionsOf(this.access, topic));
    return this.#targets.get(topic);
  }
  async #flush(partition) {
    const chunk = this.#chunk;
    this.#chunk = [];
    this.#chunkBytes = 0;
    if (chunk.length === 0) return;
    if (this.command.dryRun) {
      for (const { original } of chunk) this.#report.sent(original);
      return;
    }
    const outcomes = await Promise.allSettled(chunk.map(({ original }) => this.producer.send(original)));
    const written = chunk.filter((_, index) => outcomes[index]?.status === "fulfilled");
    for (const { original } of written) this.#report.sent(original);
    await this.#note(partition, written.map(({ poison }) => poison.record.offset));
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure) throw new CommandFailed(`${chunk.length - written.length} of the last ${chunk.length} records may not have been put back (${reasonOf(failure.reason)}): run it again.`);
  }
  async #note(partition, offsets) {
    if (offsets.length === 0) return;
    const mark = redriveMark(this.command.topic, partition, offsets, this.access.clock.timestamp());
    try {
      await this.producer.send(mark);
    } catch (error) {
      throw new CommandFailed(`The last ${offsets.length} records were put back, and that couldn't be noted in ${this.command.topic} (${reasonOf(error)}): another run would put them back once more.`);
    }
  }
};
export {
  redrive
};
