import { setTimeout as sleep } from 'node:timers/promises';

/** What is found within some milliseconds; null: nothing. @throws what `found` does, until then */
export async function within<Found>(
  milliseconds: number,
  found: Promise<Found>,
): Promise<{ value: Found } | null> {
  const over = new AbortController();
  try {
    return await Promise.race([
      found.then((value) => ({ value })),
      sleep(Math.max(0, milliseconds), null, { ref: false, signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}
