import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Has a route's description say that it's done on a condition only. */
export const TakesIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'if-match',
      required: false,
      description: 'The `etag` of what is to be changed: 412 precondition_failed when it is another by now.',
      example: '"42"',
    }),
  );

/** The same, for a route that makes what isn't there. */
export const TakesIfNoneMatch = (): MethodDecorator =>
  applyDecorators(
    TakesIfMatch(),
    ApiHeader({
      name: 'if-none-match',
      required: false,
      description: '`*`: only when there is none yet, else 412 precondition_failed.',
      example: '*',
    }),
  );

/** The same, for a route that shows what has an etag. */
export const AnswersNotModified = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'if-none-match',
      required: false,
      description: 'The `etag` of what you have: 304, without a body, when it is still that.',
      example: '"42"',
    }),
    ApiResponse({ status: 304, description: 'It is as you have it.' }),
  );
