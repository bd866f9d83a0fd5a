import {
  Unavailable,
  deadLetterTopicOf,
  topics,
  untilItWorks,
  within
} from "./chunk-JBH3YLBD.js";
import {
  flag,
  list,
  secretSetting,
  setting,
  wholeNumber
} from "./chunk-HEE7UXMP.js";

// ../../libs/kafka/dist/kafkajs/client.js
import { Kafka, logLevel, Partitioners } from "kafkajs";

// ../../libs/kafka/dist/kafkajs/connections.js
import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
function socketFactory({ host, port, ssl, onConnect }) {
  if (!ssl) return connectTcp({
    host,
    port,
    noDelay: true,
    keepAlive: true
  }, onConnect);
  const socket = connectTls({
    host,
    port,
    ...isIP(host) === 0 && {
      servername: host
    },
    ...ssl
  }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return socket;
}
async function orDisconnect(connection, open) {
  try {
    await open();
  } catch (error) {
    void connection.disconnect().catch(() => void 0);
    throw error;
  }
}

// ../../libs/kafka/dist/kafkajs/decode-fetched-records.js
import { createRequire as createRequire2 } from "node:module";

// ../../libs/kafka/dist/record-format/cursor.js
var Malformed = class extends Error {
};
var Cursor = class {
  bytes;
  at;
  end;
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }
  /** Goes on by so many bytes, and answers from where. */
  skip(count) {
    const from = this.at;
    if (count < 0 || from + count > this.end) throw new Malformed("it ends too early");
    this.at = from + count;
    return from;
  }
  int16() {
    return this.bytes.readInt16BE(this.skip(2));
  }
  int32() {
    return this.bytes.readInt32BE(this.skip(4));
  }
  /** Exact up to 2^53: offsets and times don't get there. */
  int64() {
    const from = this.skip(8);
    return this.bytes.readInt32BE(from) * 2 ** 32 + this.bytes.readUInt32BE(from + 4);
  }
  /** A text with 16 bits of length before it. */
  text() {
    const length = this.int16();
    const from = this.skip(length);
    return this.bytes.toString("utf8", from, from + length);
  }
  /** A variable-length integer: zigzag, then seven bits a byte, the lowest first. Up to 53 bits. */
  varint() {
    const { bytes, end } = this;
    let at = this.at;
    const first = at < end ? bytes[at++] ?? 0 : 128;
    let value = first & 127;
    if (first > 127) {
      let scale = 128;
      for (let byte = 128; byte > 127; scale *= 128) {
        if (at >= end) throw new Malformed("it ends too early");
        if (scale > 2 ** 63) throw new Malformed("a variable-length integer has no end");
        byte = bytes[at++] ?? 0;
        value += (byte & 127) * scale;
      }
    }
    this.at = at;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  /** Bytes with a variable-length length before them, of which -1 stands for none at all. */
  varbytes() {
    const length = this.varint();
    if (length < 0) return null;
    const from = this.skip(length);
    return this.bytes.subarray(from, from + length);
  }
};

// ../../libs/kafka/dist/codecs/gzip-codec.js
import { inflateRaw } from "node:zlib";
import { crc32 } from "@node-rs/crc32";

// ../../libs/kafka/dist/codecs/codec.js
var CodecError = class extends Error {
  codec;
  code;
  constructor(codec, code, message, options) {
    super(message, options), this.codec = codec, this.code = code;
  }
};
function malformed(codec, what, cause) {
  return new CodecError(codec, "malformed", `a ${codec} batch can't be unpacked: ${what}`, {
    cause
  });
}
function tooLarge(codec, maxBytes) {
  const message = `a ${codec} batch would unpack to more than ${maxBytes} bytes; its producer has to send smaller batches`;
  return new CodecError(codec, "too_large", message);
}

// ../../libs/kafka/dist/codecs/gzip-header.js
var MAGIC = [
  31,
  139,
  8
];
var FIXED_BYTES = 10;
var flags = {
  headerChecksum: 2,
  extra: 4,
  name: 8,
  comment: 16
};
var isGzip = (bytes) => MAGIC.every((byte, at) => bytes[at] === byte);
function gzipHeaderBytes(packed) {
  if (packed.length < FIXED_BYTES || !isGzip(packed)) throw malformed("gzip", "it is not gzip");
  const flag2 = packed.readUInt8(3);
  let at = FIXED_BYTES;
  if (flag2 & flags.extra) at += 2 + (at + 2 <= packed.length ? packed.readUInt16LE(at) : 0);
  if (flag2 & flags.name) at = afterText(packed, at);
  if (flag2 & flags.comment) at = afterText(packed, at);
  if (flag2 & flags.headerChecksum) at += 2;
  if (at > packed.length) throw malformed("gzip", "it ends in its header");
  return at;
}
function afterText(packed, from) {
  const end = packed.indexOf(0, from);
  if (end < 0) throw malformed("gzip", "it ends in its header");
  return end + 1;
}

// ../../libs/kafka/dist/codecs/zlib-errors.js
function fromZlib(codec, maxBytes, error) {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
  return code === "ERR_BUFFER_TOO_LARGE" ? tooLarge(codec, maxBytes) : malformed(codec, "zlib refuses it", error);
}

// ../../libs/kafka/dist/codecs/gzip-codec.js
var TRAILER_BYTES = 8;
function gzipCodec(maxBytes) {
  return {
    decompress: async (packed) => {
      const members = [];
      let bytes = 0;
      let rest = packed;
      do {
        const { unpacked: unpacked2, end } = await member(rest, maxBytes - bytes, maxBytes);
        members.push(unpacked2);
        bytes += unpacked2.length;
        rest = rest.subarray(end);
      } while (isGzip(rest));
      return members.length === 1 && members[0] ? members[0] : Buffer.concat(members, bytes);
    }
  };
}
async function member(packed, mostBytes, maxBytes) {
  const start = gzipHeaderBytes(packed);
  const { unpacked: unpacked2, taken } = await inflate(packed.subarray(start), mostBytes, maxBytes);
  const trailer = start + taken;
  const end = trailer + TRAILER_BYTES;
  if (end > packed.length) throw malformed("gzip", "it ends too early");
  const isWhole = packed.readUInt32LE(trailer) === crc32(unpacked2) && packed.readUInt32LE(trailer + 4) === unpacked2.length;
  if (!isWhole) throw malformed("gzip", "what it unpacks to is not what was packed");
  return {
    unpacked: unpacked2,
    end
  };
}
function inflate(packed, mostBytes, maxBytes) {
  if (mostBytes <= 0) throw tooLarge("gzip", maxBytes);
  const options = {
    maxOutputLength: mostBytes,
    info: true
  };
  return new Promise((resolve, reject) => {
    inflateRaw(packed, options, (error, answer) => {
      if (error) return reject(fromZlib("gzip", maxBytes, error));
      const { buffer, engine } = answer;
      resolve({
        unpacked: buffer,
        taken: engine.bytesWritten
      });
    });
  });
}

// ../../libs/kafka/dist/codecs/lz4-codec.js
import { decompressFrame } from "lz4-napi";

// ../../libs/kafka/dist/codecs/lz4-frame-bytes.js
var MAGIC2 = 407708164;
var STORED = 2147483648;
var MIN_MATCH = 4;
var flags2 = {
  version: 192,
  version1: 64,
  blockChecksum: 16,
  contentSize: 8,
  contentChecksum: 4,
  dictionary: 1
};
function lz4FrameBytes(packed, maxBytes) {
  if (packed.length < 7 || packed.readUInt32LE(0) !== MAGIC2) throw malformed("lz4", "it is not an LZ4 frame");
  const flag2 = packed.readUInt8(4);
  if ((flag2 & flags2.version) !== flags2.version1) throw malformed("lz4", "it is of an unknown version of the format");
  if (flag2 & flags2.dictionary) throw malformed("lz4", "it needs a dictionary");
  const blockTrailer = flag2 & flags2.blockChecksum ? 4 : 0;
  const frameTrailer = flag2 & flags2.contentChecksum ? 4 : 0;
  let total = 0;
  let at = 7 + (flag2 & flags2.contentSize ? 8 : 0);
  for (; ; ) {
    if (at + 4 > packed.length) throw endsEarly();
    const size = packed.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const end = at + (size >= STORED ? size - STORED : size);
    if (end + blockTrailer > packed.length) throw endsEarly();
    total += size >= STORED ? end - at : blockBytes(packed, at, end);
    if (total > maxBytes) throw tooLarge("lz4", maxBytes);
    at = end + blockTrailer;
  }
  if (at + frameTrailer !== packed.length) throw malformed("lz4", "its end is not the end of the frame");
  return total;
}
function blockBytes(packed, start, end) {
  let total = 0;
  let at = start;
  const length = (inToken) => {
    let sum = inToken;
    let byte = inToken === 15 ? 255 : 0;
    while (byte === 255 && at < end) {
      byte = packed[at] ?? 0;
      sum += byte;
      at += 1;
    }
    return sum;
  };
  while (at < end) {
    const token = packed[at] ?? 0;
    at += 1;
    const literals = length(token >> 4);
    total += literals;
    at += literals;
    if (at >= end) break;
    at += 2;
    total += MIN_MATCH + length(token & 15);
  }
  if (at !== end) throw malformed("lz4", "a block is damaged");
  return total;
}
function endsEarly() {
  return malformed("lz4", "it ends in the middle of the frame");
}

// ../../libs/kafka/dist/codecs/lz4-codec.js
function lz4Codec(maxBytes) {
  return {
    decompress: async (packed) => {
      const expected = lz4FrameBytes(packed, maxBytes);
      const unpacked2 = await unpack(packed);
      if (unpacked2.length !== expected) throw malformed("lz4", `it has ${unpacked2.length} bytes instead of ${expected}`);
      return unpacked2;
    }
  };
}
async function unpack(packed) {
  try {
    return await decompressFrame(packed);
  } catch (error) {
    throw malformed("lz4", "its blocks are damaged", error);
  }
}

// ../../libs/kafka/dist/codecs/snappy-codec.js
import { uncompress } from "snappy";
var XERIAL_MAGIC = Buffer.from([
  130,
  83,
  78,
  65,
  80,
  80,
  89,
  0
]);
var XERIAL_HEADER_BYTES = XERIAL_MAGIC.length + 4 + 4;
function snappyCodec(maxBytes) {
  return {
    decompress: async (packed) => {
      const blocks = XERIAL_MAGIC.equals(packed.subarray(0, XERIAL_MAGIC.length)) ? framedBlocks(packed) : [
        packed
      ];
      let total = 0;
      for (const block2 of blocks) {
        total += unpackedBytes(block2);
        if (total > maxBytes) throw tooLarge("snappy", maxBytes);
      }
      return Buffer.concat(await Promise.all(blocks.map(unpackBlock)), total);
    }
  };
}
function framedBlocks(packed) {
  if (packed.length < XERIAL_HEADER_BYTES) throw malformed("snappy", "it ends in the middle of its header");
  const blocks = [];
  let at = XERIAL_HEADER_BYTES;
  while (at < packed.length) {
    const start = at + 4;
    const end = start <= packed.length ? start + packed.readUInt32BE(at) : Infinity;
    if (end > packed.length) throw malformed("snappy", "it ends in the middle of a block");
    blocks.push(packed.subarray(start, end));
    at = end;
  }
  return blocks;
}
function unpackedBytes(block2) {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block2[index];
    if (byte === void 0) break;
    length += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return length;
  }
  throw malformed("snappy", "a block has no length");
}
async function unpackBlock(block2) {
  try {
    const unpacked2 = await uncompress(block2);
    return typeof unpacked2 === "string" ? Buffer.from(unpacked2) : unpacked2;
  } catch (error) {
    throw malformed("snappy", "a block is damaged", error);
  }
}

