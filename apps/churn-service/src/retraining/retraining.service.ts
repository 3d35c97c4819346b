import { JobSchedules, JobsService, ModelRegistry, SETTINGS } from '#common';
import type { JobContext, JobDto, LiveModel, ModelVersion } from '#common';
import type { Target } from '#common/bands';
import { effectiveRows } from '#ml';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import type { LoadedDaysDto } from '../dataset/windows.dto.js';
import { decideGate } from '../registry/gate.js';
import { bestReachableFor, bestReachableAuc, candidateOf, trainingProgress } from './trained-version.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { LabelledSnapshots, missingLabels } from '../dataset/labelled-snapshots.js';
import { definitionOf } from '../dataset/churn-definition.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { LiveChurnModels, otherTarget } from '../registry/live-churn-model.js';
import { ChurnModel } from '../model/churn-model.js';
import { OutcomesService } from '../monitoring/outcomes.service.js';
import { PublishedScores } from '../publishing/published-scores.js';
import { PopulationScoring } from '../scores/population-scoring.js';
import type { ChurnSettings } from '../churn.settings.js';
import { FEATURES, holeWarnings, LABELS, missingDaysOf, touchedByHoles } from '../dataset/holes.js';
import { ShadowVersions } from '../registry/shadow-versions.js';
import { weightWarning } from '../dataset/weight-warning.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { missingHistory } from '../dataset/required-days.js';
import { evaluateOutOfTime } from '../training/out-of-time.js';
import { ChampionData } from '../registry/champion-data.js';
import { RetrainInputDto, RetrainResultDto } from './retraining.dto.js';
import type { TrainedChurnModel } from '../training/train.worker.js';
import { snapshotsFor, stackSnapshots } from '../training/stack-snapshots.js';
import { namingCampaigns } from '../training/prepare.js';
import { trainInThreads } from '../training/train-in-threads.js';
import { choicesOf } from '../training/training-choices.js';
import { TrainingThreads } from '../training/training-threads.js';

const RETRAIN = 'churn.retrain';

