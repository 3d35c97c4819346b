import { z } from 'zod';

/** A cron expression of five fields, or nothing (null): what stands in the fields is checked when the service starts. */
export const cronSetting = z
  .string()
  .trim()
  .regex(/^(\S+( +\S+){4})?$/, 'must be a cron expression of five fields, such as 30 3 * * *')
  .default('')
  .transform((text) => (text === '' ? null : text));
