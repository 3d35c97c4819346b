import { nonInferiority } from '#ml';
import type { Interval, NonInferiority } from '#ml';
import type { HeldOutEvaluationDto, ModelEvaluationDto } from './evaluation.dto.js';

/** What the gate found. */
export interface Check {
  verdict: 'passed' | 'failed' | 'undecided' | 'notCounted' | 'notCompared';
  /** Whether it has to be passed, or only not failed. */
  isNeeded: boolean;
  what: string;
}

export interface ComparisonFacts {
  /** What the model is, in words. */
  model: string;
  /** Share of its NDCG by which another may be better before a version counts as worse than it. */
  margin: number;
  /** As much by which popularity may be better. */
  popularityMargin: number;
  /** Generated logs get no search: there the comparison with item neighbours is reported and does not decide. */
  synthetic: boolean;
}

/** The comparisons with other models on the held-out days, those that could be made. */
export function comparisons(evaluation: HeldOutEvaluationDto, facts: ComparisonFacts): Check[] {
  return comparisonsOf(evaluation, facts).map((comparison) => checkOf(comparison, evaluation.model, facts));
}

/** Equal lists leave no difference, also where the margin of an NDCG of 0 is 0. */
export function verdictOf(
  difference: Interval,
  { ndcg }: ModelEvaluationDto,
  margin: number,
): NonInferiority {
  const isEqual = difference.low === 0 && difference.high === 0;
  return isEqual ? 'shown' : nonInferiority(difference, margin * ndcg);
}

interface Comparison {
  name: string;
  other: ModelEvaluationDto;
  users: number;
  difference: Interval;
  /** Whether it has to be shown that the other is not better, or only not to be shown that it is. */
  isNeeded: boolean;
  /** false: reported only. */
  counts: boolean;
  /** Share of the other's NDCG by which it may be better. */
  margin: number;
  /** Whether a mean that is worse by more than the margin is enough to refuse. */
  meanDecides: boolean;
}

function comparisonsOf(
  {
    popularity,
    neighbours,
    liveVersion,
    liveParameters,
    anchor,
    aheadOf,
    comparedUsers,
  }: HeldOutEvaluationDto,
  { synthetic, margin: usual, popularityMargin }: ComparisonFacts,
): Comparison[] {
  const of = (
    name: string,
    other: ModelEvaluationDto | null,
    difference: Interval | null,
    isNeeded: boolean,
    { counts = true, margin = usual, meanDecides = false, users = other?.users ?? 0 } = {},
  ): Comparison[] =>
    other === null || difference === null
      ? []
      : [{ name, other, users, difference, isNeeded, counts, margin, meanDecides }];
  return [
    ...of('popularity', popularity, aheadOf.popularity, true, {
      margin: popularityMargin,
      meanDecides: true,
    }),
    ...of('item neighbours', neighbours, aheadOf.neighbours, false, { counts: !synthetic }),
    ...of('the live version', liveVersion, aheadOf.liveVersion, false, { users: comparedUsers }),
    ...of("the live version's parameters on the same days", liveParameters, aheadOf.liveParameters, true, {
      users: comparedUsers,
    }),
    ...of('the parameters that last won for sure, on the same days', anchor, aheadOf.anchor, true, {
      users: comparedUsers,
    }),
  ];
}

function checkOf(
  { name, other, users, difference, isNeeded, counts, margin, meanDecides }: Comparison,
  { k, ndcg }: ModelEvaluationDto,
  { model }: ComparisonFacts,
): Check {
  const isWorse = meanDecides && difference.value < -margin * other.ndcg;
  const verdict = isWorse ? 'refuted' : verdictOf(difference, other, margin);
  const what =
    `NDCG@${k} ${four(ndcg)} of the ${model} ${stands(verdict, difference, margin, `the ${four(other.ndcg)} of ${name}`)} ` +
    `(difference ${interval(difference)}, ${users} users)`;
  if (!counts) return { verdict: 'notCounted', isNeeded: false, what: `${what}; the logs are synthetic.` };
  if (verdict !== 'open')
    return { verdict: verdict === 'shown' ? 'passed' : 'failed', isNeeded, what: `${what}.` };
  const raise = margin > 0 ? ', or raise RECOMMENDER_GATE_MARGIN' : '';
  const advice = isNeeded ? `; evaluate more${raise}` : '';
  return { verdict: 'undecided', isNeeded, what: `${what}${advice}.` };
}

function stands(verdict: NonInferiority, { low }: Interval, margin: number, than: string): string {
  const by = margin > 0 ? ` by more than ${shownShare(margin)}` : '';
  if (verdict === 'refuted') return `is worse than ${than}${by}`;
  if (verdict === 'open') return `may be worse than ${than}${by}: too few users to decide`;
  return low > 0 ? `is above ${than}` : `is not worse than ${than}${by}`;
}

function interval({ value, low, high }: Interval): string {
  return `${four(value)}, 95 % interval ${four(low)} to ${four(high)}`;
}

function four(value: number): string {
  return value.toFixed(4);
}

function shownShare(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
