import type { Metrics } from './metrics.js';

/** Counts look-ups of one cache. */
export interface CacheLookups {
  hit(times?: number): void;
  miss(times?: number): void;
}

export function countLookups(metrics: Metrics, cache: string): CacheLookups {
  const lookups = metrics.counter({
    name: 'musicbox_cache_lookups_total',
    help: 'Look-ups of a cache by what came of them: hit or miss',
    labels: ['cache', 'result'],
  });
  const hits = { cache, result: 'hit' };
  const misses = { cache, result: 'miss' };
  lookups.inc(hits, 0);
  lookups.inc(misses, 0);
  return {
    hit: (times = 1) => lookups.inc(hits, times),
    miss: (times = 1) => lookups.inc(misses, times),
  };
}
