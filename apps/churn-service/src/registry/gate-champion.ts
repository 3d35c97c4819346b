import type { Interval } from '#ml';
import type { ChurnEvaluation } from '../experiment/churn-report.js';
import type { GateCheck, GateContext } from './gate-check.js';

/** By so much a new version may be worse than the live one, in ROC AUC and in log loss, when that is no chance. */
const MARGIN = 0.002;
/**
 * By so much the log loss of a group of users may rise, against the live version, else against recency. There are a dozen groups,
 * so chance alone lifts one of them: the whole interval must lie beyond.
 */
const SLICE_MARGIN = 0.02;

/** Not worse than the live version on the same test users, and no group of them is. */
export function championChecks(
  { champion, slices }: ChurnEvaluation,
  { liveVersion }: GateContext,
): GateCheck[] {
  if (liveVersion !== (champion?.version ?? null)) {
    return [
      {
        passed: false,
        what: 'another version went live while this one was trained, so they were never compared; train again',
      },
    ];
  }
  if (champion?.gain) {
    const { gain } = champion;
    const name = `live version ${champion.version}`;
    return [
      notWorse(`test ROC AUC against ${name}`, gain.rocAuc, MARGIN),
      notWorse(`test log loss against ${name}`, gain.logLoss, MARGIN),
      ...champion.slices.map(({ by, value, logLoss }) =>
        sliceNotHurt(`log loss of ${by} ${value} against ${name}`, logLoss),
      ),
    ];
  }
  const recency = slices.flatMap(({ by, value, gainOverRecency }) =>
    gainOverRecency === null
      ? []
      : [sliceNotHurt(`log loss of ${by} ${value} against recency alone`, gainOverRecency)],
  );
  if (champion === null) return recency;
  const why = `not compared with live version ${champion.version}: ${champion.notComparedBecause ?? 'unknown'}`;
  return [{ passed: true, what: why.replace(/\.$/, '') }, ...recency];
}

/** Worse is a loss beyond the margin that the 95 % interval of paired draws tells from none. */
function notWorse(what: string, gain: Interval, margin: number): GateCheck {
  return {
    passed: !(gain.value < -margin && gain.high < 0),
    what: `${what}: ${told(gain)}; a loss of more than ${margin} that is no chance fails)`,
  };
}

function sliceNotHurt(what: string, gain: Interval): GateCheck {
  return {
    passed: !(gain.high < -SLICE_MARGIN),
    what: `${what}: ${told(gain)}; a loss that surely exceeds ${SLICE_MARGIN} fails)`,
  };
}

function told({ value, low, high }: Interval): string {
  const text = (number: number) => {
    const rounded = Number(number.toFixed(4));
    return `${rounded > 0 ? '+' : ''}${(rounded === 0 ? 0 : rounded).toFixed(4)}`;
  };
  return `${text(value)} (95 % ${text(low)} to ${text(high)}`;
}
