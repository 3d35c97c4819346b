import { DomainError, JobsService, SETTINGS, unknownSearch } from '#common';
import type { JobContext, JobDto, NumberedPageQuery } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutSplit } from '../evaluation/hold-out.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { TrainingPool } from './training-pool.js';
import { ParameterSearchBody, ParameterSearchResultDto } from './parameter-searches.dto.js';
import type { SearchTask } from './search-session.js';
import { ParameterSearchesRepository } from './parameter-searches.repository.js';
import type { ParameterSearchSummary, ReportedParameterSearch } from './parameter-searches.repository.js';

const SEARCH = 'recommender.search-parameters';
/** Half-lives that are tried next to the present one; each costs one reading of the interactions. */
const HALF_LIVES = [0, 14];
/** Longest vectors that a retrain lets its search try. */
const MOST_FACTORS = 256;
/**
 * Data have changed when they have so many times the liked pairs that the newest search saw, or so many times
 * fewer.
 */
const GROWN = 2;
/** Share of the job that reading takes, about. */
const READING = 0.1;

/** Interactions before the held-out days -> attempts -> a kept search, which the next retrain may follow. */
@Injectable()
export class ParameterSearchesService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly interactions: InteractionsRepository,
    private readonly pool: TrainingPool,
    private readonly searches: ParameterSearchesRepository,
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

  page(query: NumberedPageQuery) {
    return this.searches.page(query);
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<ReportedParameterSearch> {
    const search = await this.searches.find(id);
    if (search === null) throw unknownSearch(id);
    return search;
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<ParameterSearchSummary> {
    const search = await this.searches.accept(id, accepted);
    if (search === null) throw unknownSearch(id);
    return search;
  }

  /** What the next retrain follows: the settings, and over them the newest accepted search. */
  async parameters(): Promise<{ parameters: TrainingParameters; search: ParameterSearchSummary | null }> {
    const search = await this.searches.accepted();
    return { parameters: { ...parametersFromSettings(this.settings), ...search?.best }, search };
  }

  /**
   * Searches where no search has seen data like these: never before, or when there were far fewer or more liked pairs.
   * @param likedPairs of all days. @returns whether it searched; not for generated logs, when days are too
   * few, or when the settings say never.
   */
  async searchNewData(likedPairs: number, context: JobContext): Promise<boolean> {
    const seconds = this.settings.RECOMMENDER_SEARCH_SECONDS;
    const attempts = this.settings.RECOMMENDER_SEARCH_ATTEMPTS;
    if (seconds === 0 || (await this.interactions.isSynthetic())) return false;
    if ((await this.splitTwice()) === null) return false;
    const before = await this.searches.newestLikedPairs();
    if (before !== null && likedPairs < GROWN * before && GROWN * likedPairs > before) return false;
    await this.search({ attempts, seconds, mostFactors: MOST_FACTORS, accept: true }, context);
    return true;
  }

  /** @throws DomainError conflict when the days are too few to hold out days twice */
  async search(body: ParameterSearchBody, context: JobContext): Promise<ParameterSearchResultDto> {
    const split = await this.nestedSplit();
    const { parameters: start } = await this.parameters();
    const tables = await this.read(start, split, context);
    const outcome = await this.pool.search(
      {
        tables,
        start,
        space: {
          attempts: body.attempts,
          seconds: body.seconds,
          mostFactors: Math.max(start.factors, body.mostFactors),
          seed: start.seed,
        },
        plan: evaluationPlan(this.settings),
        workers: this.settings.RECOMMENDER_WORKERS === 1 ? 1 : 2,
      },
      context.signal,
      ({ step, fraction }) => {
        context.progress({ step, fraction: READING + (1 - READING) * fraction });
      },
    );
    const [first] = outcome.attempts;
    const { best, ...found } = outcome;
    const isBetter = best.ndcg > first!.ndcg;
    const { ndcg, recall } = best;
    const accepted = body.accept && isBetter;
    const id = await this.searches.insert({
      dataFrom: split.from,
      cut: split.cut,
      dataTo: split.to,
      start: searchedParametersOf(start),
      best: best.parameters,
      report: { ...found, chosen: { ndcg, recall } },
      accepted,
    });
    return { parameterSearch: id, accepted, start: first!, best };
  }

  /** The days before those that versions are evaluated on, split once more; null when they are too few. */
  private async splitTwice(): Promise<HeldOutSplit | null> {
    const days = await this.interactions.days();
    if (days === null) return null;
    const wanted = this.settings.RECOMMENDER_HELD_OUT_DAYS;
    const outer = heldOutSplit(days, wanted);
    const inner = heldOutSplit({ from: outer.from, to: outer.cut }, wanted);
    return outer.heldOutDays > 0 && inner.heldOutDays > 0 ? inner : null;
  }

  private async nestedSplit(): Promise<HeldOutSplit> {
    const split = await this.splitTwice();
    if (split !== null) return split;
    throw new DomainError(
      'conflict',
      'too_few_days',
      'Parameters are tried on days before those that versions are evaluated on: this needs plays or downloads on three days at least.',
    );
  }

  private async read(
    start: TrainingParameters,
    split: HeldOutSplit,
    context: JobContext,
  ): Promise<SearchTask['tables']> {
    const step = 'reading interactions';
    const tables: SearchTask['tables'] = [];
    for (const halfLifeDays of new Set([start.halfLifeDays, ...HALF_LIVES])) {
      context.progress({ step, fraction: 0, detail: { halfLifeDays } });
      const rule = { ...start, halfLifeDays, cut: split.cut, until: split.to };
      const table = await this.interactions.pairs(rule, () => undefined, context.signal);
      tables.push({ halfLifeDays, table });
    }
    return tables;
  }
}
