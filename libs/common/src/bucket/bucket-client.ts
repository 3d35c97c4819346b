import { S3mini } from 's3mini';
import type { BucketPlace } from './bucket-settings.js';

/** A client of the bucket, by path, and the prefix of its keys. @param signal ends every request */
export function openBucket(
  { url, credentials, region }: BucketPlace,
  signal: AbortSignal,
): { client: S3mini; prefix: string } {
  const { origin, pathname } = new URL(url);
  const [, bucket = '', ...rest] = pathname.split('/');
  const client = new S3mini({
    endpoint: `${origin}/${bucket}`,
    accessKeyId: credentials?.keyId ?? '',
    secretAccessKey: credentials?.secret ?? '',
    region,
    fetch: (input, init) => fetch(input, { ...init, signal, redirect: 'error' }),
  });
  return { client, prefix: decodeURIComponent(rest.join('/')) };
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
