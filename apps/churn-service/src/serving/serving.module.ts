import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { ScoresModule } from '../scores/scores.module.js';
import { RiskHistory } from './risk-history.js';
import { ScoreAnswers } from './score-answers.js';
import { RankingController } from './ranking.controller.js';
import { RankingService } from './ranking.service.js';
import { ScoreExport } from './score-export.js';
import { ScoringController } from './scoring.controller.js';
import { ScoringService } from './scoring.service.js';
import { ServingStates } from './serving-state.js';
import { WhatIf } from './what-if.service.js';

/** Answers about one user, many users, and the ranked list. */
@Module({
  imports: [DatasetModule, ChurnRegistryModule, ScoresModule],
  controllers: [ScoringController, RankingController],
  providers: [ServingStates, ScoreAnswers, ScoringService, RiskHistory, WhatIf, RankingService, ScoreExport],
  exports: [ServingStates, RankingService],
})
export class ServingModule {}
