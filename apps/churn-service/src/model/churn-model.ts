import { classifierOf } from '#ml';
import type { Classifier, ProbabilityInterval } from '#ml';
import type { ReasonDto } from './reason.dto.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { boundsAt, calibrated } from './calibration.js';
import { slopeOf } from './calibrator.js';
import type { CalibratedClassifier, ChurnArtefact } from './churn-artefact.js';
import { Encoding } from './encoding.js';
import { HorizonModel } from './horizon-model.js';
import { strongestReasons } from './reasons.js';

/** What each quantity adds to the log-odds of one user's probability. */
interface MarginParts {
  /** Log-odds of a user about whom nothing is known. */
  readonly base: number;
  /** One a quantity of the encoding, on one scale for all users. */
  readonly contributions: Float64Array;
}

/**
 * A trained model that can score features of any snapshot date. Features are read as float32, as they are
 * stored next to scores: a stored score and one that is made from the stored features are the same.
 */
export class ChurnModel {
  readonly catalogue: FeatureCatalogue;
  private readonly part: CalibratedClassifier;
  private readonly classifier: Classifier;
  private readonly encoding: Encoding;
  private readonly horizons: HorizonModel;

  /** @param which the one that is served, or the same recipe without the test users, that was evaluated */
  constructor(
    readonly artefact: ChurnArtefact,
    which: 'served' | 'evaluated' = 'served',
  ) {
    this.catalogue = featureCatalogue(artefact);
    this.encoding = new Encoding(this.catalogue);
    this.part = artefact[which];
    this.classifier = classifierOf(this.part.classifier);
    this.horizons = new HorizonModel(artefact.horizons, artefact.labelDays);
  }

  /** Calibrated log-odds of `rows` users, from their features in catalogue order. */
  margins(values: Float32Array, rows: number): Float64Array {
    return calibrated(this.part, this.classifier.scores(this.encoding.matrix(values, rows)));
  }

  /**
   * Bounds of each user's probability, the widest of Venn-Abers bounds by parts of the held-out users; the
   * wider, the less is known of such users.
   */
  intervals(values: Float32Array, rows: number): ProbabilityInterval[] {
    return boundsAt(this.part, this.classifier.scores(this.encoding.matrix(values, rows)));
  }

  /**
   * Probability of no event through each horizon that is offered, rows x horizons, around the `probabilities`
   * of the label window, one a row: those that are served, so that they are said once.
   */
  silence(values: Float32Array, probabilities: ArrayLike<number>): Float64Array {
    return this.horizons.silence(this.encoding.matrix(values, probabilities.length), probabilities);
  }

  /** Why the user with these features has that score, largest effect first. @param most of them */
  reasons(values: Float32Array, most?: number): ReasonDto[] {
    const { typical } = this.artefact;
    const { contributions } = this.explain(values);
    const quantities = this.encoding.valuesOf(values);
    const score = this.scoreOf(quantities);
    const explained = {
      quantities: this.encoding.quantities,
      values: quantities,
      contributions,
      typical,
      effectOf: (quantity: number) => {
        const reference = typical[quantity] ?? null;
        // A code has no middle: it is described by its contribution alone.
        if (reference === null) return contributions[quantity]!;
        return score - this.scoreOf(quantities.with(quantity, reference));
      },
    };
    return strongestReasons(explained, most);
  }

  /**
   * Exact for a logistic regression, Shapley values (TreeSHAP) for trees, their weighted sum for a blend, in
   * log-odds. One factor for all users makes calibrated log-odds of them. Where calibration is Platt's line, base
   * and parts add up to the log-odds of the probability, unless its bounds moved it. Where calibration bends, they
   * add up to about that: a factor of each user's own would be without bound near the base, and zero where
   * calibration is flat.
   */
  explain(values: Float32Array): MarginParts {
    const { base, contributions: ofColumns } = this.classifier.explain(
      this.encoding.matrix(values, 1).values,
    );
    const slope = slopeOf(this.part.calibrator);
    const contributions = new Float64Array(this.encoding.quantities.length);
    ofColumns.forEach((contribution, j) => {
      contributions[this.encoding.columns[j]!.quantity]! += slope * contribution;
    });
    return { base: calibrated(this.part, Float64Array.of(base))[0]!, contributions };
  }

  /** Log-odds of one user before calibration. */
  private scoreOf(quantities: Float64Array): number {
    const values = this.encoding.columnsOf(quantities);
    return this.classifier.scores({ rows: 1, columns: values.length, values })[0]!;
  }
}
