import {
  asymptoticSequence,
  cupedDifference,
  newcombeDifference,
  relativeEffect,
  sampleRatioMismatch,
  z95,
} from '#ml';
import type { Interval } from '#ml';
import { roundToCents } from '../scores/rounding.js';
import type { ArmResultDto, BalanceDto, CampaignResultDto } from './campaign-result.dto.js';
import type { Target } from '#common/bands';
import type { Campaign, LaunchedCampaign } from './campaign.entity.js';
import type { ArmMeasures } from './campaigns.sql.js';
import { points } from './plan-campaign.js';

type Measures = Omit<ArmMeasures, 'part'>;
type Terms = Pick<LaunchedCampaign, 'holdout' | 'contactCost' | 'savedValue'> &
  Partial<Pick<Campaign, 'target'>>;

/** With fewer users of an arm who were silent, or were not, an effect is not adjusted: its variance is not known. */
const FEWEST_OUTCOMES = 5;

/**
 * The effect of each arm against the hold-out, by assignment. Nothing is said of it where the arms have not
 * the sizes that were assigned. Intervals hold for all arms together, and for all looks before the label window has
 * closed.
 * @param arms the hold-out first
 * @param parts of the users, each measured by itself; intervals hold for all of them together
 */
export function measureCampaign(
  [holdout, ...treated]: readonly Measures[],
  terms: Terms,
  { through, isFinal }: Pick<CampaignResultDto, 'through' | 'isFinal'>,
  parts = 1,
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
  const arms =
    withheldBecause === null
      ? treated.map((arm) => armResult(arm, holdout!, terms, { isFinal, together: parts * treated.length }))
      : [];
  return {
    through,
    isFinal,
    headline: withheldBecause ?? headline(arms, isFinal, through, terms.target),
    withheldBecause,
    sampleRatio,
    balance,
    arms,
  };
}

function armResult(
  arm: Measures,
  holdout: Measures,
  terms: Terms,
  { isFinal, together }: { isFinal: boolean; together: number },
): ArmResultDto {
  const users = arm.users + holdout.users;
  const isSparse = [arm, holdout].some(
    (one) => Math.min(one.outcomes, one.users - one.outcomes) < FEWEST_OUTCOMES,
  );
  const difference = newcombeDifference(arm, holdout, together);
  // That of rates of 0 or 1 is 0, the interval is not.
  const standardError = isSparse ? (difference.high - difference.low) / 2 / z95(together) : null;
  const looked = (one: Interval): Interval => {
    const error = standardError ?? one.standardError;
    return isFinal
      ? { value: one.value, low: one.low, high: one.high, standardError: error }
      : asymptoticSequence(one.value, error, users, users, together);
  };
  const adjusted = isSparse ? { ...difference, explained: 0 } : cupedDifference(arm, holdout, together);
  const effect = looked(adjusted);
  const net = (difference: number) =>
    roundToCents(arm.users * (-difference * terms.savedValue - terms.contactCost));
  return {
    arm: arm.arm,
    users: arm.users,
    churnRate: arm.y,
    holdoutUsers: holdout.users,
    holdoutChurnRate: holdout.y,
    difference: looked(difference),
    adjusted: effect,
    explained: adjusted.explained,
    relativeLift: isFinal
      ? relativeEffect(effect, holdout, { explained: adjusted.explained, together })
      : null,
    // Fewer churners are worth more.
    net: isFinal
      ? {
          value: net(effect.value),
          low: net(effect.high),
          high: net(effect.low),
          standardError: roundToCents(arm.users * terms.savedValue * effect.standardError),
        }
      : null,
  };
}

/**
 * Before the window has closed it speaks of silence: a contact that only brings a visit forward lowers that,
 * not churn.
 */
function headline(
  arms: readonly ArmResultDto[],
  isFinal: boolean,
  through: string,
  target: Target | null = null,
): string {
  const soFar = target === 'ended' ? 'endings' : 'silence';
  const what = isFinal ? 'churn' : soFar;
  const effects = arms.map(({ arm, adjusted: { value, low, high } }) => {
    const name = arms.length > 1 ? `"${arm}"` : 'The contact';
    const range = `95 % interval ${percent(low)} to ${percent(high)} points${arms.length > 1 ? ', of all ways together' : ''}`;
    if (low <= 0 && high >= 0)
      return `${name} has no effect on ${what} that chance does not explain (${range}).`;
    return `${name} ${value < 0 ? 'lowers' : 'raises'} ${what} by ${points(value)} (${range}).`;
  });
  if (isFinal) return effects.join(' ');
  return `${soFar[0]!.toUpperCase()}${soFar.slice(1)} through ${through}, which is not churn yet: ${effects.join(' ')}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

/** What was known at launch: chance alone makes differences of some hundredths of a deviation. */
function balanceOf(arm: Measures, holdout: Measures): BalanceDto {
  const risk = ({ users, x, xx }: Measures) => ({ mean: x, variance: xx / Math.max(1, users) });
  const plays = ({ plays: mean, playsVariance }: Measures) => ({ mean, variance: playsVariance });
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
