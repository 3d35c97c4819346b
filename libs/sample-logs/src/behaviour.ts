import type { CountShape } from './count-distribution.js';

/**
 * The law by which sample users live, as a finite mixture. Fitted to the published statistics of the original
 * logs (recency of the last play, churn rate, plays per user, event mix): docs/sample-logs.md lists what was
 * reached.
 */

/** How a user comes back: leaves for good with `dropOut` a day, else comes with `visit` a day. */
export interface Habit {
  name: string;
  dropOut: number;
  visit: number;
  /** Weight among the users who register on a day. */
  weight: number;
  /** Weights of the volume levels within this habit. */
  volumes: readonly number[];
  /** Weights of the appetites (nothing, searches, collects) within this habit. */
  appetites: readonly number[];
}

function habit(
  name: string,
  [dropOut, visit]: [number, number],
  weight: number,
  volumes: readonly number[],
  appetites: readonly number[],
): Habit {
  return { name, dropOut, visit, weight, volumes, appetites };
}

/** By row: name, drop-out and visit a day, weight, weights of the volume levels, of the appetites. */
export const HABITS: readonly Habit[] = [
  habit('tried once', [0.82, 0.9], 0.48, [0.36, 0.35, 0.27, 0.02], [0.5, 0.33, 0.17]),
  habit('first days', [0.19, 0.42], 0.17, [0.28, 0.37, 0.32, 0.03], [0.46, 0.34, 0.2]),
  habit('fading', [0.13, 0.15], 0.19, [0.28, 0.37, 0.32, 0.03], [0.48, 0.33, 0.19]),
  habit('rare', [0.003, 0.037], 0.035, [0.3, 0.38, 0.29, 0.03], [0.48, 0.33, 0.19]),
  habit('occasional', [0.012, 0.12], 0.04, [0.28, 0.37, 0.31, 0.04], [0.44, 0.34, 0.22]),
  habit('regular', [0.008, 0.25], 0.035, [0.24, 0.38, 0.34, 0.04], [0.4, 0.34, 0.26]),
  habit('daily', [0.006, 0.83], 0.05, [0.2, 0.39, 0.37, 0.04], [0.4, 0.33, 0.27]),
];

/** No more than this is the chance of a visit, even of the most faithful user at a weekend. */
export const MOST_FAITHFUL = 0.97;

/** Plays on a day with a visit, by volume level; the last level never plays (downloads and searches only). */
export const VOLUMES: readonly CountShape[] = [
  { chance: 0.955, median: 2.6, sigma: 1, cap: 260 },
  { chance: 0.965, median: 12, sigma: 0.95, cap: 260 },
  { chance: 0.97, median: 41, sigma: 0.85, cap: 260 },
  { chance: 0.975, median: 115, sigma: 0.6, cap: 260 },
  { chance: 0, median: 1, sigma: 1, cap: 260 },
];
export const NEVER_PLAYS = 0.003;

/** Phases of a registration: the day itself, the day after, the first week, later (and all older users). */
export const PHASES = 4;
export function phaseOf(age: number): number {
  return age <= 0 ? 0 : age === 1 ? 1 : age <= 6 ? 2 : 3;
}

const downloads = (chance: number, median: number): CountShape => ({ chance, median, sigma: 1.35, cap: 300 });
const searches = (chance: number, median: number): CountShape => ({ chance, median, sigma: 1.0, cap: 150 });

/** Downloads on a day with a visit, by appetite and phase. */
export const DOWNLOADS: readonly (readonly CountShape[])[] = [
  [downloads(0.06, 1), downloads(0.02, 1), downloads(0.015, 1), downloads(0.01, 1)],
  [downloads(0.4, 3), downloads(0.15, 2), downloads(0.1, 1.6), downloads(0.06, 1.5)],
  [downloads(0.9, 12), downloads(0.66, 7.5), downloads(0.5, 5.5), downloads(0.38, 4.5)],
];

/** Searches on a day with a visit, by appetite and phase. */
export const SEARCHES: readonly (readonly CountShape[])[] = [
  [searches(0.25, 1.4), searches(0.08, 1.2), searches(0.06, 1.2), searches(0.05, 1.2)],
  [searches(0.9, 5.5), searches(0.62, 3.6), searches(0.5, 3.2), searches(0.42, 3)],
  [searches(0.92, 7), searches(0.7, 4.6), searches(0.58, 4.2), searches(0.48, 3.9)],
];

/**
 * Days before the logs whose registrations can be read in the uid. Users who registered earlier are older
 * users: those who have not left, of an endless past with as many registrations a day. So the population is
 * level.
 */
export const EARLY_DAYS = 28;
/** Day of registration, counted from the first of the logs, that is written for all older users. */
export const LONG_AGO = -100_000;

/** Share of the users of each part. */
export const PART_SHARES: readonly number[] = [0.325, 0.225, 0.45];
/** Devices: ar, ip, mc, wp. */
export const DEVICES = ['ar', 'ip', 'mc', 'wp'] as const;
export const DEVICE_SHARES: readonly number[] = [0.87397, 0.126, 0.00002, 0.00001];
/**
 * Users of ip keep better habits: their weights grow by this factor from one habit to the next in the list.
 */
export const IP_LOYALTY = 1.12;
