/**
 * What a model computes with, in one description for all forms: numbers where users are scored, texts of SQL or
 * names in a graph where a model is written down. An unknown value (NaN) stays unknown in every operation but
 * the last three.
 */
export interface Arithmetic<T> {
  constant: (value: number) => T;
  plus: (a: T, b: T) => T;
  minus: (a: T, b: T) => T;
  times: (a: T, b: T) => T;
  over: (a: T, b: T) => T;
  /** The value, or `least` where it is below. */
  atLeast: (value: T, least: number) => T;
  floor: (value: T) => T;
  /** log(1 + value), of a value above -1. */
  log1p: (value: T) => T;
  /** `otherwise` for an unknown value. */
  known: (value: T, otherwise: number) => T;
  /** 1 for an unknown value, else 0. */
  isUnknown: (value: T) => T;
  /** 1 for that very value, else 0. */
  equals: (value: T, code: number) => T;
}

/** A number made of a user's features, which are in catalogue order. */
export type Formula = <T>(features: ArrayLike<T>, by: Arithmetic<T>) => T;

/** Most amounts are small whole numbers: their logarithms are looked up. */
const LOGARITHMS = Float64Array.from({ length: 4_096 }, (_, amount) => Math.log1p(amount));

export const NUMBERS: Arithmetic<number> = {
  constant: (value) => value,
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
  over: (a, b) => a / b,
  atLeast: (value, least) => Math.max(value, least),
  floor: Math.floor,
  log1p: (value) => {
    const whole = value | 0;
    const isListed = whole === value && whole >= 0 && whole < LOGARITHMS.length;
    return isListed ? LOGARITHMS[whole]! : Math.log1p(value);
  },
  known: (value, otherwise) => (Number.isNaN(value) ? otherwise : value),
  isUnknown: (value) => Number(Number.isNaN(value)),
  equals: (value, code) => Number(value === code),
};
