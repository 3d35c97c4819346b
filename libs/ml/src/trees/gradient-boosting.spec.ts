import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { logLoss } from '../evaluation/classification.js';
import { rocAuc } from '../evaluation/roc.js';
import { binTable } from './binned-table.js';
import { binnedOutput } from './binned-traversal.js';
import { trainBoosting } from './gradient-boosting.js';
import type { BoostingFit, BoostingOptions } from './gradient-boosting.js';
import { ensembleOutput, ensembleProbabilities } from './predict-ensemble.js';
import { trainForest } from './random-forest.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';

const { x, labels, truth } = randomTable(1, 4000, 6);
const table = binTable(x);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const SMALL: Partial<BoostingOptions> = { trees: 15, learningRate: 0.1 };

const bytesOf = ({ ensemble }: BoostingFit) => createHash('sha256').update(serialize(ensemble)).digest('hex');

describe('trainBoosting', () => {
  it('comes close to the truth it was drawn from', () => {
    const fit = trainBoosting({
      table,
      labels,
      trainRows: range(0, 2400),
      validationRows: range(2400, 3000),
      options: { learningRate: 0.05 },
    });
    const p = ensembleProbabilities(fit.ensemble, x).subarray(3000);
    const [auc, best] = [p, truth.subarray(3000)].map((scores) => rocAuc(scores, labels.subarray(3000)));
    expect(best! - auc!).toBeLessThan(0.03);
    expect(
      logLoss(p, labels.subarray(3000)) - logLoss(truth.subarray(3000), labels.subarray(3000)),
    ).toBeLessThan(0.06);
  });

  it('solves one split by hand: leaf values are learning rate times G / H', () => {
    const column = { rows: 8, columns: 1, values: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
    const y = Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 0);
    const fit = trainBoosting({
      table: binTable(column),
      labels: y,
      options: { trees: 1, learningRate: 0.5, minLeafRows: 1 },
    });
    // Half are positive: every curvature is 1/4, gradients are +-1/2, each side sums to +-1 over 1.
    expect([...ensembleOutput(fit.ensemble, column)]).toEqual([-0.5, -0.5, -0.5, -0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([...fit.ensemble.cover]).toEqual([8, 4, 4]);
  });

  it('gives the same bytes again, and others for another seed when rows or columns are drawn', () => {
    const drawn = { ...SMALL, trees: 10, rowShare: 0.7, columnShare: 0.5 };
    const train = (options: Partial<BoostingOptions>) => bytesOf(trainBoosting({ table, labels, options }));
    expect(train(SMALL)).toBe(train(SMALL));
    expect(train(drawn)).toBe(train(drawn));
    expect(train(drawn)).not.toBe(train({ ...drawn, seed: 1 }));
    expect(train({ ...drawn, seed: 1 })).not.toBe(train(SMALL));
  });

  it('draws as many rows for each tree as the share says', () => {
    const options = { ...SMALL, trees: 4, rowShare: 0.37 };
    const { ensemble } = trainBoosting({ table, labels, options });
    const covers = Array.from(ensemble.roots.subarray(0, -1), (root) => ensemble.cover[root]);
    expect(covers).toEqual(Array(4).fill(Math.round(0.37 * table.rows)));
  });

  it('keeps the trees up to the lowest validation loss and stops after its patience', () => {
    const validationRows = range(3000, 4000);
    const fit = trainBoosting({
      table,
      labels,
      trainRows: range(0, 3000),
      validationRows,
      options: { trees: 400, learningRate: 0.3, patience: 5 },
    });
    const losses = [...fit.validationLogLoss];
    const best = losses.indexOf(Math.min(...losses));
    expect(losses).toHaveLength(best + 6);
    expect(fit.ensemble.roots.length - 1).toBe(best + 1);
    const p = ensembleProbabilities(fit.ensemble, x).subarray(3000);
    expect(logLoss(p, labels.subarray(3000))).toBeCloseTo(losses[best]!, 12);
  });

  it('lowers the training loss with every tree, and predicts as it trained', () => {
    let before = Infinity;
    for (const trees of [1, 4, 12]) {
      const fit = trainBoosting({ table, labels, options: { ...SMALL, trees } });
      const loss = logLoss(ensembleProbabilities(fit.ensemble, x), labels);
      expect(loss).toBeLessThan(before);
      before = loss;
    }
  });

  it('says the same of binned rows as of their numbers, to the last digit, those it has not learned from among them', () => {
    const options = { trees: 30, columnShare: 0.5, rowShare: 0.4 };
    const { ensemble } = trainBoosting({ table, labels, trainRows: range(0, 3000), options });
    const forest = trainForest({ table, labels, options: { trees: 10, minLeafRows: 3 } });
    for (const one of [ensemble, forest]) expect(binnedOutput(one, table)).toEqual(ensembleOutput(one, x));
    const other = binTable(randomTable(3, 500, 6).x);
    expect(() => binnedOutput(ensemble, other)).toThrow(/no bin of column/);
  });

  it('can be cancelled, reports progress and refuses what cannot be learned', () => {
    const seen: number[] = [];
    expect(() =>
      trainBoosting({
        table,
        labels,
        onTree: (trees) => {
          seen.push(trees);
          if (trees === 3) throw new Error('cancelled');
        },
      }),
    ).toThrow('cancelled');
    expect(seen).toEqual([1, 2, 3]);
    expect(() => trainBoosting({ table, labels: new Uint8Array(4000) })).toThrow(RangeError);
    expect(() => trainBoosting({ table, labels: new Uint8Array(3) })).toThrow(RangeError);
    const other = { rows: 1, columns: 5, values: new Float64Array(5) };
    const { ensemble } = trainBoosting({ table, labels, options: { trees: 1 } });
    expect(() => ensembleOutput(ensemble, other)).toThrow(RangeError);
  });
});
