import type { EstimateDto } from '#common';
import { ratioOfSums } from '#ml';
import type { PersonSums } from '#ml';
import { rounded } from '../answers/millionths.js';
import type { OutcomeDto } from './outcome.dto.js';

/** What the rates of an outcome are made of. */
export interface RateSums {
  /** Of the impressions. */
  clicked: PersonSums;
  /** Of the clicks. */
  playedThrough: PersonSums;
}

/** An outcome with sums in place of rates. */
export type Summed<Outcome extends OutcomeDto> = Omit<Outcome, 'clickRate' | 'playThroughRate'> & RateSums;

/** An outcome with its rates. */
export function described<Outcome extends RateSums>({ clicked, playedThrough, ...counts }: Outcome) {
  return { ...counts, clickRate: rateOf(clicked), playThroughRate: rateOf(playedThrough) };
}

const Z = 1.959964;

/**
 * A rate with an interval over people, since cases of one person are alike: Wilson's interval (1927) with as
 * many cases as would give the variance of the ratio of two sums over people (Kish, Survey Sampling, 1965:
 * the design effect). Null without any case.
 */
export function rateOf(sums: PersonSums): EstimateDto | null {
  const { cases, successes } = sums;
  if (cases === 0) return null;
  const share = successes / cases;
  const spread = (Z * Z) / effectiveCases(sums, share);
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Math.sqrt(spread) * Math.sqrt(share * (1 - share) + spread / 4)) / (1 + spread);
  return shownRate({ value: share, low: middle - half, high: middle + half });
}

export function shownRate({ value, low, high }: EstimateDto): EstimateDto {
  return { value: rounded(value), low: rounded(Math.max(0, low)), high: rounded(Math.min(1, high)) };
}

export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** Never more than there are; of people who all did the same nothing is known but their number. */
function effectiveCases(sums: PersonSums, share: number): number {
  const { people, cases } = sums;
  if (share === 0 || share === 1 || people === 1) return people;
  return Math.min(cases, (share * (1 - share)) / ratioOfSums(sums).variance);
}
