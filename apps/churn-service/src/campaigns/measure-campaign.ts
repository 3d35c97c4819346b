import {
  asymptoticSequence,
  cupedDifference,
  newcombeDifference,
  relativeLift,
  sampleRatioMismatch,
} from '#ml';
import type { Interval } from '#ml';
import { money } from '../serving/money.js';
import type { ArmResultDto, BalanceDto, CampaignResultDto } from './campaign-result.dto.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import type { ArmMeasures } from './campaigns.sql.js';
import { points } from './plan-campaign.js';

type Terms = Pick<LaunchedCampaign, 'holdout' | 'contactCost' | 'savedValue'>;

/**
 * The effect of each arm against the hold-out, by assignment. Nothing is said of it where the arms have not
 * the sizes that were assigned. Before the label window has closed, intervals hold for all looks together.
 * @param arms the hold-out first
 */
export function measureCampaign(
  [holdout, ...treated]: readonly ArmMeasures[],
  terms: Terms,
  { through, isFinal }: Pick<CampaignResultDto, 'through' | 'isFinal'>,
): CampaignResultDto {
  const sizes = [holdout!, ...treated].map(({ users }) => users);
  const shares = [terms.holdout, ...treated.map(() => (1 - terms.holdout) / treated.length)];
  const sampleRatio = sampleRatioMismatch(sizes, shares);
  const balance = [holdout!, ...treated].map((arm) => balanceOf(arm, holdout!));
  const isMeasurable = sizes.every((users) => users >= 2);
  const withheldBecause = sampleRatio.isMismatch
    ? `The arms have ${sizes.join(', ')} users, the hold-out first, where shares of ${shares.map((share) => share.toFixed(3)).join(', ')} were assigned ` +
      `(p = ${sampleRatio.pValue.toExponential(1)}): some users were lost from one arm, and no effect can be read from the rest.`
    : isMeasurable
      ? null
      : 'An arm has fewer than 2 users.';
  const arms = withheldBecause === null ? treated.map((arm) => armResult(arm, holdout!, terms, isFinal)) : [];
  return {
    through,
    isFinal,
    headline: withheldBecause ?? headline(arms, isFinal),
    withheldBecause,
    sampleRatio,
    balance,
    arms,
  };
}

function armResult(arm: ArmMeasures, holdout: ArmMeasures, terms: Terms, isFinal: boolean): ArmResultDto {
  const users = arm.users + holdout.users;
  const looked = ({ value, low, high, standardError }: Interval): Interval =>
    isFinal ? { value, low, high, standardError } : asymptoticSequence(value, standardError, users, users);
  const adjusted = cupedDifference(arm, holdout);
  const effect = looked(adjusted);
  const lift = relativeLift(arm, holdout);
  const net = (difference: number) => money(arm.users * (-difference * terms.savedValue - terms.contactCost));
  return {
    arm: arm.arm,
    users: arm.users,
    churnRate: arm.y,
    holdoutUsers: holdout.users,
    holdoutChurnRate: holdout.y,
    difference: looked(newcombeDifference(arm, holdout)),
    adjusted: effect,
    explained: adjusted.explained,
    relativeLift: isFinal && !Number.isNaN(lift.value) ? lift : null,
    // Fewer churners are worth more.
    net: isFinal
      ? {
          value: net(effect.value),
          low: net(effect.high),
          high: net(effect.low),
          standardError: money(arm.users * terms.savedValue * effect.standardError),
        }
      : null,
  };
}

function headline(arms: readonly ArmResultDto[], isFinal: boolean): string {
  return arms
    .map(({ arm, adjusted: { value, low, high } }) => {
      const name = arms.length > 1 ? `"${arm}"` : 'The contact';
      const range = `95 % interval ${percent(low)} to ${percent(high)} points`;
      const so = isFinal ? '' : 'So far: ';
      if (low <= 0 && high >= 0)
        return `${so}${name} has no effect on churn that chance does not explain (${range}).`;
      return `${so}${name} ${value < 0 ? 'lowers' : 'raises'} churn by ${points(value)} (${range}).`;
    })
    .join(' ');
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

/** What was known at launch: chance alone makes differences of some hundredths of a deviation. */
function balanceOf(arm: ArmMeasures, holdout: ArmMeasures): BalanceDto {
  const risk = ({ users, x, xx }: ArmMeasures) => ({ mean: x, variance: xx / Math.max(1, users) });
  const plays = ({ plays: mean, playsVariance }: ArmMeasures) => ({ mean, variance: playsVariance });
  return {
    arm: arm.arm,
    users: arm.users,
    meanProbability: arm.x,
    meanPlays: arm.plays,
    probabilityDifference: difference(risk(arm), risk(holdout)),
    playsDifference: difference(plays(arm), plays(holdout)),
  };
}

interface Spread {
  readonly mean: number;
  readonly variance: number;
}

function difference(one: Spread, other: Spread): number {
  const deviation = Math.sqrt((one.variance + other.variance) / 2);
  return deviation > 0 ? (one.mean - other.mean) / deviation : 0;
}
