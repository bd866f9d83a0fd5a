import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** The `data` of an event as it stands in the API's answer: parsed and printed again, `1.0` would be `1`. */
export function exactData(answer: string): string {
  const tree = parseTree(answer);
  const data = tree && findNodeAtLocation(tree, ['data']);
  if (!data) throw new Error('the answer has no data');
  return answer.slice(data.offset, data.offset + data.length);
}
