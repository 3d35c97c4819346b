import type { GateDecision } from '#common';
import { nonInferiority } from '#ml';
import type { Interval, NonInferiority } from '#ml';
import type { Hole } from '../interactions/interactions.repository.js';
import type { HeldOutEvaluation } from './held-out-evaluation.js';
import type { ModelEvaluation } from './model-evaluation.js';

/** What the gate knows besides the evaluation. */
export interface GateFacts {
  /** What the model is, in words. */
  model: string;
  /** Fewest evaluated users whose comparison counts. */
  leastUsers: number;
  /** Share of its NDCG by which another may be better before a version counts as worse than it. */
  margin: number;
  /** Generated logs get no search: there the comparison with item neighbours is reported and does not decide. */
  synthetic: boolean;
  /** Whether a version is live that this one would replace. */
  replaces: boolean;
  /**
   * Days that were not loaded whole now, but had been, or were not there, when the live version learned;
   * empty without one.
   */
  newHoles: readonly Hole[];
}

/**
 * Compares over the same users of the held-out days, by the 95 % interval of the difference in NDCG against a margin:
 *
 *   popularity                      has to be shown not to be worse
 *   item neighbours                 refused when shown to be worse
 * live version refused when shown to be worse; can be compared where it has not seen the held-out days
 *   parameters of the live version  has to be shown not to be worse; compared where the parameters changed
 *
 * So a change of parameters has to prove itself, while the same parameters on newer days go live also where
 * users are too few to decide. No version takes the place of a live one with days that broke meanwhile. Where
 * nothing failed and users are too few to decide, the decision is `undecided`: the version may be promoted by hand
 * by hand.
 */
export function decidePromotion(evaluation: HeldOutEvaluation | null, facts: GateFacts): GateDecision {
  if (evaluation === null) {
    return refusal('The logs span a single day, so no day could be held out to evaluate the model.');
  }
  const { evaluatedUsers } = evaluation;
  if (evaluatedUsers === 0) {
    return refusal('No user has both a history before the held-out days and a new song within them.');
  }
  if (evaluatedUsers < facts.leastUsers) {
    const what = `only ${evaluatedUsers} users could be evaluated, fewer than RECOMMENDER_GATE_USERS.`;
    return { accepted: false, undecided: true, reasons: [`Undecided: ${what}`] };
  }
  const checks = [
    ...comparisonsOf(evaluation, facts).map((comparison) => checkOf(comparison, evaluation.model, facts)),
    ...unchanged(evaluation, facts),
    ...againstHoles(facts.newHoles),
  ];
  const hasFailed = checks.some(({ verdict }) => verdict === 'failed');
  const isOpen = checks.some(({ verdict, isNeeded }) => verdict === 'undecided' && isNeeded);
  return {
    accepted: !hasFailed && !isOpen,
    undecided: !hasFailed && isOpen,
    reasons: checks.map(({ verdict, what }) => `${PREFIXES[verdict]}: ${what}`),
  };
}

/**
 * Whether the parameters of the live version, fitted on the same days, were compared and the new ones not
 * shown to be as good.
 */
export function refusesParameters({ liveParameters, aheadOf }: HeldOutEvaluation, margin: number): boolean {
  if (liveParameters === null || aheadOf.liveParameters === null) return false;
  return verdictOf(aheadOf.liveParameters, liveParameters, margin) !== 'shown';
}

/** Equal lists leave no difference, also where the margin of an NDCG of 0 is 0. */
function verdictOf(difference: Interval, { ndcg }: ModelEvaluation, margin: number): NonInferiority {
  const isEqual = difference.low === 0 && difference.high === 0;
  return isEqual ? 'shown' : nonInferiority(difference, margin * ndcg);
}

interface Check {
  verdict: keyof typeof PREFIXES;
  /** Whether it has to be passed, or only not failed. */
  isNeeded: boolean;
  what: string;
}

const PREFIXES = { passed: 'Passed', failed: 'Failed', undecided: 'Undecided', told: 'Not counted' };

