import { VectorScan } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';
import { joinedRows } from '../model/row-lists.js';
import type { TrainedFactors } from '../engines/training-engine.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';
import { UserScores } from './score-ranker.js';
import type { ListScore } from './score-ranker.js';

/** Marks of songs while a user is ranked; 0 is that of all others. */
const REACHED = 1;
const PLAYED = 2;

/** Factors and item weights that may be blended. */
export interface BlendParts {
  factors: TrainedFactors;
  weights: SparseRows;
  /** What brings the scores of the weights to the spread of the factors' scores. */
  ratio: number;
  liked: SparseRows;
}

/**
 * What blends of the same factors and item weights find, for each share of the item weights (above 0, below
 * 1). Both scores of a user are computed once for all shares: ranking each blend by itself takes about as
 * many times as long as there are shares.
 * @param goesOn asked before each user, with how many are done. @returns scores of the first users where it
 * ends before all are through: these are a fair sample. None where it ends before any.
 */
export function scoreBlends(
  { factors: { factors, userFactors, songFactors }, weights, ratio, liked }: BlendParts,
  shares: readonly number[],
  tasks: readonly RankingTask[],
  k: number,
  goesOn: (done: number) => boolean,
): ListScore[] {
  const index = new VectorScan(songFactors, factors);
  const items = new LinearItems(weights);
  const scores = shares.map(() => new UserScores(k));
  const marks = new Uint8Array(weights.columns);
  const best = new TopK(k);
  if (tasks.length > 0 && !goesOn(0)) return [];
  for (const [done, { user, played, wanted }] of tasks.entries()) {
    if (done > 0 && !goesOn(done)) break;
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    const reached = items.scores(columnsOf(liked, user));
    const ofFactors = index.scoresOf(vector, reached.items);
    for (const song of reached.items) marks[song] = REACHED;
    for (const song of played) marks[song] = PLAYED;
    // No weight reaches the other songs: these are ranked by their factors alone.
    const ranked = (share: number, { indices, scores: products }: RankedIndices): RankedIndices => {
      for (let n = 0; n < indices.length; n++)
        if (marks[indices[n]!] === 0) best.offer(indices[n]!, (1 - share) * products[n]!);
      for (let n = 0; n < ofFactors.length; n++) {
        const song = reached.items[n]!;
        if (marks[song] === PLAYED) continue;
        best.offer(song, (1 - share) * ofFactors[n]! + share * ratio * reached.scores[n]!);
      }
      return best.take();
    };
    const list = index.top(vector, k, played);
    let others: RankedIndices | null = null;
    for (const [at, share] of shares.entries()) {
      let found = ranked(share, list);
      // Weights below 0 may have put songs of the list behind others that no weight reaches.
      if (list.indices.length === k && found.scores.at(-1)! <= (1 - share) * list.scores.at(-1)!)
        found = ranked(share, (others ??= index.top(vector, k, joinedRows([played, reached.items]))));
      scores[at]!.add(found.indices, wanted);
    }
    for (const song of reached.items) marks[song] = 0;
    for (const song of played) marks[song] = 0;
  }
  return scores.map((score) => score.value());
}
