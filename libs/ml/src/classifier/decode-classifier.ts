import { unpackArrays } from './array-bytes.js';
import type { StoredArray } from './array-bytes.js';
import type { Classifier } from './classifier.js';
import { BOOSTING_FORMAT, FOREST_FORMAT, decodeEnsemble } from './ensemble-bytes.js';
import { LOGISTIC_FORMAT, LogisticClassifier } from './logistic-classifier.js';
import { TreeClassifier } from './tree-classifiers.js';

/**
 * The model of {@link Classifier.encode}. Throws RangeError for bytes that are none, or not whole; whether they were
 * changed is for a checksum of their owner to find out.
 */
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
  const [, intercept, weights, means, deviations] = stored as Float64Array[];
  return new LogisticClassifier({
    intercept: intercept![0]!,
    weights: weights!,
    means: means!,
    deviations: deviations!,
  });
}