// ../../libs/kafka/dist/codecs/zstd-codec.js
import * as zlib from "node:zlib";
import { ZSTDDecoder } from "zstddec";

// ../../libs/kafka/dist/codecs/zstd-frame-bytes.js
var MAGIC3 = 4247762216;
var SKIPPABLE_MAGIC = 407710288;
var MAX_BLOCK_BYTES = 128 * 1024;
var block = {
  raw: 0,
  repeated: 1,
  compressed: 2
};
function zstdFrameBytes(packed, maxBytes) {
  if (packed.length === 0) throw endsEarly2();
  let total = 0;
  let at = 0;
  while (at < packed.length) {
    const magic = uint(packed, at, 4);
    if ((magic & 4294967280) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + uint(packed, at + 4, 4);
      if (at > packed.length) throw endsEarly2();
      continue;
    }
    if (magic !== MAGIC3) throw malformed("zstd", "it is not a zstd frame");
    const header = frameHeader(packed, at + 4);
    const blocks = walkBlocks(packed, header.end, Math.min(header.windowBytes, MAX_BLOCK_BYTES));
    total += Math.min(blocks.bytes, header.contentBytes);
    if (total > maxBytes) throw tooLarge("zstd", maxBytes);
    at = blocks.end + header.checksumBytes;
    if (at > packed.length) throw endsEarly2();
  }
  return total;
}
function frameHeader(packed, start) {
  const descriptor = uint(packed, start, 1);
  const singleSegment = (descriptor & 32) !== 0;
  const contentFlag = descriptor >> 6;
  if ((descriptor & 3) !== 0) throw malformed("zstd", "it needs a dictionary");
  let at = start + 1;
  let windowBytes = Infinity;
  if (!singleSegment) {
    const window = uint(packed, at, 1);
    const base = 2 ** (10 + (window >> 3));
    windowBytes = base + base / 8 * (window & 7);
    at += 1;
  }
  const contentField = contentFlag === 0 ? Number(singleSegment) : 2 ** contentFlag;
  let contentBytes = Infinity;
  if (contentField > 0) contentBytes = uint(packed, at, contentField) + (contentField === 2 ? 256 : 0);
  if (singleSegment) windowBytes = contentBytes;
  return {
    end: at + contentField,
    windowBytes,
    contentBytes,
    checksumBytes: descriptor & 4 ? 4 : 0
  };
}
function walkBlocks(packed, start, blockBytes2) {
  let bytes = 0;
  let at = start;
  for (; ; ) {
    const header = uint(packed, at, 3);
    const type = header >> 1 & 3;
    const size = header >> 3;
    if (type > block.compressed) throw malformed("zstd", "a block is of an unknown type");
    at += 3 + (type === block.repeated ? 1 : size);
    if (at > packed.length) throw endsEarly2();
    bytes += type === block.compressed ? blockBytes2 : size;
    if (header & 1) return {
      bytes,
      end: at
    };
  }
}
function uint(packed, at, size) {
  if (at + size > packed.length) throw endsEarly2();
  return size === 8 ? packed.readUInt32LE(at) + packed.readUInt32LE(at + 4) * 2 ** 32 : packed.readUIntLE(at, size);
}
function endsEarly2() {
  return malformed("zstd", "it ends in the middle of a frame");
}

// ../../libs/kafka/dist/codecs/zstd-codec.js
var zstdEngines = "zstdDecompress" in zlib ? [
  "zlib",
  "wasm"
] : [
  "wasm"
];
function zstdCodec(maxBytes, engine = zstdEngines[0] ?? "wasm") {
  return engine === "zlib" ? withZlib(maxBytes) : withWasm(maxBytes);
}
function withZlib(maxBytes) {
  return {
    decompress: async (packed) => {
      zstdFrameBytes(packed, maxBytes);
      try {
        return await callZlib("zstdDecompress", packed, {
          maxOutputLength: maxBytes
        });
      } catch (error) {
        throw fromZlib("zstd", maxBytes, error);
      }
    }
  };
}
function withWasm(maxBytes) {
  const decoder = new ZSTDDecoder();
  return {
    decompress: async (packed) => {
      const most = zstdFrameBytes(packed, maxBytes);
      if (most === 0) return Buffer.alloc(0);
      await decoder.init();
      const { buffer, byteOffset, byteLength } = decoder.decode(packed, most);
      if (byteLength === 0) throw malformed("zstd", "its blocks are damaged");
      return Buffer.from(buffer, byteOffset, byteLength);
    }
  };
}
function callZlib(name, input, options) {
  const method = Reflect.get(zlib, name);
  return new Promise((resolve, reject) => {
    if (typeof method !== "function") throw new Error(`this Node has no zlib.${name}`);
    method(input, options, (error, output) => error ? reject(error) : resolve(output));
  });
}

// ../../libs/kafka/dist/codecs/codecs.js
var MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
function kafkaCodecs(maxBytes = MAX_UNPACKED_BYTES) {
  return {
    gzip: gzipCodec(maxBytes),
    snappy: snappyCodec(maxBytes),
    lz4: lz4Codec(maxBytes),
    zstd: zstdCodec(maxBytes)
  };
}
var codecs = kafkaCodecs();

// ../../libs/kafka/dist/record-format/aborted-transactions.js
var AbortedTransactions = class {
  #coming;
  #open = /* @__PURE__ */ new Set();
  constructor(aborted) {
    this.#coming = [
      ...aborted
    ].sort((a, b) => a.firstOffset - b.firstOffset);
  }
  /** Whether a batch is to be left out: it was aborted, or is a transaction's mark. */
  leaveOut({ lastOffset, producerId, inTransaction, isControl }) {
    for (let next = this.#coming[0]; next && next.firstOffset <= lastOffset; next = this.#coming[0]) {
      this.#open.add(next.producerId);
      this.#coming.shift();
    }
    if (isControl) this.#open.delete(producerId);
    return isControl || inTransaction && this.#open.has(producerId);
  }
};

// ../../libs/kafka/dist/record-format/header-names.js
var MAX_KNOWN = 512;
var MAX_NAME_BYTES = 64;
var HeaderNames = class {
  #known = /* @__PURE__ */ new Map();
  read(bytes, from, to) {
    const length = to - from;
    if (length === 0 || length > MAX_NAME_BYTES) return bytes.toString("utf8", from, to);
    const place = length << 16 | (bytes[from] ?? 0) << 8 | (bytes[to - 1] ?? 0);
    const known = this.#known.get(place);
    if (known && isAt(bytes, from, known.bytes)) return known.text;
    const text = bytes.toString("utf8", from, to);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(place, {
      bytes: Buffer.from(bytes.subarray(from, to)),
      text
    });
    return text;
  }
};
function isAt(bytes, from, name) {
  for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name[index]) return false;
  return true;
}

// ../../libs/kafka/dist/record-format/detached.js
function detached(part) {
  return part.length * 2 >= part.buffer.byteLength ? part : Buffer.from(part);
}

