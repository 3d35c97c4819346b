import {
  applyIsotonic,
  brierScore,
  fitIsotonic,
  logLoss,
  rankingMeasures,
  rankOutcomes,
  SeededRandom,
} from '#ml';
import { churnTable } from './churn-table.js';
import { boostingLearner, forestLearner, logisticLearner } from './learners.js';
import type { PeerProcess } from './peer-process.js';

const ROWS = 8_000;
/** Share of the rows that stand for others, and for how many, as a hold-out of a tenth. */
const [HEAVY, WEIGHT] = [0.05, 10];
const BOOSTING = { trees: 200, learningRate: 0.05, earlyStopping: false };
const FOREST = { trees: 300, minLeafRows: 5 };

/** Mean distance of two models' probabilities on other rows, and weighted log loss of each. */
export interface WeightedComparison {
  readonly task: string;
  readonly apart: number;
  /** The same where both learn without weights: trees differ by their bins. */
  readonly apartWithout: number;
  /** Of ours with weights to ours without: what is at stake. */
  readonly byWeights: number;
  readonly ours: number;
  readonly peer: number;
}

/** Fits and measures of rows with weights, beside those of scikit-learn with `sample_weight`. */
export async function compareWeighted(
  peers: PeerProcess,
): Promise<{ fits: WeightedComparison[]; measures: object }> {
  const [train, test] = [churnTable(2017, ROWS), churnTable(2018, ROWS)];
  const random = new SeededRandom(3);
  // Those of label 1 are heavy more often: weights change the rate that is learned.
  const weightsOf = ({ labels }: typeof train) =>
    Float64Array.from(labels, (label) => (random.next() < HEAVY * (1 + 2 * label) ? WEIGHT : 1));
  const [weights, testWeights] = [weightsOf(train), weightsOf(test)];
  await peers.load('train', train.x, train.labels, weights);
  await peers.load('plain', train.x, train.labels);
  await peers.load('test', test.x, test.labels, testWeights);
  const rows = { x: train.x, labels: train.labels, trainRows: [...train.labels.keys()] };
  const tasks = [
    { model: 'logistic' as const, settings: {}, learner: logisticLearner({ shrinkage: 1e-6 }) },
    { model: 'boosting' as const, settings: BOOSTING, learner: boostingLearner(BOOSTING) },
    { model: 'forest' as const, settings: FOREST, learner: forestLearner(FOREST) },
  ];
  const fits: WeightedComparison[] = [];
  let scores = new Float64Array(0);
  for (const { model, settings, learner } of tasks) {
    scores = Float64Array.from(learner({ ...rows, weights })(test.x));
    const peer = await peers.run({ model, settings, train: 'train', test: 'test' });
    const [plain, peerPlain] = [
      learner(rows)(test.x),
      await peers.run({ model, settings, train: 'plain', test: 'test' }),
    ];
    fits.push({
      task: model,
      apart: apart(scores, peer.probabilities),
      apartWithout: apart(plain, peerPlain.probabilities),
      byWeights: apart(scores, plain),
      ours: logLoss(scores, test.labels, testWeights),
      peer: logLoss(peer.probabilities, test.labels, testWeights),
    });
  }
  const { isotonic, ...peer } = await peers.measure('test', scores);
  const own = applyIsotonic(fitIsotonic(scores, test.labels, { weights: testWeights }), scores);
  const ours = {
    ...rankingMeasures(rankOutcomes(scores, test.labels, testWeights)),
    brier: brierScore(scores, test.labels, testWeights),
    logLoss: logLoss(scores, test.labels, testWeights),
  };
  const isotonicApart = Math.max(...own.map((rate, row) => Math.abs(rate - isotonic[row]!)));
  return { fits, measures: { ours, peer, isotonicApart } };
}

function apart(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, p, row) => sum + Math.abs(p - other[row]!), 0) / one.length;
}
