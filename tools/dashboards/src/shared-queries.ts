import { perSecond, seriesOf, sumBy } from './promql.js';

/* What more than one dashboard shows. */

export const LAG_BY_TOPIC = {
  expr: sumBy(['service', 'topic'], seriesOf('postrider_consumer_lag_records')),
  legend: '{{service}} {{topic}}',
};

export const FAILED_BY_REASON = {
  expr: sumBy(['reason'], perSecond('postrider_attempts_total', 'outcome="failed"')),
  legend: '{{reason}}',
};

export const DEAD_BY_REASON = {
  expr: sumBy(['reason'], perSecond('postrider_dead_letters_total')),
  legend: '{{reason}}',
};
