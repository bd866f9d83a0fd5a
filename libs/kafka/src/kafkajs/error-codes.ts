import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Of an error code, what it means and whether trying again may help. */
export const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
  createErrorFromCode: (code: number) => Error & { readonly retriable: boolean };
};
