import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import type { WindowLengths } from './windows.js';

/** Whose risk is told: users with enough days, in the feature window, on which an event of one of the kinds happened. */
export interface Population {
  readonly kinds: readonly EventKind[];
  readonly minDays: number;
}

/** Everybody with an event of any kind in the feature window, as in the original. */
export const EVERYBODY: Population = { kinds: EVENT_KINDS, minDays: 1 };

/** What churned means: of whom, over which days, and silence in what. A model keeps the definition it learned. */
export interface ChurnDefinition extends WindowLengths {
  /** Churned is no event of these kinds in the label window. */
  readonly activityKinds: readonly EventKind[];
  readonly population: Population;
}

/** The definition that the settings give to new models. */
export function definitionOf(settings: {
  CHURN_FEATURE_DAYS: number;
  CHURN_LABEL_DAYS: number;
  CHURN_ACTIVITY_KINDS: readonly EventKind[];
  CHURN_POPULATION_KINDS: readonly EventKind[];
  CHURN_POPULATION_MIN_DAYS: number;
}): ChurnDefinition {
  return {
    featureDays: settings.CHURN_FEATURE_DAYS,
    labelDays: settings.CHURN_LABEL_DAYS,
    activityKinds: settings.CHURN_ACTIVITY_KINDS,
    population: { kinds: settings.CHURN_POPULATION_KINDS, minDays: settings.CHURN_POPULATION_MIN_DAYS },
  };
}
