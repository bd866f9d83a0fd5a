import {
  printable
} from "./chunk-KFJQIGOX.js";
import {
  CommandFailed,
  CommandStopped,
  Ended,
  Misuse,
  Unreachable
} from "./chunk-RNWR56HS.js";
import {
  EventTypePattern,
  SystemClock,
  backOffMs,
  deadLetterTopicOf,
  deliveryBody,
  patternCovers
} from "./chunk-JBH3YLBD.js";
import {
  clockFinding
} from "./chunk-EAMQAUI6.js";
import {
  ConfigError,
  loadConfig,
  reasonOf,
  secretSetting,
  setting
} from "./chunk-HEE7UXMP.js";
import {
  failed,
  ok,
  skipped,
  warning
} from "./chunk-44CG46G3.js";

// dist/main.js
import { readFileSync } from "node:fs";

// ../../libs/sdk/dist/all-pages.js
async function* allPages(page) {
  for (let cursor = void 0; cursor !== null; ) {
    const { data, nextCursor } = await page(cursor);
    yield* data;
    cursor = nextCursor;
  }
}

// ../../libs/sdk/dist/postrider.js
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";

// ../../libs/sdk/dist/problem.js
var PostriderError = class extends Error {
  status;
  problem;
  name = "PostriderError";
  constructor(status, problem) {
    super(problem ? `${problem.code}: ${problem.detail}${placesOf(problem)}` : `the answer has status ${status}`), this.status = status, this.problem = problem;
  }
  /** The problem's code; undefined when it isn't Postrider's answer. */
  get code() {
    return this.problem?.code;
  }
};
var placesOf = ({ errors = [] }) => errors.map(({ path, message }) => `; ${path || "the body"} ${message}`).join("");
function unwrap({ data, error, response }) {
  if (!response.ok) throw new PostriderError(response.status, isProblem(error) ? error : void 0);
  return data;
}
var isProblem = (error) => typeof error === "object" && error !== null && "code" in error;

// ../../libs/sdk/dist/retrying-fetch.js
var DEFAULT_PATIENCE = {
  tries: 4,
  maxWaitMs: 1e4
};
var BACK_OFF = {
  baseMs: 200,
  capMs: 5e3
};
var BUSY = /* @__PURE__ */ new Set([
  429,
  503
]);
function retryingFetch(send, clock, { tries, maxWaitMs }) {
  return async (request) => {
    for (let tried = 1; ; tried++) {
      const outcome = await attempt(send, request.clone());
      if (!mayTryAgain(outcome) || tried >= tries || request.signal.aborted) return settle(outcome);
      const waitMs = retryAfterMs(outcome) ?? backOffMs(BACK_OFF, tried);
      if (waitMs > maxWaitMs) return settle(outcome);
      if ("response" in outcome) outcome.response.body?.cancel().catch(() => void 0);
      await clock.wait(waitMs);
    }
  };
}
var attempt = (send, request) => send(request).then((response) => ({
  response
}), (error) => ({
  error
}));
var mayTryAgain = (outcome) => !("response" in outcome) || BUSY.has(outcome.response.status);
function settle(outcome) {
  if ("response" in outcome) return outcome.response;
  throw outcome.error;
}
function retryAfterMs(outcome) {
  const text2 = "response" in outcome ? outcome.response.headers.get("retry-after") : null;
  return text2 !== null && /^\d{1,6}$/.test(text2) ? Number(text2) * 1e3 : void 0;
}

// ../../libs/sdk/dist/postrider.js
var Postrider = class {
  /** Every operation of the publishing API, typed by its OpenAPI document. */
  ingestion;
  /** Every operation of the management API, typed by its OpenAPI document. */
  management;
  constructor({ ingestionUrl, managementUrl = ingestionUrl, key, patience, fetch: send = fetch }) {
    const shared = {
      headers: {
        authorization: `Bearer ${key}`
      },
      fetch: retryingFetch(send, new SystemClock(), {
        ...DEFAULT_PATIENCE,
        ...patience
      })
    };
    this.ingestion = createClient({
      ...shared,
      baseUrl: ingestionUrl
    });
    this.management = createClient({
      ...shared,
      baseUrl: managementUrl
    });
    for (const client of [
      this.ingestion,
      this.management
    ]) client.use({
      onRequest: withIdempotencyKey
    });
  }
  /** Publishes an event; resolves once it's on Kafka. Throws {@link PostriderError}. */
  publish(tenant, { data, ...event }) {
    return this.publishJson(tenant, event, JSON.stringify(data));
  }
  /** The same with `data` as JSON text: numbers, spaces and the order of names reach receivers as they stand there. */
  async publishJson(tenant, event, json) {
    const answer = await this.ingestion.POST("/v1/tenants/{tenant}/events", {
      params: {
        path: {
          tenant
        }
      },
      // Printed below: what is parsed and printed again would be other bytes.
      body: {
        type: event.type,
        data: json
      },
      bodySerializer: () => bodyOf(event, json)
    });
    return unwrap(answer);
  }
  /** Publishes up to 1,000 events in one request; each has its own result, in its own place. Throws {@link PostriderError}. */
  async publishAll(tenant, events2) {
    const answer = await this.ingestion.POST("/v1/tenants/{tenant}/events/batch", {
      params: {
        path: {
          tenant
        }
      },
      body: [],
      bodySerializer: () => `[${events2.map(({ data, ...event }) => bodyOf(event, JSON.stringify(data))).join()}]`
    });
    return unwrap(answer).results;
  }
};
var bodyOf = (event, json) => `${JSON.stringify(event).slice(0, -1)},"data":${json}}`;
function withIdempotencyKey({ request }) {
  if (request.method === "POST" && !request.headers.has("idempotency-key")) request.headers.set("idempotency-key", randomUUID());
  return request;
}

// ../../libs/signing/dist/generate-secret.js
import { generateKeyPairSync, randomBytes } from "node:crypto";

// ../../libs/signing/dist/ed25519-key.js
import { createPrivateKey, createPublicKey } from "node:crypto";
var spkiHead = Buffer.from("302a300506032b6570032100", "hex");
var pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");
var ED25519_KEY_BYTES = 32;
function privateKeyFromSeed(seed) {
  return createPrivateKey({
    key: Buffer.concat([
      pkcs8Head,
      seed
    ]),
    format: "der",
    type: "pkcs8"
  });
}
var smallOrder = /* @__PURE__ */ new Set([
  "00".repeat(32),
  "01" + "00".repeat(31),
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ec" + "ff".repeat(30) + "7f",
  "ed" + "ff".repeat(30) + "7f",
  "ee" + "ff".repeat(30) + "7f"
]);
function publicBytesOf(privateKey2) {
  return createPublicKey(privateKey2).export({
    format: "der",
    type: "spki"
  }).subarray(spkiHead.length);
}

// ../../libs/signing/dist/signing-secret.js
import { createSecretKey } from "node:crypto";

// ../../libs/signing/dist/base64.js
function decodeBase64(text2) {
  const bytes = Buffer.from(text2, "base64");
  return bytes.toString("base64") === text2 ? bytes : void 0;
}

// ../../libs/signing/dist/signing-error.js
var sentences = {
  unknown_prefix: "A signing secret starts with whsec_, whsk_ or whpk_.",
  not_base64: "What follows the prefix of a signing secret is padded standard base64 (RFC 4648, section 4).",
  wrong_length: "A whsec_ secret has 24 to 64 bytes, a whsk_ key 32 (the seed) or 64 (seed and public key), a whpk_ key 32.",
  key_pair_mismatch: "The public half of this whsk_ key isn't the one that belongs to its seed.",
  weak_key: "Anybody can forge signatures for this whpk_ key; it was made by no key generator.",
  cannot_sign: "A whpk_ key only verifies; sign with the whsk_ key that it belongs to.",
  cannot_verify: "A whsk_ key only signs and is nobody else's to have; verify with its whpk_ key.",
  no_secrets: "At least one secret is needed to sign.",
  unsafe_id: "A webhook-id is visible ASCII without a full stop.",
  unsafe_timestamp: "A webhook-timestamp is a whole number of seconds since 1970, at most 11 digits long."
};
var SigningError = class extends Error {
  code;
  name = "SigningError";
  constructor(code) {
    super(sentences[code]), this.code = code;
  }
};

// ../../libs/signing/dist/signing-secret.js
var secretPrefix = {
  symmetric: "whsec_",
  private: "whsk_",
  public: "whpk_"
};
var MIN_SYMMETRIC_BYTES = 24;
var MAX_SYMMETRIC_BYTES = 64;
function parseSigningSecret(text2) {
  const { kind, bytes } = decode(text2);
  switch (kind) {
    case "symmetric":
      return symmetricSecret(bytes);
    case "private":
      return {
        kind,
        key: privateKey(bytes)
      };
    case "public":
      throw new SigningError("cannot_sign");
  }
}
function decode(text2) {
  const kind = [
    "symmetric",
    "private",
    "public"
  ].find((each) => text2.startsWith(secretPrefix[each]));
  if (!kind) throw new SigningError("unknown_prefix");
  const bytes = decodeBase64(text2.slice(secretPrefix[kind].length));
  if (!bytes) throw new SigningError("not_base64");
  return {
    kind,
    bytes
  };
}
function symmetricSecret(bytes) {
  if (bytes.length < MIN_SYMMETRIC_BYTES || bytes.length > MAX_SYMMETRIC_BYTES) throw new SigningError("wrong_length");
  return {
    kind: "symmetric",
    key: createSecretKey(bytes)
  };
}
function privateKey(bytes) {
  if (bytes.length !== ED25519_KEY_BYTES && bytes.length !== 2 * ED25519_KEY_BYTES) {
    throw new SigningError("wrong_length");
  }
  const key = privateKeyFromSeed(bytes.subarray(0, ED25519_KEY_BYTES));
  const publicHalf = bytes.subarray(ED25519_KEY_BYTES);
  if (publicHalf.length > 0 && !publicHalf.equals(publicBytesOf(key))) throw new SigningError("key_pair_mismatch");
  return key;
}

// ../../libs/signing/dist/generate-secret.js
var SYMMETRIC_BYTES = 32;
function generateSecret() {
  return secretPrefix.symmetric + randomBytes(SYMMETRIC_BYTES).toString("base64");
}

// ../../libs/signing/dist/signer.js
import { sign } from "node:crypto";

// ../../libs/signing/dist/signed-content.js
import { createHmac } from "node:crypto";
var safeId = /^[!-\-/-~]+$/;
var safeTimestamp = /^(?:0|[1-9][0-9]{0,10})$/;
function isSafeId(id) {
  return safeId.test(id);
}
function isSafeTimestamp(timestamp) {
  return safeTimestamp.test(timestamp);
}
function contentHead(id, timestamp) {
  return `${id}.${timestamp}.`;
}
function symmetricSignature(key, head, body) {
  const mac = createHmac("sha256", key).update(head);
  if (body instanceof Uint8Array) mac.update(body);
  else for (const chunk of body) mac.update(chunk);
  return `v1,${mac.digest("base64")}`;
}
function wholeContent(head, body) {
  return Buffer.concat([
    Buffer.from(head),
    ...body instanceof Uint8Array ? [
      body
    ] : body
  ]);
}

