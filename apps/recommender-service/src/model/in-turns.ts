import { setImmediate } from 'node:timers/promises';

/** So many lists of songs are made before other requests get their turn: a few milliseconds. */
export const TOGETHER = 8;

/** Maps entries in their order, a few in each turn of the event loop. */
export async function mapInTurns<Entry, Mapped>(
  entries: readonly Entry[],
  map: (entry: Entry, place: number) => Mapped,
): Promise<Mapped[]> {
  const mapped: Mapped[] = [];
  for (const [place, entry] of entries.entries()) {
    if (place > 0 && place % TOGETHER === 0) await setImmediate();
    mapped.push(map(entry, place));
  }
  return mapped;
}
