import { permutationImportance, rocAuc } from '#ml';
import type { DenseMatrix } from '#ml';
import type { ImportanceDto, ShuffledImportanceDto } from './importance.dto.js';
import type { EncodedColumn } from '../model/encoding.js';
import type { Quantity } from '../model/quantity.js';

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
): ImportanceDto['permutation'] {
  const shuffled = (nameOf: (quantity: Quantity) => string): ShuffledImportanceDto[] => {
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
