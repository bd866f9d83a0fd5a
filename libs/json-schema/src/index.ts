export { linearPattern, type LinearPattern } from './linear-pattern.js';
export { SchemaCheckCache } from './schema-check-cache.js';
export { compileSchema, type SchemaCheck, type SchemaRefused } from './schema-check.js';
export { type SchemaFault } from './schema-fault.js';
