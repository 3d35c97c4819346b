import { calibrationReport, reliabilityBins } from '../calibration/calibration-measures.js';
import { fitIsotonic } from '../calibration/isotonic.js';
import { fitSigmoid } from '../calibration/platt.js';
import { fitVennAbers } from '../calibration/venn-abers.js';
import { takeRows } from '../linalg/dense-matrix.js';
import { fitLogisticRegression, logisticMargins } from '../linear/logistic-regression.js';
import { sigmoid } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { ensembleProbabilities } from '../trees/predict-ensemble.js';
import { trainForest } from '../trees/random-forest.js';
import { randomTable } from '../../../../test/support/fixtures/random-table.js';
import { bootstrapInterval } from './bootstrap.js';
import { brierScore, logLoss } from './classification.js';
import { liftTable } from './lift.js';
import { rankOutcomes, rankingMeasures } from './ranked-outcomes.js';
import { rocCurve } from './roc.js';
import { effectiveRows, meanWithError, ones, weightedMean } from './weighted-mean.js';

const ROWS = 900;
const { x: holed, labels } = randomTable(31, ROWS, 4, 0.1);
const x = { ...holed, values: holed.values.map((value) => (Number.isNaN(value) ? 0 : value)) };
const weights = Float64Array.from({ length: ROWS }, (_, row) => 1 + (row % 3));
/** Each row as often as its weight says. */
const copies = [...weights.keys()].flatMap((row) => Array<number>(weights[row]!).fill(row));
const copied = { x: takeRows(x, copies), labels: Uint8Array.from(copies, (row) => labels[row]!) };
const scores = x.values.filter((_, at) => at % 4 === 0);
const probabilities = scores.map(sigmoid);
const [copiedScores, copiedProbabilities] = [scores, probabilities].map((values) =>
  Float64Array.from(copies, (row) => values[row]!),
) as [Float64Array, Float64Array];

type Numbers = Readonly<Record<string, number | object>>;

/** The same numbers to 9 decimals, whatever holds them. */
function expectClose(one: object, other: object): void {
  expect(Object.keys(one).toSorted()).toEqual(Object.keys(other).toSorted());
  for (const [name, value] of Object.entries(one as Numbers)) {
    const expected = (other as Numbers)[name]!;
    if (typeof value === 'number') expect(value).toBeCloseTo(expected as number, 9);
    else expectClose(value, expected as object);
  }
}

describe('rows with weights are as many copies', () => {
  it.each(['newton', 'ml-logistic-regression'] as const)('for a regression by %s', (solver) => {
    const one = fitLogisticRegression(x, labels, { weights, solver, shrinkage: 10 });
    const other = fitLogisticRegression(copied.x, copied.labels, { solver, shrinkage: 10 });
    expectClose(logisticMargins(one.model, x), logisticMargins(other.model, x));
    expect(one.logLoss).toBeCloseTo(other.logLoss, 12);
  });

  it('for calibrations', () => {
    const [of, all] = [[scores, labels] as const, [copiedScores, copied.labels] as const];
    expectClose(fitSigmoid(...of, weights), fitSigmoid(...all));
    expectClose(fitVennAbers(...of, weights), fitVennAbers(...all));
    for (const options of [{}, { centred: true }, { priorRows: 2 }])
      expectClose(fitIsotonic(...of, { ...options, weights }), fitIsotonic(...all, options));
  });

  it('for measures and curves', () => {
    const [of, all] = [[probabilities, labels] as const, [copiedProbabilities, copied.labels] as const];
    expect(brierScore(...of, weights)).toBeCloseTo(brierScore(...all), 12);
    expect(logLoss(...of, weights)).toBeCloseTo(logLoss(...all), 12);
    expectClose(rankingMeasures(rankOutcomes(...of, weights)), rankingMeasures(rankOutcomes(...all)));
    expectClose(rocCurve(...of, weights), rocCurve(...all));
  });

  it('for parts of the rows, where these do not divide copies', () => {
    const twice = ones(ROWS).fill(2);
    const rows = Uint32Array.from({ length: 2 * ROWS }, (_, k) => k >> 1);
    const of = [probabilities, labels] as const;
    const all = [
      Float64Array.from(rows, (row) => probabilities[row]!),
      Uint8Array.from(rows, (row) => labels[row]!),
    ] as const;
    const { eceNull: floor, ...report } = calibrationReport(...of, 0, twice);
    const { eceNull: _, ...expected } = calibrationReport(...all, 0);
    expectClose(report, expected);
    // What is drawn is a row with its weight, so weights that are equal change nothing.
    expect(floor).toEqual(calibrationReport(...of, 0).eceNull);
    const halved = <Part extends { rows: number }>(part: Part) => ({ ...part, rows: part.rows / 2 });
    const unspread = (bin: ReturnType<typeof reliabilityBins>[number]) => ({ ...bin, rateDeviation: 0 });
    expectClose(
      reliabilityBins(...of, twice).map(unspread),
      reliabilityBins(...all)
        .map(unspread)
        .map(halved),
    );
    const shares = [0.1, 0.5];
    expectClose(
      liftTable(rankOutcomes(...of, twice), shares),
      liftTable(rankOutcomes(...all), shares).map(halved),
    );
  });

  it('for trees, but for rounding, and chance where rows are drawn', () => {
    const few = { ...x, values: x.values.map((value) => Math.round(4 * value) / 4) };
    const [table, all] = [binTable(few), binTable(takeRows(few, copies))];
    const outcomes = copied.labels;
    const options = { trees: 60, learningRate: 0.1, maxLeaves: 8, minLeafRows: 1 };
    const [boosted, copiedBoosted] = [
      trainBoosting({ table, labels, weights, options }),
      trainBoosting({ table: all, labels: outcomes, options }),
    ].map(({ ensemble }) => ensemble);
    expect(boosted!.cover).toEqual(copiedBoosted!.cover);
    const forest = { trees: 200, minLeafRows: 20, mostDrawn: ROWS };
    const [grown, copiedGrown, plain] = [
      trainForest({ table, labels, weights, options: forest }),
      trainForest({ table: all, labels: outcomes, options: forest }),
      trainForest({ table, labels, options: forest }),
    ].map((ensemble) => ensembleProbabilities(ensemble, few));
    const apart = (a: Float64Array, b: Float64Array) =>
      weightedMean(
        a.map((p, row) => Math.abs(p - b[row]!)),
        weights,
      );
    const boostedApart = apart(
      ensembleProbabilities(boosted!, few),
      ensembleProbabilities(copiedBoosted!, few),
    );
    expect(boostedApart).toBeLessThan(1e-5);
    expect(apart(grown!, copiedGrown!)).toBeLessThan(0.6 * apart(grown!, plain!));
  });
});

it('the weight of a row is drawn with it, so few heavy rows make wide intervals', () => {
  const random = new SeededRandom(5);
  const heavy = Float64Array.from({ length: 400 }, (_, row) => (row < 20 ? 40 : 1));
  const values = heavy.map(() => random.normal());
  const { mean, error } = meanWithError(values, heavy);
  const drawn = bootstrapInterval(400, (of) => weightedMean(values, of), { rowWeights: heavy, seed: 1 });
  expect(drawn.value).toBe(mean);
  expect(drawn.standardError / error).toBeCloseTo(1, 1);
  expect(error).toBeGreaterThan(0.7 / Math.sqrt(effectiveRows(heavy)));
  expect(effectiveRows(heavy)).toBeCloseTo(1180 ** 2 / (380 + 20 * 1600), 9);
  expect([effectiveRows(ones(7)), effectiveRows(ones(0))]).toEqual([7, 0]);
});
