import { smallestVisibleEffect } from '#ml';
import { roundToCents } from '../scores/rounding.js';
import type { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';

/** The users of an audience, as a campaign finds them. */
export type CampaignUsers = Pick<CampaignPlanDto, 'members' | 'recentlyContacted' | 'baseRate'> & {
  /** Mean of p (1 - p) of those who are left. */
  readonly variance: number;
};

export type LabelWindow = Pick<CampaignPlanDto, 'labelDays' | 'labelDaysLeft'>;

/**
 * Users who were active before the contact have not churned, whatever it does: with less than half of the window
 * left, most of those whom a contact could keep have decided.
 */
export function isTooLate({ labelDays, labelDaysLeft }: LabelWindow): boolean {
  return 2 * labelDaysLeft < labelDays;
}

/** What a campaign with these terms can show and is expected to bring. */
export function planCampaign(
  users: CampaignUsers,
  { holdout, arms, successRate, contactCost, savedValue }: CampaignTermsDto,
  window: LabelWindow,
  policy: CampaignPlanDto['policy'],
  order: CampaignPlanDto['order'],
  contactDays: number,
): CampaignPlanDto {
  const { variance, ...counted } = users;
  const { baseRate } = users;
  const free = users.members - users.recentlyContacted;
  const heldOut = Math.round(free * holdout);
  const perArm = Math.floor((free - heldOut) / arms.length);
  const sizes = { treated: perArm, holdout: heldOut };
  const isTooSmall = perArm === 0 || heldOut === 0;
  const smallest = isTooSmall ? null : smallestVisibleEffect(sizes, baseRate * (1 - baseRate), arms.length);
  const adjusted = isTooSmall ? null : smallestVisibleEffect(sizes, variance, arms.length);
  const expectedEffect = successRate * baseRate;
  const canShow = adjusted !== null && adjusted <= expectedEffect && !isTooLate(window);
  return {
    ...counted,
    ...window,
    policy,
    order,
    contactDays,
    heldOut,
    treatedPerArm: perArm,
    smallestVisible: smallest,
    smallestVisibleAdjusted: adjusted,
    expectedEffect,
    expectedValue: roundToCents(arms.length * perArm * (expectedEffect * savedValue - contactCost)),
    canShow,
    verdict: isTooLate(window)
      ? `It is too late to launch: ${window.labelDaysLeft} of the ${window.labelDays} days of the label window are left. Score a newer day.`
      : isTooSmall
        ? `The campaign can show nothing: of ${free} users ${heldOut} are held out and ${perArm} are in each arm. Widen the audience.`
        : canShow
          ? `An effect of ${points(adjusted)} or more is found with a chance of 80 %; ${points(expectedEffect)} are expected.`
          : `No realistic effect can be shown: it takes ${points(adjusted ?? 0)} to be found with a chance of 80 %, and ${points(expectedEffect)} are expected. ` +
            'Widen the audience, hold out a share nearer to one half, or contact without measuring.',
  };
}

/** A difference of shares in words. */
export function points(share: number): string {
  const size = (100 * Math.abs(share)).toFixed(2);
  return `${size} percentage points`;
}
