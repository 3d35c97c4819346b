import type { SaidKinds } from '../interactions/interactions.repository.js';
import type { SearchedParameters, TrainingParameters } from '../engines/training-parameters.js';

export const TERMS = ['popularity', 'half-life', 'likes', 'adds', 'skips'] as const;

/** What may be changed about a configuration once its models are found. */
export interface Term {
  name: (typeof TERMS)[number];
  /** Changes in the order in which they are tried; one that finds less than that before it ends its ladder. */
  ladders: Partial<SearchedParameters>[][];
  /** Why nothing is tried; null: something is. */
  reason: string | null;
}

/** What the days are like that a search learns from. */
export interface LearnedEvents extends SaidKinds {
  /** From the first of them to the cut, the earlier one where there are two. */
  days: number;
}

/** Windows of recent popularity, and what it weighs, in standard deviations. */
export const POPULARITY_DAYS = [30, 7];
const POPULARITY_WEIGHTS = [0.3, 1, 3];
const HALF_LIVES = [30, 14, 90];
/** Of the present weight of a like or an add. */
const TIMES = [3, 0.5];
const SKIP_WEIGHTS = [0.3, 1];
/** So many times a window or half-life the days must span: else no day is old by it. */
const LEAST_SPAN = 2;

/** Windows that so many days can tell from all days. */
function windowsWithin(days: number): number[] {
  return POPULARITY_DAYS.filter((window) => LEAST_SPAN * window <= days);
}

/** The terms in the order in which they are tried, one after the other. */
export function termsOf(
  { halfLifeDays, likeWeight, addWeight, skipWeight }: TrainingParameters,
  { days, likes, adds, skips }: LearnedEvents,
): Term[] {
  const weights = (has: boolean, present: number): number[] =>
    has ? TIMES.map((times) => times * (present || 1)) : [];
  const popularity = windowsWithin(days).map((popularityDays) =>
    POPULARITY_WEIGHTS.map((popularityWeight) => ({ popularityWeight, popularityDays })),
  );
  const halfLives = [0, ...HALF_LIVES].filter((one) => one !== halfLifeDays && LEAST_SPAN * one <= days);
  const isLong = LEAST_SPAN * Math.min(...HALF_LIVES) <= days;
  const skipLadder = [skipWeight === 0 ? SKIP_WEIGHTS : [0]].map((ladder) =>
    ladder.map((weight) => ({ skipWeight: weight })),
  );
  const tooShort = `The days before the cut span ${days}, too few to tell old from new.`;
  const none = (what: string): string => `There is no ${what} on the days before the cut.`;
  return [
    term('popularity', popularity, tooShort),
    term('half-life', isLong ? halfLives.map((one) => [{ halfLifeDays: one }]) : [], tooShort),
    term(
      'likes',
      weights(likes, likeWeight).map((one) => [{ likeWeight: one }]),
      none('like'),
    ),
    term(
      'adds',
      weights(adds, addWeight).map((one) => [{ addWeight: one }]),
      none('add'),
    ),
    term('skips', skips ? skipLadder : [], none('skip')),
  ];
}

function term(name: Term['name'], ladders: Term['ladders'], why: string): Term {
  return { name, ladders, reason: ladders.length === 0 ? why : null };
}