// ../../libs/kafka/dist/record-format/decode-records.js
var names = new HeaderNames();
var NO_BYTES = Buffer.alloc(0);
function decodeRecords(cursor, batch, wanted, into) {
  for (let index = 0; index < batch.count; index++) {
    const length = cursor.varint();
    const from = cursor.skip(length);
    const record = decodeRecord(new Cursor(cursor.bytes, from, cursor.at), batch, wanted);
    if (record) into.push(record);
  }
  if (cursor.at !== cursor.end) throw new Malformed("it has more in it than the records that it says");
}
function decodeRecord(start, batch, wanted) {
  start.skip(1);
  const timestampMs = batch.firstTimestampMs + start.varint();
  const offset = batch.firstOffset + start.varint();
  if (offset < wanted.fromOffset) return void 0;
  const rest = new Cursor(detached(start.bytes.subarray(start.at, start.end)));
  const record = {
    topic: wanted.topic,
    partition: wanted.partition,
    offset,
    timestampMs: batch.appendedAtMs ?? timestampMs,
    key: rest.varbytes(),
    value: rest.varbytes(),
    headers: {}
  };
  const repeated = decodeHeaders(rest, record.headers);
  if (rest.at !== rest.end) throw new Malformed("a record is longer than what is in it");
  return repeated ? {
    ...record,
    repeatedHeaders: repeated
  } : record;
}
function decodeHeaders(cursor, headers) {
  const count = cursor.varint();
  let repeated;
  for (let index = 0; index < count; index++) {
    const length = cursor.varint();
    const from = cursor.skip(length);
    const name = names.read(cursor.bytes, from, from + length);
    const value = cursor.varbytes() ?? NO_BYTES;
    if (Object.hasOwn(headers, name)) {
      repeated ??= /* @__PURE__ */ new Map();
      const before = repeated.get(name);
      if (before) before.push(value);
      else repeated.set(name, [
        headers[name] ?? NO_BYTES,
        value
      ]);
    }
    if (name === "__proto__") Object.defineProperty(headers, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true
    });
    else headers[name] = value;
  }
  return repeated && Object.fromEntries(repeated);
}

// ../../libs/kafka/dist/record-format/record-batch.js
import { crc32c } from "@node-rs/crc32";
var Damaged = class extends Error {
  constructor({ topic, partition }, what) {
    super(`what was fetched of ${topic}, partition ${partition}, is damaged: it has ${what}`);
  }
};
var PREFIX_BYTES = 12;
var UNCHECKED_BYTES = 8 + 4 + 4 + 1 + 4;
var HEADER_BYTES = UNCHECKED_BYTES + 2 + 4 + 8 + 8 + 8 + 2 + 4 + 4;
var MAGIC4 = 2;
var MAGIC_AT = 16;
var attributes = {
  codec: 7,
  appendTime: 8,
  transactional: 16,
  control: 32
};
function* batchesIn(set, from) {
  for (let at = 0; at + PREFIX_BYTES <= set.length; ) {
    const length = set.readInt32BE(at + 8);
    if (length <= MAGIC_AT - PREFIX_BYTES) throw new Damaged(from, `a batch of ${length} bytes`);
    const end = at + PREFIX_BYTES + length;
    if (end > set.length) return;
    yield batchOf(set.subarray(at, end), from);
    at = end;
  }
}
function batchOf(bytes, from) {
  const cursor = new Cursor(bytes);
  const firstOffset = cursor.int64();
  if (bytes[MAGIC_AT] !== MAGIC4) return {
    bytes,
    firstOffset,
    header: void 0
  };
  if (bytes.length < HEADER_BYTES || crc32c(bytes.subarray(UNCHECKED_BYTES)) !== bytes.readUInt32BE(UNCHECKED_BYTES - 4)) throw new Damaged(from, `at offset ${firstOffset} a batch without its checksum`);
  cursor.at = UNCHECKED_BYTES;
  const flags3 = cursor.int16();
  const lastOffset = firstOffset + cursor.int32();
  const firstTimestampMs = cursor.int64();
  const lastTimestampMs = cursor.int64();
  const producerId = cursor.int64();
  cursor.skip(2 + 4);
  return {
    bytes,
    firstOffset,
    header: {
      firstOffset,
      lastOffset,
      codec: flags3 & attributes.codec,
      inTransaction: (flags3 & attributes.transactional) !== 0,
      isControl: (flags3 & attributes.control) !== 0,
      firstTimestampMs,
      appendedAtMs: flags3 & attributes.appendTime ? lastTimestampMs : void 0,
      producerId,
      count: cursor.int32()
    }
  };
}

// ../../libs/kafka/dist/record-format/decode-record-set.js
var codecOf = {
  1: codecs.gzip,
  2: codecs.snappy,
  3: codecs.lz4,
  4: codecs.zstd
};
async function decodeRecordSet(set, slice) {
  const aborted = new AbortedTransactions(slice.aborted);
  const records = [];
  let nextOffset = slice.fromOffset;
  for (const batch of batchesIn(set, slice)) {
    const { header } = batch;
    const lastOffset = header?.lastOffset ?? batch.firstOffset;
    nextOffset = Math.max(nextOffset, lastOffset + 1);
    if (header && aborted.leaveOut(header) || lastOffset < slice.fromOffset || header?.count === 0) continue;
    const before = records.length;
    try {
      if (!header) throw new Malformed(`it is of format ${batch.bytes[MAGIC_AT]}, and not of ${MAGIC4}`);
      const body = header.codec === 0 ? new Cursor(batch.bytes, HEADER_BYTES) : await unpacked(batch.bytes, header.codec);
      decodeRecords(body, header, slice, records);
    } catch (error) {
      records.length = before;
      records.push(unreadable(batch, slice, error));
    }
  }
  return {
    records,
    nextOffset
  };
}
async function unpacked(batch, codec) {
  const found = codecOf[codec];
  if (!found) throw new Malformed(`nobody knows its compression, which has the number ${codec}`);
  return new Cursor(await found.decompress(batch.subarray(HEADER_BYTES)));
}
function unreadable({ bytes, firstOffset, header }, { topic, partition }, error) {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    topic,
    partition,
    offset: firstOffset,
    timestampMs: header?.firstTimestampMs ?? -1,
    key: null,
    value: detached(bytes),
    headers: {},
    unreadable: {
      reason: `a batch can't be read: ${reason}`,
      lastOffset: header?.lastOffset ?? firstOffset
    }
  };
}

// ../../libs/kafka/dist/record-format/decode-fetch-answer.js
async function decodeFetchAnswer(body, { topics: topics2 }) {
  const cursor = new Cursor(body);
  const clientSideThrottleTime = cursor.int32();
  const errorCode = cursor.int16();
  cursor.skip(4);
  const responses = [];
  for (let topicsLeft = cursor.int32(); topicsLeft > 0; topicsLeft--) {
    const topic = cursor.text();
    const partitions = [];
    for (let left = cursor.int32(); left > 0; left--) {
      const { set, aborted, ...answered } = partitionAt(cursor);
      const fromOffset = askedOffset(topics2, topic, answered.partition);
      const slice = set.length === 0 ? {
        records: [],
        nextOffset: fromOffset
      } : await decodeRecordSet(set, {
        topic,
        partition: answered.partition,
        fromOffset,
        aborted
      });
      partitions.push({
        ...answered,
        slice
      });
    }
    responses.push({
      topicName: topic,
      partitions
    });
  }
  return {
    clientSideThrottleTime,
    errorCode,
    responses
  };
}
function partitionAt(cursor) {
  const partition = cursor.int32();
  const errorCode = cursor.int16();
  const highWatermark = String(cursor.int64());
  cursor.skip(8 + 8);
  const aborted = [];
  for (let left = cursor.int32(); left > 0; left--) aborted.push({
    producerId: cursor.int64(),
    firstOffset: cursor.int64()
  });
  const preferredReadReplica = cursor.int32();
  const from = cursor.skip(Math.max(0, cursor.int32()));
  const set = cursor.bytes.subarray(from, cursor.at);
  return {
    partition,
    errorCode,
    highWatermark,
    preferredReadReplica,
    aborted,
    set
  };
}
function askedOffset(asked, topic, partition) {
  for (const one of asked) if (one.topic === topic) {
    for (const place of one.partitions) if (place.partition === partition) return Number(place.fetchOffset);
  }
  throw new Damaged({
    topic,
    partition
  }, "records that nobody asked for");
}

