import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { columnsOf } from './held-out-users.js';

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
