import { nonInferiority } from '#ml';
import type { OutOfTimeDto } from '../training/model-report.dto.js';
import { four, gainText, verdictOf } from './gate-check.js';
import type { GateCheck } from './gate-check.js';

/** On later days a model may lose less than this against recency alone, which changes less with time. */
const MARGIN = 0.005;
/** Above the noise floor: the churn rate itself moves from one snapshot to the next. */
const CALIBRATION_MARGIN = 0.05;
/** Slopes of the log-odds that can be believed: below, probabilities are far too extreme, above far too timid. */
const SLOPES = { lowest: 0.75, highest: 1.33 };
/** With fewer users, slope and error follow chance. */
const FEWEST_FOR_CALIBRATION = 1_000;

/**
 * The same recipe, learned one label window earlier, still ranks and is still calibrated on the newest
 * labels; none where it was not measured.
 */
export function laterDaysChecks(outOfTime: OutOfTimeDto | null): GateCheck[] {
  const { model = null, gainOverRecency = null } = outOfTime ?? {};
  if (model === null || gainOverRecency === null) return [];
  const { slope, ece, eceNull } = model.calibration;
  const most = eceNull.percentile95 + CALIBRATION_MARGIN;
  const right = ece <= most && slope >= SLOPES.lowest && slope <= SLOPES.highest;
  const enough = model.users >= FEWEST_FOR_CALIBRATION;
  return [
    ...(['rocAuc', 'logLoss'] as const).map((measure): GateCheck => {
      const gain = gainOverRecency[measure];
      const verdict = { shown: 'passed', refuted: 'failed', open: 'open' } as const;
      const name = measure === 'rocAuc' ? 'ROC AUC' : 'log loss';
      return {
        verdict: verdict[nonInferiority(gain, MARGIN)],
        what: `${name} on later days, compared with recency alone: gain ${gainText(gain)}; a loss of ${MARGIN} has to be excluded`,
      };
    }),
    {
      verdict: right || enough ? verdictOf(right) : 'open',
      what:
        `calibration on later days: error ${four(ece)}, at most ${four(most)}; slope ${slope.toFixed(2)}, ` +
        `between ${SLOPES.lowest} and ${SLOPES.highest}${right || enough ? '' : `; ${model.users} users are too few to tell`}`,
    },
  ];
}
