import { LiveModel, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from './live-churn-model.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnSettings } from '../settings.js';
import { CATALOGUE_EDITION, featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeaturesDto } from './features.dto.js';

/** Tells which features there are. */
@Injectable()
export class FeaturesService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
  ) {}

  /** The catalogue of the live version; without one, that of the settings. */
  list(): FeaturesDto {
    const live = this.live.current();
    const { hash, featureDays, features } =
      live?.model.catalogue ?? featureCatalogue(this.settings.CHURN_FEATURE_DAYS);
    return {
      edition: CATALOGUE_EDITION,
      hash,
      featureDays,
      liveVersion: live?.version.version ?? null,
      features: features.map(({ name, family, unit, meaning, default: value, never }) => ({
        name,
        family,
        unit,
        meaning,
        default: value,
        never,
      })),
    };
  }
}
