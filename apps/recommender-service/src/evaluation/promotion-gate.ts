import type { GateDecision } from '#common';
import type { HeldOutEvaluation } from './held-out-evaluation.js';

/** A model goes live only when it was seen to beat popularity on the held-out days. */
export function decidePromotion(evaluation: HeldOutEvaluation | null): GateDecision {
  if (evaluation === null) {
    return refusal('The logs span a single day, so no day could be held out to judge the model by.');
  }
  if (evaluation.evaluatedUsers === 0) {
    return refusal('No user has both a history before the held-out days and a new song within them.');
  }
  const als = evaluation.als.ndcg;
  const popularity = evaluation.popularity.ndcg;
  const accepted = als > popularity;
  const verdict = accepted ? 'is above' : 'is not above';
  return {
    accepted,
    reasons: [
      `NDCG@${evaluation.als.k} ${als.toFixed(4)} ${verdict} the ${popularity.toFixed(4)} of popularity ` +
        `on ${evaluation.evaluatedUsers} users.`,
    ],
  };
}

function refusal(reason: string): GateDecision {
  return { accepted: false, reasons: [reason] };
}
