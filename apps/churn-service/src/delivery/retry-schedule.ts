const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits after the first attempt, the second, and so on: those of the Standard Webhooks specification, 75.6 hours. */
const WAITS_MS = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Messages that failed together are not repeated together. */
const JITTER = 0.1;
const LONGEST_RETRY_AFTER_MS = HOUR;

/**
 * Milliseconds from a failed attempt to the next; null: it was the last.
 * @param attempts so far, from 1 on
 * @param retryAfterMs the shortest wait that the receiver accepts
 */
export function nextWaitMs(
  attempts: number,
  retryAfterMs: number | null,
  random: () => number = Math.random,
): number | null {
  const wait = WAITS_MS[attempts - 1];
  return wait === undefined ? null : Math.max(wait * (1 + JITTER * random()), retryAfterMs ?? 0);
}

/**
 * Milliseconds that a Retry-After header (seconds, or a date) asks for, at most an hour; null where it is
 * missing or unreadable.
 */
export function readRetryAfter(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}
