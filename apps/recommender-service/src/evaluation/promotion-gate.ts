import type { GateDecision, ModelVersion } from '#common';
import type { HeldOutEvaluation } from './held-out-evaluation.js';

/**
 * A model goes live only when, on the held-out days, it was seen to beat popularity, and was not seen to be worse than the
 * version that is live: the 95 % interval of the difference over the same users must reach 0, since below that is not luck.
 */
export function decidePromotion(evaluation: HeldOutEvaluation | null): GateDecision {
  if (evaluation === null) {
    return refusal('The logs span a single day, so no day could be held out to judge the model by.');
  }
  if (evaluation.evaluatedUsers === 0) {
    return refusal('No user has both a history before the held-out days and a new song within them.');
  }
  const { als, popularity, evaluatedUsers } = evaluation;
  const beatsPopularity = als.ndcg > popularity.ndcg;
  const champion = againstChampion(evaluation);
  return {
    accepted: beatsPopularity && champion.passed,
    reasons: [
      `NDCG@${als.k} ${als.ndcg.toFixed(4)} ${beatsPopularity ? 'is above' : 'is not above'} the ` +
        `${popularity.ndcg.toFixed(4)} of popularity on ${evaluatedUsers} users.`,
      ...(champion.reason === null ? [] : [champion.reason]),
    ],
  };
}

/** {@link decidePromotion}, refused when another version than the compared one is live by now. */
export function decideAgainst(
  evaluation: HeldOutEvaluation | null,
  compared: ModelVersion | null,
  live: ModelVersion | null,
): GateDecision {
  const decision = decidePromotion(evaluation);
  if (compared?.id === live?.id) return decision;
  return {
    accepted: false,
    reasons: [
      ...decision.reasons,
      'Another version went live meanwhile, with which this one was not compared.',
    ],
  };
}

function againstChampion({ als, champion, aheadOf }: HeldOutEvaluation): {
  passed: boolean;
  reason: string | null;
} {
  if (champion === null || aheadOf.champion === null) return { passed: true, reason: null };
  const passed = aheadOf.champion.high >= 0;
  return {
    passed,
    reason:
      `NDCG@${als.k} ${als.ndcg.toFixed(4)} ${passed ? 'is not worse than' : 'is worse than'} the ` +
      `${champion.ndcg.toFixed(4)} of the live version's parameters on the same users ` +
      `(difference ${interval(aheadOf.champion)}).`,
  };
}

function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${value.toFixed(4)}, 95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`;
}

function refusal(reason: string): GateDecision {
  return { accepted: false, reasons: [reason] };
}
