// ../../libs/observability/dist/log.js
import { destination, pino } from "pino";
var LOG_LEVELS = [
  "fatal",
  "error",
  "warn",
  "info",
  "debug",
  "trace",
  "silent"
];
function createLog(service, level) {
  return pino({
    level,
    base: {
      service,
      pid: process.pid
    },
    timestamp: () => `,"time":"${(/* @__PURE__ */ new Date()).toISOString()}"`,
    formatters: {
      level: (label) => ({
        level: label
      })
    },
    serializers: {
      error: (error) => errorFields(error)
    },
    errorKey: "error",
    messageKey: "event",
    redact: {
      // At the top level alone: looking into what is nested doubles the price of a line, and nothing nested is logged
      // but errors and a configuration that is redacted already.
      paths: [
        "authorization",
        "secret",
        "key",
        "password"
      ],
      censor: "[hidden]"
    }
  }, bufferedOutput());
}
var MAX_CAUSES = 5;
function errorFields(error, causesLeft = MAX_CAUSES) {
  if (typeof error !== "object" || error === null || !("message" in error)) return error;
  const { name, message, stack, code, cause } = error;
  return {
    type: name,
    message,
    stack,
    ...code !== void 0 && {
      code
    },
    ...cause !== void 0 && causesLeft > 0 && {
      cause: errorFields(cause, causesLeft - 1)
    }
  };
}
var output;
function bufferedOutput() {
  if (output) return output;
  const created = destination({
    dest: 1,
    sync: false,
    minLength: 8192,
    periodicFlush: 200
  });
  process.on("exit", () => created.flushSync());
  return output = created;
}

// ../../libs/observability/dist/metrics.js
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
var LATENCY_SECONDS = [
  1e-3,
  2e-3,
  5e-3,
  0.01,
  0.02,
  0.05,
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  60
];
var Metrics = class {
  #registry = new Registry();
  constructor(service) {
    this.#registry.setDefaultLabels({
      service
    });
    collectDefaultMetrics({
      register: this.#registry
    });
  }
  counter({ name, help, labels = [] }) {
    return new Counter({
      name: `postrider_${name}`,
      help,
      labelNames: labels,
      registers: [
        this.#registry
      ]
    });
  }
  /** `collect` is called at each scrape and sets the gauge to what holds then. */
  gauge({ name, help, labels = [] }, collect) {
    return new Gauge({
      name: `postrider_${name}`,
      help,
      labelNames: labels,
      registers: [
        this.#registry
      ],
      ...collect && {
        collect() {
          return collect(this);
        }
      }
    });
  }
  histogram({ name, help, labels = [] }, buckets = LATENCY_SECONDS) {
    return new Histogram({
      name: `postrider_${name}`,
      help,
      labelNames: labels,
      buckets,
      registers: [
        this.#registry
      ]
    });
  }
  get contentType() {
    return this.#registry.contentType;
  }
  /** All metrics in Prometheus's text format. */
  text() {
    return this.#registry.metrics();
  }
};

export {
  LOG_LEVELS,
  createLog,
  Metrics
};
