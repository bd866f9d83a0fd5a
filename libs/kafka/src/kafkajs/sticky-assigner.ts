import { createRequire } from 'node:module';
import type { Assigner, ISerializer, MemberAssignment, MemberMetadata, PartitionAssigner } from 'kafkajs';
import { assignPartitions, type JoiningMember, type Partitions } from '../sticky-assignment.js';
import type { MembershipListener } from './consumer-listener.js';
import { speakFor } from './tell-of-membership.js';

const require = createRequire(import.meta.url);
/** Not among the names that a module can import. */
const { MemberMetadata, MemberAssignment } = (
  require('kafkajs') as {
    AssignerProtocol: {
      MemberMetadata: ISerializer<MemberMetadata>;
      MemberAssignment: ISerializer<MemberAssignment>;
    };
  }
).AssignerProtocol;

/** Gives partitions out by {@link assignPartitions}; what a member has travels with its request to join. */
export function stickyAssigner(membership: MembershipListener | undefined): PartitionAssigner {
  return ({ cluster }) => {
    const assigner: Assigner = {
      name: 'postrider.sticky',
      version: 0,
      protocol({ topics }) {
        const userData = Buffer.from(JSON.stringify(Object.fromEntries(membership?.owned() ?? [])));
        return { name: this.name, metadata: MemberMetadata.encode({ version: this.version, topics, userData }) };
      },
      assign({ members, topics }) {
        const counts = new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]));
        const joining = members.map(({ memberId, memberMetadata }) => memberOf(memberId, memberMetadata));
        const assigned = Array.from(
          assignPartitions(counts, membership?.together ?? [], joining),
          ([memberId, partitions]) => ({
            memberId,
            memberAssignment: MemberAssignment.encode({
              version: this.version,
              assignment: Object.fromEntries(partitions),
              userData: Buffer.alloc(0),
            }),
          }),
        );
        return Promise.resolve(assigned);
      },
    };
    if (membership) speakFor(membership, assigner);
    return assigner;
  };
}

function memberOf(id: string, metadata: Buffer): JoiningMember {
  const { topics = [], userData } = MemberMetadata.decode(metadata) ?? {};
  return { id, topics, owned: ownedIn(userData) };
}

/** What a member says that it has is a wish: one that can't be read is none. */
function ownedIn(userData: Buffer | undefined): Partitions {
  try {
    const owned: unknown = JSON.parse(String(userData));
    const entries: [string, unknown][] = typeof owned === 'object' && owned ? Object.entries(owned) : [];
    return new Map(
      entries.map(([topic, partitions]) => [topic, Array.isArray(partitions) ? partitions.map(Number) : []]),
    );
  } catch {
    return new Map();
  }
}
