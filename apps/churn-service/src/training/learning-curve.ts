import { SeededRandom, decodeClassifier, logLoss, rocAuc, takeBinnedRows, takeRows } from '#ml';
import type { FitQuality, LearningPoint } from '../model-quality/learning-point.js';
import type { CalibratedModel } from './calibrated-model.js';
import { fitModel } from './fit-model.js';
import { labelsOf, taken } from './taken-rows.js';
import type { TrainingTask } from './training-task.js';

const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2];
/** More rows take longer to fit than a curve is worth; the whole is there in any case. */
const MOST_ROWS = 20_000;
const FEWEST_ROWS = 100;
const FEWEST_OF_EACH = 10;

/**
 * Fits the chosen kind to ever more of the training rows, each part within the next, down to the fewest that
 * can be learned from; ends with the model itself. Whether the curve still falls at its end says if more
 * users would help.
 */
export function learningCurve(task: TrainingTask, chosen: CalibratedModel): LearningPoint[] {
  const { data, x, sides } = task;
  const random = new SeededRandom(data.seed);
  const drawn = new Map(Array.from(sides.train, (row) => [row, random.next()]));
  const testRows = takeRows(x, sides.test);
  const testLabels = labelsOf(data, sides.test);
  const points = SHARES.flatMap((share): LearningPoint[] => {
    const part = partOf(task, (row) => drawn.get(row)! < share);
    const { labels } = part.data;
    const churned = labels.reduce((sum, label) => sum + label, 0);
    const fewest = Math.min(churned, labels.length - churned);
    if (labels.length < FEWEST_ROWS || labels.length > MOST_ROWS || fewest < FEWEST_OF_EACH) return [];
    const classifier = decodeClassifier(fitModel(chosen.fitted.kind, part).bytes);
    return [
      {
        rows: labels.length,
        train: quality(classifier.probabilities(part.x), labels),
        test: quality(classifier.probabilities(testRows), testLabels),
      },
    ];
  });
  const whole = (rows: Int32Array) => quality(taken(chosen.uncalibrated, rows), labelsOf(data, rows));
  return [...points, { rows: sides.train.length, train: whole(sides.train), test: whole(sides.test) }];
}

/** A task that knows some of the training rows and nothing else, so that its cost is theirs. */
function partOf(task: TrainingTask, isTaken: (row: number) => boolean): TrainingTask {
  const { data, x, binned, sides } = task;
  const stopping = sides.stopping.filter(isTaken);
  const growing = sides.growing.filter(isTaken);
  const rows = Int32Array.from([...stopping, ...growing]);
  const numbers = Int32Array.from(rows.keys());
  return {
    ...task,
    data: { ...data, labels: labelsOf(data, rows) },
    x: takeRows(x, rows),
    binned: () => takeBinnedRows(binned(), rows),
    sides: {
      ...sides,
      train: numbers,
      stopping: numbers.subarray(0, stopping.length),
      growing: numbers.subarray(stopping.length),
    },
  };
}

function quality(probabilities: Float64Array, labels: Uint8Array): FitQuality {
  return { rocAuc: rocAuc(probabilities, labels), logLoss: logLoss(probabilities, labels) };
}
