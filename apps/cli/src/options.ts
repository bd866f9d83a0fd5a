import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A whole number within bounds, for an option. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };

/** Deliveries that a job may begin in a second. */
export function perSecond(text: string): number {
  const value = Number(text);
  if (value >= 0.1 && value <= 10_000) return value;
  throw new InvalidArgumentError('It takes a number from 0.1 to 10000.');
}

/** Words between commas. */
export const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time: ISO 8601 with its zone, or so long ago: `90s`, `15m`, `2h`, `7d`. Answers it in the one form that the API gives. */
export const time =
  (nowMs: () => number) =>
  (text: string): string => {
    const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
    if (count !== undefined) return new Date(nowMs() - Number(count) * (UNITS_MS[unit] ?? 0)).toISOString();
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(at))
      throw new InvalidArgumentError(
        'It takes a time such as 2026-01-01T00:00:00Z, or so long ago as 90s, 15m, 2h, 7d.',
      );
    return new Date(at).toISOString();
  };

/** What a body has of the options that were given: what is undefined isn't sent. */
export const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
