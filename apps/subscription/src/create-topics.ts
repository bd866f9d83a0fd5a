import { loadConfig } from '@postrider/config';
import { ensureTopics, KafkaClient, kafkaSettings, topicSpecs } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { inboxSettings, serviceSettings } from '@postrider/service';

/* Makes the topics that are missing, checks the others, and ends: for a Kafka where the services mayn't do so themselves. */
const config = loadConfig({ ...kafkaSettings, ...inboxSettings, LOG_LEVEL: serviceSettings.LOG_LEVEL }, process.env);
const log = createLog('topics', config.LOG_LEVEL);
const specs = topicSpecs(
  config,
  config.INBOX_TOPICS.map(({ topic }) => topic),
);
await ensureTopics(new KafkaClient(config, 'postrider-topics', log), specs, log);
log.info({ topics: specs.length }, 'topics.ensured');
