import { BlendedClassifier } from './blended-classifier.js';
import type { Classifier, ClassifierModel } from './classifier.js';
import { LogisticClassifier } from './logistic-classifier.js';
import { TreeClassifier } from './tree-classifiers.js';

/**
 * What predicts by a model.
 * @throws RangeError for data of another kind
 */
export function classifierOf(model: ClassifierModel): Classifier {
  if ('roots' in model) return new TreeClassifier(model);
  if ('means' in model) return new LogisticClassifier(model);
  if ('parts' in model)
    return new BlendedClassifier(
      model,
      model.parts.map((part) => classifierOf(part.model)),
    );
  throw new RangeError('the stored data are no known model');
}