// ../../libs/signing/dist/signer.js
var Signer = class {
  #secrets;
  /** The signatures come in the order of the secrets; throws {@link SigningError} `no_secrets` when there are none. */
  constructor(secrets) {
    if (secrets.length === 0) throw new SigningError("no_secrets");
    this.#secrets = [
      ...secrets
    ];
  }
  /**
  * The value of `webhook-signature`: one signature for each secret, separated by spaces.
  * Throws {@link SigningError}: `unsafe_id` or `unsafe_timestamp`.
  */
  sign({ id, timestampSeconds, body }) {
    const timestamp = String(timestampSeconds);
    if (!isSafeId(id)) throw new SigningError("unsafe_id");
    if (!isSafeTimestamp(timestamp)) throw new SigningError("unsafe_timestamp");
    const head = contentHead(id, timestamp);
    let whole;
    return this.#secrets.map(({ kind, key }) => {
      if (kind === "symmetric") return symmetricSignature(key, head, body);
      whole ??= wholeContent(head, body);
      return asymmetricSignature(key, whole);
    }).join(" ");
  }
};
function asymmetricSignature(key, content) {
  return `v1a,${sign(null, content, key).toString("base64")}`;
}

// ../../libs/signing/dist/webhook-headers.js
function webhookHeaders(signer, message) {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestampSeconds),
    "webhook-signature": signer.sign(message)
  };
}

// dist/run.js
import { CommanderError } from "commander";

// dist/answers/failure-lines.js
var hints = {
  unauthorized: "Give a key by POSTRIDER_API_KEY, --key-file or a profile; `postrider doctor` tells whether it is valid.",
  forbidden: "Use a key with that scope: `postrider keys create --scopes \u2026` makes one.",
  unknown_event_type: "Register it: `postrider event-types put <type>`.",
  unavailable: "`postrider doctor` says which part is away.",
  internal_error: "`postrider doctor` looks at every part; the services\u2019 logs have the rest."
};
function failureLines({ status, problem }) {
  if (!problem) return [
    `The answer has status ${status} and isn't Postrider's: is the address right?`
  ];
  const { code, detail, title, errors = [] } = problem;
  const hint = hints[code];
  const lines = [
    `${code} (${status}): ${detail}`,
    ...errors.map(({ path, message }) => `  ${path || "the body"}: ${message}`),
    ...title === detail ? [] : [
      title
    ],
    ...hint === void 0 ? [] : [
      hint
    ]
  ];
  return lines.map(printable);
}

// dist/exit-codes.js
var exitCodes = {
  done: {
    code: 0,
    meaning: "It is done."
  },
  failed: {
    code: 1,
    meaning: "Postrider refused it, or it could be done in part alone: what is said on stderr tells."
  },
  misused: {
    code: 2,
    meaning: "The command line, a variable or the profile makes no sense. Nothing was asked for."
  },
  unreachable: {
    code: 3,
    meaning: "A service, Kafka or Postgres gave no answer, or said that it is away."
  },
  unhealthy: {
    code: 4,
    meaning: "`doctor` found something wrong."
  },
  stopped: {
    code: 130,
    meaning: "It was stopped (Ctrl-C) before it was done. `tail` and `listen` end with 0 then."
  }
};

// dist/program.js
import tab from "@bomb.sh/tab/commander";

// dist/commands/deliver-again.js
import { Option } from "@commander-js/extra-typings";

// dist/pause.js
function pause({ clock, signal }, delayMs) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = () => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    });
    signal.addEventListener("abort", stop, {
      once: true
    });
  });
}

// dist/progress.js
import { Presets, SingleBar } from "cli-progress";
var NONE = {
  at: () => void 0,
  end: () => void 0
};
function progressOf({ screen }, what, quiet) {
  if (!screen || quiet) return NONE;
  const format = `${what} {bar} {value} of {total}, {percentage} %, {eta_formatted} left`;
  const bar = new SingleBar({
    stream: screen,
    format,
    hideCursor: true,
    clearOnComplete: true
  }, Presets.shades_classic);
  let isDrawn = false;
  return {
    at(done, total) {
      if (!isDrawn) bar.start(total, done);
      isDrawn = true;
      bar.setTotal(total);
      bar.update(Math.min(done, total));
    },
    end() {
      if (isDrawn) bar.stop();
    }
  };
}

// dist/job-progress.js
var LOOK_MS = 500;
async function startedJob(context, answer, wait) {
  const many = `${answer.count}${answer.more ? " or more" : ""} ${answer.count === 1 ? "delivery" : "deliveries"}`;
  if (!("job" in answer)) context.answers.one(answer, () => [
    `There would be ${many} to make.`
  ]);
  else if (wait) await followJob(context, answer.job);
  else context.answers.one(answer, () => [
    `${answer.job} begins, with ${many}: \`postrider jobs watch ${answer.job}\`.`
  ]);
}
async function followJob(context, id) {
  const { management } = await context.api();
  const { answers, surroundings } = context;
  const progress = progressOf(surroundings.terminal, id, answers.asJson);
  try {
    for (; ; ) {
      const job = unwrap(await management.GET("/v1/jobs/{id}", {
        params: {
          path: {
            id
          }
        }
      }));
      progress.at(job.done, Math.max(job.count, job.done));
      if (job.finishedAt !== void 0) {
        progress.end();
        answers.one(job, () => [
          `${job.id} is ${job.status}: ${job.kind}, ${job.done} of ${job.count}.`
        ]);
        return;
      }
      if (!await pause(surroundings, LOOK_MS)) throw new CommandStopped(`${id} goes on: \`postrider jobs watch ${id}\` shows how far it is, \`postrider jobs cancel ${id}\` ends it.`);
    }
  } finally {
    progress.end();
  }
}

// dist/new-command.js
import { Command } from "@commander-js/extra-typings";
var newCommand = (name, description) => new Command(name).description(description).exitOverride().configureOutput({
  writeErr: () => void 0
}).configureHelp({
  showGlobalOptions: true
});

// dist/options.js
import { InvalidArgumentError } from "@commander-js/extra-typings";
var wholeNumber = (min, max) => (text2) => {
  const value = Number(text2);
  if (/^\d+$/.test(text2) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
};
function perSecond(text2) {
  const value = Number(text2);
  if (value >= 0.1 && value <= 1e4) return value;
  throw new InvalidArgumentError("It takes a number from 0.1 to 10000.");
}
var words = (text2) => text2.split(",").map((word) => word.trim()).filter((word) => word !== "");
var UNITS_MS = {
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5
};
var time = (nowMs) => (text2) => {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text2) ?? [];
  if (count !== void 0) return new Date(nowMs() - Number(count) * (UNITS_MS[unit] ?? 0)).toISOString();
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text2) ? Date.parse(text2) : NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It takes a time such as 2026-01-01T00:00:00Z, or so long ago as 90s, 15m, 2h, 7d.");
  return new Date(at).toISOString();
};
var given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));

// dist/commands/deliver-again.js
function deliverAgain(context) {
  return [
    replay(context),
    backfill(context),
    redrive(context)
  ];
}
var RATE = [
  "--per-second <n>",
  "how many deliveries it may begin in a second; 1,000 unless given",
  perSecond
];
var DRY_RUN = [
  "--dry-run",
  "only count what there is to do"
];
var NO_WAIT = [
  "--no-wait",
  "don\u2019t wait until the job is done"
];
var SINCE = "--since <time>";
var SINCE_MEANING = "what was accepted from this time on: ISO 8601, or 15m, 2h, 7d";
var UNTIL = [
  "--until <time>",
  "what was accepted before this time"
];
function replay(context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand("replay", "deliver an endpoint\u2019s events again, or one event").option("--endpoint <id>", "to this endpoint").option("--event <id>", "this event: to every endpoint that wants it now, or to --endpoint alone").option(SINCE, SINCE_MEANING, at).option(...UNTIL, at).addOption(new Option("--status <which>", "its dead letters, what never arrived, or all; missing unless given").choices([
    "dead",
    "missing",
    "all"
  ])).option(...RATE).option(...DRY_RUN).option(...NO_WAIT).action(async ({ endpoint, event, since, until, status, perSecond: rate, dryRun, wait }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const pace = given({
      perSecond: rate,
      dryRun
    });
    if (event !== void 0) {
      if (since ?? until ?? status) throw new Misuse("--since, --until and --status are for an endpoint\u2019s events.");
      const params2 = {
        path: {
          tenant,
          id: event
        }
      };
      const body2 = {
        ...pace,
        ...given({
          endpoint
        })
      };
      const answer2 = unwrap(await management.POST("/v1/tenants/{tenant}/events/{id}/replay", {
        params: params2,
        body: body2
      }));
      await startedJob(context, answer2, wait);
      return;
    }
    if (endpoint === void 0 || since === void 0) throw new Misuse("Say what: --endpoint and --since, or --event.");
    const params = {
      path: {
        tenant,
        id: endpoint
      }
    };
    const body = {
      since,
      ...pace,
      ...given({
        until,
        status
      })
    };
    const answer = unwrap(await management.POST("/v1/tenants/{tenant}/endpoints/{id}/replay", {
      params,
      body
    }));
    await startedJob(context, answer, wait);
  });
}
function backfill(context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand("backfill", "deliver earlier events to an endpoint that is new").argument("<endpoint>").requiredOption(SINCE, SINCE_MEANING, at).option(...UNTIL, at).option(...RATE).option(...DRY_RUN).option(...NO_WAIT).action(async (id, { since, until, perSecond: rate, dryRun, wait }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    const body = {
      since,
      ...given({
        until,
        perSecond: rate,
        dryRun
      })
    };
    const answer = unwrap(await management.POST("/v1/tenants/{tenant}/endpoints/{id}/backfill", {
      params,
      body
    }));
    await startedJob(context, answer, wait);
  });
}
function redrive(context) {
  const at = time(() => context.surroundings.clock.now());
  return newCommand("redrive", "deliver dead letters again, of a tenant or an endpoint").option("--endpoint <id>", "of this endpoint alone").option(SINCE, SINCE_MEANING, at).option(...UNTIL, at).option(...RATE).option(...DRY_RUN).option(...NO_WAIT).action(async ({ endpoint, since, until, perSecond: rate, dryRun, wait }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant
      }
    };
    const body = given({
      endpoint,
      since,
      until,
      perSecond: rate,
      dryRun
    });
    const answer = unwrap(await management.POST("/v1/tenants/{tenant}/dead-letters/redrive", {
      params,
      body
    }));
    await startedJob(context, answer, wait);
  });
}

// dist/commands/deliveries.js
import { Option as Option2 } from "@commander-js/extra-typings";

// dist/answers/field-lines.js
function fieldLines(value) {
  const fields = Object.entries(value).filter(([, each]) => each !== void 0);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, each]) => `${printable(name).padEnd(width)}  ${shown(each)}`);
}
function shown(value) {
  if (value === void 0 || value === null) return "";
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return printable(value.join(", "));
  return printable(typeof value === "string" ? value : JSON.stringify(value));
}

// dist/answers/table-of.js
import { getBorderCharacters, table } from "table";
var CELL_LENGTH = 60;
function tableOf(items, columns8) {
  const rows = items.map((item) => Object.values(columns8).map((read) => cut(shown(read(item)))));
  const text2 = table([
    Object.keys(columns8).map((title) => title.toUpperCase()),
    ...rows
  ], {
    border: getBorderCharacters("void"),
    columnDefault: {
      paddingLeft: 0,
      paddingRight: 2
    },
    drawHorizontalLine: () => false
  });
  return text2.split("\n").map((line2) => line2.trimEnd()).filter((line2) => line2 !== "");
}
var cut = (text2) => {
  const line2 = text2.replaceAll("	", " ");
  return line2.length <= CELL_LENGTH ? line2 : `${line2.slice(0, CELL_LENGTH - 1)}\u2026`;
};

