import { gainImportance, permutationImportance, rocAuc } from '#ml';
import type { ClassifierKind, DenseMatrix, TreeEnsemble } from '#ml';
import type { Feature } from '../dataset/feature.js';

/** Weight of one column of the logistic regression, with 95 % intervals. */
export interface Coefficient {
  readonly column: string;
  readonly feature: string;
  /** Change of the log-odds of churn for one standard deviation of the column. Nested windows share their effect. */
  readonly standardised: number;
  readonly standardisedLow: number;
  readonly standardisedHigh: number;
  /** Factor on the odds of churn for one standard deviation of the column. */
  readonly oddsRatio: number;
  readonly oddsRatioLow: number;
  readonly oddsRatioHigh: number;
  /** Change of the log-odds for one unit of the column. */
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Fall of the ROC AUC when the columns of one feature, or family, are shuffled among the users. */
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
  /** Share of each feature in the fall of the training loss, largest first, for each tree model that was trained. */
  readonly gain: readonly {
    readonly model: ClassifierKind;
    readonly features: readonly { readonly feature: string; readonly share: number }[];
  }[];
}

/** The columns that most raise the risk, by the logistic regression. */
export interface TopRiskFactors {
  readonly factors: readonly (Coefficient & { readonly meaning: string })[];
  readonly warning: string;
}

/** A column of a model's matrix and the feature it belongs to. */
interface NamedColumn {
  readonly name: string;
  readonly feature: number;
}

const REPEATS = 3;
/** More users make the shuffling slower, and the estimate hardly better. */
const MOST_USERS = 2_000;
const TOP_FACTORS = 5;

const WARNING =
  'Windows are nested and features of one family move together: they share one effect, so a single weight says little alone, ' +
  'and which of several related columns carries it can change from one training to the next. Read them by family, beside the ' +
  'shuffled families. All of them are associations, not causes.';

export function permutationOf(
  x: DenseMatrix,
  labels: Uint8Array,
  predict: (x: DenseMatrix) => Float64Array,
  {
    columns,
    features,
    seed,
  }: { columns: readonly NamedColumn[]; features: readonly Feature[]; seed: number },
): Importance['permutation'] {
  const shuffled = (nameOf: (feature: Feature) => string): ShuffledImportance[] => {
    const names = [...new Set(columns.map(({ feature }) => nameOf(features[feature]!)))];
    const groups = names.map((name) =>
      [...columns.keys()].filter((j) => nameOf(features[columns[j]!.feature]!) === name),
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

/** Gain of all columns of a feature, as a share of all. */
export function gainOf(
  ensemble: TreeEnsemble,
  columns: readonly NamedColumn[],
  features: readonly Feature[],
): { feature: string; share: number }[] {
  const shares = new Float64Array(features.length);
  gainImportance(ensemble).forEach((share, j) => (shares[columns[j]!.feature]! += share));
  return features
    .map(({ name }, index) => ({ feature: name, share: shares[index]! }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

/** The five largest weights above 0. */
export function topRiskFactors(
  coefficients: readonly Coefficient[] | null,
  features: readonly Feature[],
): TopRiskFactors {
  const meaningOf = new Map(features.map(({ name, meaning }) => [name, meaning]));
  return {
    factors: (coefficients ?? [])
      .filter(({ standardised }) => standardised > 0)
      .slice(0, TOP_FACTORS)
      .map((coefficient) => ({ ...coefficient, meaning: meaningOf.get(coefficient.feature)! })),
    warning: WARNING,
  };
}
