import { SeededRandom } from '../random/seeded-random.js';
import type { Interval } from '../evaluation/interval.js';
import { asymptoticSequence } from './asymptotic-sequence.js';
import { cupedDifference } from './cuped.js';
import type { ArmMoments } from './cuped.js';
import { newcombeDifference } from './proportions.js';
import type { ArmCounts } from './proportions.js';
import { sampleRatioMismatch } from './sample-ratio.js';

const LABEL_DAYS = 30;

export interface SimulatedCampaign {
  readonly truth: number;
  readonly difference: Interval;
  readonly adjusted: Interval;
  /** Whether any of 30 daily looks excludes the truth, of users who are silent so far. */
  readonly ranAway: boolean;
  readonly isMismatch: boolean;
}

/**
 * A campaign of users whose risks lie evenly from .05 to .55, of whom a contact keeps a share `success` of
 * those who would churn. Users who stay come back on one of the 30 days, most of them early.
 */
export function simulateCampaign(
  seed: number,
  { users, holdout, success }: { users: number; holdout: number; success: number },
): SimulatedCampaign {
  const random = new SeededRandom(seed);
  const arms = [0, 1].map(() => ({
    outcomes: [] as number[],
    before: [] as number[],
    silent: new Float64Array(LABEL_DAYS + 1),
  }));
  for (let user = 0; user < users; user++) {
    const risk = 0.05 + 0.5 * random.next();
    const isTreated = random.next() >= holdout;
    const churned = random.next() < risk * (isTreated ? 1 - success : 1);
    const arm = arms[Number(isTreated)]!;
    arm.before.push(risk);
    arm.outcomes.push(Number(churned));
    const silentDays = churned ? LABEL_DAYS : Math.floor(LABEL_DAYS * random.next() ** 2);
    for (let day = 1; day <= silentDays; day++) arm.silent[day]!++;
  }
  const [control, treated] = arms as [(typeof arms)[0], (typeof arms)[0]];
  const countsOf = ({ outcomes }: typeof control): ArmCounts => ({
    users: outcomes.length,
    outcomes: outcomes.reduce((sum, one) => sum + one, 0),
  });
  const looks = Array.from({ length: LABEL_DAYS }, (_, day) => {
    const [t, h] = [treated, control].map(({ outcomes, silent }) => ({
      users: outcomes.length,
      outcomes: silent[day + 1]!,
    })) as [ArmCounts, ArmCounts];
    const { value, standardError } = newcombeDifference(t, h);
    return asymptoticSequence(value, standardError, users, users);
  });
  return {
    truth: -0.3 * success,
    difference: newcombeDifference(countsOf(treated), countsOf(control)),
    adjusted: cupedDifference(momentsOf(treated), momentsOf(control)),
    // Only without an effect is the truth known of each day.
    ranAway: success === 0 && looks.some(({ low, high }) => low > 0 || high < 0),
    isMismatch: sampleRatioMismatch(
      [treated.outcomes.length, control.outcomes.length],
      [1 - holdout, holdout],
    ).isMismatch,
  };
}

/** Of a value each of the users of an arm. */
export function momentsOf({ outcomes, before }: { outcomes: number[]; before: number[] }): ArmMoments {
  const users = outcomes.length;
  let [x, y] = [0, 0];
  for (let i = 0; i < users; i++) {
    x += before[i]! / users;
    y += outcomes[i]! / users;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < users; i++) {
    const [dx, dy] = [before[i]! - x, outcomes[i]! - y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { users, x, y, xx, xy, yy };
}

/** What many campaigns show of an estimate: its mean error in standard errors, and how often the interval holds it. */
export function accuracyOf(campaigns: readonly SimulatedCampaign[], of: 'difference' | 'adjusted') {
  const errors = campaigns.map((campaign) => campaign[of].value - campaign.truth);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1);
  const covered = campaigns.filter(
    (campaign) => campaign[of].low <= campaign.truth && campaign.truth <= campaign[of].high,
  );
  return {
    biasInErrors: mean / Math.sqrt(variance / errors.length),
    coverage: covered.length / campaigns.length,
    deviation: Math.sqrt(variance),
  };
}
