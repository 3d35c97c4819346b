import { Database, DomainError, LiveModel, SETTINGS } from '#common';
import type { LoadedModel } from '#common';
import { expectedQuality, stabilityIndex, sumOf } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { LIVE_CHURN_MODEL, noLiveModel } from '../registry/live-churn-model.js';
import { expectedOf } from '../measures/prediction-measures.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { FeatureCounts } from '../model/feature-counts.js';
import { probabilitiesOf } from '../model/score-quantiles.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';
import { assertSnapshotLoaded } from '../dataset/required-days.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import type { ChurnSettings } from '../churn.settings.js';
import { calibrationState } from './calibration-state.js';
import type { DriftDto, FeatureDriftDto } from './drift.dto.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { scoreDrift, truncatedPopulation, truncatedTraining } from './score-drift.js';

/** Stored scores of the snapshot $1 by the version $2. */
const SELECT_POPULATION = `/* churn.drift_population */
  SELECT user_count AS "userCount", quantiles, feature_counts AS counts FROM churn_score_set
  WHERE snapshot_date = $1::date AND model_version_id = $2`;

/** What is stored of everybody at a snapshot date. */
interface Population extends ScoreQuantiles {
  readonly counts: FeatureCounts;
}

/**
 * Compares the populations of two snapshot dates, as the live version has scored them, by what is stored of each:
 * no user is read.
 */
@Injectable()
export class DriftService {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
    private readonly sets: ScoreSetsRepository,
    private readonly outcomes: OutcomesRepository,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  /**
   * @param asked defaults: from the snapshot date the live version learned from, to the newest one that it scored
   * @throws DomainError unavailable without a model, not_found for days that have not been loaded completely
   * (snapshot_unknown) or scored (snapshot_not_scored), conflict (population_empty)
   */
  async between(asked: { from?: string; to?: string }): Promise<DriftDto> {
    const live = this.live.current();
    if (live === null) throw noLiveModel(this.live);
    const { version, model } = live;
    const { artefact } = model;
    const days = await this.loaded.loadedDays();
    const from = asked.from ?? artefact.snapshotDate;
    const to = asked.to ?? (await this.sets.newestOf(version.id))?.snapshotDate ?? days.newestDay ?? from;
    for (const day of [from, to]) assertSnapshotLoaded(day, artefact, days);
    const [before, after] = [await this.population(live, from), await this.population(live, to)];
    if (before.userCount === 0 || after.userCount === 0) {
      throw new DomainError(
        'conflict',
        'population_empty',
        `Nobody belongs to the population of ${before.userCount === 0 ? from : to}.`,
      );
    }
    const truncated = from === artefact.snapshotDate ? truncatedTraining(live) : null;
    const [earlier, later] = [probabilitiesOf(before), probabilitiesOf(after)];
    return {
      from,
      to,
      modelVersion: version.version,
      synthetic: (await this.loaded.origin()).synthetic,
      users: { from: before.userCount, to: after.userCount },
      meanProbability: { from: meanOf(earlier), to: meanOf(later) },
      expected: {
        // Of users whose labels it learned, a model expects too much.
        from:
          from === artefact.snapshotDate
            ? expectedOf(artefact.heldOut)
            : expectedQuality(earlier, before.userCount),
        to: expectedQuality(later, after.userCount),
      },
      uncertainBecause: truncated ?? truncatedPopulation(from, artefact, from === to ? null : days.firstDay),
      calibration: calibrationState(await this.outcomes.matured(), this.settings.CHURN_ALERT_CALIBRATION),
      scores: scoreDrift(before, after)!,
      features: featureDrift(model.catalogue, before.counts, after.counts),
    };
  }

  /** That of the training is known from it. */
  private async population({ version, model }: LoadedModel<ChurnModel>, day: string): Promise<Population> {
    const { snapshotDate, trainingScores, reference } = model.artefact;
    if (day === snapshotDate) return { ...trainingScores, counts: reference.counts };
    const [set] = await this.database.query<Population>(SELECT_POPULATION, [day, version.id]);
    if (set !== undefined) return set;
    throw new DomainError(
      'not_found',
      'snapshot_not_scored',
      `Version ${version.version} has not scored ${day}: POST /admin/churn/score {"snapshotDate": "${day}"}.`,
    );
  }
}

/** How much each feature has changed, most first. */
function featureDrift(
  { features }: FeatureCatalogue,
  from: FeatureCounts,
  to: FeatureCounts,
): FeatureDriftDto[] {
  const drifts = features.map(({ name }, j): FeatureDriftDto => {
    const [before, after] = [Float64Array.from(from[j]!), Float64Array.from(to[j]!)];
    const missing = (counts: Float64Array) => counts.at(-1)! / sumOf(counts);
    return {
      feature: name,
      ...stabilityIndex(before, after),
      missing: { from: missing(before), to: missing(after) },
    };
  });
  return drifts.sort((a, b) => b.psi - a.psi || (a.feature < b.feature ? -1 : 1));
}

function meanOf(values: Float64Array): number {
  return sumOf(values) / values.length;
}
