import type { LogisticModel } from '#ml';
import { featureCatalogue } from '../features/feature-catalogue.js';
import { EVENT_KINDS, EVERYBODY } from '../labels/churn-definition.js';
import type { ChurnDefinition } from '../labels/churn-definition.js';
import { linearEncoding } from '../features/linear-encoding.js';

/** Name of the model in the registry. */
export const CHURN_MODEL = 'churn';

/** A trained model as it is stored: JSON, so that it can be read without this program. */
export interface ChurnArtefact extends ChurnDefinition {
  readonly format: 1;
  readonly type: 'logistic-regression';
  readonly snapshotDate: string;
  readonly catalogueHash: string;
  readonly columns: readonly string[];
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** Middle value of each feature among the training users, in catalogue order; null for a code. */
  readonly typical: readonly (number | null)[];
}

export function encodeArtefact(artefact: ChurnArtefact): Buffer {
  return Buffer.from(JSON.stringify(artefact));
}

/** Reads a stored model. @throws Error when it was made from other feature definitions than this program has */
export function decodeArtefact(bytes: Buffer): ChurnArtefact {
  // Models from before the definition could be set know the only one there was.
  const artefact: ChurnArtefact = {
    activityKinds: EVENT_KINDS,
    population: EVERYBODY,
    ...(JSON.parse(bytes.toString()) as Omit<ChurnArtefact, 'activityKinds' | 'population'>),
  };
  const { format, type } = artefact as { format: unknown; type: unknown };
  if (format !== 1 || type !== 'logistic-regression') {
    throw new Error('This program cannot read the stored churn model; retrain it.');
  }
  const catalogue = featureCatalogue(artefact.featureDays);
  const columns = linearEncoding(catalogue).length;
  const lengths = [artefact.columns, artefact.weights, artefact.means, artefact.deviations].map(
    (list) => list.length,
  );
  if (artefact.catalogueHash !== catalogue.hash || lengths.some((length) => length !== columns)) {
    throw new Error('The stored churn model was made from other feature definitions; retrain it.');
  }
  return artefact;
}

export function linearModelOf(artefact: ChurnArtefact): LogisticModel {
  return {
    intercept: artefact.intercept,
    weights: Float64Array.from(artefact.weights),
    means: Float64Array.from(artefact.means),
    deviations: Float64Array.from(artefact.deviations),
  };
}
