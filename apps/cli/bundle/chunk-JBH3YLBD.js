// ../../libs/time/dist/clock.js
var Clock = class {
  /** Resolves `delayMs` from now. */
  wait(delayMs) {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }
  /** `now` in the one form that records, rows and answers use: ISO 8601, UTC, milliseconds. */
  timestamp() {
    return new Date(this.now()).toISOString();
  }
};
var SystemClock = class extends Clock {
  now() {
    return Date.now();
  }
  monotonic() {
    return performance.now();
  }
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  }
};

// ../../libs/time/dist/within.js
var TookTooLong = class extends Error {
  what;
  limitMs;
  constructor(what, limitMs) {
    super(`${what} took longer than ${limitMs} ms`), this.what = what, this.limitMs = limitMs;
  }
};
function within(clock, limitMs, what, work) {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(new TookTooLong(what, limitMs)));
    work.then((value) => {
      cancel();
      resolve(value);
    }, (error) => {
      cancel();
      reject(error);
    });
  });
}

// ../../libs/time/dist/back-off.js
function backOffMs({ baseMs, capMs }, failures, random = Math.random) {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + ceiling / 2 * random();
}
async function untilItWorks(work, options) {
  for (let failures = 1; ; failures++) {
    options.signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const waitMs = backOffMs(options.backOff, failures);
      options.failed(error, waitMs);
      await waitOrAbort(options.clock, waitMs, options.signal);
    }
  }
}
function waitOrAbort(clock, waitMs, signal) {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(waitMs, done);
    signal?.addEventListener("abort", done);
  });
}

// ../../libs/time/dist/unavailable.js
var Unavailable = class extends Error {
};

// ../../libs/schemas/dist/topics.js
var topics = {
  inbox: {
    name: "postrider.inbox",
    partitionedBy: "the producer",
    value: "a CloudEvent, Kafka protocol binding, binary or structured",
    from: [
      "publishers"
    ],
    to: [
      "ingestion"
    ],
    partitions: "events",
    retention: "log",
    hasDeadLetterTopic: true
  },
  events: {
    name: "postrider.events",
    partitionedBy: "tenant and ordering key, else event id",
    value: "the accepted event: its exact data, with all else in the header `event`",
    from: [
      "ingestion",
      "retry-scheduler",
      "subscription"
    ],
    to: [
      "subscription"
    ],
    partitions: "events",
    retention: "log",
    hasDeadLetterTopic: true
  },
  deliveries: {
    name: "postrider.deliveries",
    partitionedBy: "endpoint",
    value: "one event with the deliveries that fall into this partition, and a body for each that was transformed; no URL, no secret",
    from: [
      "subscription"
    ],
    to: [
      "dispatcher",
      "retry-scheduler"
    ],
    partitions: "endpoints",
    retention: "log",
    hasDeadLetterTopic: true
  },
  redeliveries: {
    name: "postrider.redeliveries",
    partitionedBy: "endpoint",
    value: "a delivery that is due again, with its event",
    from: [
      "retry-scheduler"
    ],
    to: [
      "dispatcher"
    ],
    partitions: "endpoints",
    retention: "log",
    hasDeadLetterTopic: true
  },
  attempts: {
    name: "postrider.attempts",
    partitionedBy: "endpoint",
    value: "every attempt's outcome, and every delivery parked untried; no payload",
    from: [
      "dispatcher"
    ],
    to: [
      "retry-scheduler",
      "the public"
    ],
    partitions: "endpoints",
    retention: "log",
    hasDeadLetterTopic: true
  },
  deadLetters: {
    name: "postrider.dead-letters",
    partitionedBy: "endpoint",
    value: "an exhausted delivery's ids and last outcome",
    from: [
      "retry-scheduler"
    ],
    to: [
      "the public"
    ],
    partitions: "endpoints",
    retention: "dead-letters",
    hasDeadLetterTopic: true
  },
  lanes: {
    name: "postrider.lanes",
    partitionedBy: "endpoint",
    value: "a marker while anything of the endpoint or lane is parked; a tombstone when drained",
    from: [
      "dispatcher"
    ],
    to: [
      "dispatcher"
    ],
    partitions: "endpoints",
    retention: "compacted",
    hasDeadLetterTopic: false
  },
  registry: {
    name: "postrider.registry",
    partitionedBy: "one partition",
    value: "an entity of the configuration with its version, secrets encrypted",
    from: [
      "subscription"
    ],
    to: [
      "ingestion",
      "subscription",
      "dispatcher"
    ],
    partitions: "one",
    retention: "compacted",
    hasDeadLetterTopic: false
  }
};
var deadLetterTopicOf = (topic) => `${topic}.dlt`;
var withoutDeadLetters = new Set(Object.values(topics).filter((topic) => !topic.hasDeadLetterTopic).map(({ name }) => name));

// ../../libs/schemas/dist/event-type-pattern.js
import { z } from "zod";
var EventTypePattern = z.string().max(256).regex(/^(\*|[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*(\.\*)?)$/, "an event type pattern is *, a name such as order.created, or a prefix such as order.*");
function patternCovers(pattern, eventType) {
  if (pattern === "*") return true;
  if (pattern.endsWith(".*")) return eventType.startsWith(pattern.slice(0, -1));
  return pattern === eventType;
}

// ../../libs/schemas/dist/delivery-body.js
var JSON_TYPE = "application/json";
function deliveryBody({ meta, data }, shape, publicUrl) {
  const isThin = shape.payload === "thin";
  if (shape.format === "cloudevents") {
    const attributes = cloudEventAttributes(meta, isThin, publicUrl);
    return {
      contentType: "application/cloudevents+json",
      pieces: isThin ? alone(attributes) : around(attributes, data)
    };
  }
  const { id, type, timestamp, version } = meta;
  const about = {
    type,
    timestamp,
    ...version !== void 0 && {
      version
    }
  };
  const pieces = isThin ? alone({
    ...about,
    id,
    link: linkTo(meta, publicUrl)
  }) : around(about, data);
  return {
    contentType: JSON_TYPE,
    pieces
  };
}
function cloudEventAttributes(meta, isThin, publicUrl) {
  const { cloudEvent, tenant, id, type, version, timestamp, orderingKey, labels } = meta;
  return {
    specversion: "1.0",
    id: cloudEvent?.id ?? id,
    source: cloudEvent?.source ?? `${publicUrl}/v1/tenants/${tenant}`,
    type,
    time: timestamp,
    ...orderingKey !== void 0 && {
      orderingkey: orderingKey
    },
    ...labels && {
      labels: labels.join(",")
    },
    ...version !== void 0 && {
      dataversion: version
    },
    ...isThin ? {
      dataref: linkTo(meta, publicUrl)
    } : {
      datacontenttype: JSON_TYPE
    }
  };
}
var linkTo = ({ tenant, id }, publicUrl) => `${publicUrl}/v1/tenants/${tenant}/events/${id}`;
var END = Buffer.from("}");
var around = (members, data) => [
  Buffer.from(`${JSON.stringify(members).slice(0, -1)},"data":`),
  data,
  END
];
var alone = (members) => [
  Buffer.from(JSON.stringify(members))
];

export {
  SystemClock,
  backOffMs,
  untilItWorks,
  Unavailable,
  TookTooLong,
  within,
  topics,
  deadLetterTopicOf,
  EventTypePattern,
  patternCovers,
  deliveryBody
};
