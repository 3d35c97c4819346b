import { z } from 'zod';

export const SETTING_SOURCES = ['environment', 'default'] as const;

export interface DescribedSetting {
  name: string;
  /** As text, without anything secret; null when it is not set. */
  value: string | null;
  /** Where the value comes from. */
  source: (typeof SETTING_SOURCES)[number];
  meaning: string;
}

const KEYS = /_KEYS$/;
const SECRET_NAME = /secret|password|passwd|token|credential|access\.?key/i;
const REDACTED = '(not shown)';

/**
 * The settings in force, in the order of the schema. Keys are counted, passwords of URLs and values under the
 * names of secrets left out.
 */
export function describeSettings(
  schema: z.ZodObject,
  settings: Record<string, unknown>,
  environment: Record<string, string | undefined>,
): DescribedSetting[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return Object.keys(schema.shape).map((name) => {
    const property = properties[name];
    return {
      name,
      value: shownValue(name, settings[name]),
      source: (environment[name] ?? '') === '' ? 'default' : 'environment',
      meaning: (typeof property === 'object' ? property.description : undefined) ?? '',
    };
  });
}

function shownValue(name: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (KEYS.test(name) && Array.isArray(value)) return value.length === 1 ? '1 key' : `${value.length} keys`;
  if (SECRET_NAME.test(name)) return REDACTED;
  if (Array.isArray(value))
    return value.length === 0 ? null : value.map((part) => withoutSecrets(String(part))).join(' ');
  return withoutSecrets(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `postgres://user:password@host` and `fs.s3a.secret.key=value` without what is secret in them. */
function withoutSecrets(text: string): string {
  const [name, ...rest] = text.split('=');
  if (rest.length > 0 && SECRET_NAME.test(name!)) return `${name!}=${REDACTED}`;
  return text.replace(/^(\w+:\/\/[^/:@]*):[^/]*@/, `$1:${REDACTED}@`);
}
