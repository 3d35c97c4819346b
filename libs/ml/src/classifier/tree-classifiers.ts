import { TreeExplainer } from '../explain/tree-contributions.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { ensembleOutput, ensembleProbabilities } from '../trees/predict-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import type { Classifier, Explanation } from './classifier.js';
import { encodeEnsemble } from './ensemble-bytes.js';

/** A tree ensemble as a classifier: boosting when its output is a margin, a forest when it is a probability. */
export class TreeClassifier implements Classifier {
  readonly kind: 'random-forest' | 'gradient-boosting';
  readonly columns: number;
  readonly scale: 'margin' | 'probability';
  private explainer: TreeExplainer | null = null;

  constructor(readonly ensemble: TreeEnsemble) {
    this.kind = ensemble.output === 'margin' ? 'gradient-boosting' : 'random-forest';
    this.columns = ensemble.columns;
    this.scale = ensemble.output;
  }

  scores(x: DenseMatrix): Float64Array {
    return ensembleOutput(this.ensemble, x);
  }

  probabilities(x: DenseMatrix): Float64Array {
    return ensembleProbabilities(this.ensemble, x);
  }

  explain(row: ArrayLike<number>): Explanation {
    this.explainer ??= new TreeExplainer(this.ensemble);
    return { base: this.explainer.baseOutput, contributions: this.explainer.explain(row) };
  }

  encode(): Uint8Array {
    return encodeEnsemble(this.ensemble);
  }
}
