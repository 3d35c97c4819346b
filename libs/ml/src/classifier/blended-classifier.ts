import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { sigmoid } from '../linear/sigmoid.js';
import type { BlendModel, Classifier, Explanation } from './classifier.js';

/** Models whose log-odds are added up; so are their explanations. */
export class BlendedClassifier implements Classifier {
  readonly kind = 'blend';
  readonly columns: number;

  /** @param classifiers of the parts of `model` */
  constructor(
    readonly model: BlendModel,
    private readonly classifiers: readonly Classifier[],
  ) {
    this.columns = classifiers[0]!.columns;
  }

  scores(x: DenseMatrix): Float64Array {
    return this.sum((part) => part.scores(x));
  }

  /** @param scores of one of the parts, the same rows of each */
  sum(scores: (part: Classifier) => Float64Array): Float64Array {
    return this.model.parts
      .map(({ slope, intercept }, k) =>
        scores(this.classifiers[k]!).map((score) => slope * score + intercept),
      )
      .reduce((sums, some) => sums.map((sum, row) => sum + some[row]!));
  }

  probabilities(x: DenseMatrix): Float64Array {
    return this.scores(x).map(sigmoid);
  }

  explain(row: ArrayLike<number>): Explanation {
    const contributions = new Float64Array(this.columns);
    let base = 0;
    for (const [k, { slope, intercept }] of this.model.parts.entries()) {
      const of = this.classifiers[k]!.explain(row);
      base += slope * of.base + intercept;
      of.contributions.forEach((part, column) => {
        contributions[column]! += slope * part;
      });
    }
    return { base, contributions };
  }
}
