import { S3mini } from 's3mini';
import { z } from 'zod';
import { SettingsError } from '../settings/load-settings.js';

/** A bucket of a setting. */
export interface BucketPlace {
  /** Name of the setting, for messages. */
  setting: string;
  /** `https://host/bucket/prefix`; without a prefix the whole bucket. */
  url: string;
  /** Null: a public bucket. */
  credentials: { keyId: string; secret: string } | null;
  region: string;
}

type Optional<Name extends string> = Record<
  Name | `${Name}_KEY_ID` | `${Name}_SECRET`,
  z.ZodOptional<z.ZodType<string>>
>;
type BucketSettings<Name extends string> = Optional<Name> &
  Record<`${Name}_REGION`, z.ZodDefault<z.ZodString>>;

const ADDRESS = 'must be an address such as https://host/bucket/prefix';

/** The settings of a bucket: NAME has its address, NAME_KEY_ID and so on what requests are signed by. */
export function bucketSettings<Name extends string>(name: Name, meaning: string): BucketSettings<Name> {
  const text = z.string().min(1);
  return {
    [name]: z
      .url({ protocol: /^https?$/, message: ADDRESS })
      .refine((url) => new URL(url).pathname.length > 1, ADDRESS)
      .optional()
      .describe(`${meaning}: https://host/bucket/prefix, by the S3 protocol`),
    [`${name}_KEY_ID`]: text.optional().describe(`access key id of ${name}; not set: it is public`),
    [`${name}_SECRET`]: text.optional().describe(`secret access key of ${name}`),
    [`${name}_REGION`]: text.default('us-east-1').describe('region that requests are signed for'),
  } as BucketSettings<Name>;
}

/**
 * The bucket of the setting; null where it is not set.
 * @throws SettingsError with a key id and no secret, or without it
 */
export function bucketPlace<Name extends string>(
  settings: z.infer<z.ZodObject<BucketSettings<Name>>>,
  setting: Name,
): BucketPlace | null {
  const values = settings as Record<string, string | undefined>;
  const [url, keyId, secret] = [setting, `${setting}_KEY_ID`, `${setting}_SECRET`].map(
    (name) => values[name],
  );
  if ((keyId === undefined) !== (secret === undefined))
    throw new SettingsError(`${setting}_KEY_ID and ${setting}_SECRET belong together: set both or neither.`);
  if (url === undefined) return null;
  const credentials = keyId === undefined || secret === undefined ? null : { keyId, secret };
  return { setting, url, credentials, region: values[`${setting}_REGION`]! };
}

/**
 * A client of the bucket, by path, the prefix of its keys, and the key of a file below it.
 * @param signal ends every request
 */
export function openBucket(
  { url, credentials, region }: BucketPlace,
  signal: AbortSignal,
): { client: S3mini; prefix: string; keyOf: (file: string) => string } {
  const { origin, pathname } = new URL(url);
  const [, bucket = '', ...rest] = pathname.split('/');
  const client = new S3mini({
    endpoint: `${origin}/${bucket}`,
    accessKeyId: credentials?.keyId ?? '',
    secretAccessKey: credentials?.secret ?? '',
    region,
    fetch: (input, init) => fetch(input, { ...init, signal, redirect: 'error' }),
  });
  const prefix = decodeURIComponent(rest.join('/'));
  return { client, prefix, keyOf: (file) => `${prefix.replace(/[^/]$/, '$&/')}${file}` };
}

/** HTTP status that the bucket answered; undefined: there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { status?: number }).status;
}

/** What is shown of a failed request: neither an address with its signature nor a header. @param done such as 'read' */
export function bucketProblem(error: unknown, { setting }: BucketPlace, done: string): string {
  const { serviceCode, cause } = error as { serviceCode?: string; cause?: { code?: string } };
  const status = statusOf(error);
  const because =
    status === 403
      ? `access was denied (${serviceCode ?? '403'}): check ${setting}_KEY_ID and its rights.`
      : status === undefined
        ? (cause?.code ?? (error instanceof Error ? error.message : String(error)))
        : `it answered ${status}${serviceCode ? ` (${serviceCode})` : ''}.`;
  return `The bucket of ${setting} cannot be ${done}: ${because}`;
}
