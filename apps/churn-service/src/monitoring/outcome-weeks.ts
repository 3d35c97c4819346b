import { mondayOf } from '#common/calendar';
import { normalInterval } from '#ml';
import type { Interval } from '#ml';
import type { OutcomeWeekDto } from './outcome.dto.js';
import type { OutcomeBinDto, OutcomeDto } from '../model-quality/outcome.dto.js';

/** A set of scores whose outcome is known, made by a version that had seen none of it. */
export interface MaturedSet {
  readonly snapshotDate: string;
  readonly version: number;
  readonly labelDays: number;
  readonly outcome: OutcomeDto;
}

/** As the gate allows a version above the noise floor. */
const MARGIN = 0.02;

/** Oldest week first. */
export function outcomeWeeks(sets: readonly MaturedSet[]): OutcomeWeekDto[] {
  const weeks = new Map<string, MaturedSet[]>();
  for (const set of sets) {
    const week = mondayOf(set.snapshotDate);
    weeks.set(week, [...(weeks.get(week) ?? []), set]);
  }
  return [...weeks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([week, of]) => pooled(week, of));
}

function pooled(week: string, sets: readonly MaturedSet[]): OutcomeWeekDto {
  const bins = addedUp(sets.flatMap(({ outcome }) => outcome.bins));
  const scores = sum(bins, ({ users }) => users);
  const meanOf = (of: (bin: OutcomeBinDto) => number) => sum(bins, (bin) => bin.users * of(bin)) / scores;
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
function verdictOf({ low, high }: Interval): OutcomeWeekDto['verdict'] {
  if (low > MARGIN) return 'too low';
  return high < -MARGIN ? 'too high' : 'right';
}

function addedUp(all: readonly OutcomeBinDto[]): OutcomeBinDto[] {
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
