/** Partitions, by topic. */
export type Partitions = ReadonlyMap<string, readonly number[]>;

/** A member of a group, as it joins. */
export interface JoiningMember {
  readonly id: string;
  readonly topics: readonly string[];
  /** What it had until now. Claims may be old and contradict each other. */
  readonly owned: Partitions;
}

/** Topics that are given out together: the same partition of each to the same member. */
interface Bundle {
  readonly topics: readonly string[];
  readonly partitions: number;
}

/**
 * Gives every partition to one member. Partition n of topics that are to be `together` goes to one member, where their
 * partition counts are equal; each bundle, and each other topic, is spread evenly to within one partition; members keep
 * what they had as far as that allows. The same question always gets the same answer, and nothing moves without a reason.
 */
export function assignPartitions(
  counts: ReadonlyMap<string, number>,
  together: readonly (readonly string[])[],
  members: readonly JoiningMember[],
): Map<string, Map<string, number[]>> {
  const assigned = new Map(byId(members).map(({ id }) => [id, new Map<string, number[]>()]));
  const loads = new Map<string, number>();
  for (const bundle of bundlesOf(counts, together)) {
    const eligible = byId(members).filter(({ topics }) => bundle.topics.every((topic) => topics.includes(topic)));
    for (const [id, partitions] of spread(bundle, eligible, loads)) {
      loads.set(id, (loads.get(id) ?? 0) + partitions.length);
      for (const topic of bundle.topics) if (partitions.length > 0) assigned.get(id)?.set(topic, [...partitions]);
    }
  }
  return assigned;
}

const byId = (members: readonly JoiningMember[]) => [...members].sort((a, b) => (a.id < b.id ? -1 : 1));

function bundlesOf(counts: ReadonlyMap<string, number>, together: readonly (readonly string[])[]): Bundle[] {
  const left = new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  const bundles: Bundle[] = [];
  for (const wanted of together) {
    const topics = wanted.filter((topic) => left.has(topic));
    const [partitions, ...others] = new Set(topics.map((topic) => left.get(topic) ?? 0));
    if (partitions === undefined || others.length > 0) continue;
    bundles.push({ topics, partitions });
    for (const topic of topics) left.delete(topic);
  }
  return [...bundles, ...Array.from(left, ([topic, partitions]) => ({ topics: [topic], partitions }))];
}

function spread(
  { topics, partitions }: Bundle,
  members: readonly JoiningMember[],
  loads: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const free = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  const claims = members.map(({ id, owned }) => ({
    id,
    owned: [...free].filter((partition) => topics.every((topic) => owned.get(topic)?.includes(partition))),
  }));
  const share = Math.floor(partitions / members.length);
  // The members with the least get one more where it doesn't come out even; of equals, those that had it.
  const extra = [...claims]
    .sort((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0) || b.owned.length - a.owned.length)
    .slice(0, partitions % members.length);
  const room = ({ id }: { readonly id: string }) => share + (extra.some((one) => one.id === id) ? 1 : 0);
  const given = new Map<string, number[]>();
  for (const claim of claims) {
    const kept = claim.owned.filter((partition) => free.has(partition)).slice(0, room(claim));
    for (const partition of kept) free.delete(partition);
    given.set(claim.id, kept);
  }
  for (const member of members) {
    const has = given.get(member.id) ?? [];
    for (const partition of [...free].slice(0, room(member) - has.length)) {
      free.delete(partition);
      has.push(partition);
    }
    has.sort((a, b) => a - b);
  }
  return given;
}
