import { Answers } from '../http/answers.js';
import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { Field } from '../fields/fields.js';

/** Injection token of the settings as GET /admin/settings returns them. */
export const DESCRIBED_SETTINGS = Symbol('DESCRIBED_SETTINGS');

const SETTING_SOURCES = ['environment', 'default'] as const;

export class SettingDto {
  @Field.text('Name of the environment variable', { example: 'RATE_LIMIT_PER_MINUTE' })
  name: string;

  @Field.text('The value in force as text, without keys and passwords; null when it is not set', {
    nullable: true,
    example: '60000',
  })
  value: string | null;

  @Field.enum('Where the value comes from', SETTING_SOURCES, { example: 'default' })
  source: (typeof SETTING_SOURCES)[number];

  @Field.text('What it decides', {
    example: 'plain requests of a key to this instance in a minute; 0: no limit',
  })
  meaning: string;
}

export class SettingsDto {
  @Field.objects(() => SettingDto, 'Every setting of this service, in the order of its documentation')
  settings: SettingDto[];
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
): SettingDto[] {
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

@Controller('admin/settings')
export class SettingsController {
  constructor(@Inject(DESCRIBED_SETTINGS) private readonly settings: SettingDto[]) {}

  @Get()
  @Answers(SettingsDto, 'The settings in force, and where each comes from', {
    details:
      'Read when the service starts; to change one, set its environment variable and start the service again.',
  })
  listSettings(): SettingsDto {
    return { settings: this.settings };
  }
}
