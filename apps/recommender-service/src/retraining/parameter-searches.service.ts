import { JobsService, SETTINGS } from '#common';
import type { JobContext, JobDto } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { parametersFromSettings, searchedParametersOf, UNSTORED } from '../engines/training-parameters.js';
import { SearchDataReader, tooFewDays } from './search-data.js';
import { searchInThread } from './training-threads.js';
import { ParameterSearchBody, ParameterSearchResultDto } from './parameter-searches.dto.js';
import type { ParameterSearchSummaryDto } from './parameter-searches.dto.js';
import { followedSearch } from './parameter-search.entity.js';
import type { ParameterSearch } from './parameter-search.entity.js';
import { ParameterSearchesRepository } from './parameter-searches.repository.js';
import type { TrainingParameters } from '../engines/training-parameters.js';

const SEARCH = 'recommender.search-parameters';
/**
 * Data have changed when they have so many times the liked pairs that the newest search saw, or so many times
 * fewer.
 */
const GROWN = 2;
/** So long after a search that retrains do not follow the next one is made all the same. */
const RETRY_DAYS = 7;
const DAY_MS = 86_400_000;
/** Of a retrain's search, which ends by itself when nothing has helped for a while. */
const MOST_ATTEMPTS = 1_000;
/** Share of a search that reading takes, about, and share of a retrain that the search in it does. */
const READING = 0.1;
const SEARCHING = 0.4;

/** Interactions before the held-out days -> attempts -> a kept search, which the next retrain may follow. */
@Injectable()
export class ParameterSearchesService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly interactions: InteractionsRepository,
    private readonly data: SearchDataReader,
    readonly stored: ParameterSearchesRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: SEARCH,
      input: ParameterSearchBody,
      result: ParameterSearchResultDto,
      whenBusy: 'refuse',
      run: (body, context) => this.search(body, context),
    });
  }

  start({ attempts, mostFactors, seconds, accept }: ParameterSearchBody): Promise<JobDto> {
    return this.jobs.start(SEARCH, { attempts, mostFactors, seconds, accept });
  }

  /** What the next retrain follows: the settings, and over them the newest accepted search. */
  async parameters(): Promise<{ parameters: TrainingParameters; search: ParameterSearch | null }> {
    const search = await this.stored.accepted();
    // Those of an older search lack what could not be searched then.
    const best = search === null ? {} : { ...UNSTORED, ...search.best };
    return { parameters: { ...parametersFromSettings(this.settings), ...best }, search };
  }

  /**
   * Searches where no search has seen data like these: never before, or when there were far fewer or more liked pairs.
   * A search that retrains do not follow is repeated after some days.
   * @param likedPairs of the days that a search reads.
   * @param mostFactors longest vectors that can be fitted and served.
   * @returns whether it searched; not for generated logs, when days are too few, or when the settings say never.
   */
  async searchNewData(likedPairs: number, mostFactors: number, context: JobContext): Promise<boolean> {
    const seconds = this.settings.RECOMMENDER_SEARCH_SECONDS;
    if (seconds === 0 || (await this.interactions.isSynthetic())) return false;
    if ((await this.data.days()) === null) return false;
    const newest = await this.stored.newest();
    if (newest !== null && !isDue(newest, likedPairs)) return false;
    const asPart: JobContext = {
      ...context,
      progress: ({ fraction, ...progress }) =>
        context.progress({ ...progress, fraction: SEARCHING * (fraction ?? 0) }),
    };
    await this.search({ attempts: MOST_ATTEMPTS, seconds, mostFactors, accept: true }, asPart);
    return true;
  }

  /** @throws DomainError conflict when the days are too few to hold out days twice */
  async search(body: ParameterSearchBody, context: JobContext): Promise<ParameterSearchResultDto> {
    const days = await this.data.days();
    if (days === null) throw tooFewDays();
    const { split } = days;
    const { parameters: start } = await this.parameters();
    context.progress({ step: 'reading interactions', fraction: 0 });
    const read = await this.data.read(start, days, context.signal);
    const outcome = await searchInThread(
      {
        ...read,
        start,
        space: {
          attempts: body.attempts,
          seconds: body.seconds,
          mostFactors: Math.max(start.factors, body.mostFactors),
          seed: start.seed,
        },
        plan: evaluationPlan(this.settings),
        leastUsers: this.settings.RECOMMENDER_GATE_USERS,
        workers: this.settings.RECOMMENDER_WORKERS ?? availableParallelism(),
      },
      (asked) => this.data.asked(start, days, asked, context.signal),
      context.signal,
      ({ step, fraction }) => {
        context.progress({ step, fraction: READING + (1 - READING) * fraction });
      },
    );
    const [first] = outcome.attempts;
    const { best, isBetter, ...found } = outcome;
    const { ndcg, recall } = best;
    const accepted = body.accept && isBetter;
    const id = await this.stored.insert({
      dataFrom: split.from,
      cut: split.cut,
      dataTo: split.to,
      start: searchedParametersOf(start),
      best: best.parameters,
      report: { ...found, chosen: { ndcg, recall } },
      accepted,
    });
    return { parameterSearch: id, accepted, start: first!, best, reason: found.reason };
  }
}

function isDue({ report, accepted, createdAt }: ParameterSearch, likedPairs: number): boolean {
  const before = report.likedPairs;
  const isOther = likedPairs >= GROWN * before || GROWN * likedPairs <= before;
  return isOther || (!accepted && Date.now() - createdAt.getTime() >= RETRY_DAYS * DAY_MS);
}

export function describeSearch(
  search: ParameterSearch,
): Pick<ParameterSearchSummaryDto, keyof ParameterSearchSummaryDto> {
  const { dataFrom, start, accepted, createdAt } = search;
  return { ...followedSearch(search), dataFrom, start, accepted, createdAt: createdAt.toISOString() };
}
