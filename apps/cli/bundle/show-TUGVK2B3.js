import {
  checkPartition,
  ownHeaders,
  parseEntry,
  partitionsOfNamed,
  poisonAt,
  readPartition,
  readPoisonRecords,
  recordCount
} from "./chunk-5MZ7P73P.js";
import {
  printable,
  shownBytes
} from "./chunk-KFJQIGOX.js";
import "./chunk-RNWR56HS.js";
import "./chunk-VHDQGAXS.js";
import "./chunk-JBH3YLBD.js";
import "./chunk-HEE7UXMP.js";

// dist/dlt/poison-lines.js
var VALUE_BYTES = 2e3;
var SHORT_BYTES = 500;
function poisonLines(poison, redriven, full) {
  const { record, reason, at, origin, omittedBytes, batch } = poison;
  const [short, long] = limits(full);
  const line = (name, text) => `  ${name.padEnd(10)} ${text}`;
  return [
    `${record.topic}, partition ${record.partition}, offset ${record.offset}`,
    line("poisoned", printable(at)),
    line("reason", printable(reason ?? "none is given")),
    line("from", origin ? printable(`${origin.topic}, partition ${origin.partition}, offset ${origin.offset}`) : "it doesn\u2019t say where"),
    ...redriven ? [
      line("redriven", "yes")
    ] : [],
    ...omittedBytes === void 0 ? [] : [
      line("omitted", `${omittedBytes} bytes, too large to be copied: they are where the record came from`)
    ],
    ...batch ? [
      line("batch", batchLine(batch))
    ] : [],
    line("key", record.key ? oneLine(shownBytes(record.key, short)) : "none"),
    ...headerValues(poison).map(([name, value]) => line("header", `${printable(name)}: ${oneLine(shownBytes(value, short))}`)),
    ...record.value ? valueLines(shownBytes(record.value, long)) : [
      line("value", "none")
    ],
    ""
  ];
}
function poisonJson(poison, redriven, full) {
  const { record, reason, at, origin, omittedBytes, batch } = poison;
  const [short, long] = limits(full);
  return printable(JSON.stringify({
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    at,
    reason,
    from: origin,
    redriven,
    omittedBytes,
    batch,
    key: record.key && shownBytes(record.key, short),
    headers: headerValues(poison).map(([name, value]) => ({
      name,
      ...shownBytes(value, short)
    })),
    value: record.value && shownBytes(record.value, long)
  }));
}
var batchLine = ({ lastOffset, cutFromBytes }) => `not one record but a whole batch, up to offset ${lastOffset}` + (cutFromBytes === void 0 ? "" : `; of its ${cutFromBytes} bytes the last are missing`);
var limits = (full) => full ? [
  Infinity,
  Infinity
] : [
  SHORT_BYTES,
  VALUE_BYTES
];
function headerValues(poison) {
  return Object.entries(ownHeaders(poison)).flatMap(([name, value]) => Buffer.isBuffer(value) ? [
    [
      name,
      value
    ]
  ] : value.map((one) => [
    name,
    one
  ]));
}
var oneLine = (shown) => ("text" in shown ? printable(shown.text) : `base64 ${shown.base64}`) + rest(shown);
function valueLines(shown) {
  const isText = "text" in shown;
  const lines = isText ? shown.text.split("\n").map(printable) : [
    shown.base64
  ];
  const size = `${shown.bytes} bytes${isText ? "" : ", base64"}${rest(shown)}`;
  return [
    `  ${"value".padEnd(10)} ${size}`,
    ...lines.map((line) => `    ${line}`)
  ];
}
var rest = ({ bytes, cut }) => cut ? ` \u2026 (the beginning of ${bytes} bytes; --full shows all)` : "";

// dist/dlt/show.js
async function show(access, command, terminal) {
  const { client, clock } = access;
  const { topic, place, limit, json, full } = command;
  const print = (poison, redriven) => {
    const isRedriven = redriven.has(poison.record.offset);
    if (json) terminal.line(poisonJson(poison, isRedriven, full));
    else for (const line of poisonLines(poison, isRedriven, full)) terminal.line(line);
  };
  const partitions = await partitionsOfNamed(access, topic);
  if (place) {
    checkPartition(topic, place.partition, partitions);
    const poison = await poisonAt(client, clock, topic, place.partition, place.offset);
    print(poison, (await readPoisonRecords(client, clock, topic, place.partition)).redriven);
    return;
  }
  let all = 0;
  let left = limit;
  for (const partition of partitions) {
    const { count, redriven } = await readPoisonRecords(client, clock, topic, partition);
    all += count;
    for await (const poison of firstPoisonRecords(access, topic, partition, Math.min(left, count))) {
      print(poison, redriven);
      left--;
    }
  }
  if (all === 0) terminal.note(`${topic} is empty.`);
  else if (all > limit) terminal.note(`${limit} of ${recordCount(all)} shown: --limit ${all} shows all of them.`);
}
async function* firstPoisonRecords({ client, clock }, topic, partition, limit) {
  let left = limit;
  if (left === 0) return;
  for await (const records of readPartition(client, clock, {
    topic,
    partition
  })) {
    for (const found of records.map(parseEntry)) {
      if (found.kind !== "poison") continue;
      yield found;
      if (--left === 0) return;
    }
  }
}
export {
  show
};
