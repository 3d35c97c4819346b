import { HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { Doubts } from './doubts.js';
import { HeldScores } from './held-scores.js';
import { PopulationScoring } from './population-scoring.js';
import { ScoreExplainer } from './score-explainer.js';
import { ScoreFreshness } from './score-freshness.js';
import { ScorePublications } from './score-publications.js';
import { StoredScoreSet } from './score-set.entity.js';
import { ScoreSetsRepository } from './score-sets.repository.js';
import { ScoresRepository } from './scores.repository.js';
import { ScoringThreads } from './scoring-threads.js';
import type { ChurnSettings } from '../churn.settings.js';

/** Scores of everybody, made and kept one set at a time. */
@Module({
  imports: [TypeOrmModule.forFeature([StoredScoreSet]), DatasetModule, ChurnRegistryModule],
  providers: [
    Doubts,
    ScorePublications,
    ScoreSetsRepository,
    ScoresRepository,
    HeldScores,
    ScoringThreads,
    ScoreExplainer,
    PopulationScoring,
    ScoreFreshness,
  ],
  exports: [
    ScorePublications,
    ScoreSetsRepository,
    ScoresRepository,
    HeldScores,
    ScoreExplainer,
    PopulationScoring,
  ],
})
export class ScoresModule implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly upkeep: HourlyUpkeep,
    private readonly sets: ScoreSetsRepository,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('feature values of old scores', () =>
      this.sets.dropOldFeatures(this.settings.CHURN_FEATURES_KEEP_DAYS),
    );
    this.upkeep.add('old scores', () => this.sets.dropOld(this.settings.CHURN_SCORES_KEEP_DAYS));
  }
}
