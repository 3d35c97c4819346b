import { DomainError, JobsService, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { BacktestBody, BacktestResultDto } from './backtest.dto.js';
import type { BacktestOriginDto } from './backtest.dto.js';
import { FactsRepository } from '../dataset/facts.repository.js';
import { LabelledSnapshots, MOST_EVALUATED } from '../dataset/labelled-snapshots.js';
import { definitionOf, withHistory } from '../dataset/churn-definition.js';
import type { AskedDefinition } from '../dataset/churn-definition.js';
import type { MetricsDto } from '../measures/metrics.dto.js';
import { expectedOf } from '../measures/prediction-measures.js';
import type { Draws } from '../measures/prediction-measures.js';
import type { ChurnSettings } from '../churn.settings.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { assertLabelWindowClosed, incompleteLabelDays, windowsOf } from '../dataset/windows.js';
import { daysForOneOrigin, originsBetween } from '../training/origins.js';
import type { Origin } from '../training/origins.js';
import { snapshotsFor } from '../training/stack-snapshots.js';
import { trainPast } from '../training/train-in-threads.js';
import { choicesOf } from '../training/training-choices.js';
import { TrainingThreads } from '../training/training-threads.js';
import { Backtest } from './backtest.entity.js';

export const BACKTEST = 'churn.backtest';

/** Finds out what retraining and scoring would have been worth on past days, knowing only what was known then. */
@Injectable()
export class BacktestsService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
    private readonly loaded: LoadedDaysRepository,
    private readonly dataset: LabelledSnapshots,
    private readonly facts: FactsRepository,
    @InjectRepository(Backtest) private readonly backtests: Repository<Backtest>,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: BACKTEST,
      input: BacktestBody,
      result: BacktestResultDto,
      whenBusy: 'refuse',
      run: (input, context) => this.run(input, context),
    });
  }

  /** Newest first. */
  async list(limit: number): Promise<Backtest[]> {
    return await this.backtests.find({ order: { id: 'DESC' }, take: limit });
  }

  /** @throws DomainError conflict when the loaded days allow no origin */
  async plan(input: BacktestBody): Promise<{
    definition: AskedDefinition;
    origins: Origin[];
    /** Between them, those of which labels are not known. */
    omitted: Origin[];
  }> {
    const definition = {
      ...definitionOf(this.settings, this.settings.CHURN_BAND_TARGET),
      ...(input.featureDays === undefined ? {} : { featureDays: input.featureDays }),
      ...(input.labelDays === undefined ? {} : { labelDays: input.labelDays }),
    };
    const { days, wholeDays } = await this.loaded.coverage();
    const { firstDay, newestDay } = days;
    const whole = new Set(wholeDays);
    const isKnown = (day: string) =>
      incompleteLabelDays(day, definition.labelDays, whole).length <= definition.mostMissingDays;
    const labelsTo =
      newestDay === null ? null : await this.facts.labelledThrough(newestDay, definition.population);
    const all = firstDay === null || labelsTo === null ? [] : originsBetween(firstDay, labelsTo, definition);
    const origins = all
      .filter(({ trained, scored }) => isKnown(trained) && isKnown(scored))
      .slice(-input.origins);
    const omitted = all.filter(
      (origin) => !origins.includes(origin) && (origins.length === 0 || origin.scored > origins[0]!.scored),
    );
    if (origins.length > 0) return { definition, origins, omitted };
    throw new DomainError(
      'conflict',
      'backtest_needs_more_days',
      `Windows of ${definition.featureDays} and ${definition.labelDays} days need ${daysForOneOrigin(definition)} days of logs, ` +
        `and ${firstDay === null ? 'none have been loaded' : `loaded are ${firstDay} to ${newestDay}`}` +
        `${omitted.length === 0 ? '' : ', with incomplete days in every label window'}: ` +
        'load more, or ask for shorter windows by featureDays and labelDays.',
      { extra: { firstDay, newestDay, daysNeeded: daysForOneOrigin(definition) } },
    );
  }

  private async run(input: BacktestBody, context: JobContext): Promise<BacktestResultDto> {
    const { definition, origins, omitted } = await this.plan(input);
    const draws = { resamples: input.resamples, seed: this.settings.CHURN_SEED };
    const evaluated: BacktestOriginDto[] = [];
    for (const [i, origin] of origins.entries()) {
      context.signal.throwIfAborted();
      context.progress({
        step: 'training and predicting',
        fraction: i / origins.length,
        detail: { origin: i + 1, of: origins.length, scored: origin.scored, trained: origin.trained },
      });
      evaluated.push(await this.evaluate(origin, definition, draws, context));
    }
    const first = windowsOf(origins[0]!.trained, definition).featuresFrom;
    const last = windowsOf(origins.at(-1)!.scored, definition).labelsTo;
    const { synthetic } = await this.loaded.origin();
    const means = {
      rocAuc: meanRocAuc(evaluated.map(({ model }) => model)),
      recencyRocAuc: meanRocAuc(evaluated.map(({ recency }) => recency)),
    };
    const report = {
      origins: evaluated,
      ...means,
      synthetic,
      omittedOrigins: omitted.map(({ scored }) => scored),
      holes: await this.loaded.holes(first, last),
    };
    const { mostMissingDays: _, ...asked } = definition;
    const parameters = { ...asked, ...draws };
    const { id } = await this.backtests.save({ jobId: context.jobId, parameters, report });
    return { backtestId: id, origins: origins.length, ...means };
  }

  /** Trains as a retraining on the day of the origin does, predicts that day, and evaluates on its users. */
  private async evaluate(
    origin: Origin,
    asked: AskedDefinition,
    draws: Draws,
    { signal }: Pick<JobContext, 'signal'>,
  ): Promise<BacktestOriginDto> {
    // A label may be learned only when it was known on the day of the origin.
    assertLabelWindowClosed(origin.trained, asked.labelDays, origin.scored);
    const { firstDay } = await this.loaded.loadedDays();
    const definition = withHistory(
      asked,
      origin.trained,
      firstDay ?? origin.trained,
      await this.facts.forModels(origin.trained),
    );
    // Default parameters, since a search may have seen these days.
    const plan = { ...definition, ...choicesOf(this.settings) };
    const newest = await this.dataset.at(origin.trained, definition, { most: plan.mostUsers }, signal);
    const { mostMissingDays } = asked;
    const most = snapshotsFor(newest.table.rows, plan) - 1;
    const reach = { firstDay, most, mostMissingDays, share: newest.share, signal };
    const { snapshots: older } = await this.dataset.before(origin.trained, definition, reach);
    const model = await TrainingThreads.during(this.settings.CHURN_TRAINING_THREADS, signal, (threads) =>
      trainPast([newest, ...older], plan, threads),
    );
    const later = await this.dataset.at(origin.scored, definition, { most: MOST_EVALUATED }, signal);
    const predicted = await model.predictOn(later, signal);
    const evaluated = await model.evaluate(predicted, draws, signal);
    return { ...origin, ...evaluated, expected: expectedOf(predicted) };
  }
}

/** Of the origins at which both outcomes occurred; null where there are none. */
function meanRocAuc(origins: readonly Pick<MetricsDto, 'rocAuc'>[]): number | null {
  const known = origins.map(({ rocAuc }) => rocAuc).filter((rocAuc) => !Number.isNaN(rocAuc));
  return known.length === 0 ? null : known.reduce((sum, rocAuc) => sum + rocAuc, 0) / known.length;
}
