import {
  asymptoticSequence,
  cupedDifference,
  newcombeDifference,
  relativeLift,
  sampleRatioMismatch,
} from '#ml';
import { money } from '../serving/money.js';
import type { ArmResultDto, BalanceDto, CampaignResultDto, EffectDto } from './campaign-result.dto.js';
import { points } from './plan-campaign.js';

/** The users of one arm, a value each. */
export interface ArmUsers {
  /** Null: the hold-out. */
  readonly arm: string | null;
  /** 1 without an event since launch, else 0. */
  readonly silent: number[];
  readonly probability: number[];
  readonly plays: number[];
}

interface Terms {
  readonly holdout: number;
  readonly contactCost: number;
  readonly savedValue: number;
}

/** As far as the days are loaded. */
interface Looked {
  readonly through: string;
  readonly isFinal: boolean;
}

/**
 * The effect of each arm against the hold-out, by assignment. Nothing is said of it where the arms have not
 * the sizes that were assigned. Before the label window has closed, intervals hold for all looks together.
 * @param arms the hold-out first
 */
export function measureCampaign(
  [holdout, ...treated]: readonly ArmUsers[],
  terms: Terms,
  { through, isFinal }: Looked,
): CampaignResultDto {
  const sizes = [holdout!, ...treated].map(({ silent }) => silent.length);
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

function armResult(arm: ArmUsers, holdout: ArmUsers, terms: Terms, isFinal: boolean): ArmResultDto {
  const [ofArm, ofHoldout] = [countsOf(arm), countsOf(holdout)];
  const users = ofArm.users + ofHoldout.users;
  const looked = ({ value, low, high, standardError }: EffectDto & { standardError: number }): EffectDto =>
    isFinal ? { value, low, high } : withoutError(asymptoticSequence(value, standardError, users, users));
  const before = ({ silent: outcomes, probability }: ArmUsers) => ({ outcomes, before: probability });
  const adjusted = cupedDifference(before(arm), before(holdout));
  const effect = looked(adjusted);
  const lift = relativeLift(ofArm, ofHoldout);
  const net = (difference: number) =>
    money(ofArm.users * (-difference * terms.savedValue - terms.contactCost));
  return {
    arm: arm.arm!,
    users: ofArm.users,
    churnRate: ofArm.outcomes / ofArm.users,
    holdoutUsers: ofHoldout.users,
    holdoutChurnRate: ofHoldout.outcomes / ofHoldout.users,
    difference: looked(newcombeDifference(ofArm, ofHoldout)),
    adjusted: effect,
    explained: adjusted.explained,
    relativeLift: isFinal && !Number.isNaN(lift.value) ? withoutError(lift) : null,
    // Fewer churners are worth more.
    net: isFinal ? { value: net(effect.value), low: net(effect.high), high: net(effect.low) } : null,
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

function countsOf({ silent }: ArmUsers) {
  return { users: silent.length, outcomes: silent.reduce((sum, one) => sum + one, 0) };
}

/** An interval as it is answered. */
export function withoutError({ value, low, high }: EffectDto): EffectDto {
  return { value, low, high };
}

/** What was known at launch: chance alone makes differences of some hundredths of a deviation. */
function balanceOf(arm: ArmUsers, holdout: ArmUsers): BalanceDto {
  const [risk, plays] = [momentsOf(arm.probability), momentsOf(arm.plays)];
  const [holdoutRisk, holdoutPlays] = [momentsOf(holdout.probability), momentsOf(holdout.plays)];
  return {
    arm: arm.arm ?? 'holdout',
    users: arm.silent.length,
    meanProbability: risk.mean,
    meanPlays: plays.mean,
    probabilityDifference: difference(risk, holdoutRisk),
    playsDifference: difference(plays, holdoutPlays),
  };
}

function difference(
  one: { mean: number; variance: number },
  other: { mean: number; variance: number },
): number {
  const deviation = Math.sqrt((one.variance + other.variance) / 2);
  return deviation > 0 ? (one.mean - other.mean) / deviation : 0;
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const users = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / users;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / users };
}
