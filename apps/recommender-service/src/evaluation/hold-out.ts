import { addDays, daysBetween } from '#common/calendar';
import { SeededRandom } from '#ml';
import type { SparseRows } from '#ml';
import { selectPairs } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';

/**
 * Which days a model is fitted on when it is evaluated, and which ones it is evaluated on. All ends belong to
 * their part.
 */
export interface HeldOutSplit {
  from: string;
  /** Last day before the held-out ones. */
  cut: string;
  to: string;
  /** 0 when the logs span a single day. */
  heldOutDays: number;
}

/** Holds out the last `wanted` days, or half of the days when there are too few. @param days 'YYYY-MM-DD' */
export function heldOutSplit(days: { from: string; to: string }, wanted: number): HeldOutSplit {
  const span = daysBetween(days.from, days.to) + 1;
  const heldOutDays = Math.min(wanted, Math.floor(span / 2));
  return { from: days.from, cut: addDays(days.to, -heldOutDays), to: days.to, heldOutDays };
}

/** Who is evaluated, and what is to be found for each of them. */
export interface HeldOutUsers {
  /** Users with a history before the cut and a song to be found after it; at most as many as asked for. */
  users: Int32Array;
  /** All users x songs of the early matrix: the pairs to be found. */
  relevant: SparseRows;
  eligibleUsers: number;
  /** Pairs to be found, of all eligible users. */
  heldOutPairs: number;
  /** Held-out pairs no list could hold, since their song had too few listeners before the cut. Not counted above. */
  unreachablePairs: number;
}

/** The songs that a user met and liked for the first time after the cut of the table. */
export function heldOutUsers(
  table: PairTable,
  early: InteractionMatrix,
  draw: { maxUsers: number; seed: number },
): HeldOutUsers {
  const { relevant, unreachablePairs } = heldOutPairs(table, early);
  const eligible = eligibleUsers(early.liked, relevant);
  return {
    users: drawUsers(eligible, draw),
    relevant,
    eligibleUsers: eligible.length,
    heldOutPairs: eligible.reduce((sum, user) => sum + rowLength(relevant, user), 0),
    unreachablePairs,
  };
}

/** Columns of one row. */
export function columnsOf(matrix: SparseRows, row: number): Int32Array {
  return matrix.indices.subarray(matrix.starts[row], matrix.starts[row + 1]);
}

function rowLength(matrix: SparseRows, row: number): number {
  return matrix.starts[row + 1]! - matrix.starts[row]!;
}

function heldOutPairs(
  table: PairTable,
  early: InteractionMatrix,
): { relevant: SparseRows; unreachablePairs: number } {
  const isNew = (n: number): boolean => table.earlyWeights[n] === NOT_YET && table.weights[n]! > 0;
  const relevant = selectPairs(table, early, table.weights, isNew);
  let unreachablePairs = 0;
  table.songs.forEach((song, n) => {
    if (early.songOf[song] === -1 && isNew(n)) unreachablePairs++;
  });
  return { relevant, unreachablePairs };
}

function eligibleUsers(liked: SparseRows, relevant: SparseRows): Int32Array {
  const users: number[] = [];
  for (let user = 0; user < liked.rows; user++) {
    if (rowLength(liked, user) > 0 && rowLength(relevant, user) > 0) users.push(user);
  }
  return Int32Array.from(users);
}

/**
 * A seeded draw without replacement, so that the first of them are a fair sample too: a mean over fewer is as
 * unbiased, only less sharp.
 */
function drawUsers(eligible: Int32Array, draw: { maxUsers: number; seed: number }): Int32Array {
  return new SeededRandom(draw.seed).shuffle(eligible.slice()).subarray(0, draw.maxUsers);
}

/** One user's question: rank all songs but those played, and say where the wanted ones stand. */
export interface RankingTask {
  user: number;
  played: Int32Array;
  wanted: Int32Array;
  wantsPercentiles: boolean;
}

/** The tasks of the evaluated users; only the first of them ask for percentiles, since these need every score. */
export function rankingTasks(
  users: Int32Array,
  early: InteractionMatrix,
  wantedOf: (user: number) => Int32Array,
  percentileUsers: number,
): RankingTask[] {
  return Array.from(users, (user, n) => ({
    user,
    played: columnsOf(early.played, user),
    wanted: wantedOf(user),
    wantsPercentiles: n < percentileUsers,
  }));
}
