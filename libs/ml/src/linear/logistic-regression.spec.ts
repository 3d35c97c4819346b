import { Matrix, solve } from 'ml-matrix';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { SeededRandom } from '../random/seeded-random.js';
import { fitLogisticRegression, logisticMargins } from './logistic-regression.js';
import type { LogisticModel } from './logistic-regression.js';
import { sigmoid, softplus } from './sigmoid.js';

/** Heavy-tailed, collinear counts on very different scales, as nested time windows give. */
function nestedCounts(seed: number, rows: number): { x: DenseMatrix; labels: Uint8Array } {
  const random = new SeededRandom(seed);
  const columns = 5;
  const values = new Float64Array(rows * columns);
  const labels = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const short = Math.exp(2 * random.normal());
    const long = short + Math.exp(2 * random.normal());
    values.set([short, long, 200 * long * (1 + 0.1 * random.normal()), random.int(30), 1], i * columns);
    const margin = 0.5 - 0.4 * Math.log1p(long) + 0.08 * values[i * columns + 3]!;
    labels[i] = random.next() < sigmoid(margin) ? 1 : 0;
  }
  return { x: { rows, columns, values }, labels };
}

/** Margin of the mean row. */
function centred({ intercept, weights, means }: LogisticModel): number {
  return weights.reduce((sum, weight, j) => sum + weight * means[j]!, intercept);
}

/**
 * Thirty undamped Newton steps from zero on the standardised columns of nestedCounts but the last, which is
 * constant.
 */
function plainNewton(x: DenseMatrix, labels: Uint8Array, shrinkage: number): number[] {
  const columns = [0, 1, 2, 3].map((j) =>
    Array.from({ length: x.rows }, (_, i) => x.values[i * x.columns + j]!),
  );
  const scaled = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / x.rows;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.rows);
    return column.map((value) => (value - mean) / deviation);
  });
  const rows = Array.from({ length: x.rows }, (_, i) => [1, ...scaled.map((column) => column[i]!)]);
  const outcomes = [...labels];
  // The penalty as data: for each column a row of each label, this far out.
  for (let j = 1; j <= 4; j++) {
    for (const label of [0, 1]) {
      rows.push(Array.from({ length: 5 }, (_, k) => (k === j ? Math.sqrt(2 * shrinkage) : 0)));
      outcomes.push(label);
    }
  }
  const design = new Matrix(rows);
  let weights = Matrix.zeros(5, 1);
  for (let step = 0; step < 30; step++) {
    const p = design.mmul(weights).to1DArray().map(sigmoid);
    const gradient = design.transpose().mmul(Matrix.columnVector(p.map((value, i) => value - outcomes[i]!)));
    const weighted = new Matrix(rows.map((row, i) => row.map((value) => value * p[i]! * (1 - p[i]!))));
    weights = Matrix.sub(weights, solve(design.transpose().mmul(weighted), gradient));
  }
  return weights.to1DArray();
}

describe('sigmoid and softplus', () => {
  it('agree with their definition and stay finite far out', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 12);
    expect([sigmoid(-1000), sigmoid(1000)]).toEqual([0, 1]);
    expect(softplus(0)).toBeCloseTo(Math.LN2, 12);
    expect(softplus(1000)).toBe(1000);
    expect(softplus(-1000)).toBe(0);
  });
});

const SOLVERS = ['ml-logistic-regression', 'newton'] as const;

