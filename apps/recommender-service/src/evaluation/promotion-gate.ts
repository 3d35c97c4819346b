import type { GateDecision, ModelVersion } from '#common';
import type { Interval } from '#ml';
import type { Hole } from '../interactions/interactions.repository.js';
import type { HeldOutEvaluation } from './held-out-evaluation.js';

/** A baseline may be better by this share of its NDCG before a version is refused for it. */
const MARGIN = 0.05;

/** What the gate knows besides the evaluation. */
export interface GateFacts {
  /** Fewest evaluated users whose comparison counts. */
  leastUsers: number;
  /** Generated logs get no search: there the comparison with item neighbours is told and does not decide. */
  synthetic: boolean;
  /** Days that were not loaded whole now, but had been, or were not there, when the live version learned; empty without one. */
  newHoles: readonly Hole[];
}

/**
 * A model goes live only when, on the held-out days, it was seen to beat popularity, and was not seen to be worse than item
 * neighbours by more than a margin, or than the version that is live at all: the 95 % interval of the difference over the same
 * users must reach that limit, since below it is not luck. No version takes the place of a live one with days that broke meanwhile.
 */
export function decidePromotion(
  evaluation: HeldOutEvaluation | null,
  { leastUsers, synthetic, newHoles }: GateFacts,
): GateDecision {
  if (evaluation === null) {
    return refusal('The logs span a single day, so no day could be held out to judge the model by.');
  }
  const { als, popularity, evaluatedUsers } = evaluation;
  if (evaluatedUsers === 0) {
    return refusal('No user has both a history before the held-out days and a new song within them.');
  }
  if (evaluatedUsers < leastUsers) {
    return refusal(`Only ${evaluatedUsers} users could be evaluated, fewer than RECOMMENDER_GATE_USERS.`);
  }
  const beatsPopularity = als.ndcg > popularity.ndcg;
  const checks = [
    {
      passed: beatsPopularity,
      reason:
        `NDCG@${als.k} ${als.ndcg.toFixed(4)} ${beatsPopularity ? 'is above' : 'is not above'} the ` +
        `${popularity.ndcg.toFixed(4)} of popularity on ${evaluatedUsers} users.`,
    },
    againstNeighbours(evaluation, synthetic),
    ...againstChampion(evaluation),
    ...againstHoles(newHoles),
  ];
  return { accepted: checks.every(({ passed }) => passed), reasons: checks.map(({ reason }) => reason) };
}

/** {@link decidePromotion}, refused when another version than the compared one is live by now. */
export function decideAgainst(
  evaluation: HeldOutEvaluation | null,
  facts: GateFacts,
  compared: ModelVersion | null,
  live: ModelVersion | null,
): GateDecision {
  const decision = decidePromotion(evaluation, facts);
  if (compared?.id === live?.id) return decision;
  return {
    accepted: false,
    reasons: [
      ...decision.reasons,
      'Another version went live meanwhile, with which this one was not compared.',
    ],
  };
}

interface Check {
  passed: boolean;
  reason: string;
}

function againstNeighbours({ neighbours, aheadOf }: HeldOutEvaluation, synthetic: boolean): Check {
  const isAsGood = aheadOf.neighbours.high >= -MARGIN * neighbours.ndcg;
  return {
    passed: isAsGood || synthetic,
    reason:
      `It is ${isAsGood ? 'not worse than' : 'worse than'} item neighbours by more than ${100 * MARGIN} % ` +
      `(NDCG ${neighbours.ndcg.toFixed(4)} on ${neighbours.users} users, difference ${interval(aheadOf.neighbours)}).`,
  };
}

function againstChampion({ als, champion, aheadOf }: HeldOutEvaluation): Check[] {
  if (champion === null || aheadOf.champion === null) return [];
  const passed = aheadOf.champion.high >= 0;
  return [
    {
      passed,
      reason:
        `NDCG@${als.k} ${als.ndcg.toFixed(4)} ${passed ? 'is not worse than' : 'is worse than'} the ` +
        `${champion.ndcg.toFixed(4)} of the live version's parameters on the same users ` +
        `(difference ${interval(aheadOf.champion)}).`,
    },
  ];
}

function againstHoles(holes: readonly Hole[]): Check[] {
  if (holes.length === 0) return [];
  const { day, kind, reason } = holes[0]!;
  return [
    {
      passed: false,
      reason:
        `The live version did not learn from broken days such as ${day} (${kind}: ${reason}): load what is missing, or set ` +
        'RECOMMENDER_PROMOTE_WITH_HOLES.',
    },
  ];
}

function interval({ value, low, high }: Interval): string {
  return `${value.toFixed(4)}, 95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`;
}

function refusal(reason: string): GateDecision {
  return { accepted: false, reasons: [reason] };
}

/**
 * Broken days that the report of the live version does not name. A kind of which a day has no archive at all is none: so are the days that
 * posted events alone have reached so far.
 */
export function newHoles(present: readonly Hole[], known: readonly Hole[]): Hole[] {
  return present.filter(
    ({ day, kind, reason }) =>
      reason !== 'missing' && !known.some((other) => other.day === day && other.kind === kind),
  );
}
