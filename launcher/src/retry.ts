import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A service or PostgreSQL that was killed answers again within this time, or starting it again does not help.
 */
const PATIENCE_MS = 5 * 60_000;
const PAUSE_MS = 250;

/**
 * Repeats `attempt` while it fails because the other side is away.
 * @throws what `attempt` throws when that is something else, or after five minutes; the reason of `stop`
 */
export async function retryWhileAway<T>(
  attempt: () => Promise<T>,
  isAway: (error: unknown) => boolean,
  stop: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      stop.throwIfAborted();
      if (!isAway(error) || Date.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop });
  }
}
