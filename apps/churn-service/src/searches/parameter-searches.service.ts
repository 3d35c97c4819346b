import { Cursors, JobsService, SETTINGS, SearchLimitsBody, StoredSearches } from '#common';
import type { JobContext, JobDto } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { ModelParametersDto } from '../training/searched-model.dto.js';
import { definitionOf, questionOf, withHistory } from '../dataset/churn-definition.js';
import { LabelledSnapshots, missingLabels } from '../dataset/labelled-snapshots.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import { trainingWindows } from '../dataset/loaded-windows.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { windowsOf } from '../dataset/windows.js';
import { DEFAULT_PARAMETERS } from '../training/model-parameters.js';
import type {
  ModelSearchOutcome,
  SearchLimits,
  SearchProgress,
  SearchTask,
} from '../training/search-parameters.worker.js';
import { stackSnapshots } from '../training/stack-snapshots.js';
import { choicesOf } from '../training/training-choices.js';
import type { ChurnTrainingData } from '../training/prepare.js';
import type { ChurnSettings } from '../settings.js';
import { ChurnParameterSearch } from './parameter-search.entity.js';
import { ParameterSearchResultDto } from './parameter-searches.dto.js';

const SEARCH = 'churn.search-parameters';
const WORKER = compiledFile('../training/search-parameters.worker.js', import.meta.url);
/** Share of the job that reading takes, about. */
const READING = 0.1;

/**
 * Snapshots before the days that versions are evaluated on -> attempts -> a kept search, which the next
 * retrain may follow.
 */
@Injectable()
export class ParameterSearchesService implements OnModuleInit {
  readonly stored: StoredSearches<ChurnParameterSearch>;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
    private readonly snapshots: SnapshotsRepository,
    private readonly dataset: LabelledSnapshots,
    @InjectRepository(ChurnParameterSearch) private readonly table: Repository<ChurnParameterSearch>,
    cursors: Cursors,
  ) {
    this.stored = new StoredSearches(table, cursors);
  }

  onModuleInit(): void {
    this.jobs.register({
      kind: SEARCH,
      input: SearchLimitsBody,
      result: ParameterSearchResultDto,
      whenBusy: 'refuse',
      run: (body, context) => this.search(body, context),
    });
  }

  start({ attempts, seconds, accept }: SearchLimitsBody): Promise<JobDto> {
    return this.jobs.start(SEARCH, { attempts, seconds, accept });
  }

  /**
   * What the next retrain follows: the newest accepted search of the same test users and question, else the
   * defaults.
   */
  async parameters(): Promise<{ parameters: ModelParametersDto; search: number | null }> {
    const { seed, testShare } = choicesOf(this.settings);
    const question = questionOf(definitionOf(this.settings));
    const search = await this.table
      .createQueryBuilder('search')
      .where('search.accepted')
      .andWhere(`search.split @> :split::jsonb`, { split: JSON.stringify({ seed, testShare, question }) })
      .orderBy('search.id', 'DESC')
      .getOne();
    return { parameters: search?.best ?? DEFAULT_PARAMETERS, search: search?.id ?? null };
  }

  private async search(
    { attempts, seconds, accept }: SearchLimitsBody,
    context: JobContext,
  ): Promise<ParameterSearchResultDto> {
    context.progress({ step: 'reading features and labels', fraction: 0 });
    const { parameters: start } = await this.parameters();
    const data = await this.read(start, context.signal);
    const { best, ...report } = await this.inThread(data, { attempts, seconds }, context);
    const isBetter = report.models.some(({ taken }) => taken);
    const search = {
      snapshotDate: data.snapshotDate,
      dataTo: windowsOf(data.snapshotDate, data).labelsTo,
      split: { seed: data.seed, testShare: data.testShare, question: questionOf(data) },
      start,
      best,
      report,
      accepted: accept && isBetter,
    };
    return {
      parameterSearch: (await this.table.save(search)).id,
      accepted: search.accepted,
      models: report.models,
      best,
    };
  }

  private async inThread(
    data: ChurnTrainingData,
    limits: SearchLimits,
    context: JobContext,
  ): Promise<ModelSearchOutcome> {
    const onWord = (word: unknown) => {
      const { model, attempts } = word as SearchProgress;
      context.progress({
        step: 'trying parameters',
        fraction: READING + ((1 - READING) * attempts) / (limits.attempts + 1),
        detail: { model, attempts },
      });
    };
    const task: SearchTask = { data, limits };
    return await runInThread<ModelSearchOutcome>(WORKER, task, { signal: context.signal, onWord });
  }

  /**
   * The snapshots that were closed on the date of the newest one: what versions are evaluated on later comes
   * after them. Where the logs hold no such snapshot the newest itself, since no later days are evaluated
   * then. Test users are among them: the thread leaves them out.
   */
  private async read(parameters: ModelParametersDto, signal: AbortSignal): Promise<ChurnTrainingData> {
    const asked = definitionOf(this.settings);
    const choices = choicesOf(this.settings, parameters);
    const coverage = await this.snapshots.coverage();
    const loadedDays = coverage.days;
    const { snapshotDate } = trainingWindows(asked, coverage);
    const definition = withHistory(asked, snapshotDate, loadedDays.firstDay ?? snapshotDate);
    const { snapshots: earlier } = await this.dataset.before(snapshotDate, definition, {
      firstDay: loadedDays.firstDay,
      most: choices.mostSnapshots,
      mostMissingDays: asked.mostMissingDays,
      share: 1,
      signal,
    });
    const closed = earlier.length > 0 ? earlier : [await this.dataset.at(snapshotDate, definition, signal)];
    const snapshots = closed as [LabelledSnapshot, ...LabelledSnapshot[]];
    const missing = missingLabels(snapshots[0], asked.mostMissingDays);
    if (missing !== null) throw new Error(`Of the snapshot ${snapshots[0].snapshotDate}, ${missing}.`);
    return {
      ...definition,
      ...choices,
      ...(await stackSnapshots(snapshots, { ...choices, labelDays: definition.labelDays })),
      snapshotDate: snapshots[0].snapshotDate,
      horizons: [definition.labelDays],
    };
  }
}