// dist/listing.js
var PAGE = 250;
var limitOption = [
  "--limit <n>",
  "how many at most; 0 for all there are",
  wholeNumber(0, 1e6),
  50
];
async function firstOf(limit, page) {
  const most = limit === 0 ? Infinity : limit;
  const items = [];
  for await (const item of allPages((cursor) => page({
    limit: Math.min(PAGE, most - items.length),
    cursor
  }))) {
    items.push(item);
    if (items.length >= most) break;
  }
  return items;
}

// dist/commands/deliveries.js
var STATUSES = [
  "pending",
  "delivered",
  "retrying",
  "held",
  "dead",
  "cancelled"
];
var columns = {
  id: ({ id }) => id,
  event: ({ event }) => event,
  type: ({ eventType }) => eventType,
  endpoint: ({ endpoint }) => endpoint,
  status: ({ status, reason }) => [
    status,
    ...reason ? [
      reason
    ] : []
  ],
  attempts: ({ attempts }) => attempts,
  "last answer": ({ lastStatusCode, lastFailure }) => lastStatusCode ?? lastFailure
};
var attemptColumns = {
  attempt: ({ number }) => number,
  at: ({ startedAt }) => startedAt,
  outcome: ({ outcome, reason }) => [
    outcome,
    ...reason ? [
      reason
    ] : []
  ],
  answer: ({ response }) => response?.statusCode,
  ms: ({ durationMs }) => Math.round(durationMs),
  why: ({ failure, detail }) => detail ?? failure?.title
};
function deliveries(context) {
  const group = newCommand("deliveries", "look for deliveries and what was answered, and try one again");
  const at = time(() => context.surroundings.clock.now());
  group.command("list").description("list deliveries, newest first").addOption(new Option2("--status <status>", "that stand so").choices(STATUSES)).option("--endpoint <id>", "to this endpoint").option("--event <id>", "of this event").option("--event-type <type>", "of events of this type").option("--last-status-code <n>", "whose last attempt was answered so", wholeNumber(100, 599)).option("--since <time>", "of events accepted from this time on: ISO 8601, or 15m, 2h, 7d", at).option("--until <time>", "of events accepted before this time", at).option(...limitOption).action(async ({ limit, ...search }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const found = await firstOf(limit, async (page) => {
      const params = {
        path: {
          tenant
        },
        query: {
          ...page,
          ...given(search)
        }
      };
      return unwrap(await management.GET("/v1/tenants/{tenant}/deliveries", {
        params
      }));
    });
    context.answers.list(found, columns, "There are no such deliveries.");
  });
  group.command("get").description("look at a delivery, with every attempt and why it failed").argument("<delivery>").action(async (id) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    const found = unwrap(await management.GET("/v1/tenants/{tenant}/deliveries/{id}", {
      params
    }));
    const { attemptLog, ...rest } = found;
    context.answers.one(found, () => [
      ...fieldLines(rest),
      ...attemptLog.length === 0 ? [] : [
        "",
        ...tableOf(attemptLog, attemptColumns)
      ]
    ]);
  });
  for (const [action, description] of [
    [
      "retry",
      "attempt a delivery now"
    ],
    [
      "cancel",
      "cancel a delivery"
    ]
  ]) group.command(`${action} <delivery>`).description(description).action(async (id) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    const changed = unwrap(await management.POST(`/v1/tenants/{tenant}/deliveries/{id}/${action}`, {
      params
    }));
    context.answers.one(changed, () => [
      `${changed.id} is ${changed.status}.`
    ]);
  });
  return group;
}

// dist/dlt/which-records.js
var SUFFIX = deadLetterTopicOf("");
function deadLetterTopicNamed(name) {
  checkTopic(name);
  return name.endsWith(SUFFIX) ? name : deadLetterTopicOf(name);
}
function targetTopic(name) {
  checkTopic(name);
  if (name.endsWith(SUFFIX)) throw new Misuse(`--to ${name}: nobody reads a dead-letter topic.`);
  return name;
}
function placeOf(partition, offset2) {
  if (partition === void 0 && offset2 === void 0) return void 0;
  if (partition === void 0 || offset2 === void 0) throw new Misuse("--partition and --offset go together.");
  return {
    partition,
    offset: offset2
  };
}
function checkTopic(name) {
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(name)) throw new Misuse("A topic is named by letters, digits, dots, _ and -.");
}

// dist/commands/dlt.js
var offset = wholeNumber(0, Number.MAX_SAFE_INTEGER);
var PARTITION = [
  "--partition <n>",
  "of one record",
  offset
];
var OFFSET = [
  "--offset <n>",
  "of one record",
  offset
];
var DEFAULT_LIMIT = 10;
function dlt(context) {
  const group = newCommand("dlt", "poison records, which nobody could read, in the topics called <topic>.dlt; Kafka is found by KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_\u2026");
  const { terminal, signal } = context.surroundings;
  group.command("list").description("every dead-letter topic: how many records, from when to when, why").action(async () => {
    const [{ withKafka }, { list }] = await Promise.all([
      import("./with-kafka-4PUAAES2.js"),
      import("./list-MRP52N2W.js")
    ]);
    await withKafka(context.surroundings, (access, { INBOX_TOPICS }) => untilStopped(signal, list(access, INBOX_TOPICS.map(({ topic }) => topic), context.answers)));
  });
  group.command("show").description("records with their reason, where they came from, key, headers and value").argument("<topic>", "by its own name, or that of its dead-letter topic").option(...PARTITION).option(...OFFSET).option("--limit <n>", "how many, 10 when left out; the oldest of each partition come first", offset).option("--full", "long values whole").action(async (name, { partition, offset: at, limit, full = false }) => {
    const topic = deadLetterTopicNamed(name);
    const place = placeOf(partition, at);
    if (place && limit !== void 0) throw new Misuse("--limit goes without --partition and --offset.");
    const [{ withKafka }, { show }] = await Promise.all([
      import("./with-kafka-4PUAAES2.js"),
      import("./show-TUGVK2B3.js")
    ]);
    const command = {
      topic,
      place,
      limit: limit ?? DEFAULT_LIMIT,
      json: context.answers.asJson,
      full
    };
    await withKafka(context.surroundings, (access) => untilStopped(signal, show(access, command, terminal)));
  });
  group.command("redrive").description("put one record, or all that weren\u2019t put back yet, where they came from").argument("<topic>", "by its own name, or that of its dead-letter topic").option(...PARTITION).option(...OFFSET).option("--all", "all that weren\u2019t put back yet").option("--to <topic>", "into another topic, the same partition").option("--dry-run", "only say what would be done").action(async (name, { partition, offset: at, all = false, to, dryRun = false }) => {
    const topic = deadLetterTopicNamed(name);
    const place = placeOf(partition, at);
    if (place ? all : !all) throw new Misuse("Say which: either --all, or one record with --partition and --offset.");
    const target = to === void 0 ? void 0 : targetTopic(to);
    const [{ withKafka }, { redrive: redrive2 }] = await Promise.all([
      import("./with-kafka-4PUAAES2.js"),
      import("./redrive-G7NIW7R6.js")
    ]);
    const command = {
      topic,
      which: place ?? "all",
      to: target,
      dryRun,
      json: context.answers.asJson
    };
    const code = await withKafka(context.surroundings, (access) => redrive2(access, command, terminal, signal));
    if (code !== 0) throw new Ended(code);
  });
  return group;
}
var untilStopped = (signal, reading) => Promise.race([
  reading,
  new Promise((_, reject) => {
    const stop = () => reject(new Ended(130));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, {
      once: true
    });
  })
]);

// dist/doctor/key-findings.js
var SOON_MS = 7 * 864e5;
var MAX_KEYS = 1e3;
async function keyFindings(connection, nowMs) {
  const { ingestionUrl, managementUrl, key, tenant = "postrider" } = connection;
  if (key === void 0) return [
    skipped("key", "there is none", "Set POSTRIDER_API_KEY, or keep one with `postrider profiles set`.")
  ];
  const { ingestion, management } = new Postrider({
    ingestionUrl,
    managementUrl,
    key,
    patience: {
      tries: 1
    }
  });
  const path = {
    tenant
  };
  const [byManagement, byIngestion] = await Promise.all([
    taken("key at management", async () => unwrap(await management.GET("/v1/tenants/{tenant}", {
      params: {
        path
      }
    }))),
    taken("key at ingestion", async () => (
      // Nothing that could be published: whoever takes the key says so.
      unwrap(await ingestion.POST("/v1/tenants/{tenant}/events", {
        params: {
          path
        },
        body: {
          type: "",
          data: null
        },
        bodySerializer: () => "{}"
      }))
    ))
  ]);
  if (byManagement.status !== "ok") return [
    byManagement,
    byIngestion
  ];
  return [
    byManagement,
    byIngestion,
    ...await keysThatEnd(management, nowMs)
  ];
}
async function taken(check2, ask) {
  try {
    await ask();
  } catch (error) {
    return refusal(check2, error);
  }
  return ok(check2, "valid");
}
function refusal(check2, error) {
  if (!(error instanceof PostriderError)) return skipped(check2, `no answer: ${reasonOf(error)}`, "Mend what is said of the service.");
  const { code, status, message } = error;
  if (code === "unauthorized") return failed(check2, "it isn\u2019t valid here", "Use another, or make one; both services need the same POSTRIDER_ADMIN_KEY.");
  if (code === "address_not_allowed") return failed(check2, message, "Ask from where the key is for, or widen its allowedCidrs: `postrider keys update`.");
  if (code === void 0 || status >= 500) return skipped(check2, `no word of it: ${message}`, "Mend what is said of the service.");
  return ok(check2, "valid");
}
async function keysThatEnd(management, nowMs) {
  const findings = [];
  let count = 0;
  try {
    for await (const key of allPages(async (cursor) => unwrap(await management.GET("/v1/api-keys", {
      params: {
        query: {
          limit: 250,
          cursor
        }
      }
    })))) {
      findings.push(...endOf(key, nowMs));
      if (++count >= MAX_KEYS) break;
    }
  } catch (error) {
    if (error instanceof PostriderError) return [];
    throw error;
  }
  return findings.length > 0 ? findings : [
    ok("keys", `${count} looked at: none has ended or ends within 7 days`)
  ];
}
function endOf({ id, name, expiresAt }, nowMs) {
  if (expiresAt === void 0) return [];
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs > SOON_MS) return [];
  if (leftMs <= 0) return [
    warning("keys", `${id} (${name}) ended at ${expiresAt}`, `Delete it: \`postrider keys delete ${id}\`.`)
  ];
  return [
    warning("keys", `${id} (${name}) ends at ${expiresAt}`, "Make another, and have its user change to it before then.")
  ];
}

