import type { MessagePort } from 'node:worker_threads';
import { KernelEngine } from '../engines/kernel-engine.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import { itemParametersOf, searchedParametersOf } from '../engines/training-parameters.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { RecentListeners } from '../model/popularity.js';
import { askedThrough } from './asked-pairs.js';
import { confirm, finalistsOf, partsOf } from './compare-cuts.js';
import type { Candidates } from './compare-cuts.js';
import { SearchBudget } from './search-budget.js';
import { searchFactors } from './search-factors.js';
import { searchItems } from './search-items.js';
import { SearchProblem } from './search-problem.js';
import type { PresentModel } from './search-problem.js';
import { searchTerms } from './search-terms.js';
import type { TermSearch } from './search-terms.js';
import { blendsWith, itemsAsTried, tryBlends } from './try-blends.js';
import type { TrainingProgress } from './training-task.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import type { Attempt, SearchReportDto, SearchVerdict } from './parameter-searches.dto.js';
import {
  asAttempt,
  asConfirmed,
  asQuality,
  bestOf,
  bestOfBoth,
  isSame,
  verdictOn,
} from './tried-attempts.js';
import type { Tried, TriedTwice } from './tried-attempts.js';

export interface SearchTask {
  /** Days up to the validation days, and these after the cut of the table. */
  table: PairTable;
  /** The days before the validation days, with another cut; null where they are too few for that. */
  earlier: PairTable | null;
  start: TrainingParameters;
  space: { attempts: number; mostFactors: number; seed: number; seconds: number };
  plan: EvaluationPlan;
  /** Fewest users by whom a choice may be better. */
  leastUsers: number;
  /** Default: none are tried. */
  terms?: TermTask;
}

/** What is tried on the best of factors, item weights and blends. */
export interface TermTask extends Pick<TermSearch, 'terms' | 'read' | 'readSeconds'> {
  /** Listeners of the newest days, by how many, before both cuts. */
  recent: { late: Map<number, RecentListeners>; earlier: Map<number, RecentListeners> };
}

/** The same for a thread, which asks the one that has begun it for pairs. */
export type ThreadTask = Omit<SearchTask, 'terms'> & {
  terms: Omit<TermTask, 'read'>;
  workers: number;
  asks: MessagePort;
};

/** None is confirmed without an earlier cut, or time for it. */
export type SearchOutcome = Omit<SearchReportDto, 'chosen' | 'attempts'> &
  SearchVerdict & { attempts: Attempt[]; best: Attempt };

/** Shares of the budget at which the steps end. */
const PRESENT_UNTIL = 0.5;
const FACTORS_UNTIL = 0.45;
const ITEMS_UNTIL = 0.72;
const BLENDS_UNTIL = 0.82;
/** Share of the budget that is kept for terms, where there are any. */
const TERMS_SHARE = 0.1;
/** Share of the budget that one evaluation may take, unless its users are too few then. */
const EVALUATION_SHARE = 0.03;

/** A search for parameters, in a thread of its own. */
export default function search(
  { workers, asks, terms, ...task }: ThreadTask,
  report: (progress: TrainingProgress) => void,
): Promise<SearchOutcome> {
  const asked = { ...task, terms: { ...terms, read: askedThrough(asks) } };
  return searchRecommenderParameters(asked, new KernelEngine(workers), report);
}

/**
 * Searches for a model by fits on the early part of the table, evaluated on the days after its cut: factors,
 * then item weights, then blends of the best of both. The best of each are fitted at an earlier cut, too, and
 * the choice is by both; terms are tried on it, or on the present parameters where it is not better for sure. It
 * ends when nothing has helped for a while, or its seconds are over: no fit is begun, or gone on with, that would
 * take longer.
 * @param now milliseconds, for the budget alone.
 * @throws Error where even the present parameters would take too long
 */