// ../../libs/kafka/dist/record-format/encode-fetch-request.js
var REPLICA_NONE = -1;
var SESSION_NONE = 0;
var EPOCH_FINAL = -1;
var EPOCH_UNKNOWN = -1;
var START_UNKNOWN = -1n;
function encodeFetchRequest({ maxWaitTime, minBytes, maxBytes, isolationLevel, topics: topics2, rackId = "" }) {
  let bytes = 4 * 4 + 1 + 4 + 4 + 4 + 4 + 2 + Buffer.byteLength(rackId);
  for (const { topic, partitions } of topics2) bytes += 2 + Buffer.byteLength(topic) + 4 + partitions.length * 28;
  const body = Buffer.allocUnsafe(bytes);
  let at = body.writeInt32BE(REPLICA_NONE, 0);
  at = body.writeInt32BE(maxWaitTime, at);
  at = body.writeInt32BE(minBytes, at);
  at = body.writeInt32BE(maxBytes, at);
  at = body.writeInt8(isolationLevel, at);
  at = body.writeInt32BE(SESSION_NONE, at);
  at = body.writeInt32BE(EPOCH_FINAL, at);
  at = body.writeInt32BE(topics2.length, at);
  for (const { topic, partitions } of topics2) {
    at = writeText(body, at, topic);
    at = body.writeInt32BE(partitions.length, at);
    for (const { partition, fetchOffset, maxBytes: partitionBytes } of partitions) {
      at = body.writeInt32BE(partition, at);
      at = body.writeInt32BE(EPOCH_UNKNOWN, at);
      at = body.writeBigInt64BE(BigInt(fetchOffset), at);
      at = body.writeBigInt64BE(START_UNKNOWN, at);
      at = body.writeInt32BE(partitionBytes, at);
    }
  }
  at = body.writeInt32BE(0, at);
  writeText(body, at, rackId);
  return body;
}
function writeText(body, at, text) {
  const length = body.write(text, at + 2);
  body.writeInt16BE(length, at);
  return at + 2 + length;
}

// ../../libs/kafka/dist/kafkajs/error-codes.js
import { createRequire } from "node:module";
var require2 = createRequire(import.meta.url);
var { createErrorFromCode } = require2("kafkajs/src/protocol/error.js");

// ../../libs/kafka/dist/kafkajs/decode-fetched-records.js
var require3 = createRequire2(import.meta.url);
var MessagesOf = class {
  slice;
  constructor(slice) {
    this.slice = slice;
  }
  filter() {
    return [];
  }
};
var VERSION = 11;
function decodeFetchedRecords() {
  const fetch = require3("kafkajs/src/protocol/requests/fetch/index.js");
  const protocol = fetch.protocol;
  fetch.protocol = (at) => (given) => {
    if (at.version !== VERSION) throw new Error(`the broker is older than Kafka 2.3: it fetches by version ${at.version}`);
    const theirs = protocol(at)(given);
    const encode = () => {
      const bytes = encodeFetchRequest(given);
      return Promise.resolve({
        buf: bytes,
        buffer: bytes
      });
    };
    const decode = async (body) => withMessages(await decodeFetchAnswer(body, given));
    return {
      ...theirs,
      request: {
        ...theirs.request,
        encode
      },
      response: {
        ...theirs.response,
        decode
      }
    };
  };
}
function withMessages(answer) {
  if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
  return {
    ...answer,
    responses: answer.responses.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map((one) => ({
        ...one,
        messages: new MessagesOf(one.slice)
      }))
    }))
  };
}

// ../../libs/kafka/dist/kafkajs/encode-produced-batches.js
import { createRequire as createRequire3 } from "node:module";

// ../../libs/kafka/dist/record-format/encode-record-batch.js
import { crc32c as crc32c2 } from "@node-rs/crc32";

// ../../libs/kafka/dist/record-format/varint.js
function varintBytes(value) {
  let rest = (value << 1 ^ value >> 31) >>> 0;
  let bytes = 1;
  while (rest > 127) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}
function writeVarint(into, at, value) {
  let rest = (value << 1 ^ value >> 31) >>> 0;
  while (rest > 127) {
    into[at++] = rest & 127 | 128;
    rest >>>= 7;
  }
  into[at++] = rest;
  return at;
}

// ../../libs/kafka/dist/record-format/encode-record-batch.js
var FIELDS_BEFORE_HEADERS = 2;
function encodeRecordBatch(records, timestampMs) {
  const layouts = records.map(layoutOf);
  const bytes = layouts.reduce((sum, { bodyBytes }) => sum + varintBytes(bodyBytes) + bodyBytes, HEADER_BYTES);
  const batch = Buffer.allocUnsafe(bytes);
  let at = batch.writeBigInt64BE(0n, 0);
  at = batch.writeInt32BE(bytes - at - 4, at);
  at = batch.writeInt32BE(0, at);
  batch.writeInt8(MAGIC4, at);
  at = batch.writeInt16BE(0, UNCHECKED_BYTES);
  at = batch.writeInt32BE(records.length - 1, at);
  at = batch.writeBigInt64BE(BigInt(timestampMs), at);
  at = batch.writeBigInt64BE(BigInt(timestampMs), at);
  at = batch.writeBigInt64BE(-1n, at);
  at = batch.writeInt16BE(-1, at);
  at = batch.writeInt32BE(-1, at);
  at = batch.writeInt32BE(records.length, at);
  for (const [index, layout] of layouts.entries()) at = writeRecord(batch, at, layout, index);
  batch.writeUInt32BE(crc32c2(batch.subarray(UNCHECKED_BYTES)), UNCHECKED_BYTES - 4);
  return batch;
}
function layoutOf({ key = null, value = null, headers }, index) {
  const fields = [
    key,
    value
  ];
  for (const name in headers) {
    const held = headers[name] ?? null;
    if (isList(held)) for (const one of held) fields.push(name, one);
    else fields.push(name, held);
  }
  const lengths = fields.map((field) => field === null ? -1 : Buffer.byteLength(field));
  let bodyBytes = 2 + varintBytes(index) + varintBytes((fields.length - FIELDS_BEFORE_HEADERS) / 2);
  for (const length of lengths) bodyBytes += varintBytes(length) + Math.max(length, 0);
  return {
    fields,
    lengths,
    bodyBytes
  };
}
function writeRecord(batch, start, { fields, lengths, bodyBytes }, index) {
  let at = writeVarint(batch, start, bodyBytes);
  batch[at++] = 0;
  batch[at++] = 0;
  at = writeVarint(batch, at, index);
  for (const [place, field] of fields.entries()) {
    if (place === FIELDS_BEFORE_HEADERS) at = writeVarint(batch, at, (fields.length - FIELDS_BEFORE_HEADERS) / 2);
    at = writeVarint(batch, at, lengths[place] ?? -1);
    if (typeof field === "string") at += batch.write(field, at);
    else if (field !== null) at += field.copy(batch, at);
  }
  return fields.length === FIELDS_BEFORE_HEADERS ? writeVarint(batch, at, 0) : at;
}
var isList = (held) => Array.isArray(held);

// ../../libs/kafka/dist/record-format/encode-produce-request.js
function encodeProduceRequest({ acks, timeout, topicData }, timestampMs) {
  const start = Buffer.allocUnsafe(2 + 2 + 4 + 4);
  let at = start.writeInt16BE(-1, 0);
  at = start.writeInt16BE(acks, at);
  at = start.writeInt32BE(timeout, at);
  start.writeInt32BE(topicData.length, at);
  const parts = [
    start
  ];
  for (const { topic, partitions } of topicData) {
    parts.push(topicHeader(topic, partitions.length));
    for (const { partition, messages } of partitions) {
      const batch = encodeRecordBatch(messages, timestampMs);
      const header = Buffer.allocUnsafe(8);
      header.writeInt32BE(batch.length, header.writeInt32BE(partition, 0));
      parts.push(header, batch);
    }
  }
  return Buffer.concat(parts);
}
function topicHeader(topic, partitions) {
  const nameBytes = Buffer.byteLength(topic);
  const header = Buffer.allocUnsafe(2 + nameBytes + 4);
  header.writeInt16BE(nameBytes, 0);
  header.write(topic, 2);
  header.writeInt32BE(partitions, 2 + nameBytes);
  return header;
}

// ../../libs/kafka/dist/kafkajs/encode-produced-batches.js
var require4 = createRequire3(import.meta.url);
function encodeProducedBatchesAtOnce() {
  const produce = require4("kafkajs/src/protocol/requests/produce/index.js");
  const protocol = produce.protocol;
  produce.protocol = (at) => (given) => {
    const theirs = protocol(at)(given);
    if (at.version < 3 || given.transactionalId || given.compression) return theirs;
    const encode = () => {
      const bytes = encodeProduceRequest(given, Date.now());
      return Promise.resolve({
        buf: bytes,
        buffer: bytes
      });
    };
    const isDecided = (errorCode) => errorCode === 0 || !createErrorFromCode(errorCode).retriable;
    const parse = (answer) => answer.topics.some(({ partitions }) => partitions.some(({ errorCode }) => isDecided(errorCode))) ? Promise.resolve(answer) : theirs.response.parse(answer);
    return {
      request: {
        ...theirs.request,
        encode
      },
      response: {
        ...theirs.response,
        parse
      }
    };
  };
}

// ../../libs/kafka/dist/kafkajs/retry.js
var RETRY = {
  initialRetryTime: 100,
  maxRetryTime: 1e3,
  retries: 3,
  factor: 0.2,
  multiplier: 2
};

