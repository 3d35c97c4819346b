import type { ModelVersion } from '#common';
import type { Hole } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { reportOf } from './model-report.js';
import { newHoles } from './promotion-gate.js';
import type { GateFacts } from './promotion-gate.js';

/** What the gate knows besides the evaluation. A first version may have holes: it is better than none. */
export function gateFacts(
  settings: RecommenderSettings,
  synthetic: boolean,
  live: ModelVersion | null,
  holes: readonly Hole[],
): GateFacts {
  const mayBreak = live === null || settings.RECOMMENDER_PROMOTE_WITH_HOLES;
  return {
    leastUsers: settings.RECOMMENDER_GATE_USERS,
    synthetic,
    newHoles: mayBreak ? [] : newHoles(holes, reportOf(live).data.holes),
  };
}
