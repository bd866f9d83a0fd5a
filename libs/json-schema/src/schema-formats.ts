import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';

/**
 * The formats that are checked: those of JSON Schema 2020-12 that ajv-formats has, and OpenAPI's. Not among them is
 * its `url`, whose expression goes back in the text once for each character.
 */
const names = [
  ...['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference'],
  ...['uri-template', 'uuid', 'json-pointer', 'relative-json-pointer', 'regex'],
  ...['int32', 'int64', 'float', 'double', 'byte', 'binary', 'password'],
] as const;

/** The formats that are checked, by name; `binary` and `password` allow any text. */
export const schemaFormats: ReadonlyMap<string, Format> = new Map(names.map((name) => [name, fullFormats[name]]));
