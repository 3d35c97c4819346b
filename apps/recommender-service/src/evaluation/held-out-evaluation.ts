import { RankingEvaluation, SeededRandom, sparseRowsFromTriples, topKByInnerProduct } from '#ml';
import type { MeanRankingMetrics, SparseRows } from '#ml';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { mostPopular, popularOrder } from '../model/popularity.js';

/** What the held-out days say of a model that was fitted without them, beside popularity on the same users. */
export interface HeldOutEvaluation {
  als: MeanRankingMetrics;
  popularity: MeanRankingMetrics;
  /** Users with a history before the cut and a song to be found after it. */
  eligibleUsers: number;
  /** Of these, how many were evaluated. */
  evaluatedUsers: number;
  /** Pairs to be found, of all eligible users. */
  heldOutPairs: number;
  /** Held-out pairs no list could hold, since their song had too few listeners before the cut. Not counted above. */
  unreachablePairs: number;
}

export interface EvaluationPlan {
  k: number;
  maxUsers: number;
  seed: number;
}

/** Vectors of a model fitted on the early part. */
export interface EarlyModel {
  factors: number;
  userFactors: Float32Array;
  songFactors: Float32Array;
}

/**
 * Ranks the whole catalogue for each user, without sampled negatives and without the songs played before the cut, and looks
 * for the songs that the user met and liked for the first time after it.
 */
export function evaluateHeldOut(
  table: PairTable,
  early: InteractionMatrix,
  model: EarlyModel,
  plan: EvaluationPlan,
): HeldOutEvaluation {
  const { relevant, unreachablePairs } = heldOutPairs(table, early);
  const eligible = eligibleUsers(early.liked, relevant);
  const users = drawUsers(eligible, plan);
  const popular = popularOrder(early.listeners);
  const als = new RankingEvaluation(plan.k);
  const popularity = new RankingEvaluation(plan.k);
  const { factors, userFactors, songFactors } = model;
  for (const user of users) {
    const wanted = relevant.indices.subarray(relevant.starts[user], relevant.starts[user + 1]);
    const played = early.played.indices.subarray(early.played.starts[user], early.played.starts[user + 1]);
    const query = userFactors.subarray(user * factors, (user + 1) * factors);
    als.add(topKByInnerProduct(query, songFactors, factors, plan.k, played).indices, wanted);
    popularity.add(mostPopular(popular, plan.k, played), wanted);
  }
  return {
    als: als.mean(),
    popularity: popularity.mean(),
    eligibleUsers: eligible.length,
    evaluatedUsers: users.length,
    heldOutPairs: eligible.reduce(
      (sum, user) => sum + relevant.starts[user + 1]! - relevant.starts[user]!,
      0,
    ),
    unreachablePairs,
  };
}

function heldOutPairs(
  table: PairTable,
  early: InteractionMatrix,
): { relevant: SparseRows; unreachablePairs: number } {
  const users: number[] = [];
  const songs: number[] = [];
  let unreachablePairs = 0;
  for (let n = 0; n < table.users.length; n++) {
    if (table.earlyWeights[n] !== NOT_YET || !(table.weights[n]! > 0)) continue;
    const song = early.songOf[table.songs[n]!]!;
    if (song === -1) {
      unreachablePairs++;
    } else {
      users.push(table.users[n]!);
      songs.push(song);
    }
  }
  const relevant = sparseRowsFromTriples(
    table.userIds.length,
    early.tableSongs.length,
    Int32Array.from(users),
    Int32Array.from(songs),
    new Float32Array(users.length).fill(1),
  );
  return { relevant, unreachablePairs };
}

function eligibleUsers(liked: SparseRows, relevant: SparseRows): Int32Array {
  const users: number[] = [];
  for (let user = 0; user < liked.rows; user++) {
    const hasHistory = liked.starts[user] !== liked.starts[user + 1];
    if (hasHistory && relevant.starts[user] !== relevant.starts[user + 1]) users.push(user);
  }
  return Int32Array.from(users);
}

/** A seeded draw without replacement: a mean over fewer users is as unbiased, only less sharp. */
function drawUsers(eligible: Int32Array, plan: EvaluationPlan): Int32Array {
  if (eligible.length <= plan.maxUsers) return eligible;
  return new SeededRandom(plan.seed).shuffle(eligible.slice()).subarray(0, plan.maxUsers);
}
