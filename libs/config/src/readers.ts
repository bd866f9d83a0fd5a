import { z } from 'zod';

/** A whole number within bounds. */
export const wholeNumber = (min: number, max: number) =>
  z.coerce.number({ error: 'is a whole number' }).int('is a whole number').min(min).max(max);

/** `true` or `false`. */
export const flag = () =>
  z.enum(['true', 'false'], { error: 'is true or false' }).transform((value) => value === 'true');

/** Items separated by commas, white space around them dropped; at least one. */
export const list = () =>
  z
    .string({ error: 'is a comma list' })
    .transform((value) => value.split(',').map((item) => item.trim()))
    .refine((items) => items.every((item) => item !== ''), 'has an empty item');

/** Whole numbers separated by commas. */
export const numberList = (min: number, max: number) =>
  list().transform((items, context) =>
    items.map((item) => {
      const parsed = wholeNumber(min, max).safeParse(item);
      if (parsed.success) return parsed.data;
      context.addIssue({ code: 'custom', message: `has ${item}, which is no whole number from ${min} to ${max}` });
      return z.NEVER;
    }),
  );
