import {
  inboxSettings
} from "./chunk-4SBA6BDB.js";
import {
  createLog
} from "./chunk-NW26YG4P.js";
import {
  KafkaClient,
  kafkaSettings,
  topicSpecs
} from "./chunk-VHDQGAXS.js";
import {
  within
} from "./chunk-JBH3YLBD.js";
import "./chunk-WIAE2YJC.js";
import {
  ConfigError,
  loadConfig,
  reasonOf
} from "./chunk-HEE7UXMP.js";
import {
  failed,
  ok,
  warning
} from "./chunk-44CG46G3.js";

// dist/doctor/topic-findings.js
function topicFindings(specs, found) {
  const wrong = specs.flatMap((spec) => differences(spec, found(spec.name)));
  return wrong.length > 0 ? wrong : [
    ok("topics", `${specs.length} as they have to be`)
  ];
}
function differences({ name, partitions, replication, settings }, found) {
  const check = `topic ${name}`;
  if (!found) return [
    failed(check, "it isn\u2019t there", "Start the services: they make it. Never let the broker do that.")
  ];
  const findings = [];
  if (found.partitions !== partitions) findings.push(failed(check, `it has ${found.partitions} partitions, and the configuration says ${partitions}`, "Set KAFKA_EVENT_PARTITIONS and KAFKA_ENDPOINT_PARTITIONS, here and at the services, to what the topics have."));
  if (found.replication < replication) findings.push(failed(check, `it has ${found.replication} replicas, and the configuration says ${replication}`, "Add replicas with kafka-reassign-partitions, or set KAFKA_REPLICATION as the services have it."));
  for (const [setting, wanted] of Object.entries(settings)) {
    const value = found.settings.get(setting);
    if (value === void 0 || isAsGood(setting, value, wanted)) continue;
    const action = `Set it: kafka-configs --alter --topic ${name} --add-config ${setting}=${wanted}`;
    const detail = `${setting} is ${value}, and has to be ${wanted}`;
    findings.push(losesRecords(setting) ? failed(check, detail, action) : warning(check, detail, action));
  }
  return findings;
}
function isAsGood(setting, value, wanted) {
  if (value === wanted) return true;
  if (setting === "retention.ms") return Number(value) === -1 || Number(value) >= Number(wanted);
  if (setting === "min.insync.replicas") return Number(value) >= Number(wanted);
  return false;
}
var losesRecords = (setting) => [
  "cleanup.policy",
  "min.insync.replicas",
  "unclean.leader.election.enable"
].includes(setting);

// dist/doctor/kafka-findings.js
var PATIENCE_MS = 8e3;
var DISCONNECT_MS = 2e3;
async function kafkaFindings({ environment, clock }) {
  let brokers = "";
  try {
    const config = loadConfig({
      ...kafkaSettings,
      ...inboxSettings
    }, environment);
    brokers = config.KAFKA_BROKERS.join();
    const client = new KafkaClient(config, "postrider-doctor", createLog("doctor", "silent"));
    const specs = topicSpecs(config, config.INBOX_TOPICS.map(({ topic }) => topic));
    const admin = await within(clock, PATIENCE_MS, "connecting", client.admin());
    try {
      const found = await within(clock, PATIENCE_MS, "looking at topics", topicsOf(admin, specs.map(({ name }) => name)));
      return [
        ok("kafka", `reached at ${brokers}`),
        ...topicFindings(specs, (name) => found.get(name))
      ];
    } finally {
      await within(clock, DISCONNECT_MS, "disconnecting", admin.disconnect()).catch(() => void 0);
    }
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => failed("kafka", problem, "Correct the variable."));
    return [
      failed("kafka", `can't be used at ${brokers}: ${reasonOf(error)}`, "Start it, or correct KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_\u2026; the brokers have to be reachable by the names that they advertise.")
    ];
  }
}
async function topicsOf(admin, wanted) {
  const there = new Set(await admin.list());
  const names = wanted.filter((name) => there.has(name));
  const settings = await admin.settings(names);
  const found = /* @__PURE__ */ new Map();
  for (const name of names) found.set(name, {
    ...await admin.describe(name),
    settings: settings.get(name) ?? /* @__PURE__ */ new Map()
  });
  return found;
}
export {
  kafkaFindings
};
