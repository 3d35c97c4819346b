import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { assertPublicHost } from './public-address.js';
import { readRetryAfter } from './retry-schedule.js';

/** How one attempt ended. */
export interface Attempt {
  /** HTTP status; null: there was no answer, or no request. */
  readonly status: number | null;
  /** Null: it succeeded. */
  readonly error: string | null;
  readonly retryAfterMs: number | null;
  /** Of the request; absent: there was none. */
  readonly body?: Buffer;
}

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** How connections are made. */
export interface Connecting {
  /** Checks the addresses of a name; null: every address is allowed. */
  readonly lookup: LookupFunction | null;
  readonly timeLimitMs: number;
}

const READ_BYTES = 16 * 1024;
const KEPT_CHARACTERS = 500;

/**
 * Sends a request once, on a connection of its own, and follows no redirect: only a status of 2xx is success.
 * Never throws.
 * @param stop ends the request early; how it ended is not known then
 */
export async function sendOnce(
  { url, headers, body }: WebhookRequest,
  { lookup, timeLimitMs }: Connecting,
  stop: AbortSignal,
): Promise<Attempt> {
  const timeLimit = AbortSignal.timeout(timeLimitMs);
  try {
    const address = new URL(url);
    if (lookup !== null) assertPublicHost(address);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
      const signal = AbortSignal.any([stop, timeLimit]);
      const options = { method: 'POST', headers, agent: false as const, signal };
      send(address, lookup === null ? options : { ...options, lookup })
        .once('response', resolve)
        .on('error', reject)
        .end(body);
    });
    return await attemptOf(response);
  } catch (error) {
    const reason = timeLimit.aborted ? `No answer within ${timeLimitMs / 1000} s.` : messageOf(error);
    return { status: null, error: reason, retryAfterMs: null };
  }
}

async function attemptOf(response: IncomingMessage): Promise<Attempt> {
  const status = response.statusCode!;
  const text = await firstText(response);
  if (status >= 200 && status < 300) return { status, error: null, retryAfterMs: null };
  return {
    status,
    error: text === '' ? `Status ${status}.` : text,
    retryAfterMs: readRetryAfter(response.headers['retry-after']),
  };
}

/** The status has arrived: a body that breaks off changes nothing. */
async function firstText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let byteCount = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      byteCount += piece.length;
      if (byteCount >= READ_BYTES) break;
    }
  } catch {
    response.destroy();
  }
  // PostgreSQL stores no NUL.
  return Buffer.concat(pieces)
    .toString()
    .replaceAll('\0', '')
    .trim()
    .slice(0, KEPT_CHARACTERS)
    .toWellFormed();
}

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || message.includes(code) ? message : `${code} ${message}`.trim();
}
