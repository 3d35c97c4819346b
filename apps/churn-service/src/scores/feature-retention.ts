import { HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { ChurnSettings } from '../settings.js';
import { ScoreSetsRepository } from './score-sets.repository.js';

/** Drops feature values of scores that are past `CHURN_FEATURES_KEEP_DAYS`, as part of the hourly upkeep. */
@Injectable()
export class FeatureRetention implements OnModuleInit {
  constructor(
    private readonly upkeep: HourlyUpkeep,
    private readonly sets: ScoreSetsRepository,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('feature values of old scores', () =>
      this.sets.dropOldFeatures(this.settings.CHURN_FEATURES_KEEP_DAYS),
    );
  }
}
