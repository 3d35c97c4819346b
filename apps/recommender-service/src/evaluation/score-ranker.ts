import { rankingMetrics } from '#ml';
import type { Ranker } from './rankers.js';
import type { RankingTask } from './hold-out.js';

/** What decides between parameters: means over users at one length of list. */
export interface ListScore {
  ndcg: number;
  recall: number;
}

/** The two figures of {@link evaluateRanker} that a search needs, without intervals and segments. */
export function scoreRanker(ranker: Ranker, tasks: RankingTask[], k: number): ListScore {
  const mean = new MeanScore(k);
  let n = 0;
  for (const list of ranker.lists(tasks, k)) mean.add(list, tasks[n++]!.wanted);
  return mean.value();
}

/** Sums up lists, one a user. */
export class MeanScore {
  private users = 0;
  private ndcg = 0;
  private recall = 0;

  constructor(private readonly k: number) {}

  /** @param wanted ascending, at least one. */
  add(list: Int32Array, wanted: Int32Array): void {
    const { ndcg, recall } = rankingMetrics(list, wanted, this.k);
    this.users++;
    this.ndcg += ndcg;
    this.recall += recall;
  }

  /** Zeroes without a user. */
  value(): ListScore {
    const users = Math.max(1, this.users);
    return { ndcg: this.ndcg / users, recall: this.recall / users };
  }
}