// dist/doctor/service-findings.js
import { z } from "zod";
var TIMEOUT_MS = 5e3;
var DATE_EXACTNESS_MS = 1e3;
var Report = z.object({
  status: z.string(),
  checks: z.record(z.string(), z.boolean())
});
async function serviceFindings(name, url, variable, { clock }) {
  if (url === void 0) return [
    skipped(name, "it isn\u2019t said where it is", `Set ${variable} to have it looked at.`)
  ];
  const askedMs = clock.now();
  let response;
  let text2;
  try {
    response = await fetch(`${url}/health/ready`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual"
    });
    text2 = await response.text();
  } catch (error) {
    return [
      failed(name, `no answer from ${url}: ${reasonOf(error)}`, `Start it, or correct its address (${variable}).`)
    ];
  }
  const report = Report.safeParse(jsonOf(text2));
  if (!report.success) return [
    failed(name, `${url}/health/ready answered ${response.status}, and not as Postrider does`, `Correct its address (${variable}); an ingress has to let /health/ready through, or be gone round.`)
  ];
  return [
    readiness(name, url, report.data.checks),
    ...clockFindings(name, response, (askedMs + clock.now()) / 2)
  ];
}
function readiness(name, url, checks) {
  const wrong = Object.entries(checks).flatMap(([check2, holds]) => holds ? [] : [
    check2
  ]);
  if (wrong.length === 0) return ok(name, `ready at ${url}`);
  return failed(name, `not ready at ${url}: ${wrong.join(", ")}`, "What it needs is below; its log has the rest (`consumer.`, `registry.` and `database.` lines).");
}
function clockFindings(name, response, nowMs) {
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(date)) return [];
  const finding = clockFinding(`${name} clock`, date + DATE_EXACTNESS_MS / 2 - nowMs, DATE_EXACTNESS_MS);
  return [
    finding
  ];
}
function jsonOf(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return void 0;
  }
}

// dist/commands/doctor.js
function doctor(context) {
  return newCommand("doctor", "look at everything that Postrider needs, say what is wrong and what to do; Kafka and Postgres where KAFKA_BROKERS and DATABASE_URL say, as the services have them").action(async () => {
    const findings = await allFindings(context);
    const isWell = findings.every(({ status }) => status !== "failed");
    context.answers.one({
      ok: isWell,
      findings
    }, () => findings.flatMap(linesOf));
    if (!isWell) throw new Ended(exitCodes.unhealthy.code);
  });
}
async function allFindings(context) {
  const { surroundings } = context;
  const { environment, clock } = surroundings;
  const connection = await context.connection();
  const services = [
    [
      "ingestion",
      connection.ingestionUrl,
      "POSTRIDER_INGESTION_URL"
    ],
    [
      "subscription",
      connection.managementUrl,
      "POSTRIDER_MANAGEMENT_URL"
    ],
    [
      "dispatcher",
      connection.dispatcherUrl,
      "POSTRIDER_DISPATCHER_URL"
    ],
    [
      "retry-scheduler",
      connection.retrySchedulerUrl,
      "POSTRIDER_RETRY_SCHEDULER_URL"
    ]
  ];
  const all = await Promise.all([
    ...services.map(([name, url, variable]) => serviceFindings(name, url, variable, surroundings)),
    keyFindings(connection, clock.now()),
    // Loaded only here: every other command starts sooner without.
    isSet(environment.POSTRIDER_SECRET_KEY) ? import("./secret-key-finding-UGJQVUBJ.js").then(({ secretKeyFindings }) => secretKeyFindings(environment)) : [],
    isSet(environment.KAFKA_BROKERS) ? import("./kafka-findings-TECMYV24.js").then(({ kafkaFindings }) => kafkaFindings(surroundings)) : [
      skipped("kafka", "it isn\u2019t said where it is", "Set KAFKA_BROKERS, as the services have it, to have it looked at.")
    ],
    isSet(environment.DATABASE_URL) ? import("./database-findings-TEIQASGC.js").then(({ databaseFindings }) => databaseFindings(surroundings)) : [
      skipped("postgres", "it isn\u2019t said where it is", "Set DATABASE_URL, as the services have it, to have it looked at.")
    ]
  ]);
  return all.flat();
}
var isSet = (text2) => (text2 ?? "").trim() !== "";
function linesOf({ check: check2, status, detail, action }) {
  const line2 = `${status.padEnd(8)} ${check2}: ${detail}`;
  return action === void 0 ? [
    line2
  ] : [
    line2,
    `         ${action}`
  ];
}

// dist/commands/endpoints.js
import { Option as Option3 } from "@commander-js/extra-typings";

// dist/input.js
import { readFile } from "node:fs/promises";
var MAX_BYTES = 64 * 1024 * 1024;
async function readText(input) {
  if (!input) throw new Misuse("Nothing comes in by stdin: give it as an argument, name a file, or pipe it in.");
  const chunks = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Misuse("What comes in by stdin is more than Postrider takes.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
async function givenText(given2, input) {
  if (given2 === "-") return readText(input);
  if (!given2.startsWith("@")) return given2;
  return readFile(given2.slice(1), "utf8").catch((error) => {
    throw new Misuse(`${given2.slice(1)} can't be read: ${reasonOf(error)}.`);
  });
}
async function givenBody(given2, input) {
  if (given2 === void 0) return {};
  let value;
  try {
    value = JSON.parse(await givenText(given2, input));
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`--data isn't JSON: ${reasonOf(error)}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Misuse("--data has to be a JSON object.");
  return value;
}

// dist/commands/endpoint-actions.js
var SEVEN_DAYS = 7 * 86400;
var statusChanges = [
  [
    "pause",
    "hold what is for an endpoint, until it is resumed"
  ],
  [
    "resume",
    "end a pause: what was held goes out, oldest first"
  ],
  [
    "disable",
    "stop an endpoint until it is enabled"
  ],
  [
    "enable",
    "enable an endpoint that was disabled: what was held goes out, oldest first"
  ]
];
function endpointActions(group, context) {
  const path = async (id) => ({
    path: {
      tenant: await context.tenant(),
      id
    }
  });
  for (const [action, description] of statusChanges) group.command(`${action} <endpoint>`).description(description).action(async (id) => {
    const { management } = await context.api();
    const params = await path(id);
    const changed = unwrap(await management.POST(`/v1/tenants/{tenant}/endpoints/{id}/${action}`, {
      params
    }));
    context.answers.one(changed, () => [
      `${changed.id} is ${changed.status}.`
    ]);
  });
  group.command("test <endpoint>").description("send an endpoint a test event: the example of a type, signed like any other").option("--event-type <type>", "the type whose example is sent").action(async (id, { eventType }) => {
    const { management } = await context.api();
    const params = await path(id);
    const body = given({
      eventType
    });
    const started = unwrap(await management.POST("/v1/tenants/{tenant}/endpoints/{id}/test", {
      params,
      body
    }));
    context.answers.one(started, () => [
      `${started.event} is on its way: \`postrider deliveries get ${started.delivery}\` tells what becomes of it.`
    ]);
  });
  group.command("secret <endpoint>").description("show the secret that deliveries are signed with").action(async (id) => {
    const { management } = await context.api();
    const params = await path(id);
    context.answers.one(unwrap(await management.GET("/v1/tenants/{tenant}/endpoints/{id}/secret", {
      params
    })));
  });
  group.command("rotate <endpoint>").description("make a new secret; the old one signs as well for a while").option("--grace-seconds <n>", "for how long; a day unless given", wholeNumber(0, SEVEN_DAYS)).action(async (id, { graceSeconds }) => {
    const { management } = await context.api();
    const params = await path(id);
    const body = given({
      graceSeconds
    });
    context.answers.one(unwrap(await management.POST("/v1/tenants/{tenant}/endpoints/{id}/secret/rotate", {
      params,
      body
    })));
  });
}

// dist/commands/endpoints.js
var REST = "the rest of it, as in the OpenAPI document: JSON, @file, or - for stdin";
var columns2 = {
  id: ({ id }) => id,
  url: ({ url }) => url,
  status: ({ status, disabledReason }) => [
    status,
    ...disabledReason ? [
      disabledReason
    ] : []
  ],
  "event types": ({ subscriptions }) => subscriptions?.flatMap(({ eventTypes: eventTypes2 }) => eventTypes2) ?? [
    "*"
  ],
  description: ({ description }) => description
};
function endpoints(context) {
  const group = newCommand("endpoints", "make, look at, change, stop, try and delete endpoints");
  group.command("list").description("list endpoints, newest first").option(...limitOption).action(async ({ limit }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const path = {
      tenant
    };
    const found = await firstOf(limit, async (query) => unwrap(await management.GET("/v1/tenants/{tenant}/endpoints", {
      params: {
        path,
        query
      }
    })));
    context.answers.list(found, columns2, "There are no endpoints: `postrider endpoints create <url>` makes one.");
  });
  group.command("get").description("look at an endpoint").argument("<endpoint>").action(async (id) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    context.answers.one(unwrap(await management.GET("/v1/tenants/{tenant}/endpoints/{id}", {
      params
    })));
  });
  group.command("create").description("make an endpoint; the answer has the secret that deliveries to it are signed with").argument("<url>", "where deliveries are posted to").option("--event-types <types>", "which it gets, with commas between them: order.created,invoice.*", words).option("--description <text>", "what it is for").addOption(new Option3("--ordering <by>", "whether events of a key come one after another").choices([
    "none",
    "key"
  ])).option("--data <json>", REST).action(async (url, { eventTypes: eventTypes2, description, ordering, data }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const rest = await givenBody(data, context.surroundings.input);
    const subscriptions = eventTypes2 && [
      {
        eventTypes: eventTypes2
      }
    ];
    const body = {
      ...rest,
      url,
      ...given({
        description,
        ordering,
        subscriptions
      })
    };
    const params = {
      path: {
        tenant
      }
    };
    context.answers.one(unwrap(await management.POST("/v1/tenants/{tenant}/endpoints", {
      params,
      body
    })));
  });
  group.command("update").description("change an endpoint; what is left out stays as it is").argument("<endpoint>").option("--to <url>", "another URL").option("--event-types <types>", "which it gets, in place of all its subscriptions", words).option("--description <text>", "what it is for").option("--data <json>", REST).action(async (id, { to: url, eventTypes: eventTypes2, description, data }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const rest = await givenBody(data, context.surroundings.input);
    const subscriptions = eventTypes2 && [
      {
        eventTypes: eventTypes2
      }
    ];
    const body = {
      ...rest,
      ...given({
        url,
        description,
        subscriptions
      })
    };
    const params = {
      path: {
        tenant,
        id
      }
    };
    context.answers.one(unwrap(await management.PATCH("/v1/tenants/{tenant}/endpoints/{id}", {
      params,
      body
    })));
  });
  group.command("delete").description("delete an endpoint; what is open for it is cancelled").argument("<endpoint>").action(async (id) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    unwrap(await management.DELETE("/v1/tenants/{tenant}/endpoints/{id}", {
      params: {
        path: {
          tenant,
          id
        }
      }
    }));
    context.answers.one({
      deleted: id
    }, () => [
      `${id} is deleted.`
    ]);
  });
  endpointActions(group, context);
  return group;
}

