import type { Answered } from '@postrider/outside';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiOperation, BodyForm, Schema } from './open-api-operations.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

const compiled = new WeakMap<Schema, ValidateFunction>();

/** What speaks against a value, by one of a document's own schemas, self-contained; nothing when it fits. */
export function faultsBy(schema: Schema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'is wrong'}`);
}

/** What of an answer isn't as its operation's document says: its status, its media type, or its body. */
export function undocumented(
  { successes }: ApiOperation,
  problem: Schema,
  codes: ReadonlySet<string>,
  answered: Answered,
): string[] {
  const { status, headers, body } = answered;
  const form = successes.get(status);
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (successes.has(status)) return form ? faultsOfForm(form, type, body) : faultsOfNothing(body);
  if (status < 400 || status >= 500) return [`${status}: ${body.toString('utf8').slice(0, 500)}`];
  if (type !== 'application/problem+json') return [`${status} of ${type} is no problem document`];
  const document = answered.json as { readonly code?: string; readonly status?: number };
  if (document.status !== status) return [`${status} says that it is ${String(document.status)}`];
  if (!codes.has(String(document.code))) return [`${String(document.code)} is in no list of problem codes`];
  return faultsBy(problem, document);
}

function faultsOfForm({ mediaType, schema }: BodyForm, type: string, body: Buffer): string[] {
  if (type !== mediaType) return [`is ${type}, and no ${mediaType}`];
  const texts = mediaType === 'application/x-ndjson' ? body.toString().split('\n').slice(0, -1) : [body.toString()];
  return texts.flatMap((text) => faultsBy(schema, JSON.parse(text)));
}

const faultsOfNothing = (body: Buffer): string[] => (body.length === 0 ? [] : ['has a body, and is said to have none']);
