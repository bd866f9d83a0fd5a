/** What can be measured: how it is called in tables, its unit, and how exactly it's shown. */
interface FigureKind {
  readonly label: string;
  readonly unit: '' | '/s' | 'ms' | 'µs' | 's' | 'KiB' | 'MiB';
  readonly digits: number;
}

/** Every figure that a scenario may answer. */
export const figureKinds = {
  deliveredPerS: { label: 'delivered', unit: '/s', digits: 0 },
  cpuMsPerDelivery: { label: 'machine CPU per delivery', unit: 'ms', digits: 3 },
  ackP50Ms: { label: 'acknowledged p50', unit: 'ms', digits: 1 },
  ackP99Ms: { label: 'acknowledged p99', unit: 'ms', digits: 1 },
  latencyP50Ms: { label: 'latency p50', unit: 'ms', digits: 1 },
  latencyP99Ms: { label: 'latency p99', unit: 'ms', digits: 1 },
  bareP50Ms: { label: 'bare pipeline’s latency p50', unit: 'ms', digits: 1 },
  bareP99Ms: { label: 'bare pipeline’s latency p99', unit: 'ms', digits: 1 },
  p99OverBare: { label: 'latency p99 ÷ the bare pipeline’s', unit: '', digits: 2 },
  calmP99Ms: { label: 'p99 of the others, undisturbed', unit: 'ms', digits: 1 },
  disturbedP99Ms: { label: 'p99 of the others, disturbed', unit: 'ms', digits: 1 },
  moveOfAllowed: { label: 'move of that p99 ÷ the allowed one', unit: '', digits: 2 },
  matchKnownUs: { label: 'match, type seen before', unit: 'µs', digits: 2 },
  matchNewUs: { label: 'match, type never seen', unit: 'µs', digits: 2 },
  ingestionMib: { label: 'ingestion’s peak memory', unit: 'MiB', digits: 0 },
  subscriptionMib: { label: 'subscription’s peak memory', unit: 'MiB', digits: 0 },
  dispatcherMib: { label: 'dispatcher’s peak memory', unit: 'MiB', digits: 0 },
  retrySchedulerMib: { label: 'retry-scheduler’s peak memory', unit: 'MiB', digits: 0 },
  readyS: { label: 'all services ready after a restart', unit: 's', digits: 1 },
  relayedS: { label: 'all endpoints in the registry', unit: 's', digits: 1 },
  inForceMs: { label: 'change in force after its answer', unit: 'ms', digits: 0 },
  deliveriesBefore: { label: 'deliveries on record', unit: '', digits: 0 },
  rateAtStartPerS: { label: 'delivered at the start', unit: '/s', digits: 0 },
  rateAtEndPerS: { label: 'delivered then', unit: '/s', digits: 0 },
  rateKept: { label: 'rate then ÷ at the start', unit: '', digits: 2 },
  ingestionCpuMs: { label: 'ingestion’s CPU per delivery', unit: 'ms', digits: 3 },
  subscriptionCpuMs: { label: 'subscription’s CPU per delivery', unit: 'ms', digits: 3 },
  dispatcherCpuMs: { label: 'dispatcher’s CPU per delivery', unit: 'ms', digits: 3 },
  retrySchedulerCpuMs: { label: 'retry-scheduler’s CPU per delivery', unit: 'ms', digits: 3 },
  kafkaCpuMs: { label: 'Kafka’s CPU per delivery', unit: 'ms', digits: 3 },
  postgresCpuMs: { label: 'Postgres’s CPU per delivery', unit: 'ms', digits: 3 },
  machineBusy: { label: 'share of the machine’s CPUs in use', unit: '', digits: 2 },
  postgresKibPerDelivery: { label: 'Postgres’s growth per delivery', unit: 'KiB', digits: 2 },
  kafkaKibPerDelivery: { label: 'Kafka’s growth per delivery', unit: 'KiB', digits: 2 },
  slowestListMs: { label: 'slowest list', unit: 'ms', digits: 0 },
  missing: { label: 'missing', unit: '', digits: 0 },
  duplicates: { label: 'duplicates', unit: '', digits: 0 },
  publishFailed: { label: 'not accepted', unit: '', digits: 0 },
} as const satisfies Record<string, FigureKind>;

export type FigureName = keyof typeof figureKinds;

/** The figures of one run. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

const kindOf = (name: FigureName): FigureKind => figureKinds[name];

/** A figure's value for people: `1,234 /s`. */
export function shown(name: FigureName, value: number): string {
  const { unit, digits } = kindOf(name);
  if (!Number.isFinite(value)) return '–';
  const number = value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === '' ? number : `${number} ${unit}`;
}

export const labelOf = (name: FigureName): string => kindOf(name).label;
