export { linearPattern, type LinearPattern } from './linear-pattern.js';
export { SchemaCheckCache } from './schema-check-cache.js';
export { compileSchema, type SchemaCheck, type SchemaRefused } from './schema-check.js';
export { type SchemaFault } from './schema-fault.js';
export { breaksBetween } from './compatibility/breaks-between.js';
export { type BreakKind, type SchemaBreak } from './compatibility/schema-break.js';
export { isKeywords, mapSchema, type SchemaKeywords } from './map-schema.js';
export { pointedAt } from './pointer-fragment.js';
export { isDraft7, relocateSchema } from './relocate-schema.js';
