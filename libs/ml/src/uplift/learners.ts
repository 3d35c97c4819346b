import { LogisticClassifier } from '../classifier/logistic-classifier.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { fitLogisticRegression } from '../linear/logistic-regression.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable, takeBinnedRows } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { ensembleProbabilities } from '../trees/predict-ensemble.js';
import { rowsOfArm, takeUsers } from './campaign-data.js';
import type { CampaignData } from './campaign-data.js';

export const UPLIFT_LEARNERS = ['two models', 'transformed class', 'boosting with treatment'] as const;
export type UpliftLearner = (typeof UPLIFT_LEARNERS)[number];

/** By how much a contact raises the chance of the outcome, a row of `x` each. */
type Uplift = (x: DenseMatrix) => Float64Array;

/** The chance of the outcome in each arm, of every row. */
export interface ArmChances {
  readonly treated: Float64Array;
  readonly holdout: Float64Array;
}

/** An arm has few users, and differences of two fits add up their noise: weights are pulled in more than by default. */
const SHRINKAGE = 10;
/** Small trees, since effects are small: a few splits before the one by treatment. */
const BOOSTING = { trees: 150, learningRate: 0.1, maxLeaves: 8, minLeafRows: 40, patience: 10 };
const VALIDATION_SHARE = 0.2;

/** A logistic regression of each arm (a T-learner: Künzel, Sekhon, Bickel and Yu, PNAS 116, 2019). */
export function fitArms(data: CampaignData): (x: DenseMatrix) => ArmChances {
  const [holdout, treated] = ([0, 1] as const).map((arm) => {
    const { x, outcomes } = takeUsers(data, rowsOfArm(data, arm));
    return fitChance(x, outcomes);
  }) as [Uplift, Uplift];
  return (x) => ({ treated: treated(x), holdout: holdout(x) });
}

/** The other learners; the uplift of `two models` is the difference of {@link fitArms}. */
export function fitUplift(
  learner: Exclude<UpliftLearner, 'two models'>,
  data: CampaignData,
  seed: number,
): Uplift {
  return learner === 'transformed class' ? fitTransformed(data, seed) : fitBoosting(data, seed);
}

/**
 * One logistic regression of "treated with the outcome, or held out without it", whose chance is (1 + uplift) / 2
 * where both arms weigh the same (Jaskowski and Jaroszewicz, ICML 2012 workshop on clinical data analysis):
 * users of the smaller arm are repeated.
 */
function fitTransformed(data: CampaignData, seed: number): Uplift {
  const arms = [rowsOfArm(data, 0), rowsOfArm(data, 1)].map((rows) => new SeededRandom(seed).shuffle(rows));
  const each = Math.max(...arms.map(({ length }) => length));
  const rows = Uint32Array.from({ length: 2 * each }, (_, i) => {
    const arm = arms[i % 2]!;
    return arm[(i >> 1) % arm.length]!;
  });
  const { x, treated, outcomes } = takeUsers(data, rows);
  const chance = fitChance(
    x,
    outcomes.map((outcome, i) => Number(outcome === treated[i])),
  );
  return (of) => chance(of).map((p) => 2 * p - 1);
}

/** Boosted trees that read the treatment as one more column (an S-learner). */
function fitBoosting(data: CampaignData, seed: number): Uplift {
  const { x, treated, outcomes } = data;
  const rows = new SeededRandom(seed).shuffle(Uint32Array.from(outcomes.keys()));
  const held = Math.round(VALIDATION_SHARE * x.rows);
  const { ensemble } = trainBoosting({
    table: takeBinnedRows(binTable(x), Uint32Array.from(outcomes.keys()), {
      values: [0, 1],
      places: treated,
    }),
    labels: outcomes,
    validationRows: rows.slice(0, held),
    trainRows: rows.slice(held).sort(),
    options: { ...BOOSTING, seed },
  });
  return (of) => {
    const [holdout, all] = [0, 1].map((arm) => ensembleProbabilities(ensemble, withColumn(of, arm)));
    return all!.map((p, i) => p - holdout![i]!);
  };
}

function withColumn({ rows, columns, values }: DenseMatrix, value: number): DenseMatrix {
  const wider = new Float64Array(rows * (columns + 1)).fill(value);
  for (let i = 0; i < rows; i++)
    wider.set(values.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  return { rows, columns: columns + 1, values: wider };
}

/** Where all outcomes are equal there is nothing to fit: the chance is that of the next such user (Laplace). */
function fitChance(x: DenseMatrix, outcomes: Uint8Array): Uplift {
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  if (positives === 0 || positives === outcomes.length) {
    const chance = (positives + 1) / (outcomes.length + 2);
    return ({ rows }) => new Float64Array(rows).fill(chance);
  }
  const classifier = new LogisticClassifier(
    fitLogisticRegression(x, outcomes, { shrinkage: SHRINKAGE }).model,
  );
  return (of) => classifier.probabilities(of);
}
