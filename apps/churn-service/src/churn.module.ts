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
import { DriftController } from './monitoring/drift.controller.js';
import { DriftService } from './monitoring/drift.service.js';
import { ModelTableController } from './dataset/model-table.controller.js';
import { ModelTableRepository } from './dataset/model-table.repository.js';
import { ModelTableExport } from './dataset/model-table.service.js';
import { FeaturesController } from './registry/features.controller.js';
import { FeaturesRepository } from './dataset/features.repository.js';
import { FeaturesService } from './registry/features.service.js';
import { LabelsRepository } from './dataset/labels.repository.js';
import { LIVE_CHURN_MODEL, liveChurnModel } from './registry/live-churn-model.js';
import { LifecycleController } from './lifecycle/promotion.controller.js';
import { ModelsController } from './registry/models.controller.js';
import { OutcomesController } from './monitoring/outcomes.controller.js';
import { OutcomesRepository } from './monitoring/outcomes.repository.js';
import { OutcomesService } from './monitoring/outcomes.service.js';
import type { ChurnScorer } from './model/churn-model.js';
import { ReportController } from './registry/report/report.controller.js';
import { AfterLoadRepository } from './lifecycle/after-load.repository.js';
import { ScheduleController } from './lifecycle/schedule.controller.js';
import { ScheduleService } from './lifecycle/schedule.service.js';
import { ScoreAfterLoad } from './lifecycle/score-after-load.js';
import { PopulationScoring } from './scores/population-scoring.js';
import { RankingController } from './serving/ranking.controller.js';
import { RankingService } from './serving/ranking.service.js';
import { ScoreExplainer } from './scores/score-explainer.js';
import { ScoreExport } from './serving/score-export.js';
import { ScoreFreshness } from './scores/score-freshness.js';
import { ScoreJob } from './lifecycle/score-job.js';
import { ScoreJobController } from './lifecycle/score-job.controller.js';
import { ScoreSetsRepository } from './scores/score-sets.repository.js';
import { ScoresRepository } from './scores/scores.repository.js';
import { ScoringThreads } from './scores/scoring-threads.js';
import { ScoringController } from './serving/scoring.controller.js';
import { ScoringService } from './serving/scoring.service.js';
import { ServingMoments } from './serving/serving-moment.js';
import { SnapshotsRepository } from './dataset/snapshots.repository.js';
import { ModelTrainer } from './experiment/model-trainer.js';
import { OutOfTimeEvaluation } from './experiment/out-of-time.js';
import { TrainingController } from './lifecycle/retraining.controller.js';
import { TrainingService } from './lifecycle/retraining.service.js';

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
