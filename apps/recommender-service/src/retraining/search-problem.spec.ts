import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { KernelEngine } from '../engines/kernel-engine.js';
import { itemParametersOf, parametersFromSettings } from '../engines/training-parameters.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { NOT_YET } from '../interactions/pair-table.js';
import { recommenderSettings } from '../recommender.settings.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';
import { SearchProblem } from './search-problem.js';
import { blendsWith, tryBlends } from './try-blends.js';
import type { Blend } from './try-blends.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const start = { ...parametersFromSettings(settings), factors: 2, iterations: 10, itemShare: 0 };

/** Asked of 30 users, and of 120 more where more have to decide. */
const plan = { ...evaluationPlan(settings), maxUsers: 30 };

/** 300 users of five tastes, 60 songs. */
function problemWith(engine: TrainingEngine, now = () => 0): SearchProblem {
  const random = new SeededRandom(3);
  const collector = new PairCollector();
  for (let user = 0; user < 300; user++) {
    for (let song = 0; song < 60; song++) {
      if (random.next() > (user % 5 === song % 5 ? 0.4 : 0.04)) continue;
      collector.add(user, song, 1, random.int(4) === 0 ? NOT_YET : 1);
    }
  }
  const limits = { now, leastUsers: 5, evaluationSeconds: 10 };
  return new SearchProblem(collector.finish(), new Map(), start, plan, engine, limits);
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('SearchProblem', () => {
  it('scores blends by more users, of which those of each evaluation are the first', async () => {
    const problem = problemWith(new KernelEngine(1));
    const fit = (await problem.fit(start, Infinity))!;
    const weights = (await problem.itemWeights(itemParametersOf(start), Infinity))!;
    const few = problem.scoreBlends(fit, weights, [0.2, 0.6], () => true);
    const more = problem.scoreByMore(fit, weights, [0.2, 0.6], () => true);
    expect(more.map(({ ofUsers }) => ofUsers.length)).toEqual([150, 150]);
    expect(more.map(({ ofUsers }) => ofUsers.subarray(0, 30))).toEqual(few.map(({ ofUsers }) => ofUsers));
    let asked = 0;
    const [ended] = problem.scoreByMore(fit, weights, [0.2], () => ++asked < 50);
    expect(ended!.ofUsers.length).toBeLessThan(150);
    expect(ended!.ofUsers).toEqual(more[0]!.ofUsers.subarray(0, ended!.ofUsers.length));
    expect(problem.scoreByMore(fit, weights, [0.2], () => false)).toEqual([]);
  });

  it('blends all pairs with another share of item weights where more users find more for sure', async () => {
    const problem = problemWith(new KernelEngine(1));
    const factors = await Promise.all(
      [2, 4].map(async (length) => {
        const parameters = { ...start, factors: length };
        const fit = (await problem.fit(parameters, Infinity))!;
        return { tried: { parameters, ...problem.scoreFactors(fit) }, fit };
      }),
    );
    const parameters = { ...itemParametersOf(start), itemShare: 1 };
    const weights = (await problem.itemWeights(parameters, Infinity))!;
    const attempt = { parameters, ...problem.scoreItems(factors[0]!.fit, weights) };
    const known = blendsWith(
      problem,
      factors[0]!.fit,
    )(weights).map(({ itemShare, ...score }) => ({
      parameters: { ...parameters, itemShare },
      ...score,
    }));
    const blendsBeside = (blends: typeof known) =>
      tryBlends(problem, factors, [{ attempt, blends, best: attempt, weights }], () => 100, 1);
    const sharesOf = (blends: Blend[]) => new Set(blends.map(({ tried }) => tried.parameters.itemShare));
    const ofMore = (shares: number[]) =>
      problem.scoreByMore(factors[0]!.fit, weights, shares, () => true).map(({ ofUsers }) => mean(ofUsers));
    const blends = blendsBeside(known);
    expect(blends.map((blend) => blend.factors)).toEqual(factors);
    // 0.82 finds a little more for more users.
    expect(sharesOf(blends)).toEqual(new Set([0.7]));
    const [more, best] = ofMore([0.82, 0.7]);
    expect(more).toBeGreaterThan(best!);
    const [share, ...others] = sharesOf(blendsBeside(known.slice(0, 1)));
    expect(others).toEqual([]);
    const [found, before] = ofMore([share!, 0.1]);
    expect(found).toBeGreaterThan(1.1 * before!);
    for (const { tried } of blends) expect(tried.ofUsers).toHaveLength(30);
  });

  it('blends with what is known where there is no time', async () => {
    const problem = problemWith(new KernelEngine(1));
    const fit = (await problem.fit(start, Infinity))!;
    const tried = { parameters: start, ...problem.scoreFactors(fit) };
    const parameters = { ...itemParametersOf(start), itemShare: 1 };
    const weights = (await problem.itemWeights(parameters, Infinity))!;
    const attempt = { parameters, ...problem.scoreItems(fit, weights) };
    const known = { ...attempt, parameters: { ...parameters, itemShare: 0.7 } };
    const items = { attempt, blends: [known], best: known, weights };
    const blends = tryBlends(problem, [{ tried, fit }], [items], () => 0, 1);
    expect(blends.map((blend) => blend.tried.parameters.itemShare)).toEqual([0.7]);
    expect(tryBlends(problem, [{ tried, fit }], [], () => 100, 1)).toEqual([]);
    // Time ends while more users are asked, and what they find best cannot be compared any more.
    let looks = 0;
    const ended = tryBlends(problem, [{ tried, fit }], [items], () => (++looks < 3 ? 100 : 0), 1);
    expect(ended.map((blend) => blend.tried.parameters.itemShare)).toEqual([0.7]);
  });

  it('estimates a fit by its iterations, and what is done once but once', async () => {
    const kernel = new KernelEngine(1);
    let now = 0;
    let iterations = 0;
    const engine: TrainingEngine = {
      fit: (liked, parameters, onShare) =>
        kernel.fit(liked, { ...parameters, leastGain: 0 }, (share) => {
          now += share === 0 ? 20_000 : 1_000;
          iterations += Number(share > 0);
          onShare(share);
        }),
      itemWeights: () => Promise.resolve(null),
    };
    const problem = problemWith(engine, () => now);
    expect(await problem.fit(start, 30)).not.toBeNull();
    expect(iterations).toBe(10);
    expect(await problem.fit(start, 29)).toBeNull();
    expect(iterations).toBe(11);
  });
});
