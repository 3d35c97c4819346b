import { blend } from '../engines/fit-model.js';
import type { Fit, TrainingEngine } from '../engines/training-engine.js';
import { itemParametersOf, searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { ListScore } from '../evaluation/score-ranker.js';
import { penaltyScale } from './penalty-scale.js';
import { searchItems } from './search-items.js';
import type { ItemAttempt } from './search-items.js';
import { bestAttempt, searchParameters } from './search-parameters.js';
import type { Attempt } from './search-parameters.js';
import { SearchSession } from './search-session.js';
import type { ConfirmedAttempt, SearchTask } from './search-session.js';
import type { TrainingProgress } from './train-recommender.worker.js';

export interface SearchOutcome {
  /** In the order in which they were tried; the first is the start. */
  attempts: Attempt[];
  /**
   * Attempts at factors on a sample of users and at item weights for some of the songs, which say nothing
   * next to the others; empty where there are few enough pairs.
   */
  screened: Attempt[];
  best: Attempt;
  /** The candidates between which the second fit decided; empty when no time was left for it. */
  confirmed: ConfirmedAttempt[];
  /** Popularity on the same users. */
  popularity: ListScore;
  evaluatedUsers: number;
  /** Liked pairs that the search saw: retrains search again when there are far more. */
  likedPairs: number;
}

/**
 * Shares of the budget at which the steps end; the rest is for the second fit. The steps on a part come only
 * where pairs are many.
 */
const FACTORS_OF_A_PART_UNTIL = 0.25;
const FACTORS_UNTIL = 0.4;
const ITEMS_OF_A_PART_UNTIL = 0.52;
const ITEMS_UNTIL = 0.66;
const BLENDS_UNTIL = 0.76;
/**
 * However late one of the steps after the factors begins, it has this share of the seconds that are left:
 * each kind of model is tried.
 */
const LEAST_OF_REST = 0.25;
/** What a blend counts more than others in the last choice: it hedges, and looks differ by more than this by luck. */
const HEDGE = 1.01;

/**
 * Searches for a model by fits on the early part of the tables, evaluated on the days after their cut:
 * factors, then item weights, then the blend of the best of both. The best of each kind are fitted once more
 * on nearly all pairs of all days of the tables, and the one that does best on both looks is the choice.
 * @param now milliseconds, for the budget alone.
 */
export async function searchRecommenderParameters(
  task: SearchTask,
  engine: TrainingEngine,
  report: (progress: TrainingProgress) => void,
  now: () => number = () => performance.now(),
): Promise<SearchOutcome> {
  const { start, space } = task;
  const started = now();
  const budget: Budget = {
    secondsLeft: (share) => share * space.seconds - (now() - started) / 1000,
    tell: (step) => {
      report({ step, fraction: Math.min(0.99, 1 - budget.secondsLeft(1) / space.seconds) });
    },
  };
  const session = new SearchSession(task, engine);
  const first = await session.attempt(searchedParametersOf(start));
  const triedFactors = await tryFactors(task, session, budget);
  const factors = session.screens ? await tryFinalists(triedFactors, task, session, budget) : triedFactors;

  // Item weights alone, then blends of the best of both.
  const best = bestAttempt(first.parameters.itemShare === 0 ? [first, ...factors] : factors).parameters;
  const fit = await session.fit(best);
  const triedItems = await tryItems(task, session, engine, budget, best, fit);
  budget.tell('trying the best item weights for all songs');
  const items = session.screens
    ? await session.itemFinalists(triedItems, best, fit, stepOf(budget, ITEMS_UNTIL))
    : triedItems;
  budget.tell('trying blends');
  const forBlends = stepOf(budget, BLENDS_UNTIL);
  const blends =
    items.length === 0 ? [] : session.blends(best, fit, bestAttempt(items), () => forBlends() > 0);
  const hasTime = () => budget.secondsLeft(1) > 0;

  const attempts = withoutRepeats([
    first,
    ...factors,
    ...items.map((item) => asAttempt(item, best)),
    ...blends,
  ]);
  const confirmed: ConfirmedAttempt[] = [];
  for (const candidate of candidatesOf(attempts)) {
    budget.tell('fitting the best on more pairs');
    const found = hasTime() ? await session.confirm(candidate, budget.secondsLeft(1)) : null;
    if (found !== null) confirmed.push(found);
  }
  return {
    attempts,
    screened: session.screens ? [...triedFactors, ...triedItems.map((item) => asAttempt(item, best))] : [],
    best: confirmed.length > 1 ? bestOfBoth(confirmed) : bestAttempt(attempts),
    confirmed,
    ...session.facts(),
  };
}

interface Budget {
  /** Until this share of it is used up. */
  secondsLeft: (share: number) => number;
  tell: (step: string) => void;
}

/** Seconds that are left of a step that begins now. */
function stepOf({ secondsLeft }: Budget, until: number): () => number {
  const rest = Math.max(0, secondsLeft(1));
  return () => Math.max(secondsLeft(until), secondsLeft(1) - (1 - LEAST_OF_REST) * rest);
}

/** Factors alone: on a sample of users where there is one, else on all pairs. */
async function tryFactors(
  { start, space, tables }: SearchTask,
  session: SearchSession,
  { secondsLeft, tell }: Budget,
): Promise<Attempt[]> {
  const until = session.screens ? FACTORS_OF_A_PART_UNTIL : FACTORS_UNTIL;
  const halfLives = tables.map(({ halfLifeDays }) => halfLifeDays);
  const whole = (parameters: object) => factorsAlone({ ...start, ...parameters });
  const attempts = await searchParameters(
    start,
    { ...space, halfLives, hasTime: () => secondsLeft(until) > 0 },
    async (parameters) => {
      tell('trying factors');
      return await session.screen(whole(parameters));
    },
    ({ halfLifeDays, ...objective }) =>
      penaltyScale(session.screened(halfLifeDays), { ...objective, frequency: start.frequency }),
  );
  return attempts.map((attempt) => ({ ...attempt, parameters: whole(attempt.parameters) }));
}

/**
 * The best of the sample on all pairs: as they are, and the best one with vectors twice as long, since more
 * pairs bear more factors. At least one.
 */
async function tryFinalists(
  screened: readonly Attempt[],
  { space }: SearchTask,
  session: SearchSession,
  { secondsLeft, tell }: Budget,
): Promise<Attempt[]> {
  const [best, second] = screened.toSorted((a, b) => b.ndcg - a.ndcg).map(({ parameters }) => parameters);
  const longer = { ...best!, factors: Math.min(space.mostFactors, 2 * best!.factors) };
  const finalists: Attempt[] = [];
  for (const parameters of [best!, longer, ...(second === undefined ? [] : [second])]) {
    if (finalists.length > 0 && secondsLeft(FACTORS_UNTIL) <= 0) break;
    if (finalists.some((other) => isSame(other.parameters, parameters))) continue;
    tell('trying the best factors on all pairs');
    finalists.push(await session.attempt(parameters));
  }
  return finalists;
}

/** Item weights alone: for the songs of most listeners where pairs are many, else for all. */
async function tryItems(
  { start }: SearchTask,
  session: SearchSession,
  engine: TrainingEngine,
  budget: Budget,
  best: SearchedParameters,
  fit: Fit,
): Promise<ItemAttempt[]> {
  const until = session.screens ? ITEMS_OF_A_PART_UNTIL : ITEMS_UNTIL;
  const { liked } = session.matrix(best.halfLifeDays);
  return await searchItems({
    engine,
    liked,
    songs: session.screenedSongs(best.halfLifeDays),
    start: itemParametersOf(start),
    evaluate: (weights) => {
      budget.tell('trying item weights');
      return session.score({ ...fit, ...blend(weights, 1, 1) }, liked);
    },
    secondsLeft: stepOf(budget, until),
  });
}

/** The start, the best factors, the best blend and the best of all. */
function candidatesOf(attempts: readonly Attempt[]): Attempt[] {
  const best = (isOne: (itemShare: number) => boolean): Attempt[] => {
    const some = attempts.filter(({ parameters }) => isOne(parameters.itemShare));
    return some.length === 0 ? [] : [bestAttempt(some)];
  };
  return [
    ...new Set([
      bestAttempt(attempts),
      attempts[0]!,
      ...best((share) => share > 0 && share < 1),
      ...best((share) => share === 0),
    ]),
  ];
}

/** By the sum of what a candidate reached of the best on each of the two looks, a blend by a little more. */
function bestOfBoth(confirmed: readonly ConfirmedAttempt[]): Attempt {
  const most = Math.max(...confirmed.map(({ ndcg }) => ndcg), Number.MIN_VALUE);
  const mostOfLarger = Math.max(...confirmed.map(({ larger }) => larger.ndcg), Number.MIN_VALUE);
  const worth = ({ ndcg, larger, parameters: { itemShare } }: ConfirmedAttempt) =>
    (itemShare > 0 && itemShare < 1 ? HEDGE : 1) * (ndcg / most + larger.ndcg / mostOfLarger);
  const { parameters, ndcg, recall } = confirmed.reduce((best, other) =>
    worth(other) > worth(best) ? other : best,
  );
  return { parameters, ndcg, recall };
}

function asAttempt({ parameters, ndcg, recall }: ItemAttempt, best: SearchedParameters): Attempt {
  return { parameters: { ...best, ...parameters }, ndcg, recall };
}

function factorsAlone(parameters: SearchedParameters): SearchedParameters {
  return searchedParametersOf({ ...parameters, itemShare: 0 });
}

function withoutRepeats(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(
    ({ parameters }, n) => attempts.findIndex((other) => isSame(other.parameters, parameters)) === n,
  );
}

function isSame(a: SearchedParameters, b: SearchedParameters): boolean {
  return JSON.stringify(searchedParametersOf(a)) === JSON.stringify(searchedParametersOf(b));
}
