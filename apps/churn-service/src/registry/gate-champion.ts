import { nonInferiority } from '#ml';
import type { Interval } from '#ml';
import type { ChurnEvaluation } from '../training/churn-report.js';
import { gainText, verdictOf } from './gate-check.js';
import type { GateCheck, GateContext } from './gate-check.js';

/** A new version is shown to lose less than this against the live one, in ROC AUC and in log loss. */
const MARGIN = 0.005;
/**
 * By so much the log loss of a group of users may rise, against the live version, else against recency. There
 * are a dozen groups, so chance alone lifts one of them: the whole interval must lie beyond.
 */
const SLICE_MARGIN = 0.02;

/** As good as the live version on users that neither learned from, and no group of them is hurt. */
export function championChecks(
  { champion, slices }: ChurnEvaluation,
  { liveVersion }: GateContext,
): GateCheck[] {
  if (liveVersion !== (champion?.version ?? null)) {
    return [
      {
        verdict: 'failed',
        what: 'another version went live while this one was trained, so they were never compared; train again',
      },
    ];
  }
  if (champion?.gain) {
    const beside = `compared with live version ${champion.version} on ${champion.users} users that neither was trained on`;
    return [
      notWorse(`ROC AUC ${beside}`, champion.gain.rocAuc),
      notWorse(`log loss ${beside}`, champion.gain.logLoss),
      ...champion.slices.map(({ by, value, logLoss }) =>
        sliceNotHurt(`${by} ${value} compared with live version ${champion.version}`, logLoss),
      ),
    ];
  }
  const recency = slices.flatMap(({ by, value, gainOverRecency }) =>
    gainOverRecency === null
      ? []
      : [sliceNotHurt(`${by} ${value} compared with recency alone`, gainOverRecency)],
  );
  if (champion === null) return recency;
  const why = `not compared with live version ${champion.version}: ${champion.notComparedBecause ?? 'unknown'}`;
  return [{ verdict: champion.comparable ? 'open' : 'passed', what: why.replace(/\.$/, '') }, ...recency];
}

/**
 * Non-inferiority: "no loss that can be distinguished from chance" would let small losses add up, version by
 * version.
 */
function notWorse(what: string, gain: Interval): GateCheck {
  const shown = nonInferiority(gain, MARGIN);
  const conclusion = {
    shown: `a loss of ${MARGIN} is excluded`,
    refuted: `a loss of ${MARGIN} or more`,
    open: `so few users cannot exclude a loss of ${MARGIN}`,
  };
  const verdicts = { shown: 'passed', refuted: 'failed', open: 'open' } as const;
  return { verdict: verdicts[shown], what: `${what}: gain ${gainText(gain)}, ${conclusion[shown]}` };
}

function sliceNotHurt(whose: string, gain: Interval): GateCheck {
  const hurt = gain.high < -SLICE_MARGIN;
  return {
    verdict: verdictOf(!hurt),
    what: `log loss of ${whose}: gain ${gainText(gain)}, ${hurt ? 'a significant' : 'no significant'} loss above ${SLICE_MARGIN}`,
  };
}
