import { unpackArrays } from './array-bytes.js';
import type { StoredArray } from './array-bytes.js';
import type { Classifier } from './classifier.js';
import { BOOSTING_FORMAT, FOREST_FORMAT, decodeEnsemble } from './ensemble-bytes.js';
import { LOGISTIC_FORMAT, LogisticClassifier } from './logistic-classifier.js';
import { TreeClassifier } from './tree-classifiers.js';

/** The model of {@link Classifier.encode}; throws RangeError for bytes that are none, or not whole, or not sound. */
export function decodeClassifier(bytes: Uint8Array): Classifier {
  const stored = unpackArrays(bytes);
  switch (stored[0]?.[0]) {
    case LOGISTIC_FORMAT:
      return decodeLogistic(stored);
    case BOOSTING_FORMAT:
    case FOREST_FORMAT:
      return new TreeClassifier(decodeEnsemble(stored));
    default:
      throw new RangeError('the stored arrays are no known model');
  }
}

function decodeLogistic(stored: readonly StoredArray[]): LogisticClassifier {
  const numbers = stored.slice(1);
  const areNumbers = numbers.every((array) => array instanceof Float64Array && array.every(Number.isFinite));
  if (!areNumbers || numbers.length !== 4)
    throw new RangeError('the stored arrays are no logistic regression');
  const [intercept, weights, means, deviations] = numbers as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  if (intercept.length !== 1 || [means, deviations].some((array) => array.length !== weights.length))
    throw new RangeError('the parts of the logistic regression do not fit together');
  return new LogisticClassifier({ intercept: intercept[0]!, weights, means, deviations });
}
