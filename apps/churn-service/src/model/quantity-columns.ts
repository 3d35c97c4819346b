import type { Arithmetic } from './arithmetic.js';
import type { QuantityColumn } from './quantity.js';

/** The number itself; `otherwise` for those who have none. */
export function plain(name: string, otherwise = NaN): QuantityColumn {
  return { name, encode: (value, by) => known(value, otherwise, by) };
}

/** Amounts are heavy-tailed (a few users play a thousand times the median), so their logarithm is used. */
export function logarithm(name: string, otherwise = NaN): QuantityColumn {
  return { name: `log1p(${name})`, encode: (value, by) => by.log1p(known(value, otherwise, by)) };
}

/** 1 for those who have no number. */
export function missing(name: string, what = 'unknown'): QuantityColumn {
  return { name: `${name} is ${what}`, encode: (value, by) => by.isUnknown(value) };
}

function known<T>(value: T, otherwise: number, by: Arithmetic<T>): T {
  return Number.isNaN(otherwise) ? value : by.known(value, otherwise);
}
