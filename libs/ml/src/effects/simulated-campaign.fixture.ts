import { SeededRandom } from '../random/seeded-random.js';
import type { Interval } from '../evaluation/interval.js';
import { asymptoticSequence } from './asymptotic-sequence.js';
import { cupedDifference } from './cuped.js';
import type { ArmMoments } from './cuped.js';
import { newcombeDifference } from './proportions.js';
import type { ArmCounts } from './proportions.js';
import { sampleRatioMismatch } from './sample-ratio.js';

const LABEL_DAYS = 30;

interface MeasuredCampaign {
  readonly truth: number;
  readonly difference: Interval;
  readonly adjusted: Interval;
  readonly isMismatch: boolean;
}

export interface SimulatedCampaign extends MeasuredCampaign {
  /** Whether any of 30 daily looks excludes the truth, of users who are silent so far. */
  readonly ranAway: boolean;
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
  const looks = Array.from({ length: LABEL_DAYS }, (_, day) => {
    const [t, h] = [treated, control].map(({ outcomes, silent }) => ({
      users: outcomes.length,
      outcomes: silent[day + 1]!,
    })) as [ArmCounts, ArmCounts];
    const { value, standardError } = newcombeDifference(t, h);
    return asymptoticSequence(value, standardError, users, users);
  });
  return {
    ...measured(control, treated, { holdout, success }),
    // Only without an effect is the truth known of each day.
    ranAway: success === 0 && looks.some(({ low, high }) => low > 0 || high < 0),
  };
}

/**
 * Three campaigns, each of 60 % of the same users by chance, that run at the same time. A user of several stays or
 * churns once: a contact of any of them keeps a share `success`.
 * @param barred who of a campaign gets no arm of a later one: all its users, or those whom it contacts
 */
export function simulateOverlap(
  seed: number,
  { users, holdout, success }: { users: number; holdout: number; success: number },
  barred: 'all' | 'treated',
): MeasuredCampaign[] {
  const random = new SeededRandom(seed);
  const campaigns = Array.from({ length: 3 }, () =>
    [0, 1].map(() => ({ outcomes: [] as number[], before: [] as number[] })),
  );
  for (let user = 0; user < users; user++) {
    const risk = 0.05 + 0.5 * random.next();
    const arms: (0 | 1 | null)[] = [];
    for (let k = 0; k < 3; k++) {
      const isFree = arms.every((arm) => arm === null || (barred === 'treated' && arm === 0));
      arms.push(isFree && random.next() < 0.6 ? (random.next() >= holdout ? 1 : 0) : null);
    }
    const churned = Number(random.next() < risk * (arms.includes(1) ? 1 - success : 1));
    arms.forEach((arm, k) => {
      if (arm === null) return;
      campaigns[k]![arm]!.outcomes.push(churned);
      campaigns[k]![arm]!.before.push(risk);
    });
  }
  return campaigns.map(([control, treated]) => measured(control!, treated!, { holdout, success }));
}

type Outcomes = Parameters<typeof momentsOf>[0];

function measured(
  control: Outcomes,
  treated: Outcomes,
  { holdout, success }: { holdout: number; success: number },
): MeasuredCampaign {
  const countsOf = ({ outcomes }: Outcomes): ArmCounts => ({
    users: outcomes.length,
    outcomes: outcomes.reduce((sum, one) => sum + one, 0),
  });
  return {
    truth: -0.3 * success,
    difference: newcombeDifference(countsOf(treated), countsOf(control)),
    adjusted: cupedDifference(momentsOf(treated), momentsOf(control)),
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
export function accuracyOf(campaigns: readonly MeasuredCampaign[], of: 'difference' | 'adjusted') {
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
