import type { SparseRows } from '#ml';
import { searchItems } from './search-items.js';
import type { FoundItems } from './search-items.js';
import type { ItemParameters } from '../engines/training-parameters.js';
import { ITEMS } from '../../../../test/support/fixtures/training-task.js';

const start: ItemParameters = { ...ITEMS, itemNeighbours: 100, itemShrinkage: 30, itemRidge: 100 };
const weights: SparseRows = {
  rows: 1,
  columns: 1,
  starts: Int32Array.of(0, 1),
  indices: Int32Array.of(0),
  weights: Float32Array.of(1),
};

const scoreOf = (ndcg: number) => ({ ndcg, recall: ndcg, ofUsers: Float64Array.of(ndcg) });

/**
 * Fits only what has so many neighbours or fewer; the best is at dropout 0.4 and exponents 0.6 and 0.3, with many
 * neighbours, and at ridge 30 unless another follows them.
 */
async function search(
  mostNeighbours: number,
  bestRidge: (neighbours: number) => number = () => 30,
  blend: (ndcg: number, asked: ItemParameters) => number[] = () => [],
): Promise<FoundItems & { asked: ItemParameters[] }> {
  const asked: ItemParameters[] = [];
  let ndcg = 0;
  const found = await searchItems({
    start,
    present: null,
    fit: (parameters) => {
      asked.push(parameters);
      const { itemNeighbours, itemRidge, itemDropout } = parameters;
      ndcg =
        0.5 -
        0.02 * Math.log(itemRidge / bestRidge(itemNeighbours)) ** 2 -
        (itemDropout - 0.4) ** 2 -
        1 / itemNeighbours -
        0.01 * (parameters.itemActivityExponent - 0.6) ** 2 -
        0.01 * (parameters.itemRidgeExponent - 0.3) ** 2;
      return Promise.resolve(itemNeighbours > mostNeighbours ? null : weights);
    },
    score: () => scoreOf(ndcg),
    blend: () =>
      blend(ndcg, asked.at(-1)!).map((found, n) => ({ ...scoreOf(found), itemShare: (n + 1) / 10 })),
    secondsLeft: () => 10,
    mostSeconds: Infinity,
    seed: 1,
  });
  return { ...found, asked };
}

describe('searchItems', () => {
  it('begins with the start, of fewer neighbours where it would take too long', async () => {
    expect((await search(100)).asked[0]).toMatchObject({ itemNeighbours: 100 });
    const { attempts, asked } = await search(50);
    expect(asked.slice(0, 2).map(({ itemNeighbours }) => itemNeighbours)).toEqual([100, 50]);
    expect(attempts[0]!.parameters).toMatchObject({ itemNeighbours: 50, itemShare: 1 });
    expect(attempts.slice(1, 3).map(({ parameters }) => parameters.itemRidgeExponent)).toEqual([0.25, 0.5]);
  });

  it('doubles or halves the ridge, then the neighbours while that helps, before it looks elsewhere', async () => {
    const changed = ({ attempts }: FoundItems) =>
      attempts.slice(3, 7).map(({ parameters }) => [parameters.itemRidge, parameters.itemNeighbours]);
    const more = await search(Infinity, () => 200);
    expect(changed(more)).toEqual([
      [200, 100],
      [400, 100],
      [200, 200],
      [200, 400],
    ]);
    const less = await search(100, () => 25);
    expect(changed(less)).toEqual([
      [200, 100],
      [50, 100],
      [25, 100],
      [12, 100],
    ]);
  });

  it('gives up at some size', async () => {
    const { attempts, best, asked } = await search(10);
    expect(asked.map(({ itemNeighbours }) => itemNeighbours)).toEqual([100, 50, 25]);
    expect([attempts, best]).toEqual([[], []]);
  });

  it('finds ridge and dropout together, then more neighbours while they help, and the two best', async () => {
    const { attempts, best } = await search(Infinity);
    expect(attempts.length).toBeLessThan(40);
    const found = attempts.map(({ ndcg }) => ndcg).sort((a, b) => b - a);
    expect(best.map(({ attempt }) => attempt.ndcg)).toEqual(found.slice(0, 2));
    const { parameters } = best[0]!.attempt;
    expect(parameters.itemNeighbours).toBe(400);
    expect(Math.abs(Math.log(parameters.itemRidge / 30))).toBeLessThan(0.7);
    expect(Math.abs(parameters.itemDropout - 0.4)).toBeLessThan(0.12);
    expect(parameters.itemActivityExponent).toBe(0.5);
    expect(parameters.itemRidgeExponent).toBe(0.25);
  });

  it('follows what blends find, where these find more than the item weights alone', async () => {
    // Alone the ridge 30 is the best, and in a blend of a fifth 300.
    const { attempts, best } = await search(
      100,
      () => 30,
      (ndcg, { itemRidge }) => [ndcg - 0.1, ndcg + 0.3 - 0.04 * Math.log(itemRidge / 300) ** 2],
    );
    const [{ attempt, blends, best: first }] = best as [(typeof best)[number]];
    expect(Math.abs(Math.log(attempt.parameters.itemRidge / 140))).toBeLessThan(0.4);
    expect(attempt.parameters.itemShare).toBe(1);
    expect(blends.map(({ parameters }) => parameters.itemShare)).toEqual([0.1, 0.2]);
    expect(first).toBe(blends[1]);
    expect(Math.max(...attempts.map(({ ndcg }) => ndcg))).toBe(first.ndcg);
    expect(attempts).toEqual(expect.arrayContaining([attempt, ...blends]));
  });
});
