import { z } from 'zod';

/** Thrown when the environment does not fit the schema; the message lists every problem, a line each. */
export class SettingsError extends Error {}

type Environment = Record<string, string | undefined>;

function withoutBlanks(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/**
 * Reads settings from the environment. An empty variable counts as not set.
 * @throws SettingsError naming each wrong variable and what is wrong with it, never its value (it may be a
 * secret)
 */
export function loadSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> {
  const outcome = schema.safeParse(withoutBlanks(environment));
  if (outcome.success) return outcome.data;
  const problems = outcome.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return environment[name] ? `${name}: ${issue.message}` : `${name}: is not set (${issue.message})`;
  });
  throw new SettingsError(`Wrong settings:\n  ${problems.join('\n  ')}`);
}

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