// dist/commands/event-types.js
import { Option as Option4 } from "@commander-js/extra-typings";
var columns3 = {
  type: ({ type }) => type,
  description: ({ description }) => description,
  state: ({ archived, deprecated }) => archived ? "archived" : deprecated ? "deprecated" : ""
};
function eventTypes(context) {
  const group = newCommand("event-types", "register what may be published");
  group.command("list").description("list event types").option("--archived", "those that are archived as well").option(...limitOption).action(async ({ archived, limit }) => {
    const { management } = await context.api();
    const found = await firstOf(limit, async (page) => {
      const query = {
        ...page,
        ...archived && {
          archived: "true"
        }
      };
      return unwrap(await management.GET("/v1/event-types", {
        params: {
          query
        }
      }));
    });
    context.answers.list(found, columns3, "There are no event types: `postrider event-types put <type>` makes one.");
  });
  group.command("get").description("look at an event type").argument("<type>").action(async (type) => {
    const { management } = await context.api();
    context.answers.one(unwrap(await management.GET("/v1/event-types/{type}", {
      params: {
        path: {
          type
        }
      }
    })));
  });
  group.command("put").description("register an event type, or replace what is known of it").argument("<type>").option("--description <text>", "what it tells").option("--data <json>", "the rest of it, such as schema and example: JSON, @file, or - for stdin").option("--dry-run", "only list what would break with the schema that there is").action(async (type, { description, data, dryRun }) => {
    const { management } = await context.api();
    const rest = await givenBody(data, context.surroundings.input);
    const params = {
      path: {
        type
      },
      query: dryRun ? {
        dryRun: "true"
      } : {}
    };
    const body = {
      ...rest,
      ...given({
        description
      })
    };
    context.answers.one(unwrap(await management.PUT("/v1/event-types/{type}", {
      params,
      body
    })));
  });
  for (const [action, description] of [
    [
      "archive",
      "take no more events of a type"
    ],
    [
      "restore",
      "take events of an archived type again"
    ]
  ]) group.command(`${action} <type>`).description(description).action(async (type) => {
    const { management } = await context.api();
    const params = {
      path: {
        type
      }
    };
    const changed = unwrap(await management.POST(`/v1/event-types/{type}/${action}`, {
      params
    }));
    context.answers.one(changed, () => [
      `${type} is ${changed.archived ? "archived" : "in use"}.`
    ]);
  });
  group.command("delete").description("delete an event type").argument("<type>").action(async (type) => {
    const { management } = await context.api();
    unwrap(await management.DELETE("/v1/event-types/{type}", {
      params: {
        path: {
          type
        }
      }
    }));
    context.answers.one({
      deleted: type
    }, () => [
      `${type} is deleted.`
    ]);
  });
  group.command("import").description("register the webhooks of an OpenAPI document").argument("<document>", "its JSON, @file, or - for stdin").option("--dry-run", "only say what would be done").action(async (document, { dryRun }) => {
    const { management } = await context.api();
    const body = await givenBody(document, context.surroundings.input);
    const params = {
      query: dryRun ? {
        dryRun: "true"
      } : {}
    };
    const { results } = unwrap(await management.POST("/v1/event-types/import", {
      params,
      body
    }));
    const resultColumns = {
      type: (result) => "type" in result && result.type,
      result: outcomeOf
    };
    context.answers.list(results, resultColumns, "The document has no webhooks.");
  });
  group.command("export").description("describe event types to their receivers").addOption(new Option4("--format <form>", "of the document").choices([
    "openapi",
    "asyncapi"
  ]).default("openapi")).option("--event-types <pattern>", "which: order.created, order.*; all unless given").action(async ({ format, eventTypes: eventTypes2 }) => {
    const { management } = await context.api();
    const query = {
      format,
      ...given({
        eventTypes: eventTypes2
      })
    };
    const document = unwrap(await management.GET("/v1/event-types/export", {
      params: {
        query
      }
    }));
    context.answers.one(document, () => [
      JSON.stringify(document, null, 2)
    ]);
  });
  return group;
}
var outcomeOf = (result) => {
  const rest = Object.entries(result).filter(([name]) => name !== "type");
  return rest.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ");
};

// dist/exact-data.js
import { findNodeAtLocation, parseTree } from "jsonc-parser";
function exactData(answer) {
  const tree = parseTree(answer);
  const data = tree && findNodeAtLocation(tree, [
    "data"
  ]);
  if (!data) throw new Error("the answer has no data");
  return answer.slice(data.offset, data.offset + data.length);
}

// dist/commands/events.js
var columns4 = {
  id: ({ id }) => id,
  type: ({ type }) => type,
  accepted: ({ acceptedAt }) => acceptedAt,
  "ordering key": ({ orderingKey }) => orderingKey,
  labels: ({ labels }) => labels,
  bytes: ({ bytes }) => bytes
};
function events(context) {
  const group = newCommand("events", "look at events, and call off what is open of them");
  const at = time(() => context.surroundings.clock.now());
  group.command("list").description("list events, newest first").option("--event-type <type>", "of this type").option("--label <label>", "that have this label").option("--since <time>", "accepted from this time on: ISO 8601, or 15m, 2h, 7d", at).option("--until <time>", "accepted before this time", at).option(...limitOption).action(async ({ limit, ...search }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const found = await firstOf(limit, async (page) => {
      const params = {
        path: {
          tenant
        },
        query: {
          ...page,
          ...given(search)
        }
      };
      return unwrap(await management.GET("/v1/tenants/{tenant}/events", {
        params
      }));
    });
    context.answers.list(found, columns4, "There are no such events.");
  });
  group.command("get").description("look at an event, with its data byte for byte and its deliveries").argument("<event>").action(async (id) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    const text2 = unwrap(await management.GET("/v1/tenants/{tenant}/events/{id}", {
      params,
      parseAs: "text"
    }));
    context.answers.json(text2, () => {
      const { data: _data, deliveries: deliveries2, ...rest } = JSON.parse(text2);
      return [
        ...fieldLines({
          ...rest,
          data: exactData(text2)
        }),
        ...deliveries2.map(({ id: delivery, endpoint, status }) => `delivery  ${delivery}  ${endpoint}  ${status}`)
      ];
    });
  });
  group.command("cancel").description("cancel what is open of an event; before its --deliver-at, all of it").argument("<event>").option("--no-wait", "don\u2019t wait until the job is done").action(async (id, { wait }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const params = {
      path: {
        tenant,
        id
      }
    };
    const started = unwrap(await management.POST("/v1/tenants/{tenant}/events/{id}/cancel", {
      params
    }));
    await startedJob(context, started, wait);
  });
  return group;
}

// dist/commands/jobs.js
var columns5 = {
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  tenant: ({ tenant }) => tenant,
  endpoint: ({ endpoint }) => endpoint,
  status: ({ status }) => status,
  done: ({ done, count }) => `${done} of ${count}`,
  created: ({ createdAt }) => createdAt
};
function jobs(context) {
  const group = newCommand("jobs", "look at, follow and cancel jobs");
  group.command("list").description("list jobs, newest first").option(...limitOption).action(async ({ limit }) => {
    const [{ management }, { tenant }] = [
      await context.api(),
      await context.connection()
    ];
    const found = await firstOf(limit, async (page) => {
      const query = {
        ...page,
        ...given({
          tenant
        })
      };
      return unwrap(await management.GET("/v1/jobs", {
        params: {
          query
        }
      }));
    });
    context.answers.list(found, columns5, "There are no jobs.");
  });
  group.command("get").description("look at a job").argument("<job>").action(async (id) => {
    const { management } = await context.api();
    context.answers.one(unwrap(await management.GET("/v1/jobs/{id}", {
      params: {
        path: {
          id
        }
      }
    })));
  });
  group.command("watch").description("follow a job to its end").argument("<job>").action((id) => followJob(context, id));
  group.command("cancel").description("end a job; what it has begun is delivered").argument("<job>").action(async (id) => {
    const { management } = await context.api();
    const job = unwrap(await management.POST("/v1/jobs/{id}/cancel", {
      params: {
        path: {
          id
        }
      }
    }));
    context.answers.one(job, () => [
      `${job.id} is ${job.status}: ${job.done} of ${job.count}.`
    ]);
  });
  return group;
}

// dist/commands/keys.js
var SEVEN_DAYS2 = 7 * 86400;
var columns6 = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  key: ({ hint }) => hint,
  scopes: ({ scopes }) => scopes,
  tenant: ({ tenant }) => tenant ?? "every",
  expires: ({ expiresAt }) => expiresAt ?? "never",
  "last used": ({ lastUsedAt }) => lastUsedAt
};
function keys(context) {
  const group = newCommand("keys", "make, look at, rotate and delete API keys");
  group.command("list").description("list API keys; none shows the key itself").option(...limitOption).action(async ({ limit }) => {
    const { management } = await context.api();
    const found = await firstOf(limit, async (query) => unwrap(await management.GET("/v1/api-keys", {
      params: {
        query
      }
    })));
    context.answers.list(found, columns6, "There are no keys but the root key.");
  });
  group.command("get").description("look at an API key").argument("<key>", "its id, key_\u2026").action(async (id) => {
    const { management } = await context.api();
    context.answers.one(unwrap(await management.GET("/v1/api-keys/{id}", {
      params: {
        path: {
          id
        }
      }
    })));
  });
  group.command("create").description("make an API key; the answer has it, once. With --tenant it reaches that tenant alone").argument("<name>", "what it is for").requiredOption("--scopes <scopes>", "publish, manage, read: with commas between them", words).option("--every-tenant", "for every tenant, whatever variables and profile say").option("--expires-at <time>", "when it ends, ISO 8601").option("--data <json>", "the rest of it, such as allowedCidrs and rateLimit: JSON, @file, or - for stdin").action(async (name, { scopes, everyTenant, expiresAt, data }) => {
    const { management } = await context.api();
    const tenant = everyTenant ? void 0 : (await context.connection()).tenant;
    const rest = await givenBody(data, context.surroundings.input);
    const body = {
      ...rest,
      name,
      scopes,
      ...given({
        tenant,
        expiresAt
      })
    };
    context.answers.one(unwrap(await management.POST("/v1/api-keys", {
      body
    })));
  });
  group.command("update").description("change an API key; what is left out stays as it is").argument("<key>", "its id, key_\u2026").option("--name <name>", "what it is for").option("--data <json>", "expiresAt, allowedCidrs and rateLimit; null takes one away: JSON, @file, or - for stdin").action(async (id, { name, data }) => {
    const { management } = await context.api();
    const rest = await givenBody(data, context.surroundings.input);
    const body = {
      ...rest,
      ...given({
        name
      })
    };
    context.answers.one(unwrap(await management.PATCH("/v1/api-keys/{id}", {
      params: {
        path: {
          id
        }
      },
      body
    })));
  });
  group.command("rotate").description("make a new key for the same id; the old one works as well for a while").argument("<key>", "its id, key_\u2026").option("--grace-seconds <n>", "for how long; a day unless given", wholeNumber(0, SEVEN_DAYS2)).action(async (id, { graceSeconds }) => {
    const { management } = await context.api();
    const body = given({
      graceSeconds
    });
    context.answers.one(unwrap(await management.POST("/v1/api-keys/{id}/rotate", {
      params: {
        path: {
          id
        }
      },
      body
    })));
  });
  group.command("delete").description("end an API key").argument("<key>", "its id, key_\u2026").action(async (id) => {
    const { management } = await context.api();
    unwrap(await management.DELETE("/v1/api-keys/{id}", {
      params: {
        path: {
          id
        }
      }
    }));
    context.answers.one({
      deleted: id
    }, () => [
      `${id} is deleted.`
    ]);
  });
  return group;
}

// dist/commands/listen.js
import { Argument } from "@commander-js/extra-typings";
import { readFile as readFile2 } from "node:fs/promises";

