import { asymptoticSequence } from './asymptotic-sequence.js';
import { Z80 } from '../evaluation/interval.js';
import type { Interval } from '../evaluation/interval.js';

/** Sums over people: of their cases x, of their successes y, of x x, x y and y y. */
export interface PersonSums {
  /** Those with a case. */
  readonly people: number;
  readonly cases: number;
  readonly successes: number;
  readonly casesSquared: number;
  readonly products: number;
  readonly successesSquared: number;
}

export function personSums(people: readonly Pick<PersonSums, 'cases' | 'successes'>[]): PersonSums {
  const sum = (of: (x: number, y: number) => number): number =>
    people.reduce((total, { cases, successes }) => total + of(cases, successes), 0);
  return {
    people: people.filter(({ cases }) => cases > 0).length,
    cases: sum((x) => x),
    successes: sum((_, y) => y),
    casesSquared: sum((x) => x * x),
    products: sum((x, y) => x * y),
    successesSquared: sum((_, y) => y * y),
  };
}

/**
 * Successes by cases, with the variance over people, since cases of one person are alike (ratio of two sums;
 * Cochran, "Sampling Techniques", 1977, 6.3). NaN without a case.
 */
export function ratioOfSums(sums: PersonSums): { value: number; variance: number } {
  const { cases, successes, casesSquared, products, successesSquared } = sums;
  const value = successes / cases;
  const squares = successesSquared - 2 * value * products + value * value * casesSquared;
  return { value, variance: Math.max(0, squares) / (cases * cases) };
}

/** What two variants are compared by. */
export interface ComparedSums {
  readonly variant: PersonSums;
  readonly control: PersonSums;
}

/** Standard error of the logarithm of one rate by the other. */
function logError({ variant, control }: ComparedSums): number {
  return Math.sqrt(
    [variant, control].reduce((sum, one) => {
      const { value, variance } = ratioOfSums(one);
      return sum + variance / (value * value);
    }, 0),
  );
}

/**
 * The rate of a variant over that of the control, less 1, with a 95 % interval that holds for all looks
 * together (see {@link asymptoticSequence}), made for the logarithm. Both need successes.
 * @param cases of all variants so far @param planned as many as were planned before the first look
 * @param together so many challengers have intervals that hold together
 */
export function sequentialLift(
  sums: ComparedSums,
  { cases, planned, together = 1 }: { cases: number; planned: number; together?: number },
): Interval {
  const error = logError(sums);
  const ratio = ratioOfSums(sums.variant).value / ratioOfSums(sums.control).value;
  const { low, high } = asymptoticSequence(Math.log(ratio), error, cases, planned, together);
  return {
    value: ratio - 1,
    low: Math.exp(low) - 1,
    high: Math.exp(high) - 1,
    standardError: ratio * error,
  };
}

/**
 * The smallest lift that {@link sequentialLift} shows with a chance of 80 % when the planned cases are reached,
 * by the spread so far.
 */
export function visibleLift(
  sums: ComparedSums,
  { cases, planned, together = 1 }: { cases: number; planned: number; together?: number },
): number {
  const error = logError(sums) * Math.sqrt(cases / planned);
  return Math.exp(asymptoticSequence(0, error, planned, planned, together).high + Z80 * error) - 1;
}
