import { StandardSchemaValidationPipe } from '@nestjs/common';
import { faultsOf } from '@postrider/schemas';
import type { ArgumentMetadata } from '@nestjs/common';
import { ProblemError } from '../problem-error.js';

type Issues = Parameters<typeof faultsOf>[0];

/** Checks every parameter that has a schema, and names each fault with its place in the request. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const schema = metadata.schema;
    if (!schema) return value;
    // A body that is missing altogether reads as an empty one: then the faults say which fields there should be.
    const given = metadata.type === 'body' && value === undefined ? {} : value;
    const result = await schema['~standard'].validate(given);
    if (result.issues) throw invalidRequest(result.issues, metadata);
    return result.value as T;
  }
}

function invalidRequest(issues: Issues, { type, data }: ArgumentMetadata): ProblemError {
  if (type === 'body') return new ProblemError('invalid_request', undefined, faultsOf(issues));
  const under = type === 'param' ? 'path' : 'query';
  return new ProblemError(
    'invalid_request',
    undefined,
    faultsOf(issues, data === undefined ? under : `${under}/${data}`),
  );
}
