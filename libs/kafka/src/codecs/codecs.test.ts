import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { CodecError, type CodecErrorCode, type CodecName } from './codec.js';
import { kafkaCodecs } from './codecs.js';
import { zstdCodec, zstdEngines } from './zstd-codec.js';

const nothing = Buffer.alloc(0);
const text = Buffer.from('{"type":"order.created","note":"café €5"} '.repeat(3));
const rows = (count: number): Buffer => Buffer.from('{"amount":1.0,"id":12345678901234567890}\n'.repeat(count));

/** Bytes that don't compress: a linear congruential generator, as the program below has it. */
const noise = Buffer.alloc(60);
for (let index = 0, x = 1; index < noise.length; index++) {
  x = (Math.imul(x, 1103515245) + 12345) | 0;
  noise[index] = x >>> 16;
}

// What Kafka's own Java client writes: kafka-clients 4.1.0 (snappy-java 1.1.10.7, lz4-java 1.8.0, zstd-jni 1.5.6), by
//   Compression.of(name).build().wrapForOutput(out, RecordBatch.MAGIC_VALUE_V2).write(bytes)
const fromJava: readonly [CodecName, string, Buffer, string][] = [
  ['gzip', 'empty', nothing, 'H4sIAAAAAAAA/wMAAAAAAAAAAAA='],
  [
    'gzip',
    'text',
    text,
    'H4sIAAAAAAAA/6tWKqksSFWyUsovSkkt0ksuSk0sSU1R0lHKyy8BCScnph1eqfCoaY2pUq1CNc0UAwD4XQl6hwAAAA==',
  ],
  [
    'gzip',
    'noise',
    noise,
    'H4sIAAAAAAAA/wE8AMP/xn6Ba0v74vtU9r3ffBzhhwG/Md5Wcg9HZ2aHWaqIPFnqVhN70oWh2DxUVS83rmVb2gJ5mMzjGnaOX9mZ90wbiDwAAAA=',
  ],
  [
    'gzip',
    'more than one block',
    rows(1700),
    'H4sIAAAAAAAA/+3KOQ5AQAAAwN4zthZZ9/EbiUaBhmrj73QeYbopJoV5O679DFNZxDysy4uqbtquH8b46c6SKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqiKIqi+Pf4AJPIBY1EEAEA',
  ],
  ['snappy', 'empty', nothing, 'glNOQVBQWQAAAAABAAAAAQ=='],
  [
    'snappy',
    'text',
    text,
    'glNOQVBQWQAAAAABAAAAAQAAADWHAWx7InR5cGUiOiJvcmRlci5jcmVhdGVkIiwibm90ARcwY2Fmw6kg4oKsNSJ9IP4tAGYtAA==',
  ],
  [
    'snappy',
    'noise',
    noise,
    'glNOQVBQWQAAAAABAAAAAQAAAD487MZ+gWtL++L7VPa933wc4YcBvzHeVnIPR2dmh1mqiDxZ6lYTe9KFodg8VFUvN65lW9oCeZjM4xp2jl/ZmQ==',
  ],
  [
    'snappy',
    'more than one block',
    rows(850),
    'glNOQVBQWQAAAAABAAAAAQAABiaAgAJweyJhbW91bnQiOjEuMCwiaWQiOjEyMzQ1Njc4OTAZCgR9Cv4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAP4pAFopAAAAAIWiEEw6MS4wLCJpZCI6MTIzNDU2Nzg5MBkKKH0KeyJhbW91bnQi/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA/ikA4ikA',
  ],
  ['lz4', 'empty', nothing, 'BCJNGGBAggAAAAA='],
  [
    'lz4',
    'text',
    text,
    'BCJNGGBAgjcAAADwDXsidHlwZSI6Im9yZGVyLmNyZWF0ZWQiLCJub3QXAN9jYWbDqSDigqw1In0gLQBCUKw1In0gAAAAAA==',
  ],
  [
    'lz4',
    'noise',
    noise,
    'BCJNGGBAgjwAAIDGfoFrS/vi+1T2vd98HOGHAb8x3lZyD0dnZodZqog8WepWE3vShaHYPFRVLzeuZVvaAnmYzOMado5f2ZkAAAAA',
  ],
  [
    'lz4',
    'more than one block',
    rows(1700),
    'BCJNGGBAgi0BAAD2DnsiYW1vdW50IjoxLjAsImlkIjoxMjM0NTY3ODkwCgAvfQopAP////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////+/UCwiaWQiPQAAALY6MTIzNDU2Nzg5MAoA/wV9CnsiYW1vdW50IjoxLjAsImlkIikA/////////////////////xNQODkwfQoAAAAA',
  ],
  ['zstd', 'empty', nothing, 'KLUv/SAAAQAA'],
  ['zstd', 'text', text, 'KLUv/QBYrAEA1AJ7InR5cGUiOiJvcmRlci5jcmVhdGVkIiwibm90ZSI6ImNhZsOpIOKCrDUifSABAD04qTIBAAA='],
  [
    'zstd',
    'noise',
    noise,
    'KLUv/QBY4AEAxn6Ba0v74vtU9r3ffBzhhwG/Md5Wcg9HZ2aHWaqIPFnqVhN70oWh2DxUVS83rmVb2gJ5mMzjGnaOX9mZAQAA',
  ],
  [
    'zstd',
    'more than one block',
    rows(1700),
    'KLUv/QBYVAEA+HsiYW1vdW50IjoxLjAsImlkIjoxMjM0NTY3ODkwfQoCABgQTGVc4eIEAQAA',
  ],
];

