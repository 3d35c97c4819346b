import { rankingMetrics } from '#ml';
import type { Ranker } from './rankers.js';
import type { RankingTask } from './hold-out.js';

/** What decides between parameters: means over users at one length of list. */
export interface ListScore {
  ndcg: number;
  recall: number;
  /** NDCG of each user, in the order of the tasks; the first of them where time ended. */
  ofUsers: Float64Array;
}

/**
 * The figures of {@link evaluateRanker} that a search needs, without intervals and segments.
 * @param goesOn asked before each task, with how many are done; false ends the evaluation.
 */
export function scoreRanker(
  ranker: Ranker,
  tasks: readonly RankingTask[],
  k: number,
  goesOn: (done: number) => boolean = () => true,
): ListScore {
  const scores = new UserScores(k);
  for (const [done, task] of tasks.entries()) {
    if (!goesOn(done)) break;
    for (const list of ranker.lists([task], k)) scores.add(list, task.wanted);
  }
  return scores.value();
}

/** Collects the metrics of lists, one a user. */
export class UserScores {
  private readonly ndcg: number[] = [];
  private readonly recall: number[] = [];

  constructor(private readonly k: number) {}

  /** @param wanted ascending, at least one. */
  add(list: Int32Array, wanted: Int32Array): void {
    const { ndcg, recall } = rankingMetrics(list, wanted, this.k);
    this.ndcg.push(ndcg);
    this.recall.push(recall);
  }

  /** Zeroes without a user. */
  value(): ListScore {
    return {
      ndcg: meanOf(this.ndcg),
      recall: meanOf(this.recall),
      ofUsers: Float64Array.from(this.ndcg),
    };
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
