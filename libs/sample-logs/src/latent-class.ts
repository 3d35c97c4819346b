import {
  DEVICES,
  DOWNLOADS,
  HABITS,
  IP_LOYALTY,
  MOST_FAITHFUL,
  NEVER_PLAYS,
  PHASES,
  SEARCHES,
  VOLUMES,
} from './behaviour.js';
import { CountDistribution } from './count-distribution.js';

/** One component of the finite mixture: a habit with a volume level and an appetite. */
export interface LatentClass {
  habit: number;
  volume: number;
  appetite: number;
  dropOut: number;
  visit: number;
}

const APPETITES = DOWNLOADS.length;
const SILENT = VOLUMES.length - 1;

export const CLASSES: readonly LatentClass[] = HABITS.flatMap(({ dropOut, visit }, habit) =>
  VOLUMES.flatMap((_, volume) =>
    Array.from({ length: APPETITES }, (_, appetite) => ({ habit, volume, appetite, dropOut, visit })),
  ),
);

/** Weights of the classes, summing to 1, given what anybody can see of a user: an older uid, and the device. */
export function classWeights(older: boolean, device: number): Float64Array {
  const weights = Float64Array.from(CLASSES, ({ habit, volume, appetite }) => {
    const { weight, olderWeight, volumes, appetites } = HABITS[habit]!;
    const loyalty = DEVICES[device] === 'ip' ? IP_LOYALTY ** habit : 1;
    const amount = volume === SILENT ? NEVER_PLAYS : (1 - NEVER_PLAYS) * volumes[volume]!;
    // Who never plays has to do something else to be seen at all.
    const taste = volume === SILENT ? [0, 0.5, 0.5][appetite]! : appetites[appetite]!;
    return (older ? olderWeight : weight) * loyalty * amount * taste;
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** Running sums of weights, for drawing. */
export function cumulate(weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (w) => (sum += w));
}

/** Chance of a visit on a day, while the user is still there. Nobody registers without a visit. */
export function visitChance(visit: number, age: number, factor: number): number {
  return age === 0 ? 1 : Math.min(MOST_FAITHFUL, visit * factor);
}

/** Counts on a day with a visit: plays by volume, downloads and searches by appetite and phase. */
export const PLAY_COUNTS = VOLUMES.map((shape) => new CountDistribution(shape));
export const DOWNLOAD_COUNTS = DOWNLOADS.flatMap((phases) =>
  phases.map((shape) => new CountDistribution(shape)),
);
export const SEARCH_COUNTS = SEARCHES.flatMap((phases) =>
  phases.map((shape) => new CountDistribution(shape)),
);

/** Index into DOWNLOAD_COUNTS and SEARCH_COUNTS. */
export function countIndex(appetite: number, phase: number): number {
  return appetite * PHASES + phase;
}