export async function searchRecommenderParameters(
  task: SearchTask,
  engine: TrainingEngine,
  report: (progress: TrainingProgress) => void,
  now: () => number = () => performance.now(),
): Promise<SearchOutcome> {
  const { start, space, plan, leastUsers, terms } = task;
  const reserved = terms?.terms.some(({ ladders }) => ladders.length > 0) === true ? TERMS_SHARE : 0;
  const budget = new SearchBudget(space.seconds, report, now, reserved);
  const limits = { now, leastUsers, evaluationSeconds: EVALUATION_SHARE * space.seconds };
  const problemOf = (table: PairTable, recent: TermTask['recent']['late'] = new Map()): SearchProblem =>
    new SearchProblem(table, recent, start, plan, engine, limits);
  const problem = problemOf(task.table, terms?.recent.late);
  // Popularity is a term: the others are compared without it.
  const parameters = { ...searchedParametersOf(start), popularityWeight: 0 };
  budget.begin('trying the present parameters', PRESENT_UNTIL);
  const began = now();
  const model = await problem.evaluate(parameters, budget.secondsLeft(PRESENT_UNTIL));
  if (model === null) {
    throw new Error(
      `the present parameters alone would take more than half of its ${space.seconds} s; raise RECOMMENDER_SEARCH_SECONDS`,
    );
  }
  const present: Tried = { parameters, ...model.score };
  const presentSeconds = (now() - began) / 1000;
  const live: Tried =
    start.popularityWeight === 0
      ? present
      : { parameters: searchedParametersOf(start), ...problem.scoreWhole(model, start) };
  const outcome = {
    popularity: asQuality(problem.popularity()),
    likedPairs: task.table.weights.reduce((sum, weight) => sum + Number(weight > 0), 0),
  };
  if (problem.evaluatedUsers < leastUsers) {
    const verdict = tooFewUsers(problem.evaluatedUsers, leastUsers);
    const alone = { attempts: [asAttempt(live)], best: asAttempt(live), confirmed: [], terms: [] };
    return { ...outcome, ...alone, evaluatedUsers: problem.evaluatedUsers, ...verdict };
  }
  const others = await tryOthers(task, { ...model, present, presentSeconds }, problem, budget);
  const earlier = task.earlier && problemOf(task.earlier, terms?.recent.earlier);
  budget.begin('comparing at an earlier cut');
  const confirmed = earlier === null ? [] : await confirm(others.candidates, earlier, budget);
  const attempts = [present, ...others.attempts];
  const choice = choiceOf([present, ...finalistsOf(others.candidates)], confirmed);
  const presentTwice = confirmed.find((one) => isSame(one.parameters, parameters)) ?? present;
  const withoutTerms = verdictOn(choice, presentTwice, leastUsers, plan.seed);
  const base = withoutTerms.isBetter ? choice : present;
  const known = withoutTerms.isBetter ? partsOf(others.candidates, choice) : model;
  budget.release();
  budget.begin('trying terms');
  const found =
    terms === undefined || known === null
      ? null
      : await searchTerms(
          { ...base, model: known, problem },
          { ...terms, earlier, budget, leastUsers, seed: plan.seed, fitSeconds: presentSeconds },
        );
  const chosen = found !== null && found.best.parameters !== base.parameters ? found.best : choice;
  const best = live === present ? chosen : bestOf([live, chosen]);
  const isAlone = best === choice && live === present;
  return {
    ...outcome,
    attempts: withoutRepeats([live, ...attempts, ...(found?.attempts ?? [])]).map(asAttempt),
    best: asAttempt(best),
    confirmed: confirmed.map(asConfirmed),
    terms: found?.terms ?? [],
    evaluatedUsers: problem.evaluatedUsers,
    ...(isAlone ? withoutTerms : verdictOn(best, live, leastUsers, plan.seed)),
  };
}

/** Factors, item weights and blends at one cut. @returns every attempt, and those that are compared at another cut. */
async function tryOthers(
  { start, space }: SearchTask,
  {
    fit,
    fitSeconds,
    weights,
    present,
    presentSeconds,
  }: PresentModel & Pick<Candidates, 'present' | 'presentSeconds'>,
  problem: SearchProblem,
  budget: SearchBudget,
): Promise<{ attempts: Tried[]; candidates: Candidates }> {
  budget.begin('trying factors', FACTORS_UNTIL);
  const alone = { ...present.parameters, itemShare: 0 };
  const factors = await searchFactors({
    ...space,
    problem,
    present: { tried: { parameters: alone, ...problem.scoreFactors(fit) }, fit },
    presentSeconds: fitSeconds,
    secondsLeft: () => budget.secondsLeft(FACTORS_UNTIL),
    mostSeconds: budget.ofFit(Infinity),
  });
  budget.begin('trying item weights', ITEMS_UNTIL);
  const items = await searchItems({
    start: itemParametersOf(start),
    present: weights,
    fit: (wanted, mostSeconds) => problem.itemWeights(wanted, mostSeconds),
    score: (found) => problem.scoreItems(fit, found),
    blend: blendsWith(problem, factors.best[0]!.fit),
    secondsLeft: budget.step(ITEMS_UNTIL),
    mostSeconds: budget.ofFit(Infinity),
    seed: space.seed,
  });
  budget.begin('trying blends', BLENDS_UNTIL);
  const blends = tryBlends(problem, factors.best, items.best, budget.step(BLENDS_UNTIL), space.seed);
  const itemsAlone = items.attempts.map((attempt) => itemsAsTried({ factors: factors.best }, attempt));
  return {
    attempts: [...factors.attempts, ...itemsAlone, ...blends.map(({ tried }) => tried)],
    candidates: { present, presentSeconds, factors: factors.best, items: items.best, blends },
  };
}

/**
 * What does best at both cuts; where there was no time to try the best of the validation days at the other one,
 * that.
 */
function choiceOf(
  finalists: readonly Tried[],
  confirmed: readonly TriedTwice[],
): Tried & Partial<TriedTwice> {
  const best = bestOf(finalists);
  const isConfirmed = confirmed.some((one) => isSame(one.parameters, best.parameters));
  return isConfirmed ? bestOfBoth(confirmed) : best;
}

function tooFewUsers(users: number, least: number): SearchVerdict {
  const reason = `Only ${users} users have new songs on the validation days, fewer than RECOMMENDER_GATE_USERS (${least}): load more days or users.`;
  return { isBetter: false, ahead: null, reason };
}

function withoutRepeats(attempts: readonly Tried[]): Tried[] {
  return attempts.filter(
    ({ parameters }, n) => attempts.findIndex((other) => isSame(other.parameters, parameters)) === n,
  );
}
