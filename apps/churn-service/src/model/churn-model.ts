import { decodeClassifier, sigmoid } from '#ml';
import type { Classifier, DenseMatrix } from '#ml';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import { encodeColumns, linearEncoding } from './linear-encoding.js';
import type { EncodedColumn } from './linear-encoding.js';
import { calibratedMargins, logit } from './calibrator.js';
import type { ChurnArtefact } from './churn-artefact.js';
import { strongestReasons } from './reasons.js';
import type { Reason } from './reasons.js';

/** What each feature adds to the log-odds of one user's probability. */
export interface MarginParts {
  /** Log-odds of a user about whom nothing is known. */
  readonly base: number;
  /** One a feature, in catalogue order: with `base` they add up to the margin. */
  readonly byFeature: Float64Array;
}

/**
 * A trained model that can score features of any snapshot date. Features are read as float32, as they are stored beside scores:
 * a stored score and one that is made from the stored features are the same.
 */
export class ChurnModel {
  readonly catalogue: FeatureCatalogue;
  private readonly classifier: Classifier;
  private readonly columns: readonly EncodedColumn[];

  constructor(readonly artefact: ChurnArtefact) {
    this.catalogue = featureCatalogue(artefact.featureDays);
    this.columns = linearEncoding(this.catalogue, artefact.silence);
    this.classifier = decodeClassifier(artefact.classifier);
  }

  /** Calibrated log-odds of `rows` users, from their features in catalogue order. */
  margins(values: Float32Array, rows: number): Float64Array {
    return this.calibrated(this.classifier.scores(this.encode(values, rows)));
  }

  /** Calibrated probability of every row of the table. */
  probabilities(table: FeatureTable): Float64Array {
    return this.margins(Float32Array.from(table.values), table.rows).map(sigmoid);
  }

  /** Why the user with these features has that score, largest effect first. */
  reasons(values: Float32Array): Reason[] {
    const { byFeature } = this.explain(values);
    return strongestReasons(this.catalogue, { values, byFeature, typical: this.artefact.typical });
  }

  /**
   * Exact for a logistic regression, Shapley values (TreeSHAP) for trees, on the scale of the model: its log-odds, or of a
   * forest the mean rate of its leaves. Calibration moves base and score; what lies between is shared out in proportion, so
   * base and parts add up to the log-odds of the served probability. Platt's line only multiplies log-odds.
   */
  explain(values: Float32Array): MarginParts {
    const { base, contributions } = this.classifier.explain(this.encode(values, 1).values);
    const score = contributions.reduce((sum, contribution) => sum + contribution, base);
    const [from, to] = this.calibrated(Float64Array.of(base, score)) as unknown as [number, number];
    const factor = Math.abs(score - base) < 1e-12 ? 0 : (to - from) / (score - base);
    const byFeature = new Float64Array(this.catalogue.features.length);
    contributions.forEach((contribution, j) => {
      byFeature[this.columns[j]!.feature]! += factor * contribution;
    });
    return { base: from, byFeature };
  }

  private encode(values: Float32Array, rows: number): DenseMatrix {
    return encodeColumns(this.columns, Float64Array.from(values), rows);
  }

  private calibrated(scores: Float64Array): Float64Array {
    const margins = this.classifier.scale === 'margin' ? scores : scores.map(logit);
    return calibratedMargins(this.artefact.calibrator, margins);
  }
}
