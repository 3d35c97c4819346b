import { Compressed, LiveModel, Revalidated, SETTINGS } from '#common';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { definitionOf, withHistory } from '../dataset/churn-definition.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { trainingSnapshot } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnSettings } from '../settings.js';
import { FeaturesDto } from './features.dto.js';
import { LIVE_CHURN_MODEL } from './live-churn-model.js';

@Controller('churn/features')
export class FeaturesController {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  @Get()
  @Compressed()
  @Revalidated()
  @ApiOperation({
    summary: 'What the churn model knows of a user: all features with unit and meaning',
    description: 'Those of the live version; before there is one, those that the next retraining would use.',
  })
  @ApiOkResponse({ type: FeaturesDto })
  async listChurnFeatures(): Promise<FeaturesDto> {
    const live = this.live.current();
    const { hash, featureDays, historyDays, features } =
      live?.model.catalogue ?? featureCatalogue(await this.asked());
    return {
      hash,
      featureDays,
      historyDays,
      liveVersion: live?.version.version ?? null,
      features: features.map(({ name, family, unit, meaning, default: nothing, never }) => {
        return { name, family, unit, meaning, default: nothing, never };
      }),
    };
  }

  /** What a training would learn from today. */
  private async asked(): Promise<ChurnDefinition> {
    const asked = definitionOf(this.settings);
    const { firstDay, newestDay } = await this.snapshots.loadedDays();
    if (firstDay === null || newestDay === null) return { ...asked, historyDays: asked.featureDays };
    return withHistory(asked, trainingSnapshot(newestDay, asked), firstDay);
  }
}
