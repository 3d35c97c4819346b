import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { NOT_YET, PairCollector } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { recommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { parametersFromSettings } from '../engines/training-parameters.js';
import { KernelEngine } from '../engines/kernel-engine.js';
import { searchRecommenderParameters } from './search-recommender-parameters.js';
import type { SearchTask } from './search-recommender-parameters.js';

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
  space: { attempts: 8, mostFactors: 8, seed: 1 },
  plan: evaluationPlan(settings),
});

describe('searchRecommenderParameters', () => {
  it('finds better parameters than poor ones, beside baselines on the same users', async () => {
    const fractions: number[] = [];
    const found = await searchRecommenderParameters(task(), new KernelEngine(1), ({ fraction }) =>
      fractions.push(fraction),
    );
    expect(found.attempts).toHaveLength(8);
    expect(found.best.ndcg).toBeGreaterThan(found.attempts[0]!.ndcg);
    expect(found.best.ndcg).toBeGreaterThan(found.popularity.ndcg);
    expect(found.neighbours).toHaveLength(6);
    expect(found.evaluatedUsers).toBe(47);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });
});
