import { z } from 'zod';

/**
 * A cron expression of five fields, or nothing (null). The start of the service checks the fields themselves.
 */
export const cronSetting = z
  .string()
  .trim()
  .regex(/^(\S+( +\S+){4})?$/, 'must be a cron expression of five fields, such as 30 3 * * *')
  .default('')
  .transform((text) => (text === '' ? null : text));

/** A whole number of the range, both ends included. */
export const integerSetting = (minimum: number, maximum = Number.MAX_SAFE_INTEGER): z.ZodCoercedNumber =>
  z.coerce.number().int().min(minimum).max(maximum);

/** A number of the range, both ends included. */
export const numberSetting = (minimum: number, maximum: number): z.ZodCoercedNumber =>
  z.coerce.number().min(minimum).max(maximum);
