import type { GateDecision } from '#common';
import type { HoleDto } from '../interactions/interactions.repository.js';
import type { HeldOutEvaluationDto } from './evaluation.dto.js';
import { comparisons, verdictOf } from './gate-comparisons.js';
import type { Check, ComparisonFacts } from './gate-comparisons.js';

/** What the gate knows besides the evaluation. */
export interface GateFacts extends ComparisonFacts {
  /** Fewest evaluated users whose comparison counts. */
  leastUsers: number;
  /** What the live version learned from; null without one. */
  live: LearnedSizes | null;
  /** What this version learned from. */
  learned: LearnedSizes;
  /**
   * Days that were not loaded whole now, but had been, or were not there, when the live version learned;
   * empty without one.
   */
  newHoles: readonly HoleDto[];
}

/** How much a version learned from. */
export interface LearnedSizes {
  users: number;
  likedPairs: number;
}

/** Share of what the live version had by which a version may have less before that needs a reason. */
const MOST_LOST = 0.25;

/**
 * Compares over the same users of the held-out days, by the 95 % interval of the difference in NDCG against a margin:
 *
 *   popularity                      has to be shown not to be worse, by a margin of its own; refused when
 * worse in the mean
 *   item neighbours                 refused when shown to be worse
 *   live version                    refused when shown to be worse; compared where it has not seen the held-out days
 *   parameters of the live version  has to be shown not to be worse; compared where the parameters changed
 *   parameters of the anchor        has to be shown not to be worse; compared with them, so that small losses of
 * one change after the other do not add up
 *
 * So a change of parameters has to prove itself, while the same parameters on newer days go live also where
 * users are too few to decide: these have to learn from about as much as the live version did. No figure of
 * other days is compared: how far a model is above popularity changes with each hit. No version takes the
 * place of a live one with days that broke meanwhile. Where nothing failed and something is open, the
 * decision is `undecided`: the version may be promoted by hand.
 */
export function decidePromotion(evaluation: HeldOutEvaluationDto | null, facts: GateFacts): GateDecision {
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
    ...comparisons(evaluation, facts),
    ...unchanged(evaluation, facts),
    ...losses(facts),
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
 * Whether the parameters of the live version or of the anchor, fitted on the same days, were compared and the new
 * ones not shown to be as good.
 */
export function refusesParameters(evaluation: HeldOutEvaluationDto, margin: number): boolean {
  return (['liveParameters', 'anchor'] as const).some((name) => {
    const { [name]: other, aheadOf } = evaluation;
    return other !== null && aheadOf[name] !== null && verdictOf(aheadOf[name], other, margin) !== 'shown';
  });
}

/**
 * The version whose parameters later ones are compared with, besides the live ones; null: this one itself. It
 * is the last whose parameters were better for sure than those of the anchor before.
 * @param live null without one
 */
export function anchorOf(
  evaluation: HeldOutEvaluationDto | null,
  live: { version: number; anchorVersion: number | null } | null,
): number | null {
  if (live === null) return null;
  const ahead = evaluation?.aheadOf.anchor ?? evaluation?.aheadOf.liveParameters ?? null;
  return ahead !== null && ahead.low > 0 ? null : (live.anchorVersion ?? live.version);
}

const PREFIXES: Record<Check['verdict'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  undecided: 'Undecided',
  notCounted: 'Not counted',
  notCompared: 'Not compared',
};

/** Says why there is no comparison with a live version. */
function unchanged({ liveVersion, liveParameters }: HeldOutEvaluationDto, { live }: GateFacts): Check[] {
  if (live === null || liveVersion !== null || liveParameters !== null) return [];
  return [
    {
      verdict: 'notCompared',
      isNeeded: false,
      what:
        'the live version has the same parameters and has learned from held-out days: fitted without them, it is this model again, ' +
        'with no difference to measure.',
    },
  ];
}

/** What all comparisons on the same days would miss: a part of the events that is not there any more. */
function losses({ live, learned }: GateFacts): Check[] {
  if (live === null) return [];
  const check = (what: string, present: number, before: number): Check[] =>
    before > 0 && present < (1 - MOST_LOST) * before
      ? [
          {
            verdict: 'undecided',
            isNeeded: true,
            what: `${what} ${shownCount(present)}, and those of the live version ${shownCount(before)}: a part of the events may be missing.`,
          },
        ]
      : [];
  return [
    ...check('liked pairs are', learned.likedPairs, live.likedPairs),
    ...check('users are', learned.users, live.users),
  ];
}

function shownCount(value: number): string {
  return value.toLocaleString('en-US');
}

function againstHoles(holes: readonly HoleDto[]): Check[] {
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

function refusal(what: string): GateDecision {
  return { accepted: false, reasons: [`Failed: ${what.charAt(0).toLowerCase()}${what.slice(1)}`] };
}

/**
 * Broken days that the report of the live version does not name. A kind of which a day has no archive at all
 * is none: so are the days that posted events alone have reached so far.
 */
export function newHoles(present: readonly HoleDto[], known: readonly HoleDto[]): HoleDto[] {
  return present.filter(
    ({ day, kind, reason }) =>
      reason !== 'missing' && !known.some((other) => other.day === day && other.kind === kind),
  );
}
