import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceProblem, ServiceUnreachable } from './service-errors.js';

export interface RetryOptions {
  /**
   * Whether the request may arrive twice. Without it only 429 is tried again, as then nothing was done; with
   * it also 502, 503, 504 and lost connections.
   */
  repeatable: boolean;
  /** For how long to go on trying, in milliseconds; 0 tries once. */
  patienceMs: number;
  signal?: AbortSignal | undefined;
  /** Whether an error is final all the same. */
  isFinal?: (error: unknown) => boolean;
}

/** Replaced in tests. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const NOT_NOW = new Set([429, 502, 503, 504]);

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
  random: Math.random,
};

/**
 * Tries until it succeeds, fails for good, or `patienceMs` would be over: then the last error is thrown. It
 * waits as long as
 * Retry-After says, else twice as long each time, less a random part so that many clients do not come back at once.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { repeatable, patienceMs, signal, isFinal = () => false }: RetryOptions,
  clock: Clock = systemClock,
): Promise<T> {
  const until = clock.now() + patienceMs;
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (isFinal(error) || !(repeatable ? isTransient(error) : isRateLimit(error))) throw error;
      const delay = delayAfter(error, failures, clock);
      if (clock.now() + delay > until) throw error;
      await clock.sleep(delay, signal);
    }
  }
}

/** Whether the same request may succeed later, with nothing changed. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof ServiceProblem)) return error instanceof ServiceUnreachable;
  return NOT_NOW.has(error.status);
}

function delayAfter(error: unknown, failures: number, clock: Clock): number {
  const asked = error instanceof ServiceProblem ? error.retryAfterMs : null;
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return asked ?? longest * (0.5 + clock.random() / 2);
}

function isRateLimit(error: unknown): boolean {
  return error instanceof ServiceProblem && error.status === 429;
}
