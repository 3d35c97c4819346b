import type { QuantityColumn } from './quantity.js';

/** The number itself; `otherwise` for those who have none. */
export function plain(name: string, otherwise = NaN): QuantityColumn {
  return { name, encode: (value) => (Number.isNaN(value) ? otherwise : value) };
}

/** Most amounts are small whole numbers: their logarithms are looked up. */
const LOGARITHMS = Float64Array.from({ length: 4_096 }, (_, amount) => Math.log1p(amount));

export function log1p(value: number): number {
  const whole = value | 0;
  return whole === value && whole >= 0 && whole < LOGARITHMS.length ? LOGARITHMS[whole]! : Math.log1p(value);
}

/** Amounts are heavy-tailed (a few users play a thousand times the median), so their logarithm is used. */
export function logarithm(name: string, otherwise = NaN): QuantityColumn {
  return { name: `log1p(${name})`, encode: (value) => log1p(Number.isNaN(value) ? otherwise : value) };
}

/** 1 for those who have no number. */
export function missing(name: string, what = 'unknown'): QuantityColumn {
  return { name: `${name} is ${what}`, encode: (value) => (Number.isNaN(value) ? 1 : 0) };
}
