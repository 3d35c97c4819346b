import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { NOT_YET, PairCollector } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { recommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import { KernelEngine } from '../engines/kernel-engine.js';
import { bestAttempt } from './search-parameters.js';
import { searchRecommenderParameters } from './search-recommender-parameters.js';
import type { SearchTask } from './search-session.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });

/** 50 users of two tastes, 40 songs. */
function twoTastes(): PairTable {
  const random = new SeededRandom(6);
  const collector = new PairCollector();
  for (let user = 0; user < 50; user++) {
    for (let song = 0; song < 40; song++) {
      if (random.next() > (user % 2 === song % 2 ? 0.5 : 0.05)) continue;
      collector.add(user, song, 1, random.int(4) === 0 ? NOT_YET : 1);
    }
  }
  return collector.finish();
}

const task = (): SearchTask => ({
  tables: [
    { halfLifeDays: 0, table: twoTastes() },
    { halfLifeDays: 14, table: twoTastes() },
  ],
  start: { ...parametersFromSettings(settings), factors: 2, iterations: 3, alpha: 90, regularization: 900 },
  space: { attempts: 8, mostFactors: 8, seed: 1, seconds: 600 },
  plan: evaluationPlan(settings),
});

describe('searchRecommenderParameters', () => {
  it('finds better parameters than poor ones, beside baselines on the same users', async () => {
    const fractions: number[] = [];
    const found = await searchRecommenderParameters(task(), new KernelEngine(1), ({ fraction }) =>
      fractions.push(fraction),
    );
    expect(found.attempts.filter(({ parameters }) => parameters.itemShare === 0)).toHaveLength(8);
    expect(found.best.ndcg).toBeGreaterThan(found.attempts[0]!.ndcg);
    expect(found.best.ndcg).toBeGreaterThan(found.popularity.ndcg);
    const kinds = found.attempts.map(({ parameters: { itemShare, itemModel } }) =>
      itemShare === 1 ? itemModel : itemShare > 0 ? 'blend' : 'factors',
    );
    expect(new Set(kinds)).toEqual(new Set(['factors', 'neighbours', 'local-ridge', 'blend']));
    const names = Object.keys(searchedParametersOf(task().start)).sort();
    for (const { parameters } of found.attempts) expect(Object.keys(parameters).sort()).toEqual(names);
    const bestFactors = bestAttempt(found.attempts.filter((_, n) => kinds[n] === 'factors')).parameters;
    found.attempts.forEach(({ parameters: { alpha } }, n) => {
      if (kinds[n] !== 'factors') expect(alpha).toBe(bestFactors.alpha);
    });
    expect(found.confirmed.length).toBeGreaterThan(1);
    expect(found.confirmed.map(({ parameters }) => parameters)).toContainEqual(found.best.parameters);
    expect(found.likedPairs).toBe(task().tables[0]!.table.weights.length);
    expect(found.evaluatedUsers).toBe(47);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });

  it('tries factors on a sample of users where pairs are many, and the best of them on all', async () => {
    const mostScreened = 200;
    const found = await searchRecommenderParameters(
      { ...task(), mostScreened },
      new KernelEngine(1),
      () => undefined,
    );
    const ofFactors = found.screened.filter(({ parameters }) => parameters.itemShare === 0);
    expect(ofFactors).toHaveLength(8);
    expect(new Set(found.screened.map(({ parameters }) => parameters.itemModel)).size).toBe(2);
    const onAll = found.attempts.filter(({ parameters }) => parameters.itemShare === 0);
    // The start, the best of the sample, the same with longer vectors, and the second best.
    expect(onAll.length).toBeGreaterThanOrEqual(3);
    expect(onAll.length).toBeLessThanOrEqual(4);
    const best = bestAttempt(ofFactors).parameters;
    expect(onAll.map(({ parameters }) => parameters)).toEqual(
      expect.arrayContaining([best, { ...best, factors: Math.min(8, 2 * best.factors) }]),
    );
    expect(found.best.ndcg).toBeGreaterThan(found.attempts[0]!.ndcg);
    expect(found.evaluatedUsers).toBe(47);
    const few = await searchRecommenderParameters(task(), new KernelEngine(1), () => undefined);
    expect(few.screened).toEqual([]);
  });

  it('tries item weights and blends also where factors have used up more than their share', async () => {
    let calls = 0;
    const clock = () => (calls++ < 3 ? 0 : 420_000);
    const found = await searchRecommenderParameters(task(), new KernelEngine(1), () => undefined, clock);
    const shares = found.attempts.map(({ parameters }) => parameters.itemShare);
    expect(shares).toContain(1);
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
    expect(found.attempts.filter(({ parameters }) => parameters.itemShare === 0).length).toBeLessThan(4);
    expect(found.confirmed.length).toBeGreaterThan(1);
  });

  it('stops at its budget with what it has found by then', async () => {
    let now = 0;
    const clock = () => (now += 100_000);
    const found = await searchRecommenderParameters(task(), new KernelEngine(1), () => undefined, clock);
    expect(found.attempts.length).toBeLessThan(6);
    expect(found.best.ndcg).toBe(Math.max(...found.attempts.map(({ ndcg }) => ndcg)));
  });
});
