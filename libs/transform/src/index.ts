export { deliveryChangeOf, scriptRunOf, SUSPENDED } from './delivery-change.js';
export { Transformer, type TransformerOptions } from './transformer.js';
export type { ScriptEvent, ScriptFault, ScriptLimits, ScriptRun, TransformResult } from './script.js';
