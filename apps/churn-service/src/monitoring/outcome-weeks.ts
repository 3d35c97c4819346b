import { mondayOf } from '#common/calendar';
import { normalInterval } from '#ml';
import type { Interval } from '#ml';
import type { Outcome, OutcomeBin } from '../model-quality/measure-outcome.js';

/** A set of scores whose outcome is known, made by a version that had seen none of it. */
export interface MaturedSet {
  readonly snapshotDate: string;
  readonly version: number;
  readonly labelDays: number;
  readonly outcome: Outcome;
}

/** Whether the probabilities of the snapshots of one week happened as often as they said. */
export interface OutcomeWeek {
  /** Its Monday. */
  readonly week: string;
  readonly snapshots: number;
  /** Scores of all of them; a user has one in each. */
  readonly scores: number;
  readonly churnRate: number;
  readonly meanProbability: number;
  /**
   * Churn rate less mean probability. The interval is that of one snapshot, the largest: snapshots a few days
   * apart share users and outcomes.
   */
  readonly difference: Interval;
  readonly verdict: 'right' | 'too high' | 'too low';
  /** Expected calibration error over the tenths. */
  readonly ece: number;
  readonly bins: readonly OutcomeBin[];
}

/** As the gate allows a version above the noise floor. */
const MARGIN = 0.02;

/** Oldest week first. */
export function outcomeWeeks(sets: readonly MaturedSet[]): OutcomeWeek[] {
  const weeks = new Map<string, MaturedSet[]>();
  for (const set of sets) {
    const week = mondayOf(set.snapshotDate);
    weeks.set(week, [...(weeks.get(week) ?? []), set]);
  }
  return [...weeks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([week, of]) => pooled(week, of));
}

function pooled(week: string, sets: readonly MaturedSet[]): OutcomeWeek {
  const bins = addedUp(sets.flatMap(({ outcome }) => outcome.bins));
  const scores = sum(bins, ({ users }) => users);
  const meanOf = (of: (bin: OutcomeBin) => number) => sum(bins, (bin) => bin.users * of(bin)) / scores;
  const [churnRate, meanProbability] = [meanOf(({ rate }) => rate), meanOf((bin) => bin.meanProbability)];
  const largest = Math.max(...sets.map(({ outcome }) => outcome.users));
  const standardError = Math.sqrt(meanOf(({ meanProbability: p }) => p * (1 - p)) / largest);
  const difference = normalInterval(churnRate - meanProbability, standardError);
  return {
    week,
    snapshots: sets.length,
    scores,
    churnRate,
    meanProbability,
    difference,
    verdict: verdictOf(difference),
    ece: meanOf((bin) => Math.abs(bin.rate - bin.meanProbability)),
    bins,
  };
}

/** Among many users, chance explains less than matters: the interval has to lie beyond a margin. */
function verdictOf({ low, high }: Interval): OutcomeWeek['verdict'] {
  if (low > MARGIN) return 'too low';
  return high < -MARGIN ? 'too high' : 'right';
}

function addedUp(all: readonly OutcomeBin[]): OutcomeBin[] {
  const froms = [...new Set(all.map(({ from }) => from))].sort((a, b) => a - b);
  return froms.map((from) => {
    const bins = all.filter((bin) => bin.from === from);
    const users = sum(bins, (bin) => bin.users);
    return {
      from,
      users,
      meanProbability: sum(bins, (bin) => bin.users * bin.meanProbability) / users,
      rate: sum(bins, (bin) => bin.users * bin.rate) / users,
    };
  });
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
