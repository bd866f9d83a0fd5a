import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@postrider/testing';
import { parse } from 'protobufjs';

/* A collector that keeps what it gets: OTLP over HTTP, in protobuf (opentelemetry-proto 1.x, as far as it's looked at here). */

const { root } = parse(`
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    bytes parent_span_id = 4;
    string name = 5;
    SpanKind kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Link links = 13;
    Status status = 15;
    enum SpanKind { UNSPECIFIED = 0; INTERNAL = 1; SERVER = 2; CLIENT = 3; PRODUCER = 4; CONSUMER = 5; }
    message Link { bytes trace_id = 1; bytes span_id = 2; }
  }
  message Status { int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`);
const Request = root.lookupType('ExportTraceServiceRequest');

interface Wire {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly WireAttribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly WireSpan[] }[];
  }[];
}

interface WireAttribute {
  readonly key: string;
  readonly value?: Readonly<Record<string, string | number | boolean>>;
}

interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly WireAttribute[];
  readonly links?: readonly { readonly traceId: Uint8Array; readonly spanId: Uint8Array }[];
  readonly status?: { readonly code?: number };
}

/** A span as the collector has it. */
export interface SpanSeen {
  readonly service: string;
  readonly traceId: string;
  readonly id: string;
  /** Empty for the first of a trace. */
  readonly parent: string;
  readonly name: string;
  readonly kind: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** `<trace>:<span>` of each. */
  readonly links: readonly string[];
  readonly failed: boolean;
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

const attributesOf = (all: readonly WireAttribute[] = []): SpanSeen['attributes'] =>
  Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value ?? {})[0] ?? '']));

function spansIn(body: Buffer): SpanSeen[] {
  const request = Request.toObject(Request.decode(body), { longs: String, enums: String }) as Wire;
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) => {
    const service = String(attributesOf(resource?.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => ({ service, ...seen(span) })));
  });
}

const seen = (span: WireSpan): Omit<SpanSeen, 'service'> => ({
  traceId: hex(span.traceId),
  id: hex(span.spanId),
  parent: hex(span.parentSpanId),
  name: span.name,
  kind: span.kind,
  startNs: BigInt(span.startTimeUnixNano),
  endNs: BigInt(span.endTimeUnixNano),
  attributes: attributesOf(span.attributes),
  links: (span.links ?? []).map((link) => `${hex(link.traceId)}:${hex(link.spanId)}`),
  failed: span.status?.code === 2,
});

export class OtlpReceiver {
  readonly spans: SpanSeen[] = [];
  /** What came with the last export. */
  authorization: string | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.authorization = request.headers.authorization;
        receiver.spans.push(...spansIn(Buffer.concat(chunks)));
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  of(traceId: string): readonly SpanSeen[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** Waits until there are so many spans of a trace, and answers it as lines: each span below and behind its parent. */
  async tree(traceId: string, spans: number): Promise<string[]> {
    await eventually(`${spans} spans of ${traceId}`, () => this.of(traceId).length >= spans, 30_000).catch(
      () => undefined,
    );
    const all = this.of(traceId);
    const ids = new Set(all.map(({ id }) => id));
    const below = (parents: readonly SpanSeen[], depth: number): string[] =>
      [...parents]
        .sort((a, b) => Number(a.startNs - b.startNs))
        .flatMap((span) => [
          `${'  '.repeat(depth)}${span.service.replace('postrider-', '')}: ${span.name}${span.failed ? ' ✗' : ''}`,
          ...below(
            all.filter(({ parent }) => parent === span.id),
            depth + 1,
          ),
        ]);
    return below(
      all.filter(({ parent }) => !ids.has(parent)),
      0,
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
