import type { z } from 'zod';

/**
 * What a schema says of a fault where it has no words of its own: that something is missing, or what it must be. Undefined for
 * what is seldom enough to be left to zod. It's the `customError` of `z.config`.
 */
export function faultMessage(issue: z.core.$ZodRawIssue): string | undefined {
  const wanted = wantedOf(issue);
  if (wanted === undefined) return undefined;
  return issue.input === undefined ? `is missing: it ${wanted}` : wanted;
}

function wantedOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return sized(issue.inclusive ? 'at most' : 'less than', issue.maximum, issue.origin);
    case 'too_small':
      return sized(issue.inclusive ? 'at least' : 'more than', issue.minimum, issue.origin);
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What is counted of what has a size. */
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

function sized(relation: string, bound: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${relation} ${bound}`;
  return `must have ${relation} ${bound} ${unit}${bound === 1 ? '' : 's'}`;
}