// ../../libs/kafka/dist/load-pace.js
var PROMPT = {
  calmPerSecond: 200,
  busyPerSecond: 1e3,
  maxGapMs: 8
};
var MEMORY_MS = 250;
var LoadPace = class {
  limits;
  #perSecond = 0;
  #sinceMs;
  constructor(limits) {
    this.limits = limits;
  }
  /** In whole milliseconds. */
  get gapMs() {
    const { calmPerSecond, busyPerSecond, maxGapMs } = this.limits;
    const load = (this.#perSecond - calmPerSecond) / (busyPerSecond - calmPerSecond);
    return Math.round(maxGapMs * Math.min(1, Math.max(0, load)));
  }
  /** Notes how many records a request took or brought, at `nowMs`. */
  noted(records, nowMs) {
    const pastMs = Math.max(0.1, nowMs - (this.#sinceMs ?? nowMs - MEMORY_MS));
    this.#sinceMs = nowMs;
    const remembered = Math.exp(-pastMs / MEMORY_MS);
    this.#perSecond = this.#perSecond * remembered + records * 1e3 / pastMs * (1 - remembered);
  }
};

// ../../libs/kafka/dist/kafkajs/hand-over-slices.js
import { createRequire as createRequire4 } from "node:module";
import { setTimeout as wait } from "node:timers/promises";
var require5 = createRequire4(import.meta.url);
var limitsBy = /* @__PURE__ */ new WeakMap();
function paced(assigner, limits) {
  return (config) => {
    const made = assigner(config);
    limitsBy.set(made, limits);
    return made;
  };
}
function handOverSlices() {
  const group = require5("kafkajs/src/consumer/consumerGroup.js");
  const runner = require5("kafkajs/src/consumer/runner.js");
  const { fetch } = group.prototype;
  if (typeof fetch !== "function" || typeof runner.prototype.handleBatch !== "function") throw new Error("kafkajs no longer has the consumer whose records are to be handed over");
  const fetchSlices = async function(nodeId) {
    const pace = paceOf(this, nodeId);
    if (pace.gathers && pace.load.gapMs > 0) await wait(pace.load.gapMs);
    const slices = [];
    let count = 0;
    for (const { topic, partition, fetchedOffset, rawMessages } of await fetch.call(this, nodeId)) {
      const { records, nextOffset } = rawMessages.slice;
      if (nextOffset > Number(fetchedOffset)) slices.push({
        topic,
        partition,
        records,
        nextOffset
      });
      count += records.length;
    }
    pace.load.noted(count, performance.now());
    pace.gathers = count > 0;
    return slices;
  };
  const paces = /* @__PURE__ */ new WeakMap();
  const paceOf = (group2, nodeId) => {
    const ofBrokers = paces.get(group2) ?? /* @__PURE__ */ new Map();
    paces.set(group2, ofBrokers);
    const limits = group2.assigners.map((assigner) => limitsBy.get(assigner)).find((known) => known !== void 0);
    const pace = ofBrokers.get(nodeId) ?? {
      load: new LoadPace(limits ?? PROMPT),
      gathers: false
    };
    ofBrokers.set(nodeId, pace);
    return pace;
  };
  Object.assign(group.prototype, {
    fetch: fetchSlices
  });
  runner.prototype.handleBatch = async function(slice) {
    if (!this.running) return;
    await this.eachBatch(slice);
    const { topic, partition, nextOffset } = slice;
    this.consumerGroup.resolveOffset({
      topic,
      partition,
      offset: String(nextOffset - 1)
    });
    await this.heartbeat();
  };
}

// ../../libs/kafka/dist/kafkajs/sticky-assigner.js
import { createRequire as createRequire6 } from "node:module";

// ../../libs/kafka/dist/sticky-assignment.js
function assignPartitions(counts, together, members) {
  const assigned = new Map(byId(members).map(({ id }) => [
    id,
    /* @__PURE__ */ new Map()
  ]));
  const loads = /* @__PURE__ */ new Map();
  for (const bundle of bundlesOf(counts, together)) {
    const eligible = byId(members).filter(({ topics: topics2 }) => bundle.topics.every((topic) => topics2.includes(topic)));
    for (const [id, partitions] of spread(bundle, eligible, loads)) {
      loads.set(id, (loads.get(id) ?? 0) + partitions.length);
      for (const topic of bundle.topics) if (partitions.length > 0) assigned.get(id)?.set(topic, [
        ...partitions
      ]);
    }
  }
  return assigned;
}
var byId = (members) => [
  ...members
].sort((a, b) => a.id < b.id ? -1 : 1);
function bundlesOf(counts, together) {
  const left = new Map([
    ...counts
  ].sort(([a], [b]) => a < b ? -1 : 1));
  const bundles = [];
  for (const wanted of together) {
    const topics2 = wanted.filter((topic) => left.has(topic));
    const [partitions, ...others] = new Set(topics2.map((topic) => left.get(topic) ?? 0));
    if (partitions === void 0 || others.length > 0) continue;
    bundles.push({
      topics: topics2,
      partitions
    });
    for (const topic of topics2) left.delete(topic);
  }
  return [
    ...bundles,
    ...Array.from(left, ([topic, partitions]) => ({
      topics: [
        topic
      ],
      partitions
    }))
  ];
}
function spread({ topics: topics2, partitions }, members, loads) {
  const free = new Set(Array.from({
    length: partitions
  }, (_, partition) => partition));
  const claims = members.map(({ id, owned }) => ({
    id,
    owned: [
      ...free
    ].filter((partition) => topics2.every((topic) => owned.get(topic)?.includes(partition)))
  }));
  const share = Math.floor(partitions / members.length);
  const extra = [
    ...claims
  ].sort((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0) || b.owned.length - a.owned.length).slice(0, partitions % members.length);
  const room = ({ id }) => share + (extra.some((one) => one.id === id) ? 1 : 0);
  const given = /* @__PURE__ */ new Map();
  for (const claim of claims) {
    const kept = claim.owned.filter((partition) => free.has(partition)).slice(0, room(claim));
    for (const partition of kept) free.delete(partition);
    given.set(claim.id, kept);
  }
  for (const member2 of members) {
    const has = given.get(member2.id) ?? [];
    for (const partition of [
      ...free
    ].slice(0, room(member2) - has.length)) {
      free.delete(partition);
      has.push(partition);
    }
    has.sort((a, b) => a - b);
  }
  return given;
}

// ../../libs/kafka/dist/kafkajs/tell-of-membership.js
import { createRequire as createRequire5 } from "node:module";
var require6 = createRequire5(import.meta.url);
var memberships = /* @__PURE__ */ new WeakMap();
function speakFor(membership, assigner) {
  memberships.set(assigner, membership);
}
function tellOfMembership() {
  const { prototype } = require6("kafkajs/src/consumer/consumerGroup.js");
  const { joinAndSync, heartbeat } = prototype;
  if (typeof joinAndSync !== "function" || typeof heartbeat !== "function") throw new Error("kafkajs no longer has the group whose rejoin is to be waited for");
  const members = /* @__PURE__ */ new WeakSet();
  const membershipOf = (group) => group.assigners.map((assigner) => memberships.get(assigner)).find((membership) => membership !== void 0);
  prototype.joinAndSync = async function() {
    const membership = membershipOf(this);
    if (this.memberId) await membership?.leaving();
    else if (members.has(this)) membership?.expelled();
    members.add(this);
    membership?.joining();
    return joinAndSync.call(this);
  };
  prototype.heartbeat = async function(options) {
    const membership = membershipOf(this);
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    membership?.heartbeatSent();
    try {
      await heartbeat.call(this, options);
    } finally {
      membership?.heartbeatOver();
    }
  };
}

// ../../libs/kafka/dist/kafkajs/sticky-assigner.js
var require7 = createRequire6(import.meta.url);
var { MemberMetadata, MemberAssignment } = require7("kafkajs").AssignerProtocol;
function stickyAssigner(membership) {
  return ({ cluster }) => {
    const assigner = {
      name: "postrider.sticky",
      version: 0,
      protocol({ topics: topics2 }) {
        const userData = Buffer.from(JSON.stringify(Object.fromEntries(membership?.owned() ?? [])));
        return {
          name: this.name,
          metadata: MemberMetadata.encode({
            version: this.version,
            topics: topics2,
            userData
          })
        };
      },
      assign({ members, topics: topics2 }) {
        const counts = new Map(topics2.map((topic) => [
          topic,
          cluster.findTopicPartitionMetadata(topic).length
        ]));
        const joining = members.map(({ memberId, memberMetadata }) => memberOf(memberId, memberMetadata));
        const assigned = Array.from(assignPartitions(counts, membership?.together ?? [], joining), ([memberId, partitions]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            version: this.version,
            assignment: Object.fromEntries(partitions),
            userData: Buffer.alloc(0)
          })
        }));
        return Promise.resolve(assigned);
      }
    };
    if (membership) speakFor(membership, assigner);
    return assigner;
  };
}
function memberOf(id, metadata) {
  const { topics: topics2 = [], userData } = MemberMetadata.decode(metadata) ?? {};
  return {
    id,
    topics: topics2,
    owned: ownedIn(userData)
  };
}
function ownedIn(userData) {
  try {
    const owned = JSON.parse(String(userData));
    const entries = typeof owned === "object" && owned ? Object.entries(owned) : [];
    return new Map(entries.map(([topic, partitions]) => [
      topic,
      Array.isArray(partitions) ? partitions.map(Number) : []
    ]));
  } catch {
    return /* @__PURE__ */ new Map();
  }
}

