import { TreeExplainer } from '../explain/tree-contributions.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { binTable } from '../trees/binned-table.js';
import type { BinningOptions } from '../trees/feature-bins.js';
import { trainBoosting } from '../trees/gradient-boosting.js';
import type { BoostingOptions } from '../trees/gradient-boosting.js';
import { ensembleOutput, ensembleProbabilities } from '../trees/predict-ensemble.js';
import { trainForest } from '../trees/random-forest.js';
import type { ForestOptions } from '../trees/random-forest.js';
import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import { trainingRows } from './classifier.js';
import type { Classifier, Explanation, Learner, LearningRows } from './classifier.js';
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

/** Gradient boosting in this thread, stopped early when there are validation rows. */
export function boostingLearner(options: Partial<BoostingOptions & BinningOptions> = {}): Learner {
  return {
    kind: 'gradient-boosting',
    fit(rows: LearningRows): Classifier {
      const { validationRows = [] } = rows;
      const table = binTable(rows.x, options);
      const trainRows = trainingRows(rows);
      return new TreeClassifier(
        trainBoosting({ table, labels: rows.labels, trainRows, validationRows, options }).ensemble,
      );
    },
  };
}

/** A random forest in this thread. */
export function forestLearner(options: Partial<ForestOptions & BinningOptions> = {}): Learner {
  return {
    kind: 'random-forest',
    fit(rows: LearningRows): Classifier {
      const table = binTable(rows.x, options);
      return new TreeClassifier(
        trainForest({ table, labels: rows.labels, trainRows: trainingRows(rows), options }).ensemble,
      );
    },
  };
}
