import type { KeyedRandom } from './keyed-random.js';

// Bound once: a look-up of a global in every call costs more than the call where tests run in a sandbox.
const { floor, max } = Math;

/** The longest play of a reading of an hour: a day of whole ones would look like a bot's. */
const LONGEST_SITTING = 600;

/**
 * How long a song is played, in seconds: a spike at 0 and the first seconds (skips), a thin middle, a mass at
 * exactly the length, and one second more than it in one valid play of 24.
 * @param patience 0 to 1: what share of the skips the user sits through; drawn once a user
 */
export function playSeconds(random: KeyedRandom, length: number, patience: number): number {
  const seconds = drawSeconds(random, length, patience);
  return length > LONGEST_SITTING && seconds > LONGEST_SITTING ? LONGEST_SITTING : seconds;
}

function drawSeconds(random: KeyedRandom, length: number, patience: number): number {
  const skips = 0.92 - 0.84 * patience;
  const u = random.unit();
  const v = random.unit();
  if (u < 0.33 * skips) return 0;
  if (u < 0.52 * skips) return 1 + floor(10 * v * v);
  if (u < skips) return 1 + floor(length * v ** 1.4 * 0.95);
  const rest = (u - skips) / (1 - skips);
  if (rest < 0.07) return max(1, length - 1 - floor(v * 12));
  return rest < 0.16 ? length + 1 : length;
}
