import { EVENT_KINDS } from '../event-kinds.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { addDays } from '../dataset/calendar-day.js';
import type { Presence } from '../scores/scores.repository.js';

export const NO_SCORE_STATUSES = ['unknown', 'excluded', 'outside_population'] as const;

/** Why a user has no score. */
export interface NoScore {
  readonly status: (typeof NO_SCORE_STATUSES)[number];
  readonly detail: string;
  readonly extra: Record<string, unknown>;
}

export function unknownUser(userId: string): NoScore {
  return { status: 'unknown', detail: `No event of user ${userId} has been loaded.`, extra: {} };
}

/** The reason that lies in the user alone, if there is one. */
export function noScore({ userId, excludedBecause, firstDay, lastDay }: Presence): NoScore | null {
  if (excludedBecause !== null) {
    return {
      status: 'excluded',
      detail: `User ${userId} is left out of the model: ${excludedBecause}.`,
      extra: {},
    };
  }
  return firstDay === null || lastDay === null ? unknownUser(userId) : null;
}

/** The reason that lies in the snapshot date: the user was not there yet, or has been silent all through the window. */
export function outsidePopulation(
  { userId, firstDay, lastDay }: Presence,
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
        ? `User ${userId} was first seen on ${firstDay}, after the snapshot date ${snapshotDate}.`
        : `User ${userId} has ${what} ${window}, so there is nothing left to predict: inactive already.`,
    extra: { firstSeen: firstDay, lastSeen: lastDay, snapshotDate },
  };
}
