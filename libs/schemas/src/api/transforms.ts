import { z } from 'zod';
import { EventId, EventTypeName, GivenTimestamp, jsonValue, Labels, OrderingKey, text } from '../text.js';
import { VersionNumber } from '../version-number.js';
import { story, withExample } from '../example.js';

const MAX_CODE_LENGTH = 32 * 1024;
const MAX_TEST_DATA_BYTES = 256 * 1024;

/** A transformation: what becomes of an event on its way to an endpoint. */
export const Transform = z
  .strictObject({
    language: z.enum(['jsonata', 'javascript']),
    code: text(MAX_CODE_LENGTH, 1).describe(
      'A JSONata expression, or JavaScript that defines the function transform(event).',
    ),
  })
  .describe('Changes body, headers and path of what is sent, or drops it; see docs/transformations.md.');

export type Transform = z.infer<typeof Transform>;

/**
 * Why a transformation failed: by an error of its own, by using more time or memory than it may, by an output that can't be
 * sent; `overloaded`: its tenant's others left it no time; `suspended`: too many of its runs before had timed out.
 */
export const TransformFailure = z.enum(['error', 'timeout', 'memory', 'output', 'overloaded', 'suspended']);

export type TransformFailure = z.infer<typeof TransformFailure>;

/** The body of `POST …/test-transform`. */
export const TestTransform = withExample(
  z.strictObject({
    transform: Transform,
    event: z.strictObject({
      type: EventTypeName,
      id: EventId.optional(),
      timestamp: GivenTimestamp.optional(),
      orderingKey: OrderingKey.optional(),
      labels: Labels.optional(),
      version: VersionNumber.optional(),
      data: jsonValue(MAX_TEST_DATA_BYTES),
    }),
  }),
  {
    transform: { language: 'jsonata', code: '{ "body": { "text": "order " & data.order } }' },
    event: { type: story.type, data: story.data },
  },
);

export type TestTransform = z.infer<typeof TestTransform>;

/** The answer: what would be sent, or why nothing would. */
export const TestTransformResult = withExample(
  z.object({
    result: z.enum(['transformed', 'dropped', 'failed']),
    body: z.json().optional().describe('The body that would be sent; absent: that of the event as it is.'),
    headers: z.record(z.string(), z.string()).optional(),
    path: z.string().optional(),
    failure: TransformFailure.optional(),
    message: z.string().optional(),
    line: z.int().optional().describe('The line of the code, from 1, where it failed.'),
    durationMs: z.number().describe('How long the script ran.'),
  }),
  { result: 'transformed', body: { text: 'order 1042' }, durationMs: 0.4 },
).meta({ id: 'TestTransformResult' });

export type TestTransformResult = z.infer<typeof TestTransformResult>;
