import { rocAuc } from '../evaluation/roc.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { fitLogisticRegression } from '../linear/logistic-regression.js';
import { binTable } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { trainForest } from '../trees/random-forest.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';
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