const packedByJava = (codec: CodecName): Buffer => {
  const [, , , base64] = fromJava.find(([name, what]) => name === codec && what === 'more than one block') ?? [];
  return Buffer.from(base64 ?? '', 'base64');
};

const codecs = kafkaCodecs();
const names: readonly CodecName[] = ['gzip', 'snappy', 'lz4', 'zstd'];

const rejection = (code: CodecErrorCode) => expect.objectContaining({ code, message: expect.stringMatching(/batch/) });

describe('batches from the Java client', () => {
  it.each(fromJava)('are unpacked: %s, %s', async (codec, _, expected, base64) => {
    const unpacked = await codecs[codec].decompress(Buffer.from(base64, 'base64'));
    expect(unpacked.equals(expected)).toBe(true);
  });

  it.each(
    fromJava
      .filter(([codec]) => codec === 'zstd')
      .flatMap((row) => zstdEngines.map((engine) => [engine, ...row] as const)),
  )('are unpacked by every engine that this Node has: %s %s, %s', async (engine, _codec, _what, expected, base64) => {
    const unpacked = await zstdCodec(1024 * 1024, engine).decompress(Buffer.from(base64, 'base64'));
    expect(unpacked.equals(expected)).toBe(true);
  });
});

describe('a codec', () => {
  /** As clients pack: gzip, lz4 and, in one bare block, snappy. */
  const packers: readonly [CodecName, (bytes: Buffer) => Buffer][] = [
    ['gzip', gzipSync],
    ['lz4', compressFrameSync],
    ['snappy', compressSync],
  ];

  it.each(packers)('unpacks what was packed: %s', async (name, pack) => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 5000 }))
        .map(([piece, count]) => Buffer.concat(Array<Uint8Array>(count).fill(piece))),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        const buffer = Buffer.from(bytes);
        expect((await codecs[name].decompress(pack(buffer))).equals(buffer)).toBe(true);
      }),
    );
  });

  it('unpacks snappy that stands there without a frame, as librdkafka writes it', async () => {
    const unpacked = await codecs.snappy.decompress(compressSync(rows(1700)));
    expect(unpacked.equals(rows(1700))).toBe(true);
  });

  it('rejects snappy that ends in the frame before its first block', async () => {
    const packed = packedByJava('snappy').subarray(0, 12);
    await expect(codecs.snappy.decompress(packed)).rejects.toEqual(rejection('malformed'));
  });

  it('leaves alone what follows the last member of gzip, and has every member before it', async () => {
    const packed = packedByJava('gzip');
    const whole = await codecs.gzip.decompress(packed);
    const twice = await codecs.gzip.decompress(Buffer.concat([packed, packed, Buffer.from('and more')]));
    expect(twice.equals(Buffer.concat([whole, whole]))).toBe(true);
  });

  it('rejects gzip whose checksum is another', async () => {
    const packed = packedByJava('gzip');
    packed.writeUInt32LE(1, packed.length - 8);
    await expect(codecs.gzip.decompress(packed)).rejects.toEqual(rejection('malformed'));
  });

  it('unpacks gzip with all that its header may have', async () => {
    const plain = packedByJava('gzip');
    const extra = Buffer.from([2, 0, 7, 7]);
    const header = [plain.subarray(0, 10), extra, Buffer.from('name\0comment\0'), Buffer.alloc(2)];
    const packed = Buffer.concat([...header, plain.subarray(10)]);
    packed.writeUInt8(0x1e, 3);
    expect((await codecs.gzip.decompress(packed)).equals(await codecs.gzip.decompress(plain))).toBe(true);
  });

  it.each(names)('answers or rejects with its own error, whatever is done to the bytes: %s', async (name) => {
    const original = packedByJava(name);
    const damage = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255), cut: fc.nat(original.length) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        let packed = Buffer.from(original);
        for (const { at, byte, cut } of damages) {
          packed[at] = byte;
          if (cut % 3 === 0) packed = Buffer.concat([packed.subarray(0, cut), Buffer.alloc(original.length - cut)]);
        }
        const outcome = await codecs[name].decompress(packed).catch((error: unknown) => error);
        expect(Buffer.isBuffer(outcome) || outcome instanceof CodecError).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(names)('rejects bytes that end early, and bytes of another kind: %s', async (name) => {
    const packed = packedByJava(name);
    await expect(codecs[name].decompress(packed.subarray(0, packed.length - 6))).rejects.toEqual(
      rejection('malformed'),
    );
    await expect(codecs[name].decompress(Buffer.from('no batch of any kind'))).rejects.toEqual(rejection('malformed'));
    await expect(codecs[name].decompress(nothing)).rejects.toEqual(rejection('malformed'));
  });
});

