import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom, rocAuc, takeRows } from '#ml';
import type { DenseMatrix } from '#ml';
import { boostingLearner, forestLearner, logisticLearner } from './learners.js';
import type { Learner } from './learners.js';
import type { PeerProcess } from './peer-process.js';

const FOLDS = 5;
const BOOSTING = { trees: 100, learningRate: 0.05 };
const FOREST = { trees: 300, minLeafRows: 5 };

/** Mean AUC over five folds, the same for everyone, of the telco table; text columns as one indicator a value. */
export async function measureWaChurn(folder: string, peers: PeerProcess | null): Promise<object[]> {
  const file = join(folder, 'wa-churn', 'wa_churn.csv');
  if (!existsSync(file)) return [{ 'wa-churn': `absent: no ${join('wa-churn', 'wa_churn.csv')} in --data` }];
  const { x, labels } = readTable(readFileSync(file, 'utf8'));
  const order = new SeededRandom(1).shuffle(Array.from({ length: x.rows }, (_, i) => i));
  const folds = Array.from({ length: FOLDS }, (_, f) => order.filter((_row, k) => k % FOLDS === f));
  await peers?.load('wa', x, labels);
  const models: {
    model: 'logistic' | 'forest' | 'boosting';
    learner: Learner;
    settings: Record<string, number | boolean>;
  }[] = [
    { model: 'logistic', learner: logisticLearner(), settings: {} },
    { model: 'forest', learner: forestLearner(FOREST), settings: FOREST },
    {
      model: 'boosting',
      learner: boostingLearner(BOOSTING),
      settings: { ...BOOSTING, earlyStopping: false },
    },
  ];
  const rows: object[] = [];
  for (const { model, learner, settings } of models) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (const testRows of folds) {
      const trainRows = folds.filter((fold) => fold !== testRows).flat();
      const outcomes = Uint8Array.from(testRows, (row) => labels[row]!);
      const predict = learner({ x, labels, trainRows });
      ours.push(rocAuc(predict(takeRows(x, testRows)), outcomes));
      if (peers === null) continue;
      const run = await peers.run({ model, settings, train: 'wa', test: 'wa', trainRows, testRows });
      theirs.push(rocAuc(run.probabilities, outcomes));
    }
    rows.push({ model, ours: mean(ours), 'scikit-learn': mean(theirs) });
  }
  return rows;
}

function readTable(text: string): { x: DenseMatrix; labels: Uint8Array } {
  const [header, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const names = header!.slice(1);
  const columns = names.flatMap((_, k) => {
    const cells = lines.map((line) => line[k + 1]!.replaceAll('"', ''));
    const numbers = cells.map((cell) => (cell.trim() === '' ? NaN : Number(cell)));
    // A few cells of a column of numbers may be empty or say "NA" in one way or another.
    if (numbers.filter(Number.isFinite).length > cells.length / 2) return [numbers];
    const levels = [...new Set(cells)].sort();
    return levels.map((level) => cells.map((cell) => (cell === level ? 1 : 0)));
  });
  const values = new Float64Array(lines.length * columns.length);
  columns.forEach((column, j) => {
    column.forEach((value, i) => {
      values[i * columns.length + j] = value;
    });
  });
  const labels = Uint8Array.from(lines, ([churn]) => (churn!.replaceAll('"', '') === 'Yes' ? 1 : 0));
  return { x: { rows: lines.length, columns: columns.length, values }, labels };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
