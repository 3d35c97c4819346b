import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { FeatureRetention } from './feature-retention.js';
import { HeldScores } from './held-scores.js';
import { PopulationScoring } from './population-scoring.js';
import { ScoreExplainer } from './score-explainer.js';
import { ScoreFreshness } from './score-freshness.js';
import { ScorePublications } from './score-publications.js';
import { StoredScoreSet } from './score-set.entity.js';
import { ScoreSetsRepository } from './score-sets.repository.js';
import { ScoresRepository } from './scores.repository.js';
import { ScoringThreads } from './scoring-threads.js';

/** Scores of everybody, made and kept one set at a time. */
@Module({
  imports: [TypeOrmModule.forFeature([StoredScoreSet]), DatasetModule, ChurnRegistryModule],
  providers: [
    ScorePublications,
    ScoreSetsRepository,
    ScoresRepository,
    HeldScores,
    ScoringThreads,
    ScoreExplainer,
    PopulationScoring,
    ScoreFreshness,
    FeatureRetention,
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
export class ScoresModule {}