describe('fitLogisticRegression', () => {
  it.each(SOLVERS)('%s finds the closed form of one binary column', (solver) => {
    // 30 of 100 rows with x = 0 and 80 of 100 with x = 1 are positive: intercept ln(3/7), weight ln(4) - ln(3/7).
    const values = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1));
    const labels = Uint8Array.from({ length: 200 }, (_, i) => ((i < 100 ? i < 30 : i < 180) ? 1 : 0));
    const x = { rows: 200, columns: 1, values };
    const fit = fitLogisticRegression(x, labels, { solver, shrinkage: 1e-6 });
    expect(fit.model.intercept).toBeCloseTo(Math.log(3 / 7), 4);
    expect(fit.model.weights[0]).toBeCloseTo(Math.log(4) - Math.log(3 / 7), 4);
    expect(fit.converged).toBe(true);
    expect(fit.standardised[0]).toBeCloseTo(fit.model.weights[0]! * 0.5, 10);
  });

  it('reaches the minimum on collinear heavy-tailed columns by both solvers', () => {
    const { x, labels } = nestedCounts(11, 4000);
    const exact = fitLogisticRegression(x, labels);
    const fit = fitLogisticRegression(x, labels, { solver: 'ml-logistic-regression' });
    expect(exact.steps).toBeLessThan(15);
    expect(exact.expectedGap).toBeLessThan(1e-12);
    expect(exact.gradientNorm).toBeLessThan(1e-6);
    expect(fit.converged).toBe(true);
    expect(Math.abs(fit.logLoss - exact.logLoss)).toBeLessThan(2e-5);
    expect(fit.standardised[3]).toBeCloseTo(exact.standardised[3]!, 1);
  });

  it.each([
    [0.01, 11],
    [1, 12],
    [100, 13],
  ])('agrees with plain Newton steps on plain columns to 1e-8 (shrinkage %d, seed %d)', (shrinkage, seed) => {
    const { x, labels } = nestedCounts(seed, 9_000);
    const { model, standardised } = fitLogisticRegression(x, labels, { shrinkage });
    plainNewton(x, labels, shrinkage).forEach((weight, a) => {
      expect(Math.abs((a === 0 ? centred(model) : standardised[a - 1]!) - weight)).toBeLessThan(1e-8);
    });
  });

  it('gives constant columns no weight and twins the same weight', () => {
    const { x, labels } = nestedCounts(2, 500);
    const values = new Float64Array(500 * 3);
    for (let i = 0; i < 500; i++) values.set([x.values[i * 5 + 3]!, 7, x.values[i * 5 + 3]!], i * 3);
    const fit = fitLogisticRegression({ rows: 500, columns: 3, values }, labels);
    expect(fit.model.weights[1]).toBe(0);
    expect(fit.model.weights[0]).toBeCloseTo(fit.model.weights[2]!, 10);
  });

  it('is unchanged when a column is measured in another unit', () => {
    const { x, labels } = nestedCounts(8, 800);
    const scaled = { ...x, values: x.values.map((v, i) => (i % 5 === 2 ? v / 3600 + 40 : v)) };
    const a = logisticMargins(fitLogisticRegression(x, labels).model, x).map(sigmoid);
    const b = logisticMargins(fitLogisticRegression(scaled, labels).model, scaled).map(sigmoid);
    a.forEach((p, i) => {
      expect(b[i]).toBeCloseTo(p, 6);
    });
  });

  it.each(SOLVERS)('%s shrinks to where the slope of log loss and penalty is zero', (solver) => {
    const { x, labels } = nestedCounts(6, 400);
    const values = Float64Array.from({ length: 400 }, (_, i) => x.values[i * 5 + 3]!);
    const one = { rows: 400, columns: 1, values };
    const { model, standardised } = fitLogisticRegression(one, labels, { solver, shrinkage: 8 });
    // d = 4: d/dw of softplus(4w) + softplus(-4w).
    let slope = 4 * (sigmoid(4 * standardised[0]!) - sigmoid(-4 * standardised[0]!));
    let size = 0;
    for (let i = 0; i < 400; i++) {
      const z = (values[i]! - model.means[0]!) / model.deviations[0]!;
      slope += (sigmoid(model.intercept + model.weights[0]! * values[i]!) - labels[i]!) * z;
      size += Math.abs(z);
    }
    expect(Math.abs(slope) / size).toBeLessThan(1e-6);
  });

  it('shrinks more the more it is told to, and hardly where there is much data', () => {
    const { x, labels } = nestedCounts(7, 3000);
    const size = (shrinkage: number) =>
      Math.hypot(...fitLogisticRegression(x, labels, { shrinkage }).standardised);
    const sizes = [0.01, 1, 10, 100, 1000].map(size);
    sizes.slice(1).forEach((next, i) => {
      expect(next).toBeLessThan(sizes[i]!);
    });
    const plain = fitLogisticRegression(x, labels, { shrinkage: 1e-6 });
    const shrunk = fitLogisticRegression(x, labels, { shrinkage: 1 });
    expect(shrunk.converged).toBe(true);
    expect(shrunk.logLoss - plain.logLoss).toBeLessThan(1e-3);
    // Of the rows alone, without the penalty.
    const losses = logisticMargins(shrunk.model, x).map((m, i) => softplus(labels[i] === 1 ? -m : m));
    expect(shrunk.logLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / x.rows, 10);
  });

  it('stays finite for separable classes', () => {
    const values = Float64Array.of(0, 1, 2, 10, 11, 12);
    const labels = Uint8Array.of(0, 0, 0, 1, 1, 1);
    for (const solver of SOLVERS) {
      const { model } = fitLogisticRegression({ rows: 6, columns: 1, values }, labels, { solver });
      expect(Number.isFinite(model.weights[0])).toBe(true);
      expect(model.weights[0]).toBeGreaterThan(0);
    }
  });

  it('refuses one class, a wrong length and numbers that are none', () => {
    const x = { rows: 2, columns: 1, values: Float64Array.of(1, 2) };
    expect(() => fitLogisticRegression(x, Uint8Array.of(1, 1))).toThrow('both labels');
    expect(() => fitLogisticRegression(x, Uint8Array.of(1))).toThrow('2 labels');
    expect(() => fitLogisticRegression(x, Uint8Array.of(1, 2))).toThrow('0 or 1');
    expect(() =>
      fitLogisticRegression({ ...x, values: Float64Array.of(1, NaN) }, Uint8Array.of(0, 1)),
    ).toThrow('row 1, column 0 is NaN');
  });
});
