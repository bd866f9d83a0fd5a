/**
 * Decodes base64 (RFC 4648, section 4) in its one canonical spelling, or answers undefined. Node's own decoder takes
 * the URL alphabet, missing padding and stray bytes too: many texts would stand for one signature or one secret.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
