import { TreeExplainer } from '../explain/tree-contributions.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { logit, sigmoid } from '../linear/sigmoid.js';
import type { BinnedTable } from '../trees/binned-table.js';
import { binnedOutput } from '../trees/binned-traversal.js';
import { ensembleOutput, ensembleProbabilities } from '../trees/predict-ensemble.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import type { Classifier, Explanation } from './classifier.js';

/** No probability is certain: leaves of a forest may hold rows of one label alone. */
const LEAST_PROBABILITY = 1e-3;
/** A smaller change of a rate says nothing of how log-odds change with it. */
const NO_RISE = 1e-9;

/** A tree ensemble as a classifier: boosting when its output is a margin, a forest when it is a probability. */
export class TreeClassifier implements Classifier {
  readonly kind: 'random-forest' | 'gradient-boosting';
  readonly columns: number;
  private explainer: TreeExplainer | null = null;

  constructor(readonly model: TreeEnsemble) {
    this.kind = model.output === 'margin' ? 'gradient-boosting' : 'random-forest';
    this.columns = model.columns;
  }

  scores(x: DenseMatrix): Float64Array {
    return this.inLogOdds(ensembleOutput(this.model, x));
  }

  /** The same of rows in bins. */
  binnedScores(table: BinnedTable): Float64Array {
    return this.inLogOdds(binnedOutput(this.model, table));
  }

  probabilities(x: DenseMatrix): Float64Array {
    return ensembleProbabilities(this.model, x);
  }

  /** Shapley values; of a forest those of its rate, stretched so that they add up to log-odds. */
  explain(row: ArrayLike<number>): Explanation {
    this.explainer ??= new TreeExplainer(this.model);
    const contributions = this.explainer.explain(row);
    const base = this.explainer.baseOutput;
    if (this.model.output === 'margin') return { base, contributions };
    const rise = contributions.reduce((sum, part) => sum + part, 0);
    const from = logit(base, LEAST_PROBABILITY);
    const rate = sigmoid(from);
    const stretch =
      Math.abs(rise) < NO_RISE
        ? 1 / (rate * (1 - rate))
        : (logit(base + rise, LEAST_PROBABILITY) - from) / rise;
    return { base: from, contributions: contributions.map((part) => stretch * part) };
  }

  private inLogOdds(output: Float64Array): Float64Array {
    return this.model.output === 'margin'
      ? output
      : output.map((probability) => logit(probability, LEAST_PROBABILITY));
  }
}
