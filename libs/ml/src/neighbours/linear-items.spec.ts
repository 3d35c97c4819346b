import fc from 'fast-check';
import { sparseRowsFromTriples } from '../factors/sparse-rows.js';
import { LinearItems, spreadOfReached } from './linear-items.js';

const ITEMS = 5;
const cells = fc.array(fc.integer({ min: -2, max: 2 }), {
  minLength: ITEMS * ITEMS,
  maxLength: ITEMS * ITEMS,
});
/** 1 for each item of a history, else 0. */
const history = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: ITEMS, maxLength: ITEMS });
const itemsIn = (weights: number[]) => Int32Array.from(weights.keys()).filter((n) => weights[n] === 1);

function itemsOf(values: number[]): LinearItems {
  const kept = [...values.keys()].filter((n) => values[n] !== 0);
  return new LinearItems(
    sparseRowsFromTriples(
      ITEMS,
      ITEMS,
      Int32Array.from(kept, (n) => Math.floor(n / ITEMS)),
      Int32Array.from(kept, (n) => n % ITEMS),
      Float32Array.from(kept, (n) => values[n]!),
    ),
  );
}

const scoresOf = (values: number[], weights: number[]) =>
  Array.from({ length: ITEMS }, (_, j) =>
    weights.reduce((sum, weight, i) => sum + weight * values[i * ITEMS + j]!, 0),
  );
const all = Int32Array.from({ length: ITEMS }, (_, n) => n);

describe('LinearItems', () => {
  it('gives the product of a history with the weights, also when asked again', () => {
    fc.assert(
      fc.property(cells, fc.array(history, { minLength: 1, maxLength: 3 }), (values, histories) => {
        const linear = itemsOf(values);
        for (const weights of histories) {
          const { items, scores } = linear.scores(itemsIn(weights));
          const found = new Array<number>(ITEMS).fill(0);
          items.forEach((item, n) => (found[item] = scores[n]!));
          expect(found).toEqual(scoresOf(values, weights));
          expect([...linear.scoresOf(itemsIn(weights), all)]).toEqual(found);
          expect(new Set(items).size).toBe(items.length);
        }
      }),
    );
  });

  it('names an item whose parts cancel out, since it was reached', () => {
    const values = new Array<number>(ITEMS * ITEMS).fill(0);
    values[4] = 1;
    values[ITEMS + 4] = -1;
    expect([...itemsOf(values).scores(Int32Array.of(0, 1)).items]).toEqual([4]);
  });

  it('splits a score into the parts of the history', () => {
    fc.assert(
      fc.property(cells, history, fc.integer({ min: 0, max: ITEMS - 1 }), (values, weights, item) => {
        const items = itemsIn(weights);
        const parts = itemsOf(values).contributions(items, item);
        expect([...parts]).toEqual(Array.from(items, (own) => values[own * ITEMS + item]!));
      }),
    );
  });

  it('measures the spread over all items but some, reached or not', () => {
    fc.assert(
      fc.property(cells, history, fc.integer({ min: 0, max: ITEMS - 1 }), (values, weights, left) => {
        const scores = scoresOf(values, weights).slice(left);
        const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
        const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
        const reached = itemsOf(values).scores(itemsIn(weights));
        const spread = spreadOfReached(reached, ITEMS, all.subarray(0, left));
        expect(spread).toBeCloseTo(Math.sqrt(variance), 6);
      }),
    );
  });
});
