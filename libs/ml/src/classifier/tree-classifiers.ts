import { TreeExplainer } from '../explain/tree-contributions.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { ensembleOutput, ensembleProbabilities } from '../trees/predict-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import type { Classifier, Explanation } from './classifier.js';

/** A tree ensemble as a classifier: boosting when its output is a margin, a forest when it is a probability. */
export class TreeClassifier implements Classifier {
  readonly kind: 'random-forest' | 'gradient-boosting';
  readonly columns: number;
  readonly scale: 'margin' | 'probability';
  private explainer: TreeExplainer | null = null;

  constructor(readonly model: TreeEnsemble) {
    this.kind = model.output === 'margin' ? 'gradient-boosting' : 'random-forest';
    this.columns = model.columns;
    this.scale = model.output;
  }

  scores(x: DenseMatrix): Float64Array {
    return ensembleOutput(this.model, x);
  }

  probabilities(x: DenseMatrix): Float64Array {
    return ensembleProbabilities(this.model, x);
  }

  explain(row: ArrayLike<number>): Explanation {
    this.explainer ??= new TreeExplainer(this.model);
    return { base: this.explainer.baseOutput, contributions: this.explainer.explain(row) };
  }
}