// dist/follow/newly-listed.js
var OVERLAP_MS = 6e4;
var NewlyListed = class {
  sinceMs;
  page;
  #seen = /* @__PURE__ */ new Map();
  #newestMs;
  /** From `sinceMs` on, by the time of acceptance. */
  constructor(sinceMs, page) {
    this.sinceMs = sinceMs;
    this.page = page;
    this.#newestMs = sinceMs;
  }
  /** Looks once: what is there and wasn't given yet. */
  async look() {
    const fromMs = Math.max(this.sinceMs, this.#newestMs - OVERLAP_MS);
    const since = new Date(fromMs).toISOString();
    const found = [];
    for await (const item of allPages((cursor) => this.page({
      since,
      cursor
    }))) {
      if (this.#seen.has(item.id)) continue;
      const acceptedMs = Date.parse(item.acceptedAt);
      this.#seen.set(item.id, acceptedMs);
      this.#newestMs = Math.max(this.#newestMs, acceptedMs);
      found.push(item);
    }
    for (const [id, acceptedMs] of this.#seen) if (acceptedMs < this.#newestMs - OVERLAP_MS) this.#seen.delete(id);
    return found.reverse();
  }
};

// dist/forward.js
var TIMEOUT_MS2 = 15e3;
var SHOWN_LENGTH = 500;
async function forward({ event, data, url, signer, clock }) {
  const meta = {
    ...event,
    idChosen: false
  };
  const { contentType, pieces } = deliveryBody({
    meta,
    data: Buffer.from(data)
  }, {}, "");
  const body = Buffer.concat(pieces);
  const timestampSeconds = Math.floor(clock.now() / 1e3);
  const startedMs = clock.monotonic();
  const about = {
    event: event.id,
    eventType: event.type
  };
  const durationMs = () => Math.round(clock.monotonic() - startedMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": contentType,
        "user-agent": "Postrider/1",
        ...webhookHeaders(signer, {
          id: event.id,
          timestampSeconds,
          body
        })
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS2)
    });
    const text2 = await response.text();
    return {
      ...about,
      status: response.status,
      durationMs: durationMs(),
      body: text2.slice(0, SHOWN_LENGTH)
    };
  } catch (error) {
    return {
      ...about,
      error: reasonOf(error),
      durationMs: durationMs()
    };
  }
}

// dist/type-filter.js
function typeFilter(patterns) {
  if (!patterns) return () => true;
  for (const pattern of patterns) if (!EventTypePattern.safeParse(pattern).success) throw new Misuse(`${pattern} is neither an event type, such as order.created, nor a prefix, such as order.*`);
  return (type) => patterns.some((pattern) => patternCovers(pattern, type));
}

// dist/commands/listen.js
var LOOK_MS2 = 500;
function listen(context) {
  return newCommand("listen", "send a tenant\u2019s events to a port of this machine as they come, signed like any delivery, until it\u2019s stopped; no public address is needed, and nothing is sent twice").addArgument(new Argument("<port>", "where the receiver listens, on 127.0.0.1").argParser(wholeNumber(1, 65535))).argument("[path]", "which path it is sent to", "/").option("--event-types <types>", "only these: order.created,invoice.*", words).option("--since <time>", "from this time on: ISO 8601, or 15m; now unless given", time(() => context.surroundings.clock.now())).option("--secret-file <file>", "a file with the whsec_\u2026 to sign with; one is made up and shown when left out").action(async (port, path, { eventTypes: eventTypes2, since, secretFile }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const { clock, signal } = context.surroundings;
    const secret = secretFile === void 0 ? generateSecret() : await secretIn(secretFile);
    const signer = new Signer([
      readSecret(secret)
    ]);
    const url = new URL(path.startsWith("/") ? path : `/${path}`, `http://127.0.0.1:${port}`).href;
    const wants = typeFilter(eventTypes2);
    const sinceMs = since === void 0 ? clock.now() : Date.parse(since);
    const followed = new NewlyListed(sinceMs, async (query) => unwrap(await management.GET("/v1/tenants/{tenant}/events", {
      params: {
        path: {
          tenant
        },
        query: {
          ...query,
          limit: PAGE
        }
      }
    })));
    const shownSecret = secretFile === void 0 ? {
      secret
    } : {};
    context.answers.item({
      url,
      tenant,
      ...shownSecret
    }, () => [
      `Events of ${tenant} go to ${url}.`,
      ...secretFile === void 0 ? [
        `They are signed with ${secret}`
      ] : []
    ].join(" "));
    do {
      for (const { id, type } of await followed.look()) {
        if (signal.aborted) return;
        if (!wants(type)) continue;
        const params = {
          path: {
            tenant,
            id
          }
        };
        const text2 = unwrap(await management.GET("/v1/tenants/{tenant}/events/{id}", {
          params,
          parseAs: "text",
          signal
        }));
        const { deliveries: _deliveries, ...event } = JSON.parse(text2);
        if (event.expungedAt !== void 0) continue;
        const forwarded = await forward({
          event,
          data: exactData(text2),
          url,
          signer,
          clock
        });
        context.answers.item(forwarded, () => lineOf(forwarded));
      }
    } while (await pause(context.surroundings, LOOK_MS2));
  });
}
function lineOf({ event, eventType, status, error, durationMs, body }) {
  const said = body === "" || body === void 0 ? "" : `  ${body}`;
  return `${eventType}  ${event}  ${status ?? error ?? ""}  ${durationMs} ms${said}`;
}
async function secretIn(file) {
  const text2 = await readFile2(file, "utf8").catch((error) => {
    throw new Misuse(`The secret can't be read: ${reasonOf(error)}.`);
  });
  return text2.trim();
}
function readSecret(secret) {
  try {
    return parseSigningSecret(secret);
  } catch {
    throw new Misuse("--secret-file has no secret in it, such as `postrider endpoints secret` shows.");
  }
}

// dist/connection/connection.config.js
import envPaths from "env-paths";
import { join } from "node:path";
import { z as z2 } from "zod";
var Address = z2.url({
  protocol: /^https?$/,
  error: "is an http or https URL"
}).transform((url) => url.replace(/\/+$/, ""));
var address = () => Address.optional();
var text = () => z2.string().optional();
var connectionSettings = {
  POSTRIDER_URL: setting(address(), "where both APIs are, where one host has them"),
  POSTRIDER_INGESTION_URL: setting(address(), "where ingestion is; else POSTRIDER_URL, else http://127.0.0.1:8080"),
  POSTRIDER_MANAGEMENT_URL: setting(address(), "where the subscription service is, which has the management API; else POSTRIDER_URL, else http://127.0.0.1:8081"),
  POSTRIDER_DISPATCHER_URL: setting(address(), "where the dispatcher is, for `doctor`"),
  POSTRIDER_RETRY_SCHEDULER_URL: setting(address(), "where the retry-scheduler is, for `doctor`"),
  POSTRIDER_API_KEY: secretSetting(text(), "the API key, portal token or root key that everything is asked with"),
  POSTRIDER_ADMIN_KEY: secretSetting(text(), "the root key, as the services have it: where POSTRIDER_API_KEY is unset"),
  POSTRIDER_TENANT: setting(text(), "the tenant, where `--tenant` is left out"),
  POSTRIDER_PROFILE: setting(text(), "the profile, where `--profile` is left out; else the one that `profiles use` chose"),
  POSTRIDER_PROFILES_FILE: setting(z2.string().default(() => join(envPaths("postrider", {
    suffix: ""
  }).config, "profiles.json")), "the file with the profiles; `~/.config/postrider/profiles.json` on Linux when unset")
};
var connectionConfig = (environment) => loadConfig(connectionSettings, environment);

// dist/connection/profiles.js
import { mkdir, readFile as readFile3, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z as z3 } from "zod";
var Profile = z3.strictObject({
  url: Address.optional(),
  ingestionUrl: Address.optional(),
  managementUrl: Address.optional(),
  dispatcherUrl: Address.optional(),
  retrySchedulerUrl: Address.optional(),
  key: z3.string().min(1).optional(),
  tenant: z3.string().min(1).optional()
});
var Profiles = z3.strictObject({
  current: z3.string().optional(),
  profiles: z3.record(z3.string(), Profile)
});
var NONE2 = {
  profiles: {}
};
var OTHERS = 63;
async function readProfiles(file) {
  const text2 = await readFile3(file, "utf8").catch((error) => {
    if (isMissing(error)) return void 0;
    throw new Misuse(`The profiles in ${file} can't be read: ${reasonOf(error)}.`);
  });
  if (text2 === void 0) return NONE2;
  const { mode } = await stat(file);
  if (process.platform !== "win32" && (mode & OTHERS) !== 0) throw new Misuse(`${file} has keys in it and may be read by others: chmod 600 it.`);
  try {
    return Profiles.parse(JSON.parse(text2));
  } catch (error) {
    const where = error instanceof z3.ZodError ? error.issues.map(({ path }) => path.join(".")).join(", ") : "";
    throw new Misuse(`${file} makes no sense${where && ` (${where})`}: mend it, or remove it and begin anew.`);
  }
}
async function writeProfiles(file, profiles2) {
  await mkdir(dirname(file), {
    recursive: true,
    mode: 448
  });
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(profiles2, null, 2)}
`, {
    mode: 384,
    flag: "wx"
  });
  await rename(next, file);
}
function chosenProfile({ current, profiles: profiles2 }, asked) {
  const name = asked ?? current;
  if (name === void 0) return void 0;
  const profile = Object.hasOwn(profiles2, name) ? profiles2[name] : void 0;
  if (!profile) throw new Misuse(`There is no profile ${name}: \`postrider profiles list\` shows those there are.`);
  return profile;
}
var isMissing = (error) => typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";

// dist/commands/profiles.js
function profiles(context) {
  const group = newCommand("profiles", "keep addresses and keys of several Postriders; none shows a key");
  const file = () => connectionConfig(context.surroundings.environment).POSTRIDER_PROFILES_FILE;
  group.command("list").description("list profiles").action(async () => {
    const { current, profiles: all } = await readProfiles(file());
    const rows = Object.entries(all).map(([name, { key, ...rest }]) => ({
      name,
      current: name === current,
      ...rest,
      key: key === void 0 ? "none" : "kept"
    }));
    context.answers.list(rows, columns7, "There are no profiles: `postrider profiles set <name>` makes one.");
  });
  group.command("set").description("make a profile, or change what is given of it: by --url and the like, --tenant, and --key-file").argument("<name>").option("--dispatcher-url <url>", "where the dispatcher is, for doctor").option("--retry-scheduler-url <url>", "where the retry-scheduler is, for doctor").action(async (name, services) => {
    const kept = await readProfiles(file());
    const { key, tenant, ...addresses } = given({
      ...await context.flags(),
      ...services
    });
    const read = Object.entries(addresses).map(([option, url]) => [
      option,
      addressOf(url)
    ]);
    const changed = {
      ...own(kept, name),
      ...Object.fromEntries(read),
      ...given({
        key,
        tenant
      })
    };
    const current = kept.current ?? name;
    await writeProfiles(file(), {
      current,
      profiles: {
        ...kept.profiles,
        [name]: changed
      }
    });
    context.answers.one({
      profile: name,
      current: current === name
    }, () => [
      `${name} is kept in ${file()}.`
    ]);
  });
  group.command("use").description("use a profile from now on").argument("<name>").action(async (name) => {
    const kept = await readProfiles(file());
    if (!own(kept, name)) throw new Misuse(`There is no profile ${name}.`);
    await writeProfiles(file(), {
      ...kept,
      current: name
    });
    context.answers.one({
      profile: name,
      current: true
    }, () => [
      `${name} is used from now on.`
    ]);
  });
  group.command("delete").description("forget a profile, with its key").argument("<name>").action(async (name) => {
    const kept = await readProfiles(file());
    if (!own(kept, name)) throw new Misuse(`There is no profile ${name}.`);
    const left = Object.fromEntries(Object.entries(kept.profiles).filter(([each]) => each !== name));
    const current = kept.current === name ? void 0 : kept.current;
    await writeProfiles(file(), {
      current,
      profiles: left
    });
    context.answers.one({
      deleted: name
    }, () => [
      `${name} is forgotten.`
    ]);
  });
  return group;
}
var columns7 = {
  name: ({ name, current }) => current ? `${name} *` : name,
  url: ({ url, managementUrl }) => url ?? managementUrl,
  tenant: ({ tenant }) => tenant,
  key: ({ key }) => key
};
var own = ({ profiles: all }, name) => Object.hasOwn(all, name) ? all[name] : void 0;
function addressOf(url) {
  const parsed = Address.safeParse(url);
  if (!parsed.success) throw new Misuse(`${url} is no http or https URL.`);
  return parsed.data;
}