interface Comparison {
  name: string;
  other: ModelEvaluation;
  difference: Interval;
  /** Whether it has to be shown that the other is not better, or only not to be shown that it is. */
  isNeeded: boolean;
  /** false: reported only. */
  counts: boolean;
}

function comparisonsOf(
  { popularity, neighbours, liveVersion, liveParameters, aheadOf }: HeldOutEvaluation,
  { synthetic }: GateFacts,
): Comparison[] {
  const of = (
    name: string,
    other: ModelEvaluation | null,
    difference: Interval | null,
    isNeeded: boolean,
    counts = true,
  ): Comparison[] =>
    other === null || difference === null ? [] : [{ name, other, difference, isNeeded, counts }];
  return [
    ...of('popularity', popularity, aheadOf.popularity, true),
    ...of('item neighbours', neighbours, aheadOf.neighbours, false, !synthetic),
    ...of('the live version', liveVersion, aheadOf.liveVersion, false),
    ...of("the live version's parameters on the same days", liveParameters, aheadOf.liveParameters, true),
  ];
}

function checkOf(
  { name, other, difference, isNeeded, counts }: Comparison,
  { k, ndcg }: ModelEvaluation,
  { model, margin }: GateFacts,
): Check {
  const verdict = verdictOf(difference, other, margin);
  const what =
    `NDCG@${k} ${four(ndcg)} of the ${model} ${stands(verdict, difference, margin, `the ${four(other.ndcg)} of ${name}`)} ` +
    `(difference ${interval(difference)}, ${other.users} users)`;
  if (!counts) return { verdict: 'told', isNeeded: false, what: `${what}; the logs are synthetic.` };
  if (verdict !== 'open')
    return { verdict: verdict === 'shown' ? 'passed' : 'failed', isNeeded, what: `${what}.` };
  const advice = isNeeded ? '; evaluate more, or raise RECOMMENDER_GATE_MARGIN' : '';
  return { verdict: 'undecided', isNeeded, what: `${what}${advice}.` };
}

function stands(verdict: NonInferiority, { low }: Interval, margin: number, than: string): string {
  const by = `by more than ${shownShare(margin)}`;
  if (verdict === 'refuted') return `is worse than ${than} ${by}`;
  if (verdict === 'open') return `may be worse than ${than} ${by}: too few users to tell`;
  return low > 0 ? `is above ${than}` : `is not worse than ${than} ${by}`;
}

/** Says why there is no comparison with a live version. */
function unchanged({ liveVersion, liveParameters }: HeldOutEvaluation, { replaces }: GateFacts): Check[] {
  if (!replaces || liveVersion !== null || liveParameters !== null) return [];
  return [
    {
      verdict: 'passed',
      isNeeded: false,
      what:
        'the live version has the same parameters and has learned from held-out days: fitted without them, it is this model again, ' +
        'with no difference to measure.',
    },
  ];
}

function againstHoles(holes: readonly Hole[]): Check[] {
  if (holes.length === 0) return [];
  const { day, kind, reason } = holes[0]!;
  return [
    {
      verdict: 'failed',
      isNeeded: true,
      what:
        `the live version did not learn from broken days such as ${day} (${kind}: ${reason}): load what is missing, or set ` +
        'RECOMMENDER_PROMOTE_WITH_HOLES.',
    },
  ];
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

function refusal(what: string): GateDecision {
  return { accepted: false, reasons: [`Failed: ${what.charAt(0).toLowerCase()}${what.slice(1)}`] };
}

/**
 * Broken days that the report of the live version does not name. A kind of which a day has no archive at all
 * is none: so are the days that posted events alone have reached so far.
 */
export function newHoles(present: readonly Hole[], known: readonly Hole[]): Hole[] {
  return present.filter(
    ({ day, kind, reason }) =>
      reason !== 'missing' && !known.some((other) => other.day === day && other.kind === kind),
  );
}
