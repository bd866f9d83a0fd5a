import type { ErrorObject } from 'ajv';
import { MAX_FAULTS, pointerInto, type SchemaFault } from './schema-fault.js';

/** Allowed values are quoted up to here, since a schema may list thousands. */
const MAX_QUOTED_CHARS = 200;

/** What ajv found, as faults: each once, at most {@link MAX_FAULTS}. */
export function faultsOfErrors(errors: readonly ErrorObject[] | null | undefined): SchemaFault[] {
  const faults = new Map<string, SchemaFault>();
  for (const error of errors ?? []) {
    const fault = faultOf(error);
    faults.set(JSON.stringify(fault), fault);
    if (faults.size === MAX_FAULTS) break;
  }
  return [...faults.values()];
}

function faultOf({ instancePath, keyword, params, message, propertyName }: ErrorObject): SchemaFault {
  const values: Readonly<Record<string, unknown>> = params;
  const at = (name: unknown, what: string): SchemaFault => ({
    path: pointerInto(instancePath, String(name)),
    keyword,
    message: what,
  });
  switch (keyword) {
    case 'required':
      return at(values.missingProperty, 'is required');
    case 'dependentRequired':
      return at(values.missingProperty, `is required where ${String(values.property)} is`);
    case 'additionalProperties':
      return at(values.additionalProperty, 'is not among the properties that are allowed');
    case 'unevaluatedProperties':
      return at(values.unevaluatedProperty, 'is not among the properties that are allowed');
    case 'propertyNames':
      return at(values.propertyName, 'has a name that is not allowed');
    case 'enum':
      return { path: instancePath, keyword, message: `must be one of ${quoted(values.allowedValues)}` };
    case 'const':
      return { path: instancePath, keyword, message: `must be ${quoted(values.allowedValue)}` };
    case 'false schema':
      return { path: instancePath, keyword, message: 'is not allowed' };
    default: {
      // Inside of propertyNames the value is a name, and belongs where the name is.
      const path = propertyName === undefined ? instancePath : pointerInto(instancePath, propertyName);
      return { path, keyword, message: message ?? `must fit ${keyword}` };
    }
  }
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
}
