import { loadSettings } from '#common';
import { SeededRandom } from '#ml';
import { NOT_YET } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import { recommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import { KernelEngine } from '../engines/kernel-engine.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import { searchRecommenderParameters } from './search-recommender-parameters.worker.js';
import type { SearchTask } from './search-recommender-parameters.worker.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });

/** 50 users of two tastes, 40 songs. */
function twoTastes(seed: number): PairTable {
  const random = new SeededRandom(seed);
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
  table: twoTastes(6),
  earlier: twoTastes(7),
  start: {
    ...parametersFromSettings(settings),
    ...{ factors: 2, iterations: 3, alpha: 90, regularization: 900, itemShare: 0 },
  },
  space: { attempts: 8, mostFactors: 8, seed: 1, seconds: 600 },
  plan: evaluationPlan(settings),
  leastUsers: 5,
});

/** The kernel on a clock of its own, in seconds: what fits and item weights take, and each look at the clock. */
function slowEngine({ fit, items, look = 0 }: { fit: number; items: number; look?: number }) {
  const kernel = new KernelEngine(1);
  let now = 0;
  const engine: TrainingEngine = {
    fit: (liked, parameters, onShare) => {
      let before = 0;
      return kernel.fit(liked, { ...parameters, leastGain: 0 }, (share) => {
        now += 1_000 * fit * (share - before);
        before = share;
        onShare(share);
      });
    },
    itemWeights: async (liked, parameters, mostSeconds = Infinity) => {
      if (items > mostSeconds) return null;
      now += 1_000 * items;
      return await kernel.itemWeights(liked, parameters);
    },
  };
  return { engine, now: () => (now += 1_000 * look) };
}

