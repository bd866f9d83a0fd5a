import { dashboard } from '../dashboard.js';
import { graph, table } from '../panels.js';
import { maxBy, perSecond, seriesOf, sumBy } from '../promql.js';
import { UNITS } from '../units.js';

const WHICH = ['service', 'instance'] as const;
const legend = '{{service}} {{instance}}';

/** Of each process one line: a gauge's. */
const each = (gauge: string, ...matchers: readonly string[]) => [
  { expr: maxBy(WHICH, seriesOf(gauge, ...matchers)), legend },
];

/** What each process takes of its machine. */
export const runtime = () =>
  dashboard({
    uid: 'postrider-runtime',
    title: 'Postrider / Node.js runtime',
    description: 'Is a process short of CPU, memory or file descriptors, does it leak, was it restarted?',
    rows: [
      {
        title: 'Processes',
        columns: 2,
        panels: [
          table({
            title: 'Which run',
            description:
              'Every process that Prometheus has heard from, with its version of Node.js, and for how long it has run. A small number where all should be large: it was restarted.',
            unit: UNITS.seconds,
            labels: ['service', 'instance', 'version'],
            columns: [
              {
                heading: 'Up for',
                expr: `(time() - ${maxBy(WHICH, seriesOf('process_start_time_seconds'))}) * on (service, instance) group_left (version) ${maxBy([...WHICH, 'version'], seriesOf('nodejs_version_info'))}`,
              },
            ],
          }),
          graph({
            title: 'Restarts',
            description:
              'Times that a process began anew. Containers that are killed for their memory show here and nowhere else.',
            unit: UNITS.count,
            alerts: ['PostriderServiceDown'],
            queries: [
              { expr: sumBy(WHICH, `changes(${seriesOf('process_start_time_seconds')}[$__rate_interval])`), legend },
            ],
          }),
        ],
      },
      {
        title: 'CPU',
        columns: 3,
        panels: [
          graph({
            title: 'CPU',
            description:
              'Cores in use. One thread does the work, others collect garbage, compress, resolve names and run transformations: 1 is nearly all that a process without transformations gets to.',
            unit: UNITS.part,
            queries: [{ expr: sumBy(WHICH, perSecond('process_cpu_seconds_total')), legend }],
            thresholds: { warn: 0.9, bad: 1.2 },
          }),
          graph({
            title: 'Event loop lag, p99',
            description: 'By how much timers come late: what comes in waits for as long.',
            unit: UNITS.seconds,
            alerts: ['PostriderEventLoopBlocked'],
            queries: each('nodejs_eventloop_lag_p99_seconds'),
            thresholds: { warn: 0.1, bad: 0.25 },
          }),
          graph({
            title: 'Garbage collection',
            description:
              'The part of the time that is spent on it, by kind. Major ones that take more than some percent: the heap is too small, or leaks.',
            unit: UNITS.part,
            queries: [
              {
                expr: sumBy(['service', 'kind'], perSecond('nodejs_gc_duration_seconds_sum')),
                legend: '{{service}} {{kind}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Memory',
        columns: 3,
        panels: [
          graph({
            title: 'Resident memory',
            description: 'What the machine, or the container’s limit, counts.',
            unit: UNITS.bytes,
            queries: each('process_resident_memory_bytes'),
          }),
          graph({
            title: 'Heap in use',
            description: 'JavaScript’s objects. It goes up and down; a floor that only rises is a leak.',
            unit: UNITS.bytes,
            queries: each('nodejs_heap_size_used_bytes'),
          }),
          graph({
            title: 'Outside of the heap',
            description: 'Buffers: records on their way. It follows what is in progress.',
            unit: UNITS.bytes,
            queries: each('nodejs_external_memory_bytes'),
          }),
        ],
      },
      {
        title: 'Handles',
        columns: 3,
        panels: [
          graph({
            title: 'Open file descriptors',
            description:
              'The part of the limit that is in use: a dispatcher has one for each connection to an endpoint.',
            unit: UNITS.part,
            queries: [
              {
                expr: `${maxBy(WHICH, seriesOf('process_open_fds'))} / ${maxBy(WHICH, seriesOf('process_max_fds'))}`,
                legend,
              },
            ],
            thresholds: { warn: 0.7, bad: 0.9 },
          }),
          graph({
            title: 'Handles',
            description: 'Sockets, timers and the like that keep the process alive.',
            unit: UNITS.count,
            queries: each('nodejs_active_handles_total'),
          }),
          graph({
            title: 'Requests to the system',
            description: 'Files, names and compression under way in the thread pool.',
            unit: UNITS.count,
            queries: each('nodejs_active_requests_total'),
          }),
        ],
      },
    ],
  });
