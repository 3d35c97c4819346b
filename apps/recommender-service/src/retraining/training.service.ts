import { JobSchedules, JobsService, ModelRegistry, SETTINGS } from '#common';
import type { JobContext, JobDto, Transaction } from '#common';
import { unixDay } from '#common/calendar';
import { reasonOf } from '#common/database';
import { closeSparkPlace, openSparkPlace, sparkOptions } from '#common/spark';
import type { SparkPlace } from '#common/spark';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutSplit, splitBefore } from '../evaluation/hold-out.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { SearchesRepository } from '../searches/searches.repository.js';
import type { SequenceTask } from '../sequence/judge-next.js';
import { SessionsRepository } from '../sequence/sessions.repository.js';
import { RepeatsRepository } from '../repeats/repeats.repository.js';
import type { RepeatDays } from '../repeats/repeats.repository.js';
import { ExperimentsService } from '../registry/experiments.service.js';
import { RECOMMENDER_MODEL_KIND } from '../registry/live-recommender.js';
import { LiveComparison } from './live-comparison.js';
import { RetrainInputDto, RetrainResultDto } from './retrain.dto.js';
import type { RetrainBody } from './retrain.dto.js';
import { nothingToLearnFrom, TrainingDataReader } from './training-data.js';
import type { TrainingOutcome, TrainingTask } from './training-task.js';
import { trainInThread } from './training-threads.js';
import { VersionPublisher } from './version-publisher.js';

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
    private readonly interactions: InteractionsRepository,
    private readonly data: TrainingDataReader,
    private readonly comparison: LiveComparison,
    private readonly publisher: VersionPublisher,
    private readonly experiments: ExperimentsService,
    private readonly repeats: RepeatsRepository,
    private readonly searches: SearchesRepository,
    private readonly sessions: SessionsRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RETRAIN,
      input: RetrainInputDto,
      result: RetrainResultDto,
      whenBusy: 'refuse',
      run: (input, context) => this.retrain(context, input),
    });
    this.schedules.set({
      kind: RETRAIN,
      cron: this.settings.RECOMMENDER_RETRAIN_SCHEDULE,
      timezone: this.settings.RECOMMENDER_SCHEDULE_TIMEZONE,
    });
  }

  /**
   * @throws DomainError conflict while a retrain runs, or an experiment that a promotion would end
   */
  async start({ engine, promote }: RetrainBody): Promise<JobDto> {
    if (promote) await this.experiments.refuseRetrain();
    return await this.jobs.start(RETRAIN, { engine, promote });
  }

  /**
   * A scheduled one stores its version during an experiment, and keeps it out of use.
   * @throws DomainError conflict when there is nothing to learn from, or an experiment runs that a promotion
   * would end
   */
  async retrain(
    context: JobContext,
    {
      engine = this.settings.RECOMMENDER_ENGINE,
      promote = true,
      scheduled = false,
    }: Partial<RetrainInputDto>,
  ): Promise<RetrainResultDto> {
    if (promote && !scheduled) await this.experiments.refuseRetrain();
    if (engine === 'kernel') return await this.retrainBy(null, promote, context);
    const spark = await openSparkPlace(sparkOptions(this.settings), context.jobId);
    try {
      return await this.retrainBy(spark, promote, context);
    } finally {
      await closeSparkPlace(spark);
    }
  }

  /** @param spark where Spark works; null: the kernel fits. */
  private async retrainBy(
    spark: SparkPlace | null,
    promote: boolean,
    context: JobContext,
  ): Promise<RetrainResultDto> {
    // Serving adds events received later to what the version knows.
    const readAt = await this.interactions.freshFrom();
    const days = await this.interactions.activeDays();
    if (days.length === 0) throw nothingToLearnFrom(null);
    const split = heldOutSplit(days, this.settings.RECOMMENDER_HELD_OUT_DAYS);
    const started = performance.now();
    const data = await this.data.read(days, split, spark, context);
    const shown = (step: string): void => context.progress({ step, fraction: READING });
    // PostgreSQL counts while threads of this process fit.
    const failed = new AbortController();
    const counting = this.countRepeats(AbortSignal.any([context.signal, failed.signal]));
    try {
      shown('reading the live version');
      const live = await this.registry.live(RECOMMENDER_MODEL_KIND);
      const compared = await this.comparison.with(live, data.parameters, split, spark, context);
      shown('reading sessions and singers');
      const [sequence, known] = await Promise.all([this.sequence(split, context), this.data.known(data)]);
      const readSeconds = (performance.now() - started) / 1000 - (data.searchSeconds ?? 0);
      shown('reading searches');
      const searches = await this.searches.read(days, split, data.learned.table, context.signal);
      const popular = await this.data.popular(
        days,
        split,
        [data.parameters, compared.liveParameters?.fit, compared.anchor],
        context,
      );
      shown('preparing the fit');
      const outcome = await this.train(
        {
          ...data.learned,
          ...known,
          lastDays: { early: unixDay(split.cut), all: unixDay(split.to) },
          minListeners: data.parameters.minListeners,
          fit: data.parameters,
          evaluation: split.heldOutDays === 0 ? null : evaluationPlan(this.settings),
          popular,
          searches: searches && { ...searches, leastUsers: this.settings.RECOMMENDER_GATE_USERS },
          sequence,
          ...compared,
          spark,
          workers: this.settings.RECOMMENDER_WORKERS ?? availableParallelism(),
        },
        context,
      );
      context.progress({ step: 'storing the model', fraction: 1 });
      const seconds = {
        'reading interactions': toMilliseconds(readSeconds),
        ...(data.searchSeconds === null
          ? {}
          : { 'searching for parameters': toMilliseconds(data.searchSeconds) }),
      };
      const result = await this.publisher.publish(outcome, { data, live, split, readAt, seconds, promote });
      context.progress({ step: 'counting repeats', fraction: 1 });
      result.warnings.push(...(await counting));
      return result;
    } catch (error) {
      failed.abort();
      await counting;
      throw error;
    }
  }

  private async sequence(split: HeldOutSplit, { signal }: JobContext): Promise<SequenceTask | null> {
    const gap = this.settings.RECOMMENDER_SESSION_GAP_MINUTES;
    const sessions = await this.sessions.read(split, gap, signal);
    return sessions && { sessions, leastUsers: this.settings.RECOMMENDER_GATE_USERS };
  }

  private async train(task: TrainingTask, context: JobContext): Promise<TrainingOutcome> {
    const { spark } = task;
    const detail = spark === null ? {} : { detail: { engine: 'spark', log: spark.log } };
    return await trainInThread(task, context.signal, ({ step, fraction }) => {
      context.progress({ step, fraction: READING + (1 - READING) * fraction, ...detail });
    });
  }

  /**
   * What users listen to again is counted whether or not the version goes live: it does not depend on its
   * vectors, and what fails here costs no training.
   * @returns a sentence when it could not be counted.
   */
  private async countRepeats(signal: AbortSignal): Promise<string[]> {
    const { k, maxUsers } = evaluationPlan(this.settings);
    const daysIn = async (transaction: Transaction): Promise<RepeatDays> => {
      const days = await this.interactions.activeDays(transaction);
      if (days.length === 0) throw nothingToLearnFrom(null);
      const split = heldOutSplit(days, this.settings.RECOMMENDER_HELD_OUT_DAYS);
      const earlier = splitBefore(days, split, this.settings.RECOMMENDER_HELD_OUT_DAYS);
      const cutOf = ({ cut, heldOutDays }: HeldOutSplit): string | null => (heldOutDays === 0 ? null : cut);
      return { to: split.to, cut: cutOf(split), earlierCut: cutOf(earlier) };
    };
    try {
      const rule = {
        halfLifeDays: this.settings.RECOMMENDER_AGAIN_HALF_LIFE_DAYS,
        minSongSeconds: this.settings.RECOMMENDER_MIN_SONG_SECONDS,
      };
      await this.repeats.count(rule, daysIn, { users: maxUsers, k }, signal);
      return [];
    } catch (error) {
      return [
        `Songs to hear again are still those counted before, with the plays posted since; the next retrain counts them: ${reasonOf(error)}`,
      ];
    }
  }
}

function toMilliseconds(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}
