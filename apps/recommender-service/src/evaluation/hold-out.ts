import { SeededRandom } from '#ml';
import type { SparseRows } from '#ml';
import { selectPairs } from '../interactions/interaction-matrix.js';
import type { ActiveDay } from '../interactions/interactions.repository.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { HeldOutEvaluationDto } from './evaluation.dto.js';
import type { EvaluationPlan } from './evaluation-plan.js';

/**
 * Which days a model is fitted on when it is evaluated, and which ones it is evaluated on. All ends belong to
 * their part.
 */
export interface HeldOutSplit {
  from: string;
  /** Last day before the held-out ones. */
  cut: string;
  to: string;
  /** Those with users; 0 when the logs have a single one. */
  heldOutDays: number;
}

/** Share of the median of users from which a day counts: a single event posted after old archives is no day. */
const LEAST_SHARE = 0.1;

/**
 * Holds out the last `wanted` days that count, or half of them when there are too few, and with them the days
 * of fewer users that follow on the cut. @param days ascending, at least one.
 */
export function heldOutSplit(days: readonly ActiveDay[], wanted: number): HeldOutSplit {
  const counted = countedDays(days);
  const heldOutDays = Math.min(wanted, Math.floor(counted.length / 2));
  return {
    from: days[0]!.day,
    cut: heldOutDays === 0 ? days.at(-1)!.day : counted.at(-heldOutDays - 1)!.day,
    to: days.at(-1)!.day,
    heldOutDays,
  };
}

/** Those that are no days of hardly any user. */
function countedDays(days: readonly ActiveDay[]): ActiveDay[] {
  const users = days.map((day) => day.users).sort((a, b) => a - b);
  const least = LEAST_SHARE * users[users.length >> 1]!;
  return days.filter((day) => day.users >= least);
}

/** The first of the newest `count` days that count. @param days ascending, at least one */
export function firstOfNewest(days: readonly ActiveDay[], count: number): string {
  return (countedDays(days).at(-count) ?? days[0]!).day;
}

/** The days before the held-out ones, split once more. */
export function splitBefore(days: readonly ActiveDay[], { cut }: HeldOutSplit, wanted: number): HeldOutSplit {
  return heldOutSplit(
    days.filter(({ day }) => day <= cut),
    wanted,
  );
}

/** One user's question: rank all songs but those played, and say where the wanted ones stand. */
export interface RankingTask {
  user: number;
  played: Int32Array;
  wanted: Int32Array;
}

/** Who is asked, and how much there is to be found. */
export interface HeldOutQuestion extends Pick<
  HeldOutEvaluationDto,
  'eligibleUsers' | 'heldOutPairs' | 'unreachablePairs'
> {
  tasks: RankingTask[];
  /** Those drawn next, for a comparison that needs more users. */
  further: RankingTask[];
}

/** Most users of a comparison, as a multiple of those that are evaluated. */
const MOST_TIMES = 5;

/**
 * The songs that users met and liked for the first time after the cut, to be found in the whole catalogue,
 * without sampled negatives: of users with a history before the cut and a song to be found after it. They are
 * drawn without replacement, so that the first of them are a fair sample too.
 */
export function heldOutQuestion(
  table: PairTable,
  early: InteractionMatrix,
  { maxUsers, seed }: Pick<EvaluationPlan, 'maxUsers' | 'seed'>,
): HeldOutQuestion {
  const isNew = (n: number): boolean => table.earlyWeights[n] === NOT_YET && table.weights[n]! > 0;
  const relevant = selectPairs(table, early, table.weights, isNew);
  const users = Int32Array.from({ length: early.liked.rows }, (_, user) => user);
  const eligible = users.filter(
    (user) => columnsOf(early.liked, user).length > 0 && columnsOf(relevant, user).length > 0,
  );
  const drawn = new SeededRandom(seed).shuffle(eligible.slice()).subarray(0, MOST_TIMES * maxUsers);
  const isDrawn = new Uint8Array(early.liked.rows);
  for (const user of drawn) isDrawn[user] = 1;
  // Every pair that met, also those of weight 0.
  const played = selectPairs(
    table,
    early,
    table.earlyWeights,
    (n) => isDrawn[table.users[n]!] === 1 && table.earlyWeights[n] !== NOT_YET,
  );
  // Copies keep no matrix in memory, nor take it to other threads.
  const tasks = Array.from(drawn, (user) => ({
    user,
    played: columnsOf(played, user).slice(),
    wanted: columnsOf(relevant, user).slice(),
  }));
  return {
    tasks: tasks.slice(0, maxUsers),
    further: tasks.slice(maxUsers),
    eligibleUsers: eligible.length,
    heldOutPairs: eligible.reduce((sum, user) => sum + columnsOf(relevant, user).length, 0),
    unreachablePairs: table.songs.filter((song, n) => early.songOf[song] === -1 && isNew(n)).length,
  };
}

/** Columns of one row. */
export function columnsOf(matrix: SparseRows, row: number): Int32Array {
  return matrix.indices.subarray(matrix.starts[row], matrix.starts[row + 1]);
}
