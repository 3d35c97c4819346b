import { rowRegularization } from '#ml';
import type { AlsObjective, CubePoint, SparseRows } from '#ml';
import type { FitParameters, SearchedParameters } from '../engines/training-parameters.js';

/**
 * Where good parameters lie, whatever the data: the weight of all observed pairs against all unobserved ones,
 * and the mean penalty of a row against the weight of one observed pair.
 */
const SHARE = { least: 0.002, most: 1 };
const STRENGTH = { least: 0.05, most: 50 };
/** In the middle of what was found on data of several shapes. */
const USUAL = { share: 0.05, strength: 2, exponent: 1 };

/**
 * Parameters of factors of one form as points of the unit cube: confidence and penalty on scales that depend
 * neither on each other nor on the size and density of the data, and the exponent of the frequency.
 */
export class FactorSurface {
  readonly usual: CubePoint;
  private readonly density: number;
  private readonly meanWeight: number;

  /** @param given what the surface does not change. */
  constructor(
    private readonly liked: SparseRows,
    private readonly given: SearchedParameters,
  ) {
    const { starts, indices, weights, rows, columns } = liked;
    let users = 0;
    for (let user = 0; user < rows; user++) users += Number(starts[user] !== starts[user + 1]);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const cells = Math.max(1, users) * Math.max(1, columns);
    this.density = total > 0 ? total / cells : 1;
    this.meanWeight = total > 0 ? total / indices.length : 1;
    this.usual = [position(SHARE, USUAL.share), position(STRENGTH, USUAL.strength), USUAL.exponent];
  }

  /** The nearest point of the cube. */
  pointOf({ alpha, regularization, frequencyExponent }: FactorParameters): CubePoint {
    const penalty = regularization * this.scaleOf(alpha, frequencyExponent);
    return [
      position(SHARE, alpha * this.density),
      position(STRENGTH, penalty / (alpha * this.meanWeight)),
      Math.min(1, frequencyExponent),
    ];
  }

  parametersOf([share, strength, exponent]: CubePoint): SearchedParameters {
    const alpha = threeDigits(valueAt(SHARE, share!) / this.density);
    const frequencyExponent = Math.round(100 * exponent!) / 100;
    const penalty = valueAt(STRENGTH, strength!) * alpha * this.meanWeight;
    const regularization = threeDigits(penalty / this.scaleOf(alpha, frequencyExponent));
    return { ...this.given, alpha, regularization, frequencyExponent, itemShare: 0 };
  }

  private scaleOf(alpha: number, frequencyExponent: number): number {
    const { frequency } = this.given;
    return penaltyScale(this.liked, { alpha, frequencyExponent, frequency });
  }
}

type FactorParameters = Pick<FitParameters, 'alpha' | 'regularization' | 'frequencyExponent'>;
type Range = typeof SHARE;

function position({ least, most }: Range, value: number): number {
  return Math.min(1, Math.max(0, Math.log(value / least) / Math.log(most / least)));
}

function valueAt({ least, most }: Range, place: number): number {
  return least * (most / least) ** place;
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

/**
 * Mean over all rows and columns with entries of what the regularisation is multiplied by (Rendle et al.
 * 2022, equation 6, keep it constant over exponents as well).
 */
export function penaltyScale(
  matrix: SparseRows,
  objective: Omit<AlsObjective, 'form' | 'regularization'>,
): number {
  const columns = new Int32Array(matrix.columns);
  for (const column of matrix.indices) columns[column]! += 1;
  let sum = 0;
  let count = 0;
  const add = (entries: number, others: number) => {
    if (entries === 0) return;
    sum += rowRegularization({ ...objective, regularization: 1 }, entries, others);
    count++;
  };
  for (let row = 0; row < matrix.rows; row++) {
    add(matrix.starts[row + 1]! - matrix.starts[row]!, matrix.columns);
  }
  for (const entries of columns) add(entries, matrix.rows);
  return count === 0 ? 1 : sum / count;
}
