import { logPositions, type LogPosition } from '../log/log-store.js';
import type { Statements } from '../sql.js';

/**
 * Takes this Kafka cluster for the one that all offsets in the database are of, unless one was taken before. Answers the
 * one that it is: offsets of another mean nothing here.
 */
export async function bindCluster(statements: Statements, id: string): Promise<string> {
  await statements.query('insert into kafka_cluster (id) values ($1) on conflict do nothing', [id]);
  return (await boundCluster(statements)) ?? id;
}

/** The Kafka cluster that the offsets are of; undefined while nothing was written yet. */
export async function boundCluster(statements: Statements): Promise<string | undefined> {
  const [row] = await statements.query<{ id: string }>('select id from kafka_cluster');
  return row?.id;
}

/** Has nothing released before the log has come to these places: what is due by then may have been done long ago. */
export async function holdReleases(statements: Statements, until: readonly LogPosition[]): Promise<void> {
  await statements.query('update kafka_cluster set releases_wait_for = $1', [JSON.stringify(until)]);
}

/** How many records the log still lacks before anything may be released; 0 from then on, for good. */
export async function releasesWaitFor(statements: Statements): Promise<number> {
  const [row] = await statements.query<{ places: LogPosition[] | null }>(
    'select releases_wait_for as places from kafka_cluster',
  );
  if (!row?.places) return 0;
  const at = new Map((await logPositions(statements)).map((each) => [placeOf(each), each.next]));
  const missing = row.places.map((place) => Math.max(0, place.next - (at.get(placeOf(place)) ?? 0)));
  const sum = missing.reduce((total, each) => total + each, 0);
  if (sum === 0) await statements.query('update kafka_cluster set releases_wait_for = null');
  return sum;
}

const placeOf = ({ topic, partition }: Omit<LogPosition, 'next'>): string => `${topic} ${partition}`;
