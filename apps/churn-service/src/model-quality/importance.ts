import { permutationImportance, rocAuc } from '#ml';
import type { DenseMatrix } from '#ml';
import type { EncodedColumn } from '../model/encoding.js';
import type { Quantity } from '../model/quantity.js';

/** Weight of one column of the logistic regression. */
export interface Coefficient {
  readonly column: string;
  /** Name of the quantity that the column is made of. */
  readonly feature: string;
  /** Change of the log-odds of churn for one standard deviation of the column. */
  readonly standardised: number;
  /** Change of the log-odds for one unit of the column. */
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Fall of the ROC AUC when the columns of one quantity, or family, are shuffled among the users. */
interface ShuffledImportance {
  readonly name: string;
  readonly mean: number;
  /** Between the repeats. */
  readonly deviation: number;
}

export interface Importance {
  /** Largest effect first; null when no logistic regression was trained. */
  readonly coefficients: readonly Coefficient[] | null;
  /** Of the chosen model on test users, largest first. */
  readonly permutation: {
    readonly measure: 'rocAuc';
    readonly users: number;
    readonly repeats: number;
    readonly features: readonly ShuffledImportance[];
    readonly families: readonly ShuffledImportance[];
  };
}

/** Columns of a model's matrix and the quantities that they are made of. */
interface Encoded {
  readonly columns: readonly EncodedColumn[];
  readonly quantities: readonly Quantity[];
}

const REPEATS = 3;
/** More users make the shuffling slower, and the estimate hardly better. */
const MOST_USERS = 2_000;

export function permutationOf(
  x: DenseMatrix,
  labels: Uint8Array,
  predict: (x: DenseMatrix) => Float64Array,
  { columns, quantities, seed }: Encoded & { seed: number },
): Importance['permutation'] {
  const shuffled = (nameOf: (quantity: Quantity) => string): ShuffledImportance[] => {
    const names = [...new Set(columns.map(({ quantity }) => nameOf(quantities[quantity]!)))];
    const groups = names.map((name) =>
      [...columns.keys()].filter((j) => nameOf(quantities[columns[j]!.quantity]!) === name),
    );
    const options = { repeats: REPEATS, seed, groups, mostRows: MOST_USERS };
    const { mean, deviation } = permutationImportance({ x, labels }, predict, rocAuc, options);
    return names
      .map((name, g) => ({ name, mean: mean[g]!, deviation: deviation[g]! }))
      .sort((a, b) => b.mean - a.mean);
  };
  return {
    measure: 'rocAuc',
    users: Math.min(MOST_USERS, x.rows),
    repeats: REPEATS,
    features: shuffled(({ name }) => name),
    families: shuffled(({ family }) => family),
  };
}
