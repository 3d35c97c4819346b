import { classifierOf } from '../classifier/classifier-of.js';
import type { Classifier, ClassifierModel } from '../classifier/classifier.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';

export const UPLIFT_LEARNERS = ['two models', 'transformed class', 'boosting with treatment'] as const;
export type UpliftLearner = (typeof UPLIFT_LEARNERS)[number];

/** A fitted learner as plain data. */
export interface StoredUplift {
  readonly learner: UpliftLearner;
  readonly models: readonly ClassifierModel[];
}

/** A fitted learner. */
export class UpliftModel {
  /** @param models of `two models` that of the hold-out and that of the treated; of the others one */
  constructor(
    readonly learner: UpliftLearner,
    readonly models: readonly Classifier[],
  ) {}

  /** By how much a contact raises the chance of the outcome, a row of `x` each. */
  uplift(x: DenseMatrix): Float64Array {
    const [first, second] = this.models as [Classifier, Classifier];
    switch (this.learner) {
      case 'two models':
        return difference(second.probabilities(x), first.probabilities(x));
      case 'transformed class':
        return first.probabilities(x).map((p) => 2 * p - 1);
      case 'boosting with treatment':
        return difference(first.probabilities(withColumn(x, 1)), first.probabilities(withColumn(x, 0)));
    }
  }

  get stored(): StoredUplift {
    return { learner: this.learner, models: this.models.map(({ model }) => model) };
  }

  static of({ learner, models }: StoredUplift): UpliftModel {
    return new UpliftModel(learner, models.map(classifierOf));
  }
}

function difference(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, i) => value - other[i]!);
}

function withColumn({ rows, columns, values }: DenseMatrix, value: number): DenseMatrix {
  const wider = new Float64Array(rows * (columns + 1)).fill(value);
  for (let i = 0; i < rows; i++)
    wider.set(values.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  return { rows, columns: columns + 1, values: wider };
}