// ../../libs/kafka/dist/kafkajs/group-consumer.js
var SESSION_MS = 1e4;
var MIB = 1024 * 1024;
var GroupConsumer = class _GroupConsumer {
  consumer;
  #commits = 0;
  constructor(consumer) {
    this.consumer = consumer;
    consumer.on("consumer.commit_offsets", () => void (this.#commits += 1));
  }
  /** Joins a group; rejects when the group can't be joined now. */
  static async join(kafka, groupId, topics2, listener) {
    const consumer = kafka.consumer({
      groupId,
      partitionAssigners: [
        paced(stickyAssigner(listener.membership), listener.fetchPace ?? PROMPT)
      ],
      // After a kill nothing of the dead member's is assigned until its session ends.
      sessionTimeout: SESSION_MS,
      heartbeatInterval: 2e3,
      rebalanceTimeout: 1e4,
      // The fetch loop sleeps this long when every partition is paused, so it bounds how late a resume is noticed.
      maxWaitTimeInMs: 100,
      maxBytesPerPartition: MIB,
      allowAutoTopicCreation: false,
      retry: {
        ...RETRY,
        restartOnFailure: () => Promise.resolve(false)
      }
    });
    consumer.on("consumer.group_join", ({ payload }) => listener.assigned(new Map(Object.entries(payload.memberAssignment))));
    let records = 0;
    consumer.on("consumer.fetch", () => {
      listener.fetched(records);
      records = 0;
    });
    consumer.on("consumer.heartbeat", () => {
      listener.membership?.heartbeatAnswered();
    });
    consumer.on("consumer.crash", ({ payload }) => listener.crashed(payload.error));
    await orDisconnect(consumer, async () => {
      await consumer.connect();
      await consumer.subscribe({
        topics: [
          ...topics2
        ],
        fromBeginning: true
      });
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async (handed) => {
        const slice = handed;
        records += slice.records.length;
        if (slice.records.length > 0) await listener.records(slice.topic, slice.partition, slice.records);
        listener.passed(slice.topic, slice.partition, slice.nextOffset);
      }
    });
    return new _GroupConsumer(consumer);
  }
  pause(topic, partition) {
    unlessDown(() => this.consumer.pause([
      {
        topic,
        partitions: [
          partition
        ]
      }
    ]));
  }
  resume(topic, partition) {
    unlessDown(() => this.consumer.resume([
      {
        topic,
        partitions: [
          partition
        ]
      }
    ]));
  }
  /** Resolves once the group has the offsets. One call at a time. */
  async commit(points) {
    const before = this.#commits;
    await this.consumer.commitOffsets(points.map(({ offset, ...where }) => ({
      ...where,
      offset: String(offset)
    })));
    if (this.#commits === before) throw new Error("the consumer went down before it could commit");
  }
  /** Leaves the group and closes the connections. */
  disconnect() {
    return this.consumer.disconnect();
  }
};
function unlessDown(call) {
  try {
    call();
  } catch {
  }
}

// ../../libs/kafka/dist/kafkajs/read-committed.js
var READ_COMMITTED = 1;
function readCommitted(client) {
  const name = Object.getOwnPropertySymbols(client).find(({ description }) => description === "private:Kafka:createCluster");
  const kafka = client;
  const create = name && kafka[name];
  if (!create) throw new Error("kafkajs no longer has the cluster that a direct read needs");
  return kafka[name] = (options) => create({
    isolationLevel: READ_COMMITTED,
    ...options
  });
}

// ../../libs/kafka/dist/kafkajs/partition-reader.js
var MIB2 = 1024 * 1024;
var PartitionReader = class {
  cluster;
  topic;
  partition;
  constructor(cluster, topic, partition) {
    this.cluster = cluster;
    this.topic = topic;
    this.partition = partition;
  }
  /** The offset that the next record will get. */
  endOffset() {
    return this.#offset(false);
  }
  /** The first offset that there still is. */
  beginningOffset() {
    return this.#offset(true);
  }
  /** Waits up to `maxWaitMs` for records from `offset` on. After a rejection, {@link refresh} and ask again. */
  async read(offset, maxWaitMs) {
    await this.cluster.refreshMetadataIfNecessary();
    const [nodeId] = Object.keys(this.cluster.findLeaderForPartitions(this.topic, [
      this.partition
    ]));
    if (nodeId === void 0) throw new Error(`${this.topic} has no leader for partition ${this.partition}`);
    const broker = await this.cluster.findBroker({
      nodeId
    });
    const { responses } = await broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: 8 * MIB2,
      isolationLevel: READ_COMMITTED,
      topics: [
        {
          topic: this.topic,
          partitions: [
            {
              partition: this.partition,
              fetchOffset: String(offset),
              maxBytes: 4 * MIB2
            }
          ]
        }
      ]
    });
    return responses[0]?.partitions[0]?.slice ?? {
      records: [],
      nextOffset: offset
    };
  }
  /** All records that there are when it's called, from the first that there still is; asks for some at a time, each within `maxWaitMs`. */
  async *readAll(maxWaitMs) {
    const end = await this.endOffset();
    for (let offset = await this.beginningOffset(); offset < end; ) {
      const { records, nextOffset } = await this.read(offset, maxWaitMs);
      yield records;
      offset = nextOffset;
    }
  }
  /** Looks again which broker leads. */
  refresh() {
    return this.cluster.refreshMetadata();
  }
  disconnect() {
    return this.cluster.disconnect();
  }
  async #offset(fromBeginning) {
    await this.cluster.refreshMetadataIfNecessary();
    const [answer] = await this.cluster.fetchTopicsOffset([
      {
        topic: this.topic,
        partitions: [
          {
            partition: this.partition
          }
        ],
        fromBeginning
      }
    ]);
    const offset = answer?.partitions[0]?.offset;
    if (offset === void 0) throw new Error(`${this.topic} has no leader for partition ${this.partition}`);
    return Number(offset);
  }
};

// ../../libs/kafka/dist/kafkajs/quiet-idle-connections.js
import { createRequire as createRequire7 } from "node:module";
var require8 = createRequire7(import.meta.url);
function quietIdleConnections() {
  const RequestQueue = require8("kafkajs/src/network/requestQueue/index.js");
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function() {
    if (this.pending.length > 0) schedule.call(this);
  };
}

// ../../libs/kafka/dist/kafkajs/record-producer.js
var RecordProducer = class {
  producer;
  constructor(producer) {
    this.producer = producer;
  }
  /**
  * Resolves when every partition's records are with all in-sync replicas, or given up on. What is written isn't sent
  * again because another partition failed: a topic that was just made has partitions without a leader.
  */
  async send(records) {
    const produced = {
      firstOffsets: /* @__PURE__ */ new Map(),
      failures: /* @__PURE__ */ new Map()
    };
    const again = /* @__PURE__ */ new Set();
    for (const { topicName, partition, errorCode, baseOffset } of await this.#request(records)) {
      const place = `${topicName}:${partition}`;
      if (errorCode === 0) produced.firstOffsets.set(place, Number(baseOffset));
      else {
        const error = createErrorFromCode(errorCode);
        produced.failures.set(place, error);
        if (error.retriable) again.add(place);
      }
    }
    if (again.size === 0) return produced;
    const rest = records.filter(({ topic, partition }) => again.has(`${topic}:${partition}`));
    const later = await this.send(rest).catch((error) => ({
      firstOffsets: /* @__PURE__ */ new Map(),
      failures: new Map(Array.from(again, (place) => [
        place,
        error
      ]))
    }));
    for (const [place, offset] of later.firstOffsets) {
      produced.failures.delete(place);
      produced.firstOffsets.set(place, offset);
    }
    for (const [place, error] of later.failures) produced.failures.set(place, error);
    return produced;
  }
  #request(records) {
    const byTopic = /* @__PURE__ */ new Map();
    for (const record of records) {
      const others = byTopic.get(record.topic);
      if (others) others.push(record);
      else byTopic.set(record.topic, [
        record
      ]);
    }
    return this.producer.sendBatch({
      acks: -1,
      timeout: 5e3,
      topicMessages: Array.from(byTopic, ([topic, messages]) => ({
        topic,
        messages: messages.map(({ partition, key, value, headers }) => ({
          partition,
          key,
          value,
          headers
        }))
      }))
    });
  }
  disconnect() {
    return this.producer.disconnect();
  }
};

