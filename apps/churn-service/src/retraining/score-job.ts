import { JobSchedules, JobsService, ModelRegistry, SETTINGS } from '#common';
import type { JobContext } from '#common';
import type { Target } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { LiveChurnModels, noLiveModel, otherTarget } from '../registry/live-churn-model.js';
import { decodeArtefact } from '../model/churn-artefact.js';
import { CampaignResults } from '../campaigns/campaign-results.js';
import { OutcomesService } from '../monitoring/outcomes.service.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { ChurnModel } from '../model/churn-model.js';
import { PublishedScores } from '../publishing/published-scores.js';
import { PopulationScoring } from '../scores/population-scoring.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import type { ChurnSettings } from '../churn.settings.js';
import { ScoreInputDto, ScoreResultDto } from './retraining.dto.js';
import { assertSnapshotLoaded, NOTHING_LOADED } from '../dataset/required-days.js';
import type { FeatureLengths } from '../dataset/windows.js';

export const SCORE = 'churn.score';

/**
 * Scores everybody by the live version of each target, or of one, at the newest complete day or at a day
 * asked for. A scheduled job leaves scores alone that have seen all loads, so a schedule of some minutes
 * follows the loads.
 */
@Injectable()
export class ScoreJob implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
    private readonly schedules: JobSchedules,
    private readonly live: LiveChurnModels,
    private readonly registry: ModelRegistry,
    private readonly loaded: LoadedDaysRepository,
    private readonly sets: ScoreSetsRepository,
    private readonly scoring: PopulationScoring,
    private readonly outcomes: OutcomesService,
    private readonly campaigns: CampaignResults,
    private readonly published: PublishedScores,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: SCORE,
      input: ScoreInputDto,
      result: ScoreResultDto,
      // A promotion while everybody is being scored by the version before must not be lost.
      whenBusy: 'queue',
      run: (input, context) => this.score(input, context),
    });
    const { CHURN_SCORE_SCHEDULE: cron, CHURN_SCHEDULE_TIMEZONE: timezone } = this.settings;
    this.schedules.set({ kind: SCORE, cron, timezone });
  }

  /** @throws DomainError not_found for a day that has not been loaded completely, or with too few days before it */
  async assertLoaded(snapshotDate: string, target?: Target): Promise<void> {
    const version = await this.registry.live(this.live.of(target).kind);
    const { featureDays = 1, historyDays = 1 } = (version?.parameters ?? {}) as Partial<FeatureLengths>;
    assertSnapshotLoaded(snapshotDate, { featureDays, historyDays }, await this.loaded.loadedDays());
  }

  private async score(input: ScoreInputDto, context: JobContext): Promise<ScoreResultDto> {
    const { target = this.live.bandTarget } = input;
    const scored = await this.scoreBy(target, input, context);
    await this.published.publishLater(scored.snapshotDate);
    const { comparedSets } = await this.outcomes.compare(context);
    await this.campaigns.closeDue();
    const other = otherTarget(target);
    // Last: where it fails, nothing else is missing.
    if (input.target === undefined && (await this.registry.live(this.live.of(other).kind)) !== null)
      await this.scoreBy(other, input, context);
    return { ...scored, comparedSets };
  }

  private async scoreBy(
    target: Target,
    { snapshotDate: asked, scheduled = false }: ScoreInputDto,
    context: JobContext,
  ): Promise<Omit<ScoreResultDto, 'comparedSets'>> {
    // From the registry, not from memory: this instance may not have heard of the newest promotion yet.
    const live = this.live.of(target);
    const version = await this.registry.live(live.kind);
    if (version === null) throw noLiveModel(live);
    const snapshotDate = asked ?? (await this.loaded.loadedDays()).newestDay;
    if (snapshotDate === null) throw new Error(NOTHING_LOADED);
    await this.assertLoaded(snapshotDate, target);
    const set = scheduled ? await this.sets.findOf(snapshotDate, version.id) : null;
    let scoredUsers = 0;
    if (set === null || (await this.loaded.hasChanged(set))) {
      context.progress({ step: 'computing features', fraction: 0, detail: { snapshotDate } });
      const model = new ChurnModel(decodeArtefact(await this.registry.artefact(version)));
      scoredUsers = await this.scoring.score(model, version.id, snapshotDate, context);
    }
    return { snapshotDate, version: version.version, scoredUsers };
  }
}
