import {
  CommandFailed,
  Unreachable
} from "./chunk-RNWR56HS.js";
import {
  inboxSettings
} from "./chunk-4SBA6BDB.js";
import {
  createLog
} from "./chunk-NW26YG4P.js";
import {
  KafkaClient,
  kafkaSettings
} from "./chunk-VHDQGAXS.js";
import {
  TookTooLong,
  within
} from "./chunk-JBH3YLBD.js";
import "./chunk-WIAE2YJC.js";
import {
  loadConfig,
  reasonOf
} from "./chunk-HEE7UXMP.js";

// dist/dlt/with-kafka.js
var settings = {
  ...kafkaSettings,
  ...inboxSettings
};
var CONNECT_PATIENCE_MS = 15e3;
var DISCONNECT_MS = 2e3;
async function withKafka({ environment, clock }, work) {
  const config = loadConfig(settings, {
    KAFKA_BROKERS: "127.0.0.1:9092",
    ...given(environment)
  });
  const client = new KafkaClient(config, "postrider-cli", createLog("cli", "silent"));
  const brokers = config.KAFKA_BROKERS.join();
  const admin = await within(clock, CONNECT_PATIENCE_MS, "connecting", client.admin()).catch((error) => {
    throw new Unreachable(`No Kafka can be used at ${brokers} (${words(error)}). Start it (\`npm start\`), or name yours with KAFKA_BROKERS.`);
  });
  try {
    return await work({
      client,
      clock,
      admin
    }, config);
  } catch (error) {
    if (!isKafkaFault(error)) throw error;
    throw new CommandFailed(`Kafka at ${brokers} couldn't do it: ${words(error)}.`);
  } finally {
    await within(clock, DISCONNECT_MS, "disconnecting", admin.disconnect()).catch(() => void 0);
  }
}
var given = (environment) => Object.fromEntries(Object.entries(environment).filter(([, value]) => (value ?? "").trim() !== ""));
var isKafkaFault = (error) => error instanceof TookTooLong || error instanceof Error && error.name.startsWith("KafkaJS");
var words = (error) => reasonOf(error).replace(/[.\s]+$/, "");
export {
  withKafka
};
