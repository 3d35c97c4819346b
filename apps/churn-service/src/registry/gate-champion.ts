import type { Interval } from '#ml';
import type { ChampionDto } from '../measures/champion.dto.js';
import type { ChurnEvaluationDto } from '../training/churn-report.dto.js';
import { gainText, verdictOf } from './gate-check.js';
import type { GateCheck, GateContext, Verdict } from './gate-check.js';

/** At once: a loss of this is outside of the 95 % interval of the gain, in ROC AUC and in log loss. */
const MARGIN = 0.005;
/** Once the live version is old: a loss of this is excluded by a one-sided test at 5 %. */
const LATE_MARGIN = 0.01;
const ONE_SIDED_95 = 1.644854;
/**
 * By so much the log loss of a group of users may rise, against the live version, else against recency. There
 * are a dozen groups, so chance alone lifts one of them: the whole interval must lie beyond.
 */
const SLICE_MARGIN = 0.02;

/** As good as the live version on users that neither learned from, and no group of them is hurt. */
export function championChecks({ slices }: ChurnEvaluationDto, context: GateContext): GateCheck[] {
  const { champion, liveVersion, patienceDays } = context;
  if (liveVersion !== (champion?.version ?? null)) {
    return [
      {
        verdict: 'failed',
        what: 'another version went live while this one was trained, so they were never compared; train again',
      },
    ];
  }
  if (champion?.gain) {
    const age = { ageDays: champion.ageDays, patienceDays };
    const whose = `compared with live version ${champion.version} on ${champion.users} users that neither learned from`;
    return [
      notWorse(`ROC AUC ${whose}`, champion.gain.rocAuc, { ...age, isRepair: isRepair(champion) }),
      notWorse(`log loss ${whose}`, champion.gain.logLoss, age),
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
  return [{ verdict: champion.usable ? 'open' : 'passed', what: why }, ...recency];
}

/** Whether the probabilities are surely better than those of the live version, as after a shift that it never saw. */
export function isRepair({ gain }: Pick<ChampionDto, 'gain'>): boolean {
  return gain !== null && gain.logLoss.low > 0;
}

/** How old the live version is, and whether the other measure is surely better. */
interface GainContext {
  readonly ageDays: number;
  readonly patienceDays: number;
  readonly isRepair?: boolean;
}

/**
 * What a paired gain over the live version says. Passed: the gain is not negative, so that promotions do not
 * add up to a loss, and a loss of the margin is excluded; of a repair the latter alone, since a shift of the churn
 * rate leaves the ranking as it was, and half of all versions are worse there by chance. The margin is wider
 * once the live version is older than the patience: else a version of few users would never be followed.
 * Failed: a loss of the margin is certain. Open: neither.
 */
export function verdictOnGain(
  { value, low, high, standardError }: Interval,
  { ageDays, patienceDays, isRepair = false }: GainContext,
): Exclude<Verdict, 'tolerated'> {
  if (high <= -MARGIN) return 'failed';
  if (!(value >= 0) && !(isRepair && value < 0)) return 'open';
  const isLate = ageDays >= patienceDays && value - ONE_SIDED_95 * standardError > -LATE_MARGIN;
  return low > -MARGIN || isLate ? 'passed' : 'open';
}

function notWorse(what: string, gain: Interval, context: GainContext): GateCheck {
  const verdict = verdictOnGain(gain, context);
  const { ageDays, patienceDays, isRepair = false } = context;
  const late = `a loss of ${LATE_MARGIN} is excluded, which is enough as the live version is ${ageDays} days older`;
  const few =
    ageDays >= patienceDays
      ? `so few users cannot exclude a loss of ${LATE_MARGIN}`
      : `so few users cannot exclude a loss of ${MARGIN}; ${patienceDays} days after the live version (now ${ageDays}), ` +
        `excluding ${LATE_MARGIN} is enough`;
  const conclusion = {
    passed: gain.low > -MARGIN ? `a loss of ${MARGIN} is excluded` : late,
    failed: `a loss of ${MARGIN} or more`,
    open: gain.value < 0 && !isRepair ? 'worse on average, which promotions would add up' : few,
  };
  return { verdict, what: `${what}: gain ${gainText(gain)}, ${conclusion[verdict]}` };
}

function sliceNotHurt(whose: string, gain: Interval): GateCheck {
  const hurt = gain.high < -SLICE_MARGIN;
  return {
    verdict: verdictOf(!hurt),
    what: `log loss of ${whose}: gain ${gainText(gain)}, ${hurt ? 'a significant' : 'no significant'} loss above ${SLICE_MARGIN}`,
  };
}
