import { daysBetween, unixDay } from '#common/calendar';
import { studentInterval } from '#ml';
import type { Interval } from '#ml';
import { TREND_MEASURES } from './outcome.dto.js';
import type { TrendDto } from './outcome.dto.js';
import type { MaturedSet } from './outcome-weeks.js';

interface Point {
  /** In units of 30 days. */
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

const FEWEST = 3;

/** One of each measure. */
export function outcomeTrends(sets: readonly MaturedSet[]): TrendDto[] {
  const apart = withoutOverlap(sets);
  return TREND_MEASURES.map((measure) => {
    const told = apart.flatMap(({ snapshotDate, outcome }) => {
      const interval = outcome.intervals[measure];
      // Without both outcomes there is none.
      return interval.standardError > 0 ? [{ snapshotDate, interval }] : [];
    });
    const points = told.map(({ snapshotDate, interval: { value, standardError } }) => ({
      x: unixDay(snapshotDate) / 30,
      y: value,
      weight: standardError ** -2,
    }));
    const per30Days = points.length < FEWEST ? null : slope(points);
    return {
      measure,
      snapshots: points.length,
      from: told[0]?.snapshotDate ?? null,
      to: told.at(-1)?.snapshotDate ?? null,
      per30Days,
      direction: directionOf(per30Days),
    };
  });
}

/** From the newest back, so that no day's silence is counted twice; oldest first. */
function withoutOverlap(sets: readonly MaturedSet[]): MaturedSet[] {
  const kept: MaturedSet[] = [];
  for (const set of [...sets].sort((a, b) => (a.snapshotDate < b.snapshotDate ? 1 : -1))) {
    const next = kept[0];
    const days = next === undefined ? Infinity : daysBetween(set.snapshotDate, next.snapshotDate);
    if (days >= set.labelDays) kept.unshift(set);
  }
  return kept;
}

/**
 * Least squares weighted by the precision of each point. Where the points scatter more than their own errors
 * explain (days differ), the error of the slope grows by as much (Birge 1932).
 * It is estimated by the points alone, so the interval is Student's.
 */
function slope(points: readonly Point[]): Interval | null {
  const total = sum(points, ({ weight }) => weight);
  const meanX = sum(points, ({ x, weight }) => weight * x) / total;
  const meanY = sum(points, ({ y, weight }) => weight * y) / total;
  const spread = sum(points, ({ x, weight }) => weight * (x - meanX) ** 2);
  const value = sum(points, ({ x, y, weight }) => weight * (x - meanX) * (y - meanY)) / spread;
  const scatter = sum(points, ({ x, y, weight }) => weight * (y - meanY - value * (x - meanX)) ** 2);
  const standardError = Math.sqrt(Math.max(1, scatter / (points.length - 2)) / spread);
  return studentInterval(value, standardError, points.length - 2);
}

function directionOf(per30Days: Interval | null): TrendDto['direction'] {
  if (per30Days === null) return 'unknown';
  if (per30Days.low > 0) return 'rising';
  return per30Days.high < 0 ? 'falling' : 'steady';
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
