import { LiveModel, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from './live-churn-model.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnSettings } from '../churn.settings.js';
import { definitionOf, withHistory } from '../dataset/churn-definition.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { trainingSnapshot } from '../dataset/windows.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeaturesDto } from './features.dto.js';

/** Lists the features. */
@Injectable()
export class FeaturesService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly loaded: LoadedDaysRepository,
    private readonly facts: FactsRepository,
  ) {}

  /** The catalogue of the live version; without one, that which a training would learn from today. */
  async list(): Promise<FeaturesDto> {
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

  private async asked(): Promise<ChurnDefinition> {
    const asked = definitionOf(this.settings, this.settings.CHURN_BAND_TARGET);
    const { firstDay, newestDay } = await this.loaded.loadedDays();
    if (firstDay === null || newestDay === null) return { ...asked, historyDays: asked.featureDays };
    const snapshotDate = trainingSnapshot(newestDay, asked);
    return withHistory(asked, snapshotDate, firstDay, await this.facts.forModels(snapshotDate));
  }
}
