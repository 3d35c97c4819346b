import { linearContributions, logisticMargins, sigmoid } from '#ml';
import type { LogisticModel } from '#ml';
import { featureCatalogue } from '../features/feature-catalogue.js';
import type { Feature, FeatureCatalogue } from '../features/feature-catalogue.js';
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

/** A trained model that can score features of any snapshot date. */
export class ChurnScorer {
  readonly catalogue: FeatureCatalogue;
  private readonly model: LogisticModel;
  private readonly columns: readonly EncodedColumn[];
  private readonly references: readonly (number | null)[];

  constructor(readonly artefact: ChurnArtefact) {
    this.catalogue = featureCatalogue(artefact.featureDays);
    this.columns = linearEncoding(this.catalogue);
    this.model = linearModelOf(artefact);
    this.references = this.catalogue.features.map((feature, index) =>
      referenceOf(feature, this.model.means[this.columns.findIndex((column) => column.feature === index)]!),
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

  /** Contributions of the columns summed by feature: with those left out they add up to the margin exactly. */
  private reasons(values: Float64Array, encoded: Float64Array): Reason[] {
    const byFeature = new Float64Array(values.length);
    linearContributions(this.model, encoded).forEach((contribution, j) => {
      byFeature[this.columns[j]!.feature]! += contribution;
    });
    return Array.from(byFeature.keys())
      .filter((index) => byFeature[index] !== 0)
      .sort((a, b) => Math.abs(byFeature[b]!) - Math.abs(byFeature[a]!) || a - b)
      .slice(0, TOP_REASONS)
      .map((index) =>
        reasonOf(
          this.catalogue.features[index]!,
          values[index]!,
          this.references[index]!,
          byFeature[index]!,
          this.catalogue.featureDays,
        ),
      );
  }
}

/** The model's mean of a feature in the feature's own unit: for amounts, whose logarithm is averaged, a middle value. */
function referenceOf(feature: Feature, mean: number): number | null {
  switch (feature.source.how) {
    case 'sum':
      return Math.expm1(mean);
    case 'days_since':
      return mean;
    case 'latest_device':
      return null;
  }
}