// ../../libs/kafka/dist/kafkajs/topic-admin.js
import { createRequire as createRequire8 } from "node:module";
import { setTimeout as wait2 } from "node:timers/promises";
var require9 = createRequire8(import.meta.url);
var { TOPIC: TOPIC_CONFIG } = require9("kafkajs").ConfigResourceTypes;
var TopicAdmin = class {
  admin;
  constructor(admin) {
    this.admin = admin;
  }
  /** Creates topics, in one request; answers false when some were there already, and the others are made all the same. */
  async create(topics2) {
    const created = await this.admin.createTopics({
      waitForLeaders: false,
      topics: topics2.map(({ name, partitions, replication, settings }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(settings).map(([setting2, value]) => ({
          name: setting2,
          value
        }))
      }))
    });
    await this.#known(topics2.map(({ name }) => name));
    return created;
  }
  /** What was just made isn't known everywhere at once, and kafkajs, told to wait for it, takes that for an error. */
  async #known(names2) {
    for (let triesLeft = 100; ; triesLeft--) {
      try {
        await this.admin.fetchTopicMetadata({
          topics: names2
        });
        return;
      } catch (error) {
        if (triesLeft === 0) throw error;
        await wait2(20);
      }
    }
  }
  list() {
    return this.admin.listTopics();
  }
  async describe(topic) {
    const { topics: topics2 } = await this.admin.fetchTopicMetadata({
      topics: [
        topic
      ]
    });
    const partitions = topics2[0]?.partitions ?? [];
    return {
      partitions: partitions.length,
      replication: partitions[0]?.replicas.length ?? 0
    };
  }
  async setting(topic, name) {
    const { resources } = await this.admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        {
          type: TOPIC_CONFIG,
          name: topic,
          configNames: [
            name
          ]
        }
      ]
    });
    return resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue;
  }
  /** Every setting of topics that are there, by topic and name; in one request. */
  async settings(topics2) {
    if (topics2.length === 0) return /* @__PURE__ */ new Map();
    const { resources } = await this.admin.describeConfigs({
      includeSynonyms: false,
      resources: topics2.map((name) => ({
        type: TOPIC_CONFIG,
        name
      }))
    });
    return new Map(resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [
        configName,
        configValue
      ]))
    ]));
  }
  /** Where a group goes on in each partition of a topic: what it committed, else the first record that there is. */
  async startOffsets(groupId, topic) {
    const [committed] = await this.admin.fetchOffsets({
      groupId,
      topics: [
        topic
      ]
    });
    const ends = await this.admin.fetchTopicOffsets(topic);
    const first = new Map(ends.map(({ partition, low }) => [
      partition,
      Number(low)
    ]));
    return new Map(committed?.partitions.map(({ partition, offset }) => [
      partition,
      Math.max(Number(offset), first.get(partition) ?? 0)
    ]));
  }
  /** What a group committed for the partitions of a topic, with what is kept beside it; without those that it never committed. */
  async committed(groupId, topic) {
    const [answer] = await this.admin.fetchOffsets({
      groupId,
      topics: [
        topic
      ]
    });
    const found = (answer?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return new Map(found.map(({ partition, offset, metadata }) => [
      partition,
      {
        offset: Number(offset),
        metadata
      }
    ]));
  }
  /** The end of every partition of a topic, as far as it can be read: an open transaction begins beyond it. */
  async endOffsets(topic) {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, high }) => [
      partition,
      Number(high)
    ]));
  }
  disconnect() {
    return this.admin.disconnect();
  }
};

// ../../libs/kafka/dist/kafkajs/client.js
quietIdleConnections();
encodeProducedBatchesAtOnce();
tellOfMembership();
decodeFetchedRecords();
handOverSlices();
var KafkaClient = class {
  log;
  #kafka;
  #createCluster;
  #listeners = /* @__PURE__ */ new Map();
  constructor(config, clientId, log) {
    this.log = log;
    this.#kafka = new Kafka({
      clientId,
      brokers: [
        ...config.KAFKA_BROKERS
      ],
      ssl: config.KAFKA_SSL,
      ...config.KAFKA_SASL_MECHANISM && {
        sasl: saslOf(config)
      },
      connectionTimeout: 3e3,
      requestTimeout: 5e3,
      retry: RETRY,
      socketFactory,
      logLevel: logLevel.INFO,
      logCreator: () => (entry) => this.#logged(entry)
    });
    this.#createCluster = readCommitted(this.#kafka);
  }
  async producer() {
    const producer = this.#kafka.producer({
      createPartitioner: givenPartition,
      allowAutoTopicCreation: false,
      // With sequence numbers, one partition's failure makes the next group acknowledged and never stored.
      idempotent: false
    });
    await orDisconnect(producer, () => producer.connect());
    return new RecordProducer(producer);
  }
  /** Joins a group; rejects when the group can't be joined now. */
  consumer(groupId, topics2, listener) {
    this.#listeners.set(groupId, listener);
    return GroupConsumer.join(this.#kafka, groupId, topics2, listener);
  }
  /** Reads one partition from wherever is asked, in no group. */
  async reader(topic, partition) {
    const cluster = this.#createCluster({
      allowAutoTopicCreation: false,
      metadataMaxAge: 3e5
    });
    await orDisconnect(cluster, async () => {
      await cluster.connect();
      await cluster.addTargetTopic(topic);
    });
    return new PartitionReader(cluster, topic, partition);
  }
  async admin() {
    const admin = this.#kafka.admin();
    await orDisconnect(admin, () => admin.connect());
    return new TopicAdmin(admin);
  }
  /** kafkajs retries what it calls errors; what it can't heal reaches us as a rejection or a crash, and is logged there. */
  #logged({ level, namespace, log: { message, error, ...rest } }) {
    if (level === logLevel.ERROR && namespace === "ConsumerGroup") {
      const { groupId, topic, partition } = rest;
      this.#listeners.get(groupId)?.offsetGone(topic, partition);
    }
    const fields = {
      namespace,
      detail: message,
      cause: error,
      ...withoutNoise(rest)
    };
    this.log.debug(fields, "kafka.client-logged");
  }
};
var givenPartition = () => {
  const fallback = Partitioners.DefaultPartitioner();
  return (args) => args.message.partition ?? fallback(args);
};
function saslOf({ KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME = "", KAFKA_SASL_PASSWORD = "" }) {
  return {
    mechanism: KAFKA_SASL_MECHANISM ?? "plain",
    username: KAFKA_SASL_USERNAME,
    password: KAFKA_SASL_PASSWORD
  };
}
function withoutNoise(fields) {
  const { timestamp: _timestamp, logger: _logger, stack: _stack, ...rest } = fields;
  return rest;
}

// ../../libs/kafka/dist/kafka.config.js
import { z } from "zod";
var kafkaSettings = {
  KAFKA_BROKERS: setting(list(), "bootstrap list, host:port,\u2026"),
  KAFKA_SSL: setting(flag().default(false), "whether connections to Kafka are encrypted"),
  KAFKA_SASL_MECHANISM: setting(z.enum([
    "plain",
    "scram-sha-256",
    "scram-sha-512"
  ]).optional(), "how to log in to Kafka; not at all when unset"),
  KAFKA_SASL_USERNAME: setting(z.string().optional(), "who logs in to Kafka"),
  KAFKA_SASL_PASSWORD: secretSetting(z.string().optional(), "with which password"),
  KAFKA_EVENT_PARTITIONS: setting(wholeNumber(1, 1e3).default(6), "partitions of postrider.inbox and postrider.events"),
  KAFKA_ENDPOINT_PARTITIONS: setting(wholeNumber(1, 1e3).default(6), "partitions of every topic that follows an endpoint; one of them is an endpoint\u2019s ceiling"),
  KAFKA_REPLICATION: setting(wholeNumber(1, 9).default(1), "replicas of every topic; 3 in production"),
  KAFKA_RETENTION_HOURS: setting(wholeNumber(1, 8760).default(168), "how long topics keep records that are being worked on"),
  KAFKA_DEAD_LETTER_RETENTION_HOURS: setting(wholeNumber(1, 87600).default(720), "how long dead letters and poison records are kept in Kafka")
};

// ../../libs/kafka/dist/ensure-topics.js
var HOUR_MS = 36e5;
function topicSpecs(config, inboxes) {
  const table = Object.values(topics).filter(({ name }) => name !== topics.inbox.name);
  const all = [
    ...table,
    ...Array.from(new Set(inboxes), (name) => ({
      ...topics.inbox,
      name
    }))
  ];
  return all.flatMap((topic) => {
    const spec = specOf(topic, config);
    if (!topic.hasDeadLetterTopic) return [
      spec
    ];
    const settings = settingsOf("dead-letters", config);
    return [
      spec,
      {
        ...spec,
        name: deadLetterTopicOf(topic.name),
        settings
      }
    ];
  });
}
function specOf({ name, partitions, retention }, config) {
  const counts = {
    events: config.KAFKA_EVENT_PARTITIONS,
    endpoints: config.KAFKA_ENDPOINT_PARTITIONS,
    one: 1
  };
  return {
    name,
    partitions: counts[partitions],
    replication: config.KAFKA_REPLICATION,
    settings: settingsOf(retention, config)
  };
}
function settingsOf(retention, config) {
  const durable = {
    "unclean.leader.election.enable": "false",
    ...config.KAFKA_REPLICATION > 1 && {
      "min.insync.replicas": "2"
    }
  };
  switch (retention) {
    case "log":
      return {
        ...durable,
        "cleanup.policy": "delete",
        "retention.ms": String(config.KAFKA_RETENTION_HOURS * HOUR_MS)
      };
    case "dead-letters":
      return {
        ...durable,
        "cleanup.policy": "delete",
        "retention.ms": String(config.KAFKA_DEAD_LETTER_RETENTION_HOURS * HOUR_MS)
      };
    case "compacted":
      return {
        ...durable,
        "cleanup.policy": "compact",
        "segment.ms": String(HOUR_MS),
        "max.compaction.lag.ms": String(24 * HOUR_MS),
        "delete.retention.ms": String(24 * HOUR_MS)
      };
  }
}