describe('searchRecommenderParameters', () => {
  it('finds better parameters than poor ones, beside baselines on the same users', async () => {
    const fractions: number[] = [];
    const found = await searchRecommenderParameters(task(), new KernelEngine(1), ({ fraction }) =>
      fractions.push(fraction),
    );
    // The start, and as many as were asked for.
    expect(found.attempts.filter(({ parameters }) => parameters.itemShare === 0)).toHaveLength(9);
    expect(found.best.ndcg).toBeGreaterThan(found.attempts[0]!.ndcg);
    expect(found.best.ndcg).toBeGreaterThan(found.popularity.ndcg);
    const kinds = found.attempts.map(({ parameters: { itemShare } }) =>
      itemShare === 1 ? 'items' : itemShare > 0 ? 'blend' : 'factors',
    );
    expect(new Set(kinds)).toEqual(new Set(['factors', 'items', 'blend']));
    const names = Object.keys(searchedParametersOf(task().start)).sort();
    for (const { parameters } of found.attempts) expect(Object.keys(parameters).sort()).toEqual(names);
    // Blends are those of the best factors, item weights have the parameters of one set of these.
    const alphas = (wanted: string[]) =>
      new Set(
        found.attempts.filter((_, n) => wanted.includes(kinds[n]!)).map(({ parameters }) => parameters.alpha),
      );
    expect(alphas(['items']).size).toBe(1);
    expect(alphas(['blend']).size).toBe(3);
    expect(found).toMatchObject({
      isBetter: true,
      reason: expect.stringContaining('over 47 users') as string,
    });
    expect(found.ahead!.low).toBeGreaterThan(0);
    expect(found.confirmed.length).toBeGreaterThan(10);
    expect(found.confirmed.map(({ parameters }) => parameters)).toContainEqual(found.best.parameters);
    expect(found.likedPairs).toBe(task().table.weights.length);
    expect(found.evaluatedUsers).toBe(47);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });

  it('tries item weights and blends also where factors have used up more than their share', async () => {
    const slow = slowEngine({ fit: 100, items: 0 });
    const found = await searchRecommenderParameters(task(), slow.engine, () => undefined, slow.now);
    const shares = found.attempts.map(({ parameters }) => parameters.itemShare);
    expect(shares).toContain(1);
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
    expect(found.attempts.filter(({ parameters }) => parameters.itemShare === 0).length).toBeLessThan(6);
    // Blends are compared at the earlier cut, too, else the choice would be the factors.
    const confirmed = found.confirmed.map(({ parameters }) => parameters.itemShare);
    expect(confirmed.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
  });

  it.each([
    [0, true],
    [10, false],
  ])(
    'compares item weights by blends unless scoring takes too long (%d s a look)',
    async (look, areBlends) => {
      const slow = slowEngine({ fit: 0, items: 0, look });
      const asked = { ...task(), space: { ...task().space, seconds: 6_000 } };
      const found = await searchRecommenderParameters(asked, slow.engine, () => undefined, slow.now);
      const shares = found.attempts.map(({ parameters }) => parameters.itemShare);
      const between = shares.slice(shares.indexOf(1), shares.lastIndexOf(1));
      expect(between.length).toBeGreaterThan(3);
      expect(between.some((share) => share < 1)).toBe(areBlends);
    },
  );

  it('ends the present parameters, and itself, behind an iteration that shows that they take too long', async () => {
    const slow = slowEngine({ fit: 330, items: 0 });
    const found = searchRecommenderParameters(task(), slow.engine, () => undefined, slow.now);
    await expect(found).rejects.toThrow(/more than half of its 600 s; raise RECOMMENDER_SEARCH_SECONDS/);
    expect(slow.now()).toBeLessThan(120_000);
  });

  it('changes nothing by too few users, and tries nothing more then', async () => {
    const found = await searchRecommenderParameters(
      { ...task(), leastUsers: 48 },
      new KernelEngine(1),
      () => undefined,
    );
    expect(found.attempts).toHaveLength(1);
    expect(found).toMatchObject({ isBetter: false, ahead: null, best: found.attempts[0] });
    expect(found.reason).toMatch(/^Only 47 users.*RECOMMENDER_GATE_USERS \(48\)/);
  });

  it('chooses what does best at both cuts, though another does better at one of them', async () => {
    const { best, confirmed } = await searchRecommenderParameters(
      task(),
      new KernelEngine(1),
      () => undefined,
    );
    const mostOf = (score: (attempt: (typeof confirmed)[number]) => number) =>
      Math.max(...confirmed.map(score));
    const [most, mostOfEarlier] = [mostOf(({ ndcg }) => ndcg), mostOf(({ earlier }) => earlier.ndcg)];
    const worth = (attempt: (typeof confirmed)[number]) =>
      attempt.ndcg / most + attempt.earlier.ndcg / mostOfEarlier;
    const chosen = confirmed.find(({ parameters }) => parameters === best.parameters)!;
    expect(worth(chosen)).toBeCloseTo(mostOf(worth), 12);
    const alone = await searchRecommenderParameters(
      { ...task(), earlier: null },
      new KernelEngine(1),
      () => undefined,
    );
    expect(alone.confirmed).toEqual([]);
    expect(alone.best.ndcg).toBe(Math.max(...alone.attempts.map(({ ndcg }) => ndcg)));
  });

  it.each([
    [5, true],
    [12, false],
  ])('ends within 100 s where a fit of item weights takes %d s', async (seconds, isCompared) => {
    const slow = slowEngine({ fit: 1, items: seconds, look: 0.1 });
    const { start, space, ...rest } = task();
    const asked = { ...rest, start: { ...start, itemShare: 0.5 }, space: { ...space, seconds: 100 } };
    // Each look at the clock takes time: users whose blends are scored have one each.
    const found = await searchRecommenderParameters(asked, slow.engine, () => undefined, slow.now);
    expect(slow.now()).toBeLessThan(105_000);
    const shares = found.confirmed.map(({ parameters }) => parameters.itemShare);
    expect(shares.some((share) => share > 0 && share < 1)).toBe(isCompared);
  });
});
