import { linearContributions, logisticMargins, sigmoid } from '#ml';
import type { LogisticModel } from '#ml';
import { featureCatalogue } from '../features/feature-catalogue.js';
import type { FeatureCatalogue } from '../features/feature-catalogue.js';
import type { FeatureTable } from '../features/feature-table.js';
import { encodeRows, linearEncoding } from '../features/linear-encoding.js';
import type { EncodedColumn } from '../features/linear-encoding.js';
import { linearModelOf } from '../models/churn-artefact.js';
import type { ChurnArtefact } from '../models/churn-artefact.js';
import { reasonOf } from './reasons.js';
import type { Reason } from './reasons.js';

/** Score of one user. */
export interface ChurnScore {
  readonly userId: string;
  /** Of no event of any kind in the label window. */
  readonly probability: number;
  /** Log-odds of that probability. */
  readonly margin: number;
  /** Largest effect first. */
  readonly reasons: readonly Reason[];
}

const TOP_REASONS = 5;
/** In log-odds: about one percentage point of probability. Less is no reason, unless it is the largest there is. */
const SMALLEST_REASON = 0.05;

/** A trained model that can score features of any snapshot date. */
export class ChurnScorer {
  readonly catalogue: FeatureCatalogue;
  private readonly model: LogisticModel;
  private readonly columns: readonly EncodedColumn[];
  /** Indices of the features of each family. */
  private readonly families: readonly number[][];

  constructor(readonly artefact: ChurnArtefact) {
    this.catalogue = featureCatalogue(artefact.featureDays);
    this.columns = linearEncoding(this.catalogue);
    this.model = linearModelOf(artefact);
    const { features } = this.catalogue;
    this.families = [...new Set(features.map(({ family }) => family))].map((family) =>
      [...features.keys()].filter((index) => features[index]!.family === family),
    );
  }

  /** Scores rows `from` (included) to `to` (not included) of the table, in its order. */
  score(table: FeatureTable, from = 0, to = table.rows): ChurnScore[] {
    const width = this.catalogue.features.length;
    const values = table.values.subarray(from * width, to * width);
    const encoded = encodeRows(this.catalogue, values, to - from);
    const margins = logisticMargins(this.model, encoded);
    return Array.from(margins, (margin, i) => ({
      userId: table.userIds[from + i]!.toString(),
      probability: sigmoid(margin),
      margin,
      reasons: this.reasons(
        values.subarray(i * width, (i + 1) * width),
        encoded.values.subarray(i * encoded.columns, (i + 1) * encoded.columns),
      ),
    }));
  }

  /** Probability of every row of the table, without reasons. */
  probabilities(table: FeatureTable): Float64Array {
    return logisticMargins(this.model, encodeRows(this.catalogue, table.values, table.rows)).map(sigmoid);
  }

  /**
   * Contributions of all columns summed by family of features: with the model's base margin they add up to the score's
   * margin exactly. A family speaks through the one of its features that moves most in the family's direction.
   */
  private reasons(values: Float64Array, encoded: Float64Array): Reason[] {
    const byFeature = new Float64Array(values.length);
    linearContributions(this.model, encoded).forEach((contribution, j) => {
      byFeature[this.columns[j]!.feature]! += contribution;
    });
    const { features, featureDays } = this.catalogue;
    return this.families
      .map((members) => ({ members, total: members.reduce((sum, index) => sum + byFeature[index]!, 0) }))
      .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
      .filter(({ total }, rank) => Math.abs(total) >= SMALLEST_REASON || (rank === 0 && total !== 0))
      .slice(0, TOP_REASONS)
      .map(({ members, total }) => {
        const sign = Math.sign(total);
        const speaker = members.reduce((best, index) =>
          byFeature[index]! * sign > byFeature[best]! * sign ? index : best,
        );
        return reasonOf(
          {
            feature: features[speaker]!,
            value: values[speaker]!,
            reference: this.artefact.typical[speaker]!,
          },
          total,
          featureDays,
        );
      });
  }
}