/** Learns from the newest snapshot whose label window has closed, and scores everybody at the newest complete day. */
@Injectable()
export class RetrainingService implements OnModuleInit {
  private readonly logger = new Logger('training');

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly live: LiveChurnModels,
    private readonly jobs: JobsService,
    private readonly schedules: JobSchedules,
    private readonly registry: ModelRegistry,
    private readonly loaded: LoadedDaysRepository,
    private readonly facts: FactsRepository,
    private readonly dataset: LabelledSnapshots,
    private readonly scoring: PopulationScoring,
    private readonly published: PublishedScores,
    private readonly shadows: ShadowVersions,
    private readonly outcomes: OutcomesService,
    private readonly championData: ChampionData,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RETRAIN,
      input: RetrainInputDto,
      result: RetrainResultDto,
      whenBusy: 'refuse',
      run: (input, context) => this.run(input, context),
    });
    const { CHURN_RETRAIN_SCHEDULE: cron, CHURN_SCHEDULE_TIMEZONE: timezone } = this.settings;
    this.schedules.set({ kind: RETRAIN, cron, timezone });
  }

  /** @throws DomainError conflict (job_running) */
  async start(target = this.live.bandTarget): Promise<JobDto> {
    return await this.jobs.start(RETRAIN, { target });
  }

  /** One target; a scheduled job trains the other too, `ended` once endings are told: where that fails, it warns. */
  private async run({ target, scheduled }: RetrainInputDto, context: JobContext): Promise<RetrainResultDto> {
    const first = target ?? this.live.bandTarget;
    const result = await this.retrain(context, first);
    const other = otherTarget(first);
    if (scheduled !== true || (other === 'ended' && (await this.facts.toldThrough()) === null)) return result;
    let came: readonly string[];
    try {
      const { gate, warnings, version, state } = await this.retrain(context, other);
      came = [`Of the target ${other} version ${version} is ${state}.`, ...gate, ...warnings];
    } catch (error) {
      context.signal.throwIfAborted();
      came = [
        `The target ${other} was not trained: ${error instanceof Error ? error.message : String(error)}`,
      ];
    }
    return Object.assign(result, { warnings: [...result.warnings, ...came] });
  }

  /** Trains, publishes through the gate, scores. Errors are sentences for the caller. */
  async retrain(context: JobContext, target: Target = this.live.bandTarget): Promise<RetrainResultDto> {
    const live = this.live.of(target);
    context.progress({ step: 'reading features and labels', fraction: 0 });
    const asked = definitionOf(this.settings, target);
    const choices = choicesOf(this.settings, target);
    const newest = await this.dataset.newest(asked, choices.mostUsers, context.signal);
    const { table, definition, windows, loadedDays, holes } = newest;
    const catalogue = featureCatalogue(definition);
    context.signal.throwIfAborted();

    const mostSnapshots = snapshotsFor(table.rows, choices);
    // One more than is learned from: later days are evaluated with as many.
    const { snapshots: older, omitted } = await this.dataset.before(windows.snapshotDate, definition, {
      firstDay: loadedDays.firstDay,
      most: mostSnapshots,
      mostMissingDays: asked.mostMissingDays,
      share: newest.share,
      signal: context.signal,
    });
    const snapshots = [newest, ...older.slice(0, mostSnapshots - 1)] as const;
    const learned = await stackSnapshots(snapshots, { ...choices, labelDays: definition.labelDays });
    const data = {
      snapshotDate: windows.snapshotDate,
      ...definition,
      ...learned,
      ...choices,
    };
    const { firstDay } = loadedDays;
    const { signal } = context;
    const recipe = { definition, choices };
    const [trained, past] = await TrainingThreads.during(
      this.settings.CHURN_TRAINING_THREADS,
      signal,
      (threads) =>
        Promise.all([
          trainInThreads(data, threads, (step) => context.progress(trainingProgress(step, table.rows))),
          evaluateOutOfTime([newest, ...older], recipe, { firstDay, omitted, threads, signal }),
        ]),
    ).catch((error: unknown) => {
      throw namingCampaigns(error, newest);
    });
    const champion = await this.championData.compare(
      newest,
      { trained: trained.artefact, past: past.probabilities },
      { draws: choices, signal },
    );
    const touched = touchedByHoles(catalogue, windows, holes);
    const warnings = [
      ...holeWarnings(holes, touched, windows),
      ...omitted.map(({ snapshotDate, because }) => `Not learned from ${snapshotDate}: ${because}.`),
      ...snapshots.flatMap((snapshot) => weightWarning(snapshot) ?? []),
      // Of the newest snapshot the holes of features are named above.
      ...learned.snapshots.flatMap(({ snapshotDate, missingDays, missingFeatureDays }, i) =>
        [
          missingDays.length === 0 ? [] : missingDaysOf(missingDays, LABELS),
          i === 0 || missingFeatureDays.length === 0 ? [] : missingDaysOf(missingFeatureDays, FEATURES),
        ]
          .flat()
          .map((because) => `Learned from ${snapshotDate}, although ${because}.`),
      ),
    ];
    for (const warning of warnings) this.logger.warn(warning);
    const origin = await this.loaded.origin();
    const report: ChurnReportDto = {
      ...trained.evaluation,
      synthetic: origin.synthetic,
      bestReachable: bestReachableFor(origin.bestReachable, { ...windows, ...definition }),
      windows: { ...windows, ...definition, facts: definition.facts ?? [] },
      loadedDays,
      fingerprint: newest.fingerprint,
      holes,
      touchedByHoles: touched,
      omittedSnapshots: omitted,
      treatedUsers: snapshots.reduce((sum, snapshot) => sum + snapshot.treatedUsers, 0),
      effectiveUsers: effectiveRows(newest.weights),
      outOfTime: past.report,
      champion,
    };
    context.signal.throwIfAborted();
    const version = await this.registry.publish(candidateOf(trained, report, catalogue.hash), (before) =>
      decideGate(trained.evaluation, {
        liveVersion: before?.version ?? null,
        champion,
        patienceDays: this.settings.CHURN_GATE_PATIENCE_DAYS,
        bestReachableAuc: bestReachableAuc(report),
        missingLabels: missingLabels(newest, asked.mostMissingDays),
        outOfTime: past.report,
      }),
    );
    // This instance serves the version before the job has succeeded.
    await live.refresh();
    context.progress({ step: 'scoring everybody', fraction: 0.7, detail: { version: version.version } });
    const scoredSnapshot = loadedDays.newestDay ?? windows.labelsTo;
    const scoredUsers = await this.scoreEverybody(
      live,
      version,
      trained,
      { scoredSnapshot, loadedDays },
      context,
    );
    await this.published.publishLater(scoredSnapshot);
    await this.outcomes.compare(context);
    const needed = target === this.live.bandTarget ? await this.shadows.current() : null;
    await this.registry.retire(live.kind, this.settings.CHURN_KEEP_VERSIONS, needed === null ? [] : [needed]);
    return {
      version: version.version,
      state: version.state,
      gate: version.gate.reasons,
      nothingNew: version.gate.nothingNew === true,
      trainedOnSnapshot: windows.snapshotDate,
      model: report.model,
      scoredSnapshot,
      scoredUsers,
      warnings,
    };
  }

  /**
   * A refused version scores no user: the champion, where there is one and the days that its features need are
   * loaded, is brought up to the new day instead.
   */
  private async scoreEverybody(
    live: LiveModel<ChurnModel>,
    version: ModelVersion,
    { artefact }: TrainedChurnModel,
    { scoredSnapshot, loadedDays }: { scoredSnapshot: string; loadedDays: LoadedDaysDto },
    context: JobContext,
  ): Promise<number> {
    if (version.state !== 'refused') {
      return await this.scoring.score(new ChurnModel(artefact), version.id, scoredSnapshot, context);
    }
    const champion = live.current();
    if (champion === null) return 0;
    if (missingHistory(scoredSnapshot, champion.model.artefact, loadedDays) !== null) return 0;
    return await this.scoring.score(champion.model, champion.version.id, scoredSnapshot, context);
  }
}
