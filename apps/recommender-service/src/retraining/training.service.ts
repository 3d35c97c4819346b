import {
  DomainError,
  JobInputDto,
  JobSchedules,
  JobsService,
  LiveModel,
  ModelRegistry,
  SETTINGS,
} from '#common';
import type { JobContext, JobDto, ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { RetrainResultDto } from './retrain-result.dto.js';
import { gateFacts } from '../evaluation/gate-facts.js';
import { decideAgainst } from '../evaluation/promotion-gate.js';
import { kernelRefusal } from '../engines/kernel-limits.js';
import { likedSizes } from '../interactions/interaction-matrix.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { PairTable } from '../interactions/pair-table.js';
import { LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND } from '../versions/live-recommender.js';
import { repeatRule } from '../repeats/repeat-rule.js';
import { RepeatsRepository } from '../repeats/repeats.repository.js';
import { ExperimentsService } from '../versions/experiments.service.js';
import { ModelsService } from '../versions/models.service.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { followedSearch } from './followed-search.js';
import { ParameterSearchesService } from './parameter-searches.service.js';
import { holeWarnings } from './hole-warnings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutSplit } from '../evaluation/held-out-split.js';
import type { HeldOutSplit } from '../evaluation/held-out-split.js';
import type { ModelReport } from '../evaluation/model-report.js';
import type { ChampionTask, TrainingOutcome } from './train-recommender.js';
import {
  areSame,
  championParameters,
  fitParametersOf,
  haveSameWeights,
  storedParameters,
} from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { TrainingPool } from './training-pool.js';

const RETRAIN = 'recommender.retrain';
/** Share of the job that reading takes, about. */
const READING = 0.4;

/** Interactions -> evaluation -> refit on all days -> registry. */
@Injectable()
export class TrainingService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly schedules: JobSchedules,
    private readonly registry: ModelRegistry,
    private readonly models: ModelsService,
    private readonly interactions: InteractionsRepository,
    private readonly pool: TrainingPool,
    private readonly searches: ParameterSearchesService,
    private readonly experiments: ExperimentsService,
    private readonly repeats: RepeatsRepository,
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RETRAIN,
      input: JobInputDto,
      result: RetrainResultDto,
      whenBusy: 'refuse',
      run: (_input, context) => this.retrain(context),
    });
    this.schedules.set({
      kind: RETRAIN,
      cron: this.settings.RECOMMENDER_RETRAIN_SCHEDULE,
      timezone: this.settings.RECOMMENDER_SCHEDULE_TIMEZONE,
    });
  }

  /** @throws DomainError conflict while a retrain or an experiment runs */
  async start(): Promise<JobDto> {
    await this.experiments.refuseRetrain();
    return await this.jobs.start(RETRAIN, {});
  }

  /** @throws DomainError conflict when there is nothing to learn from, or an experiment runs */
  async retrain(context: JobContext): Promise<RetrainResultDto> {
    await this.experiments.refuseRetrain();
    // Events received later are fresh: serving adds them to what the version knows.
    const readAt = await this.interactions.now();
    const days = await this.interactions.days();
    if (days === null) throw nothingToLearnFrom();
    const split = heldOutSplit(days, this.settings.RECOMMENDER_HELD_OUT_DAYS);
    const started = performance.now();
    const present = await this.searches.parameters();
    const first = await this.read(present.parameters, split, context);
    if (first.users.length === 0) throw nothingToLearnFrom();
    this.refuseTooLarge(first, present.parameters);
    const searching = performance.now();
    const { pairs } = likedSizes(first, present.parameters.minListeners);
    const hasSearched = await this.searches.searchNewData(pairs, context);
    const searchSeconds = performance.now() - searching;
    const { parameters, search } = hasSearched ? await this.searches.parameters() : present;
    const table = haveSameWeights(present.parameters, parameters)
      ? first
      : await this.read(parameters, split, context);
    this.refuseTooLarge(table, parameters);
    const devices = await this.interactions.devices(table.userIds);
    const live = await this.registry.live(RECOMMENDER_MODEL_KIND);
    const champion = split.heldOutDays === 0 ? null : await this.champion(live, parameters, split, context);
    const readSeconds = Math.round(performance.now() - started - searchSeconds) / 1000;
    const outcome = await this.pool.train(
      {
        table,
        devices,
        minListeners: parameters.minListeners,
        fit: fitParametersOf(parameters),
        evaluation: split.heldOutDays === 0 ? null : evaluationPlan(this.settings),
        champion,
        workers: this.settings.RECOMMENDER_WORKERS === 1 ? 1 : 2,
      },
      context.signal,
      ({ step, fraction }) => {
        context.progress({ step, fraction: READING + (1 - READING) * fraction });
      },
    );
    context.progress({ step: 'counting repeats', fraction: 1 });
    await this.countRepeats(readAt, split);
    context.progress({ step: 'storing the model', fraction: 1 });
    const synthetic = await this.interactions.isSynthetic();
    const holes = await this.interactions.holes(days.from, days.to);
    const seconds = {
      'reading interactions': readSeconds,
      ...(hasSearched ? { 'searching for parameters': Math.round(searchSeconds) / 1000 } : {}),
      ...outcome.seconds,
    };
    const version = await this.registry.publish(
      {
        kind: RECOMMENDER_MODEL_KIND,
        snapshotDate: days.to,
        dataFrom: days.from,
        dataTo: days.to,
        seed: parameters.seed,
        parameters,
        report: {
          synthetic,
          readAt,
          data: { ...split, ...outcome.sizes, holes },
          evaluation: outcome.evaluation,
          fits: outcome.fits,
          parameterSearch: search === null ? null : followedSearch(search),
          seconds,
        } satisfies ModelReport,
        artefact: bytesOf(outcome),
      },
      (current) =>
        decideAgainst(outcome.evaluation, gateFacts(this.settings, synthetic, live, holes), live, current),
    );
    // Whoever waited for the job may ask at once: this instance serves the version before the job has succeeded.
    await this.live.refresh();
    await this.models.retire(this.settings.RECOMMENDER_KEEP_VERSIONS);
    return {
      version: version.version,
      state: version.state,
      reasons: version.gate.reasons,
      warnings: holeWarnings(holes),
    };
  }

  /** What the challenger is compared with: nothing where the same parameters would only give the same vectors again. */
  private async champion(
    live: ModelVersion | null,
    parameters: TrainingParameters,
    split: HeldOutSplit,
    context: JobContext,
  ): Promise<ChampionTask | null> {
    if (live === null) return null;
    const before = championParameters(storedParameters(live), parameters);
    if (areSame(before, parameters)) return null;
    const table = haveSameWeights(before, parameters) ? null : await this.read(before, split, context);
    return { fit: fitParametersOf(before), table };
  }

  /** What users listen to again is counted whether or not the version goes live: it does not depend on its vectors. */
  private async countRepeats(readAt: string, { cut, to, heldOutDays }: HeldOutSplit): Promise<void> {
    const { k, maxUsers } = evaluationPlan(this.settings);
    const days = { readAt, to, cut: heldOutDays === 0 ? null : cut };
    await this.repeats.count(repeatRule(this.settings), days, { users: maxUsers, k });
  }

  /** @throws DomainError conflict: minutes of training would end in an error, or in a version that no instance can load */
  private refuseTooLarge(table: PairTable, { minListeners, factors }: TrainingParameters): void {
    const liked = likedSizes(table, minListeners);
    const refusal = kernelRefusal(
      {
        users: table.userIds.length,
        usersWhoLike: liked.users,
        songs: liked.songs,
        likedPairs: liked.pairs,
      },
      factors,
      { songs: this.settings.RECOMMENDER_SONG_VECTORS, users: this.settings.RECOMMENDER_USER_VECTORS },
    );
    if (refusal !== null) throw new DomainError('conflict', 'too_large', refusal);
  }

  private async read(
    parameters: TrainingParameters,
    split: HeldOutSplit,
    context: JobContext,
  ): Promise<PairTable> {
    const step = 'reading interactions';
    context.progress({ step, fraction: 0 });
    return await this.interactions.pairs(
      { ...parameters, cut: split.cut, until: split.to },
      (pairs) => {
        // How many pairs will come is not known, so the share stays at 0 and the count tells that it goes on.
        context.progress({ step, fraction: 0, detail: { pairs } });
      },
      context.signal,
    );
  }
}

function bytesOf({ artefact }: TrainingOutcome): Buffer {
  return Buffer.from(artefact.buffer, artefact.byteOffset, artefact.byteLength);
}

function nothingToLearnFrom(): DomainError {
  return new DomainError(
    'conflict',
    'no_interactions',
    'There is no play or download of a known song to learn from: load archives first.',
  );
}
