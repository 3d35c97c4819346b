import { LiveModel, ReadinessChecks } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import type { ChurnModel } from '../model/churn-model.js';
import { ChampionData } from './champion-data.js';
import { FeaturesController } from './features.controller.js';
import { FeaturesService } from './features.service.js';
import { LIVE_CHURN_MODEL, LiveChurnModels, liveChurnModels } from './live-churn-model.js';
import { ModelsController } from './models.controller.js';
import { ShadowChoice } from './shadow-choice.entity.js';
import { ShadowVersions } from './shadow-versions.js';

/** Versions of the churn model: the live one, their reports, the features they read. */
@Module({
  imports: [TypeOrmModule.forFeature([ShadowChoice]), DatasetModule],
  controllers: [FeaturesController, ModelsController],
  providers: [...liveChurnModels, ShadowVersions, ChampionData, FeaturesService],
  exports: [LIVE_CHURN_MODEL, LiveChurnModels, ShadowVersions, ChampionData],
})
export class ChurnRegistryModule implements OnModuleInit {
  constructor(
    private readonly readiness: ReadinessChecks,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => {
      const current = this.live.current();
      return current === null
        ? { version: null }
        : { version: current.version.version, trainedOnSnapshot: current.model.artefact.snapshotDate };
    });
  }
}
