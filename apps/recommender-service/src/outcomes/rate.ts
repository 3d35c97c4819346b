import { rounded } from '../answers/millionths.js';
import type { RateDto } from './outcomes.dto.js';

/** Sums over people: of their cases x, of their successes y, of x x, x y and y y. */
export interface PersonSums {
  /** Those with a case. */
  people: number;
  cases: number;
  successes: number;
  casesSquared: number;
  products: number;
  successesSquared: number;
}

const Z = 1.959964;

/**
 * A rate with an interval over people, since cases of one person are alike: Wilson's interval (1927) with as
 * many cases as would give the variance of the ratio of two sums over people (Kish, Survey Sampling, 1965:
 * the design effect). Null without any case.
 */
export function rateOf(sums: PersonSums): RateDto | null {
  const { cases, successes } = sums;
  if (cases === 0) return null;
  const share = successes / cases;
  const spread = (Z * Z) / effectiveCases(sums, share);
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Math.sqrt(spread) * Math.sqrt(share * (1 - share) + spread / 4)) / (1 + spread);
  return {
    value: rounded(share),
    low: rounded(Math.max(0, middle - half)),
    high: rounded(Math.min(1, middle + half)),
  };
}

/** Never more than there are; of people who all did the same nothing is known but their number. */
function effectiveCases({ people, cases, ...sums }: PersonSums, share: number): number {
  if (share === 0 || share === 1 || people === 1) return people;
  const squares = sums.successesSquared - 2 * share * sums.products + share * share * sums.casesSquared;
  if (!(squares > 0)) return cases;
  return Math.min(cases, (share * (1 - share) * cases * cases) / squares);
}
