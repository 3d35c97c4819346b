import { LiveModel, ReadinessChecks } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { BacktestMeasurer } from './backtests/backtest-measurer.js';
import { BacktestsController } from './backtests/backtests.controller.js';
import { BacktestsRepository } from './backtests/backtests.repository.js';
import { BacktestsService } from './backtests/backtests.service.js';
import { AudienceRepository } from './decision/audience.repository.js';
import { DecisionController } from './decision/decision.controller.js';
import { DecisionService } from './decision/decision.service.js';
import { DriftController } from './drift/drift.controller.js';
import { DriftService } from './drift/drift.service.js';
import { ModelTableController } from './exports/model-table.controller.js';
import { ModelTableRepository } from './exports/model-table.repository.js';
import { ModelTableExport } from './exports/model-table.service.js';
import { FeaturesController } from './features/features.controller.js';
import { FeaturesRepository } from './features/features.repository.js';
import { FeaturesService } from './features/features.service.js';
import { LabelsRepository } from './labels/labels.repository.js';
import { LIVE_CHURN_MODEL, liveChurnModel } from './models/live-churn-model.js';
import { LifecycleController } from './models/lifecycle.controller.js';
import { ModelsController } from './models/models.controller.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { OutcomesRepository } from './outcomes/outcomes.repository.js';
import { OutcomesService } from './outcomes/outcomes.service.js';
import type { ChurnScorer } from './scoring/churn-scorer.js';
import { ReportController } from './reports/report.controller.js';
import { AfterLoadRepository } from './schedule/after-load.repository.js';
import { ScheduleController } from './schedule/schedule.controller.js';
import { ScheduleService } from './schedule/schedule.service.js';
import { ScoreAfterLoad } from './schedule/score-after-load.js';
import { PopulationScoring } from './scoring/population-scoring.js';
import { RankingController } from './scoring/ranking.controller.js';
import { RankingService } from './scoring/ranking.service.js';
import { ScoreExplainer } from './scoring/score-explainer.js';
import { ScoreExport } from './scoring/score-export.js';
import { ScoreFreshness } from './scoring/score-freshness.js';
import { ScoreJob } from './scoring/score-job.js';
import { ScoreJobController } from './scoring/score-job.controller.js';
import { ScoreSetsRepository } from './scoring/score-sets.repository.js';
import { ScoresRepository } from './scoring/scores.repository.js';
import { ScoringThreads } from './scoring/scoring-threads.js';
import { ScoringController } from './scoring/scoring.controller.js';
import { ScoringService } from './scoring/scoring.service.js';
import { ServingMoments } from './scoring/serving-moment.js';
import { SnapshotsRepository } from './snapshots/snapshots.repository.js';
import { ModelTrainer } from './training/model-trainer.js';
import { OutOfTimeEvaluation } from './training/out-of-time.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingService } from './training/training.service.js';

/** Snapshots, features, labels, training, evaluation, scoring: the path from a user's days to a risk. */
@Module({
  controllers: [
    FeaturesController,
    ModelsController,
    ReportController,
    LifecycleController,
    ScoringController,
    RankingController,
    ScoreJobController,
    TrainingController,
    OutcomesController,
    BacktestsController,
    DriftController,
    DecisionController,
    ScheduleController,
    ModelTableController,
  ],
  providers: [
    SnapshotsRepository,
    FeaturesRepository,
    FeaturesService,
    LabelsRepository,
    ModelTrainer,
    OutOfTimeEvaluation,
    TrainingService,
    liveChurnModel,
    ScoreSetsRepository,
    ScoresRepository,
    ServingMoments,
    ScoringThreads,
    ScoreExplainer,
    PopulationScoring,
    ScoreFreshness,
    ScoreJob,
    ScoringService,
    RankingService,
    ScoreExport,
    OutcomesRepository,
    OutcomesService,
    BacktestMeasurer,
    BacktestsRepository,
    BacktestsService,
    DriftService,
    ScheduleService,
    AfterLoadRepository,
    ScoreAfterLoad,
    AudienceRepository,
    DecisionService,
    ModelTableRepository,
    ModelTableExport,
  ],
})
export class ChurnModule implements OnModuleInit {
  constructor(
    private readonly readiness: ReadinessChecks,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnScorer>,
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
