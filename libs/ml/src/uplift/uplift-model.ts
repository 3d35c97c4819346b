import { packArrays, unpackArrays } from '../classifier/array-bytes.js';
import type { Classifier } from '../classifier/classifier.js';
import { decodeClassifier } from '../classifier/decode-classifier.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';

export const UPLIFT_LEARNERS = ['two models', 'transformed class', 'boosting with treatment'] as const;
export type UpliftLearner = (typeof UPLIFT_LEARNERS)[number];

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

  /** Bytes that {@link decodeUplift} turns into the same model. */
  encode(): Uint8Array {
    const learner = Uint8Array.of(UPLIFT_LEARNERS.indexOf(this.learner));
    return packArrays([learner, ...this.models.map((model) => model.encode())]);
  }
}

/** @throws RangeError for bytes that are not of {@link UpliftModel.encode} */
export function decodeUplift(bytes: Uint8Array): UpliftModel {
  const [learner, ...models] = unpackArrays(bytes);
  const name = UPLIFT_LEARNERS[learner?.[0] ?? -1];
  if (name === undefined || models.length !== (name === 'two models' ? 2 : 1))
    throw new RangeError('the stored arrays are no uplift model');
  return new UpliftModel(
    name,
    models.map((model) => decodeClassifier(model as Uint8Array)),
  );
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