// ../../libs/kafka/dist/group-commit-producer.js
var ProduceFailed = class extends Unavailable {
  failure;
  constructor(failure, options) {
    super(`the record was not acknowledged: ${failure}`, options), this.failure = failure;
  }
};
var PARTITION_BYTES = 1e6;
var GROUP_RECORDS = 4e3;
var GROUP_BYTES = 8 * 1024 * 1024;
var QUEUE_BYTES = 64 * 1024 * 1024;
var RECORD_OVERHEAD = 64;
var MAX_RECORD_BYTES = PARTITION_BYTES - RECORD_OVERHEAD;
var GroupCommitProducer = class {
  client;
  clock;
  log;
  patienceMs;
  #queue = [];
  /** Who waits for room in the queue, the first first. */
  #roomless = [];
  #underWay = [];
  #queuedBytes = 0;
  #producer;
  #scheduled = false;
  #pace = new LoadPace(PROMPT);
  #lastStartMs = -Infinity;
  #closed = false;
  #cancelSweep;
  #stopping = new AbortController();
  #seconds;
  #groupSize;
  #failures;
  constructor(client, clock, log, metrics, patienceMs = 5e3) {
    this.client = client;
    this.clock = clock;
    this.log = log;
    this.patienceMs = patienceMs;
    this.#seconds = metrics.histogram({
      name: "kafka_produce_seconds",
      help: "From the hand-over of a group of records to its acknowledgement."
    });
    this.#groupSize = metrics.histogram({
      name: "kafka_produce_records",
      help: "Records in a produced group."
    }, [
      1,
      3,
      10,
      30,
      100,
      300,
      1e3,
      4e3
    ]);
    this.#failures = metrics.counter({
      name: "kafka_produce_failures_total",
      help: "Records that were not acknowledged, by why.",
      labels: [
        "failure"
      ]
    });
    metrics.gauge({
      name: "kafka_produce_queue_bytes",
      help: "Bytes of records waiting to be produced."
    }, (gauge) => gauge.set(this.#queuedBytes));
  }
  /** Connects, however long that takes; records may be given before. */
  async start() {
    this.#producer = await untilItWorks(() => this.client.producer(), {
      clock: this.clock,
      backOff: {
        baseMs: 200,
        capMs: 5e3
      },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({
        error,
        waitMs
      }, "kafka.producer-waited")
    });
    this.#schedule();
  }
  /** Whether records can go out at all. */
  get connected() {
    return this.#producer !== void 0;
  }
  /** Resolves with the record's place once all in-sync replicas have it; rejects with {@link ProduceFailed}. */
  send(record) {
    return this.#put(record, RECORD_OVERHEAD + outgoingBytes(record));
  }
  /**
  * {@link send}, but where the queue is full it waits for room instead of being refused as `overloaded`. For what
  * somebody bounds already, as a consumer's intake is; what comes over HTTP must be refused.
  */
  async sendInTurn(record) {
    const bytes = RECORD_OVERHEAD + outgoingBytes(record);
    while (this.#queuedBytes + bytes > QUEUE_BYTES && bytes <= PARTITION_BYTES && !this.#closed) await new Promise((resolve) => this.#roomless.push(resolve));
    return this.#put(record, bytes);
  }
  #put(record, bytes) {
    if (bytes > PARTITION_BYTES) return this.#refuse("too_large");
    if (this.#closed) return this.#refuse("closed");
    if (this.#queuedBytes + bytes > QUEUE_BYTES) return this.#refuse("overloaded");
    return new Promise((resolve, reject) => {
      this.#queuedBytes += bytes;
      this.#queue.push({
        record,
        bytes,
        sinceMs: this.clock.monotonic(),
        resolve,
        reject,
        settled: false
      });
      this.#schedule();
    });
  }
  /** Sends what was given, then disconnects; rejects what couldn't be sent within `graceMs`. */
  async close(graceMs) {
    this.#closed = true;
    for (const look of this.#roomless.splice(0)) look();
    this.#stopping.abort(new ProduceFailed("closed"));
    const deadline = this.clock.monotonic() + graceMs;
    while ((this.#queue.length > 0 || this.#underWay.length > 0) && this.clock.monotonic() < deadline) await this.clock.wait(10);
    for (const pending of [
      ...this.#queue,
      ...this.#underWay
    ]) this.#fail(pending, "closed");
    this.#queue = [];
    this.#cancelSweep?.();
    const disconnected = this.#producer?.disconnect();
    if (disconnected) await within(this.clock, 2e3, "disconnecting the producer", disconnected).catch(() => void 0);
  }
  #schedule() {
    this.#cancelSweep ??= this.clock.after(250, () => this.#sweep());
    if (this.#scheduled || this.#underWay.length > 0 || !this.#producer) return;
    this.#scheduled = true;
    const flush = () => {
      this.#scheduled = false;
      void this.#flush();
    };
    const earlyMs = this.#lastStartMs + this.#pace.gapMs - this.clock.monotonic();
    if (earlyMs > 0) this.clock.after(earlyMs, flush);
    else setImmediate(flush);
  }
  async #flush() {
    const producer = this.#producer;
    if (!producer || this.#underWay.length > 0) return;
    const group = this.#takeGroup();
    if (group.length === 0) return;
    this.#underWay = group;
    const startMs = this.clock.monotonic();
    this.#lastStartMs = startMs;
    this.#pace.noted(group.length, startMs);
    try {
      const produced = await producer.send(group.map(({ record }) => record));
      this.#seconds.observe((this.clock.monotonic() - startMs) / 1e3);
      this.#groupSize.observe(group.length);
      for (const pending of group) this.#acknowledge(pending, produced);
      if (produced.failures.size > 0) this.log.warn({
        failures: Object.fromEntries(produced.failures)
      }, "kafka.produce-failed");
    } catch (error) {
      this.log.warn({
        error,
        records: group.length
      }, "kafka.produce-failed");
      for (const pending of group) this.#fail(pending, "refused", error);
    }
    this.#underWay = [];
    if (this.#queue.length > 0) this.#schedule();
  }
  /** The oldest records, as many as a request may hold; a partition that is full holds back its later ones, to keep their order. */
  #takeGroup() {
    const group = [];
    const rest = [];
    const bytesOf = /* @__PURE__ */ new Map();
    let groupBytes = 0;
    for (const [index, pending] of this.#queue.entries()) {
      if (pending.settled) continue;
      if (group.length >= GROUP_RECORDS || groupBytes >= GROUP_BYTES) {
        rest.push(...this.#queue.slice(index));
        break;
      }
      const partition = `${pending.record.topic}:${pending.record.partition}`;
      const bytes = (bytesOf.get(partition) ?? 0) + pending.bytes;
      bytesOf.set(partition, bytes > PARTITION_BYTES ? Infinity : bytes);
      if (bytes > PARTITION_BYTES) {
        rest.push(pending);
        continue;
      }
      group.push(pending);
      groupBytes += pending.bytes;
    }
    this.#queue = rest;
    return group;
  }
  /** `firstOffsets` counts up as the records of each partition are met, in the order they were sent. */
  #acknowledge(pending, { firstOffsets, failures }) {
    const { topic, partition } = pending.record;
    const place = `${topic}:${partition}`;
    const offset = firstOffsets.get(place);
    if (offset === void 0) {
      this.#fail(pending, "refused", failures.get(place));
      return;
    }
    firstOffsets.set(place, offset + 1);
    if (pending.settled) return;
    this.#settle(pending);
    pending.resolve({
      partition,
      offset
    });
  }
  #fail(pending, failure, cause) {
    if (pending.settled) return;
    this.#settle(pending);
    this.#failures.inc({
      failure
    });
    pending.reject(new ProduceFailed(failure, {
      cause
    }));
  }
  #settle(pending) {
    pending.settled = true;
    this.#queuedBytes -= pending.bytes;
    if (this.#roomless.length > 0 && this.#queuedBytes <= QUEUE_BYTES / 2) for (const look of this.#roomless.splice(0)) look();
  }
  /** Gives up on what has waited too long; what is under way may still be written. */
  #sweep() {
    this.#cancelSweep = void 0;
    const before = this.clock.monotonic() - this.patienceMs;
    const all = [
      ...this.#underWay,
      ...this.#queue
    ];
    for (const pending of all) if (pending.sinceMs <= before) this.#fail(pending, "timed_out");
    this.#queue = this.#queue.filter(({ settled }) => !settled);
    if (all.some(({ settled }) => !settled)) this.#cancelSweep = this.clock.after(250, () => this.#sweep());
  }
  #refuse(failure) {
    this.#failures.inc({
      failure
    });
    return Promise.reject(new ProduceFailed(failure));
  }
};
function outgoingBytes({ key, value, headers }) {
  let bytes = (key === null ? 0 : Buffer.byteLength(key)) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + 8 + headerBytes(headers[name] ?? "");
  return bytes;
}
function headerBytes(header) {
  if (typeof header === "string" || Buffer.isBuffer(header)) return Buffer.byteLength(header);
  return header.reduce((sum, { length }) => sum + length, 0);
}

// ../../libs/kafka/dist/poison-bin.js
var POISON_HEADERS = {
  reason: "postrider-dlt-reason",
  topic: "postrider-dlt-topic",
  partition: "postrider-dlt-partition",
  offset: "postrider-dlt-offset",
  at: "postrider-dlt-at",
  /** Only when the record was too large to be copied: its size in bytes; it is still where it came from. */
  omitted: "postrider-dlt-omitted-bytes",
  /** Only where it is a whole batch, which could not be read: the offset of its last record. */
  lastOffset: "postrider-dlt-last-offset",
  /** Only when the batch was too large to be copied as a whole: its size in bytes; its end is missing. */
  cut: "postrider-dlt-cut-from-bytes"
};
var MAX_BATCH_BYTES = MAX_RECORD_BYTES - 16384;

export {
  KafkaClient,
  kafkaSettings,
  topicSpecs,
  GroupCommitProducer,
  POISON_HEADERS
};
