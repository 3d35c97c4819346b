import type { Classifier } from '../classifier/classifier.js';
import { LogisticClassifier } from '../classifier/logistic-classifier.js';
import { TreeClassifier } from '../classifier/tree-classifiers.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { fitLogisticRegression } from '../linear/logistic-regression.js';
import { SeededRandom } from '../random/seeded-random.js';
import { binTable, takeBinnedRows } from '../trees/binned-table.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import { rowsOfArm, takeUsers } from './campaign-data.js';
import type { CampaignData } from './campaign-data.js';
import { UpliftModel } from './uplift-model.js';
import type { UpliftLearner } from './uplift-model.js';

/** An arm has few users, and differences of two fits add up their noise: weights are pulled in more than by default. */
const SHRINKAGE = 10;
/** Small trees, since effects are small: a few splits before the one by treatment. */
const BOOSTING = { trees: 150, learningRate: 0.1, maxLeaves: 8, minLeafRows: 40, patience: 10 };
const VALIDATION_SHARE = 0.2;

/** The same data and seed give the same model. */
export function fitUplift(learner: UpliftLearner, data: CampaignData, seed: number): UpliftModel {
  const fit = {
    'two models': fitArms,
    'transformed class': fitTransformed,
    'boosting with treatment': fitBoosting,
  };
  return new UpliftModel(learner, fit[learner](data, seed));
}

/** A logistic regression of each arm (a T-learner: Künzel, Sekhon, Bickel and Yu, PNAS 116, 2019). */
function fitArms(data: CampaignData): Classifier[] {
  return ([0, 1] as const).map((arm) => {
    const { x, outcomes } = takeUsers(data, rowsOfArm(data, arm));
    return fitChance(x, outcomes);
  });
}

/**
 * One logistic regression of "treated with the outcome, or held out without it", whose chance is (1 + uplift) / 2
 * where both arms weigh the same (Jaskowski and Jaroszewicz, ICML 2012 workshop on clinical data analysis):
 * users of the smaller arm are repeated.
 */
function fitTransformed(data: CampaignData, seed: number): Classifier[] {
  const arms = [rowsOfArm(data, 0), rowsOfArm(data, 1)].map((rows) => new SeededRandom(seed).shuffle(rows));
  const each = Math.max(...arms.map(({ length }) => length));
  const rows = Uint32Array.from({ length: 2 * each }, (_, i) => {
    const arm = arms[i % 2]!;
    return arm[(i >> 1) % arm.length]!;
  });
  const { x, treated, outcomes } = takeUsers(data, rows);
  const agrees = outcomes.map((outcome, i) => Number(outcome === treated[i]));
  return [fitChance(x, agrees)];
}

/**
 * Boosted trees that read the treatment as one more column (an S-learner); one chance for all users where the rows
 * that trees are grown on have only one outcome.
 */
function fitBoosting({ x, treated, outcomes }: CampaignData, seed: number): Classifier[] {
  const rows = new SeededRandom(seed).shuffle(Uint32Array.from(outcomes.keys()));
  const held = Math.round(VALIDATION_SHARE * x.rows);
  const trainRows = rows.slice(held).sort();
  if (!isMixed(Uint8Array.from(trainRows, (row) => outcomes[row]!)))
    return [constantChance(x.columns + 1, outcomes)];
  const { ensemble } = trainBoosting({
    table: takeBinnedRows(binTable(x), Uint32Array.from(outcomes.keys()), {
      values: [0, 1],
      places: treated,
    }),
    labels: outcomes,
    validationRows: rows.slice(0, held),
    trainRows,
    options: { ...BOOSTING, seed },
  });
  return [new TreeClassifier(ensemble)];
}

/** One chance for all users where all outcomes are equal. */
function fitChance(x: DenseMatrix, outcomes: Uint8Array): Classifier {
  return isMixed(outcomes)
    ? new LogisticClassifier(fitLogisticRegression(x, outcomes, { shrinkage: SHRINKAGE }).model)
    : constantChance(x.columns, outcomes);
}

function isMixed(outcomes: Uint8Array): boolean {
  return outcomes.includes(0) && outcomes.includes(1);
}

/** The chance of the outcome of a further user, whatever the columns say: (positives + 1) / (users + 2) (Laplace). */
function constantChance(columns: number, outcomes: Uint8Array): Classifier {
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const zeros = new Float64Array(columns);
  const intercept = Math.log((positives + 1) / (outcomes.length - positives + 1));
  return new LogisticClassifier({ intercept, weights: zeros, means: zeros, deviations: zeros });
}
