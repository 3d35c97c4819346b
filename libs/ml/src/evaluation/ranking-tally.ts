import { isIn, rankingMetrics } from './ranking.js';
import type { RankingMetrics } from './ranking.js';

/** What the items of lists are, apart from whether they hit. */
export interface Catalogue {
  /** Users who liked each item before the cut. */
  listeners: Uint32Array;
  /** Users with a history. */
  users: number;
}

/** Means over users at one length of list. */
export interface MetricsAt extends RankingMetrics {
  k: number;
  /** Share of all items that occur in any list. */
  coverage: number;
  /**
   * Mean of -log2 of the share of users who knew an item, over all entries of all lists (Castells et al.
   * 2015): bits.
   */
  novelty: number;
}

/** Every user weighs the same. */
interface RankingSummary {
  users: number;
  at: MetricsAt[];
}

/** Collects one ranked list a user, and keeps each user's metrics, so that they can be resampled and sliced. */
export class RankingTally {
  private readonly perUser: Map<number, Record<keyof RankingMetrics, number[]>>;
  private readonly seen: Map<number, Uint8Array>;
  private readonly bits: Map<number, { sum: number; entries: number }>;
  /** Hits and items to be found by the listeners of the item: index 0 hits, 1 all. */
  private readonly byItem: [Uint32Array, Uint32Array];

  /** @param cutoffs lengths of list, ascending. @param sliceAt the length at which items are distinguished. */
  constructor(
    private readonly cutoffs: readonly number[],
    private readonly sliceAt: number,
    private readonly catalogue: Catalogue,
  ) {
    const items = catalogue.listeners.length;
    this.perUser = new Map(cutoffs.map((k) => [k, { recall: [], ndcg: [], map: [], hitRate: [] }]));
    this.seen = new Map(cutoffs.map((k) => [k, new Uint8Array(items)]));
    this.bits = new Map(cutoffs.map((k) => [k, { sum: 0, entries: 0 }]));
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
      this.look(ranked, k);
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
    const seen = this.seen.get(k)!;
    const { sum, entries } = this.bits.get(k)!;
    return {
      k,
      recall: mean(recall),
      ndcg: mean(ndcg),
      map: mean(map),
      hitRate: mean(hitRate),
      coverage: seen.reduce((count, flag) => count + flag, 0) / Math.max(1, seen.length),
      novelty: sum / Math.max(1, entries),
    };
  }

  private look(ranked: Int32Array, k: number): void {
    const { listeners, users } = this.catalogue;
    const seen = this.seen.get(k)!;
    const bits = this.bits.get(k)!;
    for (const item of ranked.subarray(0, k)) {
      seen[item] = 1;
      bits.sum += Math.log2(users / Math.max(1, listeners[item]!));
      bits.entries++;
    }
  }
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
