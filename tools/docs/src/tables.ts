import type { Settings } from '@postrider/config';
import { logEvents } from '@postrider/observability';
import { failures, problems, topics, type Topic } from '@postrider/schemas';
import { type z } from 'zod';

/** A table in Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Every topic, as the flow table has it. */
export function topicTable(): string {
  const all: readonly Topic[] = Object.values(topics);
  const kept = { log: '7 d', 'dead-letters': '30 d', compacted: 'compacted' };
  const rows = all.map(({ name, partitionedBy, value, from, to, retention }) => [
    `\`${name}\``,
    partitionedBy,
    value,
    `${from.join(', ')} → ${to.join(', ')}`,
    kept[retention],
  ]);
  const poison = [
    '`<topic>.dlt`',
    'as read',
    'a poison record: exact bytes, with headers that say why, where from and when',
    'whoever reads the topic → the operator',
    '30 d',
  ];
  return table(['topic', 'partitioned by', 'value', 'from → to', 'kept'], [...rows, poison]);
}

/** Every problem code. */
export function problemTable(): string {
  const rows = Object.entries(problems).map(([code, { status, title }]) => [`\`${code}\``, String(status), title]);
  return table(['code', 'status', 'meaning'], rows);
}

/** Every reason for which an attempt fails. */
export function failureTable(): string {
  const rows = Object.entries(failures).map(([reason, { title, meaning, action }]) => [
    `\`${reason}\``,
    title,
    meaning,
    action,
  ]);
  return table(['reason', 'title', 'what it means', 'what to do'], rows);
}

/** Everything that is logged. */
export function logEventTable(): string {
  const rows = Object.entries(logEvents).map(([event, { levels, meaning }]) => [
    `\`${event}\``,
    levels.join(', '),
    meaning,
  ]);
  return table(['event', 'level', 'what it means'], rows);
}

/** Every environment variable, with the services that read it. */
export function settingsTable(services: ReadonlyMap<string, Settings>): string {
  const names = [...new Set([...services.values()].flatMap((settings) => Object.keys(settings)))].sort();
  const rows = names.map((name) => {
    const readers = [...services].filter(([, settings]) => name in settings).map(([service]) => service);
    const setting = [...services.values()].find((settings) => name in settings)?.[name];
    return [
      `\`${name}\``,
      setting ? meaningOf(setting.meaning, setting.secret) : '',
      setting ? defaultOf(setting.schema) : '',
      readers.length === services.size ? 'all' : readers.join(', '),
    ];
  });
  return table(['variable', 'meaning', 'default', 'read by'], rows);
}

const meaningOf = (meaning: string, secret: boolean): string =>
  secret ? `${meaning} (secret: never logged)` : meaning;

/** What a variable is when it's left out; empty where it must be given. */
function defaultOf(schema: z.ZodType): string {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return '**required**';
  const { data } = parsed;
  if (data === undefined) return '';
  if (Array.isArray(data) && data.length > 0 && data.every((item) => typeof item === 'number'))
    return `\`${data.join(',')}\``;
  if (typeof data === 'number' || typeof data === 'boolean' || typeof data === 'string')
    return data === '' ? '' : `\`${String(data)}\``;
  return '';
}
