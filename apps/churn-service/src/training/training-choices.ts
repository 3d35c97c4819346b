import type { Target } from '#common/bands';
import type { ChurnSettings } from '../churn.settings.js';
import { horizonsOf } from './fit-horizons.js';
import type { TrainingChoices } from './prepare.js';

/** Draws behind each interval: its ends then move by about a tenth of its width from seed to seed. */
const RESAMPLES = 300;
/** Age of a snapshot of which half of the users are drawn. */
const HALF_LIFE_DAYS = 90;

/** How the settings want models trained. Of endings no other horizon is learned. */
export function choicesOf(settings: ChurnSettings, target: Target = 'inactive'): TrainingChoices {
  return {
    resamples: RESAMPLES,
    seed: settings.CHURN_SEED,
    testShare: settings.CHURN_TEST_SHARE,
    models: settings.CHURN_MODELS,
    logisticSolver: settings.CHURN_LOGISTIC_SOLVER,
    mostSnapshots: settings.CHURN_SNAPSHOTS,
    halfLifeDays: HALF_LIFE_DAYS,
    mostUsers: settings.CHURN_SNAPSHOT_USERS,
    horizons: target === 'ended' ? [settings.CHURN_LABEL_DAYS] : horizonsOf(settings.CHURN_LABEL_DAYS),
  };
}
