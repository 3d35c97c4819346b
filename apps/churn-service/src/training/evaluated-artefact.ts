import { baselineSide } from '../measures/baselines.js';
import { referenceCounts } from '../model/feature-counts.js';
import { scoresOf } from '../model/score-quantiles.js';
import { typicalValues } from '../model/typical-values.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { ChosenModel } from './blend.js';
import { taken } from './rows.js';
import type { TrainingTask } from './prepare.js';

/** The chosen model as it is evaluated: all that predicting needs, fitted to the training users. */
export function artefactOf(task: TrainingTask, { chosen, horizons }: ChosenModel): ChurnArtefact {
  const { data, catalogue, encoding, sides } = task;
  const { fitted, calibration, probabilities } = chosen;
  const { rows } = data.snapshots[0]!;
  const evaluated = { classifier: fitted.model, ...calibration };
  return {
    model: fitted.kind,
    snapshotDate: data.snapshotDate,
    featureDays: data.featureDays,
    historyDays: data.historyDays,
    facts: data.facts,
    labelDays: data.labelDays,
    activityKinds: data.activityKinds,
    population: data.population,
    catalogueHash: catalogue.hash,
    columns: encoding.columns.map(({ name }) => name),
    split: { seed: data.seed, testShare: data.testShare },
    typical: typicalValues(encoding.quantities, quantitiesOf(task, sides.train)),
    reference: referenceCounts(
      data.values.subarray(0, rows * catalogue.features.length),
      catalogue.features.length,
      data.weights.subarray(0, rows),
    ),
    served: evaluated,
    evaluated,
    horizons,
    trainingScores: scoresOf(probabilities.subarray(0, rows), data.weights.subarray(0, rows)),
    heldOut: {
      probabilities: taken(probabilities, sides.test).map(Math.fround),
      ...baselineSide(catalogue, data, sides.test),
    },
  };
}

/** Values of the quantities of some rows, row by row. */
function quantitiesOf({ data, catalogue, encoding }: TrainingTask, rows: Int32Array): Float64Array {
  const [features, quantities] = [catalogue.features.length, encoding.quantities.length];
  const values = new Float64Array(rows.length * quantities);
  rows.forEach((row, i) => {
    values.set(encoding.valuesOf(data.values.subarray(row * features, (row + 1) * features)), i * quantities);
  });
  return values;
}
