import { faultsOf, PublishEnvelope, type Fault } from '@postrider/schemas';
import { scanObject } from '../exact-json/exact-json.js';

/** The body of a publish request, taken apart: `data` is a slice of the bytes that came. */
export type PublishBody =
  | { readonly kind: 'body'; readonly envelope: PublishEnvelope; readonly data: Buffer }
  | { readonly kind: 'not_json'; readonly fault: Fault }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

/** Takes a publish request apart without parsing `data`: what is delivered later are the bytes that stand here. */
export function readPublishBody(bytes: Buffer): PublishBody {
  const scanned = scanObject(bytes);
  if (scanned.kind === 'fault') return { kind: 'not_json', fault: { path: scanned.path, message: scanned.message } };
  const envelope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let data: Buffer | undefined;
  for (const [name, { start, end }] of scanned.members) {
    const value = bytes.subarray(start, end);
    if (name === 'data') data = value;
    else envelope[name] = JSON.parse(value.toString('utf8'));
  }
  const parsed = PublishEnvelope.safeParse({ ...envelope });
  const faults = parsed.success ? [] : faultsOf(parsed.error.issues);
  if (!data) faults.push({ path: '/data', message: 'is missing: it is what is delivered' });
  return data && parsed.success && faults.length === 0
    ? { kind: 'body', envelope: parsed.data, data }
    : { kind: 'invalid', faults };
}
