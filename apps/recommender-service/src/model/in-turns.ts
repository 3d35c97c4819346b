import { setImmediate } from 'node:timers/promises';

/** After so long other requests get their turn. */
const TURN_MS = 10;

/**
 * Maps entries in their order, and lets other requests have their turn in between.
 * @param now the clock, in milliseconds.
 */
export async function mapInTurns<Entry, Mapped>(
  entries: Iterable<Entry>,
  map: (entry: Entry, place: number) => Mapped,
  now: () => number = () => performance.now(),
): Promise<Mapped[]> {
  const mapped: Mapped[] = [];
  let began = now();
  for (const entry of entries) {
    if (now() - began >= TURN_MS) {
      await setImmediate();
      began = now();
    }
    mapped.push(map(entry, mapped.length));
  }
  return mapped;
}

/** Goes through all steps of a work and answers what it returns, with a turn for other requests behind each step. */
export async function inTurns<Result>(steps: Iterator<void, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}