describe('the bound on what a batch unpacks to', () => {
  it.each(names)('stops a batch that holds more: %s', async (name) => {
    await expect(kafkaCodecs(10_000)[name].decompress(packedByJava(name))).rejects.toEqual(rejection('too_large'));
  });

  it.each(['gzip', 'snappy', 'lz4'] as const)('lets through a batch that holds just as much: %s', async (name) => {
    const { length } = await codecs[name].decompress(packedByJava(name));
    await expect(kafkaCodecs(length)[name].decompress(packedByJava(name))).resolves.toHaveLength(length);
    await expect(kafkaCodecs(length - 1)[name].decompress(packedByJava(name))).rejects.toEqual(rejection('too_large'));
  });

  it('stops a bomb that announces less than it holds: lz4', async () => {
    // One literal, then a match whose length is 255 a byte, behind a header that promises one byte.
    const block = Buffer.concat([Buffer.from([0x1f, 0x61, 1, 0]), Buffer.alloc(300_000, 255), Buffer.from([0])]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(block.length);
    const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x68, 0x70, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const bomb = Buffer.concat([header, size, block, Buffer.alloc(4)]);
    await expect(codecs.lz4.decompress(bomb)).rejects.toEqual(rejection('too_large'));
  });

  it.each(zstdEngines)('stops a bomb of bytes that repeat: zstd by %s', async (engine) => {
    // Each block of four bytes stands for 128 KiB of zeros.
    const repeat = Buffer.from([0x02, 0x00, 0x10, 0]);
    const bomb = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]),
      ...Array<Buffer>(40).fill(repeat),
      Buffer.from([1, 0, 0]),
    ]);
    await expect(zstdCodec(5_000_000, engine).decompress(bomb)).rejects.toEqual(rejection('too_large'));
    await expect(zstdCodec(6_000_000, engine).decompress(bomb)).resolves.toHaveLength(40 * 128 * 1024);
  });

  it('stops a bomb before any of it is unpacked: snappy', async () => {
    // A block that announces 4 GiB − 1 and holds nothing.
    await expect(codecs.snappy.decompress(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]))).rejects.toEqual(
      rejection('too_large'),
    );
  });
});
