import { logLoss, rocAuc } from '#ml';
import { churnTable } from './churn-table.js';
import type { ChurnTable } from './churn-table.js';
import { boostingLearner, forestLearner, logisticLearner } from './learners.js';
import type { Learner } from './learners.js';
import type { PeerProcess } from './peer-process.js';

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of peers alone. */
  readonly trees: number | null;
  readonly auc: number;
  readonly logLoss: number;
}

export interface Comparison {
  readonly task: string;
  readonly ours: Measured;
  readonly peer: Measured | null;
  readonly lightgbm: Measured | null;
}

const ROWS = 58_000;
const LEARNING_RATE = 0.05;
const FIXED = { trees: 500, learningRate: LEARNING_RATE, earlyStopping: false };
const STOPPED = { trees: 2000, learningRate: LEARNING_RATE, earlyStopping: true };
const FOREST = { trees: 300, minLeafRows: 5 };

/**
 * Trains each model of ours and its peer in turn, in one thread each, `repeats` times, and keeps the fastest
 * of each: on a machine that does other work too, the fastest is what the program needs. Quality is on 58,000
 * other rows of the same origin.
 */
export async function compareModels(
  peers: PeerProcess | null,
  repeats: number,
  only: RegExp,
): Promise<Comparison[]> {
  const train = churnTable(2017, ROWS);
  const test = churnTable(2018, ROWS);
  await peers?.load('train', train.x, train.labels);
  await peers?.load('test', test.x, test.labels);
  const all = [...train.labels.keys()];
  const tenth = ROWS / 10;
  const whole = { x: train.x, labels: train.labels, trainRows: all };
  const held = { ...whole, trainRows: all.slice(tenth), validationRows: all.slice(0, tenth) };
  const gradientSteps = logisticLearner({ solver: 'ml-logistic-regression' });
  const tasks = [
    {
      task: 'logistic regression',
      model: 'logistic' as const,
      settings: {},
      own: () => gradientSteps(whole),
    },
    {
      task: 'logistic regression, Newton',
      model: 'logistic' as const,
      settings: {},
      own: () => logisticLearner({ solver: 'newton' })(whole),
    },
    {
      task: 'boosting 500 x 31 leaves',
      model: 'boosting' as const,
      settings: FIXED,
      own: () => boostingLearner(FIXED)(whole),
    },
    {
      task: 'boosting, early stopping',
      model: 'boosting' as const,
      settings: STOPPED,
      own: () => boostingLearner(STOPPED)(held),
    },
    {
      task: 'forest 300 trees',
      model: 'forest' as const,
      settings: FOREST,
      own: () => forestLearner(FOREST)(whole),
    },
  ].filter(({ task }) => only.test(task));
  const rows: Comparison[] = [];
  for (const { task, model, settings, own } of tasks) {
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    const light: Measured[] = [];
    for (let k = 0; k < repeats; k++) {
      ours.push(measure(own, test));
      if (peers === null) continue;
      const command = { settings, train: 'train', test: 'test' };
      theirs.push(qualityOf(await peers.run({ model, ...command }), test));
      if (model === 'boosting')
        light.push(qualityOf(await peers.run({ model: 'lightgbm', ...command }), test));
    }
    rows.push({ task, ours: fastest(ours)!, peer: fastest(theirs), lightgbm: fastest(light) });
  }
  return rows;
}

function measure(train: () => ReturnType<Learner>, test: ChurnTable): Measured {
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  const predict = train();
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage(cpuBegan);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  return qualityOf({ seconds, cpuSeconds, trees: null, probabilities: predict(test.x) }, test);
}

function qualityOf(
  {
    probabilities,
    seconds,
    cpuSeconds,
    trees,
  }: Omit<Measured, 'auc' | 'logLoss'> & { probabilities: Float64Array },
  { labels }: ChurnTable,
): Measured {
  return {
    seconds,
    cpuSeconds,
    trees,
    auc: rocAuc(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
  };
}

function fastest(runs: readonly Measured[]): Measured | null {
  return runs.reduce<Measured | null>(
    (best, run) => (best === null || run.seconds < best.seconds ? run : best),
    null,
  );
}
