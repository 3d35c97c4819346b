import { ensembleProbabilities, logLoss, rocAuc } from '#ml';
import type { LogisticSolver } from '#ml';
import { churnTable } from './churn-table.js';
import type { ChurnTable } from './churn-table.js';
import { logisticLearner } from './learners.js';
import type { PeerProcess } from './peer-process.js';
import { trainBoostingOn, trainForestOn } from './train-on-threads.js';

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
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
const THREADS = 2;
const LEARNING_RATE = 0.05;
const FIXED = { trees: 500, learningRate: LEARNING_RATE, earlyStopping: false };
const STOPPED = { trees: 2000, learningRate: LEARNING_RATE, earlyStopping: true };
const FOREST = { trees: 300, minLeafRows: 5 };

/**
 * Trains each model of ours and its peer in turn, `repeats` times, and keeps the fastest of each: on a machine that does
 * other work too, the fastest is what the program needs. Quality is on 58,000 other rows of the same origin.
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
  const all = Int32Array.from({ length: ROWS }, (_, i) => i);
  const tenth = ROWS / 10;
  const tasks = [
    {
      task: 'logistic regression',
      model: 'logistic' as const,
      settings: {},
      own: () => Promise.resolve(logistic(train, 'ml-logistic-regression')),
    },
    {
      task: 'logistic regression, Newton',
      model: 'logistic' as const,
      settings: {},
      own: () => Promise.resolve(logistic(train, 'newton')),
    },
    {
      task: 'boosting 500 x 31 leaves',
      model: 'boosting' as const,
      settings: FIXED,
      own: () => boosting(train, all, new Int32Array(0), FIXED),
    },
    {
      task: 'boosting, early stopping',
      model: 'boosting' as const,
      settings: STOPPED,
      own: () => boosting(train, all.subarray(tenth), all.subarray(0, tenth), STOPPED),
    },
    {
      task: 'forest 300 trees',
      model: 'forest' as const,
      settings: FOREST,
      own: () => forest(train, all),
    },
  ].filter(({ task }) => only.test(task));
  const rows: Comparison[] = [];
  for (const { task, model, settings, own } of tasks) {
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    const light: Measured[] = [];
    for (let k = 0; k < repeats; k++) {
      ours.push(await measure(own, test));
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

interface Trained {
  readonly trees: number | null;
  readonly predict: (table: ChurnTable) => Float64Array;
}

async function boosting(
  train: ChurnTable,
  trainRows: Int32Array,
  validationRows: Int32Array,
  options: { trees: number; learningRate: number },
): Promise<Trained> {
  const work = { kind: 'boosting' as const, trainRows, validationRows, boosting: options, forest: FOREST };
  const { ensemble } = await trainBoostingOn(THREADS, train, work);
  return { trees: ensemble.roots.length - 1, predict: ({ x }) => ensembleProbabilities(ensemble, x) };
}

async function forest(train: ChurnTable, trainRows: Int32Array): Promise<Trained> {
  const validationRows = new Int32Array(0);
  const work = { kind: 'forest' as const, trainRows, validationRows, boosting: {}, forest: FOREST };
  const { ensemble } = await trainForestOn(THREADS, train, work);
  return { trees: FOREST.trees, predict: ({ x }) => ensembleProbabilities(ensemble, x) };
}

function logistic(train: ChurnTable, solver: LogisticSolver): Trained {
  const trainRows = [...train.labels.keys()];
  const predict = logisticLearner({ solver })({ x: train.x, labels: train.labels, trainRows });
  return { trees: null, predict: ({ x }) => predict(x) };
}

async function measure(train: () => Promise<Trained>, test: ChurnTable): Promise<Measured> {
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  const { trees, predict } = await train();
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage(cpuBegan);
  return qualityOf(
    { seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, trees, probabilities: predict(test) },
    test,
  );
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
