import { DomainError, JobsService, LiveModel, ModelRegistry, SETTINGS } from '#common';
import type { JobContext, JobDto, ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { decidePromotion } from '../evaluation/promotion-gate.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { PairTable } from '../interactions/pair-table.js';
import { LIVE_RECOMMENDER, RECOMMENDER_MODEL_KIND } from '../model/live-recommender.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { heldOutSplit } from './held-out-split.js';
import type { HeldOutSplit } from './held-out-split.js';
import type { FitParameters, TrainingOutcome } from './train-recommender.js';
import { TrainingPool } from './training-pool.js';

const RETRAIN = 'recommender.retrain';
/** Length of the lists that are evaluated. */
const K = 20;
/** Share of the job that reading takes, about. */
const READING = 0.3;

/** Interactions -> evaluation -> refit on all days -> registry. */
@Injectable()
export class TrainingService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly registry: ModelRegistry,
    private readonly interactions: InteractionsRepository,
    private readonly pool: TrainingPool,
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RETRAIN,
      whenBusy: 'refuse',
      run: (_input: object, context) => this.retrain(context),
    });
  }

  start(): Promise<JobDto> {
    return this.jobs.start(RETRAIN, {});
  }

  versions(): Promise<ModelVersion[]> {
    return this.registry.list(RECOMMENDER_MODEL_KIND);
  }

  /** @throws DomainError conflict when there is nothing to learn from */
  async retrain(context: JobContext): Promise<{ version: number; state: string; reasons: string[] }> {
    const days = await this.interactions.days();
    if (days === null) throw nothingToLearnFrom();
    const split = heldOutSplit(days, this.settings.RECOMMENDER_HELD_OUT_DAYS);
    const isSynthetic = await this.interactions.isSynthetic();
    const table = await this.read(split, context);
    if (table.users.length === 0) throw nothingToLearnFrom();
    const devices = await this.interactions.devices(table.userIds);
    const fit = this.fitParameters();
    const outcome = await this.pool.train(
      {
        table,
        devices,
        minListeners: this.settings.RECOMMENDER_MIN_LISTENERS,
        fit,
        evaluation: split.heldOutDays === 0 ? null : this.evaluationPlan(),
      },
      context.signal,
      ({ step, fraction }) => {
        context.progress({ step, fraction: READING + (1 - READING) * fraction });
      },
    );
    context.progress({ step: 'storing the model', fraction: 1 });
    const version = await this.registry.publish(
      {
        kind: RECOMMENDER_MODEL_KIND,
        snapshotDate: days.to,
        dataFrom: days.from,
        dataTo: days.to,
        seed: fit.seed,
        parameters: { ...fit, ...this.interactionRule() },
        report: report(split, outcome, isSynthetic),
        artefact: Buffer.from(
          outcome.artefact.buffer,
          outcome.artefact.byteOffset,
          outcome.artefact.byteLength,
        ),
      },
      () => decidePromotion(outcome.evaluation),
    );
    // Whoever waited for the job may ask at once: this instance serves the version before the job has succeeded.
    await this.live.refresh();
    return { version: version.version, state: version.state, reasons: version.gate.reasons };
  }

  private async read(split: HeldOutSplit, context: JobContext): Promise<PairTable> {
    const step = 'reading interactions';
    context.progress({ step, fraction: 0 });
    const { minSongSeconds, playWeight, downloadWeight, logDamping } = this.interactionRule();
    const rule = { minSongSeconds, playWeight, downloadWeight, logDamping, cut: split.cut };
    return await this.interactions.pairs(rule, (pairs) => {
      context.signal.throwIfAborted();
      // How many pairs will come is not known, so the share stays at 0 and the count tells that it goes on.
      context.progress({ step, fraction: 0, detail: { pairs } });
    });
  }

  private fitParameters(): FitParameters {
    return {
      factors: this.settings.RECOMMENDER_FACTORS,
      iterations: this.settings.RECOMMENDER_ITERATIONS,
      cgSteps: this.settings.RECOMMENDER_CG_STEPS,
      alpha: this.settings.RECOMMENDER_ALPHA,
      regularization: this.settings.RECOMMENDER_REGULARIZATION,
      frequencyExponent: this.settings.RECOMMENDER_FREQUENCY_EXPONENT,
      seed: this.settings.RECOMMENDER_SEED,
    };
  }

  private interactionRule() {
    return {
      minSongSeconds: this.settings.RECOMMENDER_MIN_SONG_SECONDS,
      minListeners: this.settings.RECOMMENDER_MIN_LISTENERS,
      playWeight: this.settings.RECOMMENDER_PLAY_WEIGHT,
      downloadWeight: this.settings.RECOMMENDER_DOWNLOAD_WEIGHT,
      logDamping: this.settings.RECOMMENDER_LOG_DAMPING,
    };
  }

  private evaluationPlan() {
    return {
      k: K,
      maxUsers: this.settings.RECOMMENDER_EVALUATION_USERS,
      seed: this.settings.RECOMMENDER_SEED,
    };
  }
}

function nothingToLearnFrom(): DomainError {
  return new DomainError(
    'conflict',
    'no_interactions',
    'There is no play or download of a known song to learn from: load archives first.',
  );
}

function report(split: HeldOutSplit, { sizes, evaluation }: TrainingOutcome, synthetic: boolean): object {
  return { synthetic, data: { ...split, ...sizes }, evaluation };
}
