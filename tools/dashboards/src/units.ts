import { BytesIEC, PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';

/** Grafana's names of the units that the dashboards use. One quantity has one unit, wherever it's shown. */
export const UNITS = {
  count: Short,
  seconds: Seconds,
  bytes: BytesIEC,
  /** A part of a whole: 0.5 is shown as 50 %. */
  part: PercentUnit,
  /** Grafana has these; the library doesn't name them. */
  eventsPerSecond: 'eps',
  recordsPerSecond: 'recps',
  attemptsPerSecond: 'reqps',
  perSecond: 'ops',
} as const;

export type Unit = (typeof UNITS)[keyof typeof UNITS];
