import { spanDays } from '#common/calendar';
import type { Target } from '#common/bands';
import type { ModelFact } from '#common/facts';
import type { PopulationDto } from './windows.dto.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import { neededFrom } from './windows.js';
import type { FeatureLengths, WindowLengths } from './windows.js';

/** Everybody with an event of any kind in the feature window, as in the original. */
export const EVERYBODY: PopulationDto = { kinds: EVENT_KINDS, minDays: 1 };

/**
 * What churned means: of whom, over which days, and silence in what, or an ending. A model keeps the
 * definition it learned.
 */
export interface ChurnDefinition extends WindowLengths, FeatureLengths {
  /** Churned is no event of these kinds in the label window, unless the target is `ended`. */
  readonly activityKinds: readonly EventKind[];
  readonly population: PopulationDto;
}

/** What is asked of a new model; how much history it looks at depends on the days that are loaded. */
export interface AskedDefinition extends Omit<ChurnDefinition, 'historyDays' | 'facts'> {
  readonly mostHistoryDays: number;
  /** That it learns from. */
  readonly mostSnapshots: number;
  /** Of a label window that is learned from all the same. */
  readonly mostMissingDays: number;
}

/** What a definition predicts. */
export function targetOf({ population }: Pick<ChurnDefinition, 'population'>): Target {
  return population.notEnded === true ? 'ended' : 'inactive';
}

/** The settings of definitions. */
interface DefinitionSettings {
  CHURN_FEATURE_DAYS: number;
  CHURN_HISTORY_DAYS: number;
  CHURN_SNAPSHOTS: number;
  CHURN_LABEL_DAYS: number;
  CHURN_MISSING_LABEL_DAYS: number;
  CHURN_ACTIVITY_KINDS: readonly EventKind[];
  CHURN_POPULATION_KINDS: readonly EventKind[];
  CHURN_POPULATION_MIN_DAYS: number;
}

/** The definition that the settings give to new models of a target. */
export function definitionOf(settings: DefinitionSettings, target: Target = 'inactive'): AskedDefinition {
  return {
    featureDays: settings.CHURN_FEATURE_DAYS,
    labelDays: settings.CHURN_LABEL_DAYS,
    mostHistoryDays: settings.CHURN_HISTORY_DAYS,
    mostSnapshots: settings.CHURN_SNAPSHOTS,
    mostMissingDays: settings.CHURN_MISSING_LABEL_DAYS,
    activityKinds: settings.CHURN_ACTIVITY_KINDS,
    population: {
      kinds: settings.CHURN_POPULATION_KINDS,
      minDays: settings.CHURN_POPULATION_MIN_DAYS,
      ...(target === 'ended' ? { notEnded: true } : {}),
    },
  };
}

/** Some lengths, so that a day more of logs is mostly no other definition. */
const HISTORY_STEPS = [60, 75, 90, 105, 120, 150, 180, 210, 240, 270, 300, 330, 365, 455, 545, 635, 730];

/**
 * The definition of a model that learns on `snapshotDate`: as much history as logs reach back on the last day
 * of its label window, on which it is served, where `snapshotDate` has nearly as much. Nothing but the feature
 * window where logs reach no further.
 * @param facts that it reads of users, see `FactsRepository`
 */
export function withHistory(
  asked: AskedDefinition,
  snapshotDate: string,
  firstDay: string,
  facts: readonly ModelFact[] = [],
): ChurnDefinition {
  const { mostHistoryDays, mostSnapshots: _, mostMissingDays: __, ...definition } = asked;
  const { featureDays, labelDays } = definition;
  const most = Math.min(mostHistoryDays, spanDays(firstDay, snapshotDate) + labelDays);
  const steps = HISTORY_STEPS.filter(
    (historyDays) =>
      historyDays <= most && neededFrom(snapshotDate, { featureDays, historyDays }) >= firstDay,
  );
  return { ...definition, historyDays: Math.max(featureDays, ...steps), facts };
}

/** What is predicted, and for whom: of models of one text, the same users have the same labels. */
export function questionOf({
  labelDays,
  activityKinds,
  population: { kinds, minDays, notEnded = false },
}: Omit<ChurnDefinition, 'featureDays' | 'historyDays' | 'facts'>): string {
  return JSON.stringify([labelDays, activityKinds, kinds, minDays, notEnded]);
}
