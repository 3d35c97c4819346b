import { DomainError } from '#common';
import { bandOf, targetOfKind } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { addDays } from '#common/calendar';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { ChurnScoreDto, FreshnessDto } from './churn-score.dto.js';
import { describeDoubts } from '../scores/doubts.js';
import { percentileOf } from '../scores/score-set.js';
import type { ExplainedScore } from '../scores/score-explainer.js';
import type { Presence, StoredScore } from '../scores/scores.repository.js';
import type { ServingState } from './serving-state.js';

/** Whether a score was read or made for this answer. */
export type ScoreSource = FreshnessDto['source'];

/** How fresh an answer is that comes from stored scores, or was computed now. */
export function freshnessOf(state: ServingState, source: ScoreSource): FreshnessDto {
  const stored = source === 'stored' ? state.set : null;
  return {
    newestLoadedDay: state.days.newestDay,
    scoredAt: (stored?.scoredAt ?? new Date()).toISOString(),
    source,
    stale: stored !== null && state.stale,
  };
}

/** One user's answer. What a stored score belongs to is its own version, which need not be the live one. */
export function describeScore(
  score: StoredScore & ExplainedScore & Pick<ChurnScoreDto, 'horizons'>,
  state: ServingState,
  source: ScoreSource,
  cuts: BandCuts,
): ChurnScoreDto {
  const { live, set } = state;
  const by =
    source === 'stored' && set !== null
      ? set
      : {
          kind: live.version.kind,
          version: live.version.version,
          trainedOnSnapshot: live.model.artefact.snapshotDate,
          featureDays: live.model.artefact.featureDays,
          labelDays: live.model.artefact.labelDays,
          activityKinds: live.model.artefact.activityKinds,
        };
  return {
    userId: score.userId,
    target: targetOfKind(by.kind),
    probability: score.probability,
    interval: score.interval,
    // Among scores of its own version: those of another have another distribution.
    percentile: percentileOf(score.probability, set?.version === by.version ? set.quantiles : null),
    band: bandOf(score.probability, cuts),
    bandCuts: cuts,
    snapshotDate: state.snapshotDate,
    featureDays: by.featureDays,
    horizonDays: by.labelDays,
    activityKinds: [...by.activityKinds],
    trainedOnSnapshot: by.trainedOnSnapshot,
    outOfTime: addDays(by.trainedOnSnapshot, by.labelDays) <= state.snapshotDate,
    modelVersion: by.version,
    outcome: score.churned === null ? null : score.churned ? 'churned' : 'stayed',
    freshness: freshnessOf(state, source),
    doubtful: describeDoubts(set?.doubts ?? []),
    horizons: score.horizons,
    otherTarget: null,
    synthetic: state.origin.synthetic,
    reasons: [...score.reasons],
    reasonsMissing: score.reasonsMissing,
  };
}

export const NO_SCORE_STATUSES = ['unknown', 'excluded', 'outside_population'] as const;

/** Why a user has no score. */
export interface NoScore {
  readonly status: (typeof NO_SCORE_STATUSES)[number];
  readonly detail: string;
  readonly extra: Record<string, unknown>;
}

/** The error that says so. */
export function notScored({ status, detail, extra }: NoScore): DomainError {
  return new DomainError('not_found', `user_${status}`, detail, { extra });
}

export function unknownUser(): NoScore {
  return { status: 'unknown', detail: 'No event of this user has been loaded.', extra: {} };
}

/** The reason that lies in the user alone, if there is one. */
export function noScore({ excludedBecause, firstDay, lastDay }: Presence): NoScore | null {
  if (excludedBecause !== null) {
    return {
      status: 'excluded',
      detail: `The user is excluded from the model: ${excludedBecause}.`,
      extra: {},
    };
  }
  return firstDay === null || lastDay === null ? unknownUser() : null;
}

/** The reason that lies in the snapshot date: the user was not there yet, or has been silent all through the window. */
export function outsidePopulation(
  { firstDay, lastDay }: Presence,
  snapshotDate: string,
  { featureDays, population }: ChurnDefinition,
): NoScore {
  const window = `from ${addDays(snapshotDate, 1 - featureDays)} to ${snapshotDate}`;
  const everybody = population.minDays === 1 && population.kinds.length === EVENT_KINDS.length;
  const what = everybody
    ? 'no event'
    : `fewer than ${population.minDays} days with an event of the kinds ${population.kinds.join(', ')}`;
  return {
    status: 'outside_population',
    detail:
      firstDay !== null && firstDay > snapshotDate
        ? `The user was first seen on ${firstDay}, after the snapshot date ${snapshotDate}.`
        : `The user has ${what} ${window}, so there is nothing left to predict: inactive already.${population.notEnded === true ? ' Or it has ended by then (the fact `ended`).' : ''}`,
    extra: { firstSeen: firstDay, lastSeen: lastDay, snapshotDate },
  };
}
