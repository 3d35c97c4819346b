import { isIn, rankingMetrics } from './ranking.js';
import type { RankingMetrics } from './ranking.js';

/** Means over users at one length of list. */
type MetricsAt = RankingMetrics & { k: number };

/** Every user weighs the same. */
interface RankingSummary {
  users: number;
  at: MetricsAt[];
}

/** Collects one ranked list a user, and keeps each user's metrics, so that they can be resampled and sliced. */
export class RankingTally {
  private readonly perUser: Map<number, Record<keyof RankingMetrics, number[]>>;
  /** Hits and items to be found by the listeners of the item: index 0 hits, 1 all. */
  private readonly byItem: [Uint32Array, Uint32Array];

  /** @param cutoffs lengths of list, ascending. @param sliceAt the length at which items are distinguished. */
  constructor(
    private readonly cutoffs: readonly number[],
    private readonly sliceAt: number,
    items: number,
  ) {
    this.perUser = new Map(cutoffs.map((k) => [k, { recall: [], ndcg: [], map: [], hitRate: [] }]));
    this.byItem = [new Uint32Array(items), new Uint32Array(items)];
  }

  /**
   * @param ranked items best first, as many as the longest cutoff or fewer.
   * @param relevant ascending, at least one.
   */
  add(ranked: Int32Array, relevant: Int32Array): void {
    for (const k of this.cutoffs) {
      const metrics = rankingMetrics(ranked, relevant, k);
      const kept = this.perUser.get(k)!;
      for (const name of ['recall', 'ndcg', 'map', 'hitRate'] as const) kept[name].push(metrics[name]);
    }
    for (const item of relevant) this.byItem[1][item]! += 1;
    for (const item of ranked.subarray(0, this.sliceAt)) {
      if (isIn(relevant, item)) this.byItem[0][item]! += 1;
    }
  }

  /** One metric of each user, in the order in which they were added. */
  ofUsers(metric: keyof RankingMetrics, k: number): Float64Array {
    return Float64Array.from(this.perUser.get(k)?.[metric] ?? []);
  }

  /** Items found within the slice length and items to be found, for each item. */
  hitsByItem(): { hits: Uint32Array; wanted: Uint32Array } {
    return { hits: this.byItem[0], wanted: this.byItem[1] };
  }

  /** Zeroes when no user was added; `users` says so. */
  summary(): RankingSummary {
    return {
      users: this.perUser.get(this.cutoffs[0]!)!.ndcg.length,
      at: this.cutoffs.map((k) => this.metricsAt(k)),
    };
  }

  private metricsAt(k: number): MetricsAt {
    const { recall, ndcg, map, hitRate } = this.perUser.get(k)!;
    return { k, recall: mean(recall), ndcg: mean(ndcg), map: mean(map), hitRate: mean(hitRate) };
  }
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