// dist/commands/publish.js
import { createReadStream } from "node:fs";

// dist/event-batches.js
var MAX_EVENTS = 1e3;
var MAX_BYTES2 = 8 * 1024 * 1024 - 4096;
async function* eventBatches(source, maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES2) {
  let batch = [];
  let bytes = 0;
  for await (const event of linesOf2(source, maxBytes)) {
    const size = Buffer.byteLength(event.json) + 1;
    if (batch.length === maxEvents || bytes + size > maxBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
async function* linesOf2(source, maxBytes) {
  const decoder = new TextDecoder();
  let line2 = 0;
  let rest = "";
  const one = (json) => {
    line2++;
    const trimmed = json.trim();
    if (trimmed === "") return [];
    check(trimmed, line2);
    return [
      {
        line: line2,
        json: trimmed
      }
    ];
  };
  for await (const chunk of source) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, {
      stream: true
    });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxBytes) throw new CommandFailed(`Line ${line2 + lines.length + 1} is more than a request takes.`);
    for (const each of lines) yield* one(each);
  }
  yield* one(rest);
}
function check(json, line2) {
  try {
    JSON.parse(json);
  } catch (error) {
    throw new CommandFailed(`Line ${line2} isn't JSON: ${reasonOf(error)}. The lines before its batch are published.`);
  }
}

// dist/commands/publish.js
function publish(context) {
  return newCommand("publish", "publish an event, or many").argument("[type]", "its type").argument("[data]", "its data: JSON, @file, or - for stdin, which it is when left out").option("--id <id>", "yours: the same id again is the same event, delivered once").option("--ordering-key <key>", "endpoints that want order get the events of a key one after another").option("--labels <labels>", "what subscriptions can ask for: eu,vip", words).option("--event-version <n>", "the version of the type that data is in", wholeNumber(1, 1e6)).option("--timestamp <time>", "when it happened, ISO 8601; now unless given").option("--deliver-at <time>", "nothing is sent before this time, ISO 8601, up to 30 days ahead").option("--ndjson <file>", 'many: a file of {"type":\u2026,"data":\u2026} line by line, with whatever else publishing takes; - for stdin').action(async (type, data, options) => {
    const [api, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    if (options.ndjson !== void 0) {
      if (type !== void 0) throw new Misuse("With --ndjson every line has its own type and data.");
      await publishLines(context, api, tenant, options.ndjson);
      return;
    }
    if (type === void 0) throw new Misuse("Name the event\u2019s type, or give --ndjson.");
    const json = await givenText(data ?? "-", context.surroundings.input);
    const published = await api.publishJson(tenant, eventOf(type, options), json);
    context.answers.one(published, () => [
      `${published.id} ${published.duplicate ? "was published before: nothing is delivered again" : "is accepted"}.`
    ]);
  });
}
function eventOf(type, options) {
  const { id, orderingKey, labels, eventVersion: version2 } = options;
  const [timestamp, deliverAt] = [
    timeOf("--timestamp", options.timestamp),
    timeOf("--deliver-at", options.deliverAt)
  ];
  return {
    type,
    ...given({
      id,
      orderingKey,
      labels,
      version: version2,
      timestamp,
      deliverAt
    })
  };
}
function timeOf(option, text2) {
  if (text2 === void 0) return void 0;
  const at = new Date(text2);
  if (Number.isNaN(at.getTime())) throw new Misuse(`${option} takes a time such as 2026-01-01T00:00:00Z.`);
  return at;
}
async function publishLines(context, { ingestion }, tenant, file) {
  const { input } = context.surroundings;
  const source = file === "-" ? input : createReadStream(file);
  if (!source) throw new Misuse("Nothing comes in by stdin: name a file, or pipe it in.");
  let [accepted, refused] = [
    0,
    0
  ];
  for await (const batch of eventBatches(source)) {
    const { results } = unwrap(await ingestion.POST("/v1/tenants/{tenant}/events/batch", {
      params: {
        path: {
          tenant
        }
      },
      // As it stands: what is parsed and printed again would be other bytes.
      body: [],
      bodySerializer: () => `[${batch.map(({ json }) => json).join()}]`
    }));
    for (const [index, result] of results.entries()) {
      const line2 = batch[index]?.line ?? 0;
      if (result.status === 202) accepted++;
      else refused++;
      context.answers.item({
        line: line2,
        ...result
      }, () => "id" in result ? `${line2}  ${result.id}${result.duplicate ? "  duplicate" : ""}` : `${line2}  ${textOf(result)}`);
    }
  }
  context.answers.note(`${accepted} accepted, ${refused} refused.`);
  if (refused > 0) throw new CommandFailed(`${refused} of ${accepted + refused} events were refused.`);
}
var textOf = ({ code, detail, errors = [] }) => `${code}: ${detail}${errors.map(({ path, message }) => ` ${path} ${message}`).join(";")}`;

// dist/follow/attempts-followed.js
var MAX_FOLLOWED = 2e4;
var OPEN = /* @__PURE__ */ new Set([
  "pending",
  "retrying",
  "held"
]);
var AttemptsFollowed = class {
  since;
  /** By delivery: its run and count of attempts when it was looked at last. */
  #standings = /* @__PURE__ */ new Map();
  #told = /* @__PURE__ */ new Set();
  /** Attempts that began before aren't told of. */
  constructor(since) {
    this.since = since;
  }
  /**
  * Given the newest deliveries and those that wait for a retry: the ids of those to look at, since they had an attempt since the last time.
  * One that waited and isn't in the list any more had one as well.
  */
  toLookAt(newest, waiting) {
    const listed = new Map([
      ...waiting,
      ...newest
    ].map((standing) => [
      standing.id,
      standing
    ]));
    const changed = [
      ...listed.values()
    ].filter((standing) => this.#standings.get(standing.id)?.seen !== seenOf(standing) && standing.attempts > 0);
    const gone = [
      ...this.#standings
    ].filter(([id, { isOpen }]) => isOpen && !listed.has(id)).map(([id]) => id);
    for (const standing of listed.values()) this.#keep(standing);
    for (const id of gone) this.#standings.delete(id);
    return [
      ...changed.map(({ id }) => id),
      ...gone
    ];
  }
  /** Of a delivery that was looked at: the attempts that are news. */
  news(attempts) {
    const fresh = attempts.filter(({ id, startedAt }) => startedAt >= this.since && !this.#told.has(id));
    for (const { id } of fresh) this.#told.add(id);
    letGo(this.#told, this.#told.size - MAX_FOLLOWED);
    return fresh;
  }
  #keep(standing) {
    this.#standings.delete(standing.id);
    this.#standings.set(standing.id, {
      seen: seenOf(standing),
      isOpen: OPEN.has(standing.status)
    });
    letGo(this.#standings, this.#standings.size - MAX_FOLLOWED);
  }
};
var seenOf = ({ run: run2, attempts }) => `${run2}/${attempts}`;
function letGo(kept, count) {
  let left = count;
  for (const key of kept.keys()) {
    if (left-- <= 0) return;
    kept.delete(key);
  }
}

// dist/in-portions.js
async function inPortions(all, atOnce, each) {
  const results = [];
  for (let from = 0; from < all.length; from += atOnce) results.push(...await Promise.all(all.slice(from, from + atOnce).map(each)));
  return results;
}

// dist/commands/tail.js
var LOOK_MS3 = 1e3;
var AT_ONCE = 8;
function tail(context) {
  return newCommand("tail", "show attempts as they are made, until it\u2019s stopped: of the newest 250 deliveries, and of the newest 250 that wait for a retry").option("--endpoint <id>", "to this endpoint").option("--event-type <type>", "of events of this type").option("--failed", "only those that failed").option("--since <time>", "from this time on: ISO 8601, or 15m; now unless given", time(() => context.surroundings.clock.now())).action(async ({ endpoint, eventType, failed: failed2, since }) => {
    const [{ management }, tenant] = [
      await context.api(),
      await context.tenant()
    ];
    const { clock } = context.surroundings;
    const followed = new AttemptsFollowed(since ?? clock.timestamp());
    const list = async (status) => {
      const query = {
        limit: PAGE,
        ...given({
          endpoint,
          eventType,
          status
        })
      };
      const params = {
        path: {
          tenant
        },
        query
      };
      return unwrap(await management.GET("/v1/tenants/{tenant}/deliveries", {
        params
      })).data;
    };
    do {
      const [newest, waiting] = await Promise.all([
        list(),
        list("retrying")
      ]);
      const ids = followed.toLookAt(newest, waiting);
      const looked = await inPortions(ids, AT_ONCE, async (id) => {
        const params = {
          path: {
            tenant,
            id
          }
        };
        return unwrap(await management.GET("/v1/tenants/{tenant}/deliveries/{id}", {
          params
        }));
      });
      const news = looked.flatMap(({ attemptLog, ...delivery }) => followed.news(attemptLog).map((attempt2) => ({
        delivery,
        attempt: attempt2
      })));
      news.sort((a, b) => a.attempt.startedAt.localeCompare(b.attempt.startedAt));
      for (const one of news) if (!failed2 || one.attempt.outcome === "failed") context.answers.item(one, () => line(one.delivery, one.attempt));
    } while (await pause(context.surroundings, LOOK_MS3));
  });
}
function line(delivery, attempt2) {
  const { startedAt, outcome, reason, response, durationMs, number, trigger } = attempt2;
  const answer = [
    response?.statusCode,
    reason
  ].filter((part) => part !== void 0).join(" ");
  const ms = `${Math.round(durationMs)} ms`;
  const which = trigger === "first" ? "" : `  ${trigger} ${number}`;
  return `${startedAt}  ${outcome.padEnd(9)}  ${answer}  ${ms}  ${delivery.eventType}  ${delivery.event} \u2192 ${delivery.endpoint}${which}`;
}

// dist/commands/tenants.js
function tenants(context) {
  const group = newCommand("tenants", "make, look at and delete tenants");
  group.command("list").description("list tenants").option(...limitOption).action(async ({ limit }) => {
    const { management } = await context.api();
    const found = await firstOf(limit, async (query) => unwrap(await management.GET("/v1/tenants", {
      params: {
        query
      }
    })));
    const columns8 = {
      id: (t) => t.id,
      name: (t) => t.name,
      created: (t) => t.createdAt
    };
    context.answers.list(found, columns8, "There are no tenants: `postrider tenants put <tenant>` makes one.");
  });
  group.command("get").description("look at a tenant").argument("<tenant>").action(async (tenant) => {
    const { management } = await context.api();
    context.answers.one(unwrap(await management.GET("/v1/tenants/{tenant}", {
      params: {
        path: {
          tenant
        }
      }
    })));
  });
  group.command("put").description("make a tenant, or replace what is known of it").argument("<tenant>").option("--name <name>", "what people call it").option("--data <json>", "the rest of it, such as quota and publishLimit: JSON, @file, or - for stdin").action(async (tenant, { name, data }) => {
    const { management } = await context.api();
    const rest = await givenBody(data, context.surroundings.input);
    const body = {
      ...rest,
      ...given({
        name
      })
    };
    context.answers.one(unwrap(await management.PUT("/v1/tenants/{tenant}", {
      params: {
        path: {
          tenant
        }
      },
      body
    })));
  });
  group.command("delete").description("delete a tenant, with its endpoints; what is open for them is cancelled").argument("<tenant>").action(async (tenant) => {
    const { management } = await context.api();
    unwrap(await management.DELETE("/v1/tenants/{tenant}", {
      params: {
        path: {
          tenant
        }
      }
    }));
    context.answers.one({
      deleted: tenant
    }, () => [
      `${tenant} is deleted.`
    ]);
  });
  return group;
}

// dist/context.js
import { readFile as readFile4 } from "node:fs/promises";

// dist/answers/answers.js
var Answers = class {
  terminal;
  asJson;
  constructor(terminal, asJson) {
    this.terminal = terminal;
    this.asJson = asJson;
  }
  /** One thing, as it is unless there is a better way to say it to people. */
  one(value, lines = () => fieldLines(value)) {
    if (this.asJson) this.terminal.line(JSON.stringify(value));
    else for (const line2 of lines()) this.terminal.line(line2);
  }
  /** One thing that is JSON already, to be kept byte for byte. */
  json(text2, lines) {
    if (this.asJson) this.terminal.line(text2);
    else for (const line2 of lines()) this.terminal.line(line2);
  }
  /** A list. */
  list(items, columns8, none) {
    if (this.asJson) for (const item of items) this.terminal.line(JSON.stringify(item));
    else if (items.length === 0) this.terminal.note(none);
    else for (const line2 of tableOf(items, columns8)) this.terminal.line(line2);
  }
  /** One more of a stream. */
  item(value, text2) {
    this.terminal.line(this.asJson ? JSON.stringify(value) : printable(text2()));
  }
  /** Something was done that has no answer: said to people alone. */
  said(text2) {
    if (!this.asJson) this.terminal.line(printable(text2));
  }
  /** What isn't part of the answer. */
  note(text2) {
    this.terminal.note(printable(text2));
  }
};

// dist/connection/connection.js
var LOCAL = {
  ingestionUrl: "http://127.0.0.1:8080",
  managementUrl: "http://127.0.0.1:8081",
  dispatcherUrl: "http://127.0.0.1:8082",
  retrySchedulerUrl: "http://127.0.0.1:8083"
};
function connectionOf(flags, config, profile = {}) {
  const variables = {
    url: config.POSTRIDER_URL,
    ingestionUrl: config.POSTRIDER_INGESTION_URL,
    managementUrl: config.POSTRIDER_MANAGEMENT_URL,
    dispatcherUrl: config.POSTRIDER_DISPATCHER_URL,
    retrySchedulerUrl: config.POSTRIDER_RETRY_SCHEDULER_URL,
    key: config.POSTRIDER_API_KEY ?? config.POSTRIDER_ADMIN_KEY,
    tenant: config.POSTRIDER_TENANT
  };
  const api = (name) => [
    flags,
    variables,
    profile
  ].map((level) => level[name] ?? level.url).find((url) => url !== void 0) ?? LOCAL[name];
  const isLocal = api("ingestionUrl") === LOCAL.ingestionUrl && api("managementUrl") === LOCAL.managementUrl;
  const service = (name) => flags[name] ?? variables[name] ?? profile[name] ?? (isLocal ? LOCAL[name] : void 0);
  const isElsewhere = [
    flags,
    variables
  ].some(({ url, ingestionUrl, managementUrl }) => url ?? ingestionUrl ?? managementUrl);
  return {
    ingestionUrl: api("ingestionUrl"),
    managementUrl: api("managementUrl"),
    dispatcherUrl: service("dispatcherUrl"),
    retrySchedulerUrl: service("retrySchedulerUrl"),
    key: flags.key ?? variables.key ?? (isElsewhere ? void 0 : profile.key),
    tenant: flags.tenant ?? variables.tenant ?? profile.tenant
  };
}

// dist/context.js
var Context = class {
  surroundings;
  options;
  #connection;
  constructor(surroundings, options) {
    this.surroundings = surroundings;
    this.options = options;
  }
  get answers() {
    return new Answers(this.surroundings.terminal, this.options().json ?? false);
  }
  /** What the command line says of the connection; `--key-file -` is stdin. */
  async flags() {
    const { url, ingestionUrl, managementUrl, tenant, keyFile } = this.options();
    return {
      url,
      ingestionUrl,
      managementUrl,
      tenant,
      key: keyFile === void 0 ? void 0 : await this.#key(keyFile)
    };
  }
  connection() {
    return this.#connection ??= this.#resolve();
  }
  /** Both APIs. Throws {@link Misuse} when there is no key: nothing but that could come of it. */
  async api() {
    const { ingestionUrl, managementUrl, key } = await this.connection();
    if (key === void 0) throw new Misuse("There is no key: set POSTRIDER_API_KEY, name a file with --key-file, or keep one with `postrider profiles set`. A profile\u2019s key isn\u2019t used for addresses that are given beside it.");
    return new Postrider({
      ingestionUrl,
      managementUrl,
      key
    });
  }
  /** The tenant that a command is about. */
  async tenant() {
    const { tenant } = await this.connection();
    if (tenant === void 0) throw new Misuse("Name a tenant: --tenant, POSTRIDER_TENANT, or one in the profile.");
    return tenant;
  }
  async #resolve() {
    const config = connectionConfig(this.surroundings.environment);
    const profiles2 = await readProfiles(config.POSTRIDER_PROFILES_FILE);
    const profile = chosenProfile(profiles2, this.options().profile ?? config.POSTRIDER_PROFILE);
    return connectionOf(await this.flags(), config, profile);
  }
  /** A key isn't taken as an argument: those are in the shell's history, and in everybody's list of processes. */
  async #key(file) {
    const text2 = file === "-" ? await readText(this.surroundings.input) : await readFile4(file, "utf8").catch((error) => {
      throw new Misuse(`The key can't be read: ${reasonOf(error)}.`);
    });
    const key = text2.trim();
    if (key === "" || /\s/.test(key)) throw new Misuse(`${file === "-" ? "stdin" : file} has no key in it.`);
    return key;
  }
};

