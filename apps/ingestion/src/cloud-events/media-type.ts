/** A media type, lower-cased, and the charset that comes with it. */
export interface MediaType {
  /** `type/subtype`. */
  readonly name: string;
  readonly charset?: string;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = `(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")`;
// Spaces can be matched in one way alone: with two, this would take exponential time on a header of `;  ;  ;  …`.
const mediaType = new RegExp(`^[ \\t]*(${token}/${token})[ \\t]*((?:;[ \\t]*(?:${parameter}[ \\t]*)?)*)$`);
const eachParameter = new RegExp(parameter, 'g');

/** Reads a media type with its parameters (RFC 2045, section 5.1); undefined when it isn't one. */
export function parseMediaType(text: string): MediaType | undefined {
  const [, name, parameters = ''] = mediaType.exec(text) ?? [];
  if (name === undefined) return undefined;
  const charset = [...parameters.matchAll(eachParameter)].find(
    ([, attribute]) => attribute?.toLowerCase() === 'charset',
  );
  return { name: name.toLowerCase(), charset: (charset?.[2] ?? charset?.[3])?.toLowerCase() };
}

/** Whether what has this media type is JSON, as CloudEvents has it (JSON format 1.0, section 3.1.1). */
export function isJsonType({ name }: MediaType): boolean {
  return name.endsWith('/json') || name.endsWith('+json');
}

/** Whether a charset leaves the bytes to be UTF-8, which is all that JSON can be (RFC 8259, section 8.1). */
export function isUtf8Charset({ charset }: MediaType): boolean {
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
}
