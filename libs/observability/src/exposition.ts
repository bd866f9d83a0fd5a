/**
 * OpenMetrics text as Prometheus's text format 0.0.4: exemplars and the mark of the end are left out, and a counter's
 * family has the name of its samples again.
 */
export function withoutExemplars(openMetrics: string): string {
  const counters = new Set(Array.from(openMetrics.matchAll(COUNTER), ([, name]) => name));
  const lines = openMetrics.split('\n').flatMap((line) => {
    if (line === '# EOF') return [];
    const [start, , name] = FAMILY.exec(line) ?? [];
    if (start !== undefined) return [counters.has(name) ? `${start}_total${line.slice(start.length)}` : line];
    return [line.replace(EXEMPLAR, '')];
  });
  return lines.join('\n');
}

const COUNTER = /^# TYPE (\S+) counter$/gm;
const FAMILY = /^# (HELP|TYPE) (\S+)/;
const EXEMPLAR = / # \{[^{}]*\} \S+ \S+$/;