// dist/program.js
function program(surroundings, version2) {
  const root = newCommand("postrider", "Postrider from the command line.").version(version2, "--version", "say which version this is").option("--json", "answer in JSON: one object for one thing, one a line for lists and streams").option("--tenant <id>", "which tenant it is about").option("--profile <name>", "which profile is used").option("--url <url>", "where both APIs are, where one host has them").option("--ingestion-url <url>", "where ingestion is").option("--management-url <url>", "where the subscription service is, which has the management API").option("--key-file <file>", "a file with the key that is asked with; - for stdin");
  const context = new Context(surroundings, () => root.opts());
  const commands = [
    tenants(context),
    eventTypes(context),
    endpoints(context),
    keys(context),
    publish(context),
    events(context),
    deliveries(context),
    tail(context),
    listen(context),
    ...deliverAgain(context),
    jobs(context),
    dlt(context),
    doctor(context),
    profiles(context)
  ];
  for (const command of commands) root.addCommand(command);
  const untyped = root;
  tab(untyped, {
    completionCommandName: "completion"
  });
  return untyped;
}

// dist/run.js
var UNREACHABLE_STATUSES = /* @__PURE__ */ new Set([
  502,
  503,
  504
]);
async function run(args, surroundings, version2) {
  const root = program(surroundings, version2);
  root.configureOutput({
    writeOut: (text2) => surroundings.terminal.line(text2.trimEnd())
  });
  try {
    await root.parseAsync(args, {
      from: "user"
    });
    return exitCodes.done.code;
  } catch (error) {
    const { code, lines, problem } = endOf2(error);
    if (args.includes("--json") && lines.length > 0) surroundings.terminal.note(JSON.stringify({
      error: lines.join("\n"),
      ...problem && {
        problem
      }
    }));
    else for (const line2 of lines) surroundings.terminal.note(line2);
    return code;
  }
}
function endOf2(error) {
  if (error instanceof CommanderError) return endOfCommander(error);
  if (error instanceof Ended) return {
    code: error.exitCode,
    lines: []
  };
  if (error instanceof Misuse || error instanceof ConfigError) return {
    code: exitCodes.misused.code,
    lines: [
      error.message
    ]
  };
  if (error instanceof CommandStopped) return {
    code: exitCodes.stopped.code,
    lines: [
      error.message
    ]
  };
  if (error instanceof CommandFailed) return {
    code: exitCodes.failed.code,
    lines: [
      error.message
    ]
  };
  if (error instanceof Unreachable) return {
    code: exitCodes.unreachable.code,
    lines: [
      error.message
    ]
  };
  if (error instanceof PostriderError) {
    const code = UNREACHABLE_STATUSES.has(error.status) ? exitCodes.unreachable.code : exitCodes.failed.code;
    return {
      code,
      lines: failureLines(error),
      problem: error.problem
    };
  }
  if (error instanceof TypeError && error.cause !== void 0) return {
    code: exitCodes.unreachable.code,
    lines: [
      `No answer: ${reasonOf(error)}. \`postrider doctor\` looks at each part; POSTRIDER_URL, --url or a profile say where they are.`
    ]
  };
  throw error;
}
function endOfCommander({ exitCode, code, message }) {
  if (exitCode === 0) return {
    code: exitCodes.done.code,
    lines: []
  };
  const said = code === "commander.help" ? "Name a command: --help lists them." : message.replace(/^error: /, "");
  return {
    code: exitCodes.misused.code,
    lines: [
      said
    ]
  };
}

// dist/main.js
var { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
var stopping = new AbortController();
for (const signal of [
  "SIGINT",
  "SIGTERM"
]) process.on(signal, () => {
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort();
});
var awake = setInterval(() => void 0, 6e4);
process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  terminal: {
    line: (text2) => process.stdout.write(`${text2}
`),
    note: (text2) => process.stderr.write(`${text2}
`),
    ...process.stderr.isTTY && {
      screen: process.stderr
    }
  },
  clock: new SystemClock(),
  signal: stopping.signal,
  input: process.stdin.isTTY ? void 0 : process.stdin
}, version);
clearInterval(awake);
await new Promise((resolve) => process.stdout.write("", resolve));
process.exit();
