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

/** Weights of the classes, summing to 1, of the users of a device who register on a day. */
export function classWeights(device: number): Float64Array {
  const weights = Float64Array.from(CLASSES, ({ habit, volume, appetite }) => {
    const { weight, volumes, appetites } = HABITS[habit]!;
    const loyalty = DEVICES[device] === 'ip' ? IP_LOYALTY ** habit : 1;
    const amount = volume === SILENT ? NEVER_PLAYS : (1 - NEVER_PLAYS) * volumes[volume]!;
    // A user who never plays must search or download to be seen at all.
    const taste = volume === SILENT ? [0, 0.5, 0.5][appetite]! : appetites[appetite]!;
    return weight * loyalty * amount * taste;
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/**
 * For one registration a day of an endless past with these weights: the users of each class who are left on
 * the day after that past. In all they are more than the registrations of two months.
 */
export function stayers(weights: Float64Array): Float64Array {
  return weights.map((w, z) => (w * (1 - CLASSES[z]!.dropOut)) / CLASSES[z]!.dropOut);
}

/** Running sums of weights, for drawing. */
export function cumulate(weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (w) => (sum += w));
}

/** Chance of a visit on a day of a phase, while the user is there. No user registers without a visit. */
export function visitChance(visit: number, phase: number, factor: number): number {
  return phase === 0 ? 1 : Math.min(MOST_FAITHFUL, visit * factor);
}

/** Counts on a day with a visit: plays by volume, downloads and searches by appetite and phase. */
export const PLAY_COUNTS = VOLUMES.map((shape) => new CountDistribution(shape));
export const DOWNLOAD_COUNTS = DOWNLOADS.flat().map((shape) => new CountDistribution(shape));
export const SEARCH_COUNTS = SEARCHES.flat().map((shape) => new CountDistribution(shape));

/** Index into DOWNLOAD_COUNTS and SEARCH_COUNTS. */
export function countIndex(appetite: number, phase: number): number {
  return appetite * PHASES + phase;
}
