import { LEAF } from '#ml';
import type { TreeEnsemble } from '#ml';
import type { ChurnModel } from '../model/churn-model.js';
import { Encoding } from '../model/encoding.js';
import { modelFormula, sum } from './model-formula.js';
import type { ModelArithmetic } from './model-formula.js';

export const DIALECTS = ['postgresql', 'duckdb', 'bigquery'] as const;
export type Dialect = (typeof DIALECTS)[number];

interface Spelling {
  /** Makes a double-precision number of a literal. */
  readonly double: string;
  /** A feature in single precision, as it is stored next to scores. */
  readonly feature: (name: string) => string;
  /** Keeps a subquery apart from the query around it, which would repeat its expressions. */
  readonly fence: string;
}

const standard: Spelling = {
  double: '::float8',
  feature: (name) => `CAST(CAST("${name}" AS real) AS float8)`,
  fence: ' OFFSET 0',
};
const SPELLINGS: Readonly<Record<Dialect, Spelling>> = {
  postgresql: standard,
  duckdb: standard,
  // It has no single precision: what was published as Parquet has it already.
  bigquery: { double: '', feature: (name) => `CAST(\`${name}\` AS FLOAT64)`, fence: '' },
};

/**
 * The probability of a user as one scalar expression of SQL over columns that are named as the features of the
 * catalogue, NULL where there is no number. It may stand wherever these columns can be read.
 */
export function sqlOfModel({ artefact, catalogue }: ChurnModel, dialect: Dialect): string {
  const spelling = SPELLINGS[dialect];
  const by = new SqlArithmetic(spelling);
  const features = by.named(catalogue.features.map(({ name }) => spelling.feature(name)));
  return by.query(modelFormula(artefact.served, new Encoding(catalogue), features, by));
}

/** Each set of named values is a subquery over the one before. */
class SqlArithmetic implements ModelArithmetic<string> {
  private from = '';
  private sets = 0;

  constructor(private readonly spelling: Spelling) {}

  constant = (value: number) => `${finite(value).toExponential()}${this.spelling.double}`;
  plus = (a: string, b: string) => `(${a} + ${b})`;
  minus = (a: string, b: string) => `(${a} - ${b})`;
  times = (a: string, b: string) => `(${a} * ${b})`;
  over = (a: string, b: string) => `(${a} / ${b})`;
  // GREATEST of an unknown value is the other one in some databases, and unknown in others.
  atLeast = (value: string, least: number) =>
    `CASE WHEN ${value} < ${this.constant(least)} THEN ${this.constant(least)} ELSE ${value} END`;
  floor = (value: string) => `floor(${value})`;
  // Databases refuse a logarithm that is infinite or no number.
  log1p = (value: string) =>
    `CASE WHEN ${value} > -1 THEN ln(1 + ${value}) WHEN ${value} = -1 THEN ${this.constant(-1e300)} END`;
  known = (value: string, otherwise: number) => `coalesce(${value}, ${this.constant(otherwise)})`;
  isUnknown = (value: string) => this.oneIf(`${value} IS NULL`);
  equals = (value: string, code: number) => this.oneIf(`${value} = ${this.constant(code)}`);
  sigmoid = (margin: string) => `1 / (1 + exp(-${margin}))`;

  named = (values: readonly string[]) => {
    const set = `v${++this.sets}`;
    const names = values.map((_, at) => `${set}_${at}`);
    this.from = ` FROM ${this.query(values.map((value, at) => `${value} AS ${names[at]!}`).join(', '))} AS ${set}`;
    return names;
  };

  lookUp = (at: string, from: ArrayLike<number>, steps: readonly ArrayLike<number>[]) =>
    steps.map((values) => {
      const search = (low: number, high: number): string => {
        if (low === high) return this.constant(values[low]!);
        const middle = (low + high) >> 1;
        return this.choice(
          `${at} < ${this.constant(from[middle]!)}`,
          search(low, middle),
          search(middle + 1, high),
        );
      };
      return search(0, from.length);
    });

  leaves = (
    { base, roots, feature, threshold, missingLeft, left, value }: TreeEnsemble,
    columns: readonly string[],
  ) => {
    const from = (node: number): string => {
      const column = feature[node]!;
      if (column === LEAF) return this.constant(value[node]!);
      const [low, high] = [from(left[node]!), from(left[node]! + 1)];
      // A comparison with NULL is not true.
      const at = `${columns[column]!} > ${this.constant(threshold[node]!)}`;
      return missingLeft[node] === 1
        ? this.choice(at, high, low)
        : this.choice(at.replace('>', '<='), low, high);
    };
    return sum([this.constant(base), ...Array.from(roots.subarray(0, -1), from)], this);
  };

  query(selected: string): string {
    return `(SELECT ${selected}${this.from}${this.spelling.fence})`;
  }

  private choice(condition: string, then: string, otherwise: string): string {
    return `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`;
  }

  private oneIf(condition: string): string {
    return this.choice(condition, this.constant(1), this.constant(0));
  }
}

/** A split of known from unknown values has an infinite threshold. */
function finite(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}
