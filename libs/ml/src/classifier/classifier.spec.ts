import { rocAuc } from '../evaluation/roc.js';
import { ones } from '../evaluation/weighted-mean.js';
import { permutationImportance } from '../explain/permutation-importance.js';
import { takeRows } from '../linalg/dense-matrix.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { fitLogisticRegression } from '../linear/logistic-regression.js';
import { binTable } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { trainForest } from '../trees/random-forest.js';
import { randomTable } from '../trees/random-table.fixture.js';
import type { Classifier } from './classifier.js';
import { classifierOf } from './classifier-of.js';
import { LogisticClassifier } from './logistic-classifier.js';
import { TreeClassifier } from './tree-classifiers.js';

const { x: holed, labels } = randomTable(21, 800, 5, 0.2);
const whole = { ...holed, values: holed.values.map((value) => (Number.isNaN(value) ? 0 : value)) };
const boosted = (options: object) =>
  new TreeClassifier(trainBoosting({ table: binTable(holed), labels, options }).ensemble);
const grown = () =>
  new TreeClassifier(trainForest({ table: binTable(holed), labels, options: { trees: 8, minLeafRows: 20 } }));
/** Trees read the table with missing values, the logistic regression one without. */
const KINDS: [string, DenseMatrix, () => Classifier][] = [
  ['logistic-regression', whole, () => new LogisticClassifier(fitLogisticRegression(whole, labels).model)],
  ['gradient-boosting', holed, () => boosted({ trees: 10, learningRate: 0.3 })],
  ['random-forest', holed, grown],
  [
    'blend',
    holed,
    () =>
      classifierOf({
        parts: [
          { model: grown().model, slope: 0.7, intercept: 0.1 },
          { model: boosted({ trees: 10, learningRate: 0.3 }).model, slope: 0.5, intercept: -0.2 },
        ],
      }),
  ],
];

describe.each(KINDS)('%s', (kind, x, fit) => {
  const classifier = fit();
  const rowOf = (i: number) => x.values.subarray(i * x.columns, (i + 1) * x.columns);

  it('gives probabilities that rank as its scores do', () => {
    const p = classifier.probabilities(x);
    expect(rocAuc(p, labels)).toBeGreaterThan(0.7);
    expect(rocAuc(p, labels)).toBeGreaterThan(0.6);
    expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(rocAuc(classifier.scores(x), labels)).toBeCloseTo(rocAuc(p, labels), 9);
    expect(classifier.kind).toBe(kind);
  });

  it('explains its scores: base and contributions add up', () => {
    const scores = classifier.scores(x);
    for (let i = 0; i < 50; i++) {
      const { base, contributions } = classifier.explain(rowOf(i));
      expect(contributions).toHaveLength(5);
      expect(Math.abs(contributions.reduce((sum, c) => sum + c, base) - scores[i]!)).toBeLessThan(1e-9);
    }
  });

  it('comes back from its data the same, and is the same when learned again', () => {
    const back = classifierOf(structuredClone(classifier.model));
    expect(back.scores(x)).toEqual(classifier.scores(x));
    expect(back.explain(rowOf(3))).toEqual(classifier.explain(rowOf(3)));
    expect(back).toMatchObject({ kind: classifier.kind, columns: 5 });
    expect(fit().model).toEqual(classifier.model);
  });

  it('refuses a table of another shape', () => {
    expect(() => classifier.scores({ rows: 1, columns: 4, values: new Float64Array(4) })).toThrow(RangeError);
  });
});

describe('permutationImportance', () => {
  const x = holed;
  const weights = ones(x.rows);
  const classifier = boosted({ trees: 30, learningRate: 0.2 });
  const predict = (table: typeof x) => classifier.scores(table);
  const options = { repeats: 5, seed: 1, mostRows: Infinity, groups: [[0], [1], [2], [3], [4]] };

  it('finds the columns that matter, is seeded and leaves the table alone', () => {
    const before = Float64Array.from(x.values);
    const importance = permutationImportance({ x, labels, weights }, predict, rocAuc, options);
    expect(x.values.every((value, k) => Object.is(value, before[k]))).toBe(true);
    expect(Math.min(importance.mean[0]!, importance.mean[1]!)).toBeGreaterThan(importance.mean[3]!);
    expect(permutationImportance({ x, labels, weights }, predict, rocAuc, options)).toEqual(importance);
    expect(importance.deviation.every((d) => d >= 0)).toBe(true);
  });

  it('shuffles a group together, and gives nothing to a column that is not used', () => {
    const first = (table: typeof x) =>
      Float64Array.from({ length: table.rows }, (_, i) => table.values[i * 5] || 0);
    const { mean } = permutationImportance({ x, labels, weights }, first, rocAuc, {
      ...options,
      groups: [[0], [1, 2], [0, 1, 2, 3, 4]],
      repeats: 2,
    });
    expect(mean[1]).toBe(0);
    expect(mean[0]).toBeGreaterThan(0);
    expect(mean[2]).toBeGreaterThan(0);
  });

  it('draws the rows at random where it may not take all', () => {
    // Sorted by the label, as users sorted by their id are by age: the first half would hold one class only.
    const rows = Array.from(labels, (_, i) => i).sort((a, b) => labels[a]! - labels[b]!);
    const sorted = { x: takeRows(x, rows), labels: Uint8Array.from(rows, (row) => labels[row]!), weights };
    const scores: number[] = [];
    const score = (predictions: Float64Array, outcomes: Uint8Array) => {
      expect(predictions).toHaveLength(x.rows / 4);
      scores.push(rocAuc(predictions, outcomes));
      return scores.at(-1)!;
    };
    permutationImportance(sorted, predict, score, { ...options, mostRows: x.rows / 4, seed: 2 });
    expect(scores[0]).toBeCloseTo(rocAuc(classifier.scores(x), labels), 1);
  });
});
