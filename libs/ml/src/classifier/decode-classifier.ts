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
  const [, intercept, weights, means, deviations, missingMeans, indicated] = stored;
  const numbers = [intercept, weights, means, deviations, missingMeans];
  if (
    !numbers.every((array) => array instanceof Float64Array && array.every(Number.isFinite)) ||
    !(indicated instanceof Uint16Array)
  )
    throw new RangeError('the stored arrays are no logistic regression');
  const [, w, m, d, missing] = numbers as Float64Array[];
  const columns = missing!.length + indicated.length;
  const fits = [w, m, d].every((array) => array!.length === columns) && intercept!.length === 1;
  if (!fits || indicated.some((column) => column >= missing!.length))
    throw new RangeError('the parts of the logistic regression do not fit together');
  const model = { intercept: intercept![0]!, weights: w!, means: m!, deviations: d! };
  return new LogisticClassifier(model, { means: missing!, indicated });
}
