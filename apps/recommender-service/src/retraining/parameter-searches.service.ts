import { DomainError, JobsService, SETTINGS } from '#common';
import type { JobContext, JobDto, NumberedPageQuery } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutSplit } from '../evaluation/held-out-split.js';
import type { HeldOutSplit } from '../evaluation/held-out-split.js';
import { parametersFromSettings, searchedParametersOf } from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { TrainingPool } from './training-pool.js';
import { ParameterSearchBody, ParameterSearchResultDto } from './parameter-searches.dto.js';
import type { SearchTask } from './search-recommender-parameters.js';
import { ParameterSearchesRepository } from './parameter-searches.repository.js';
import type { ParameterSearchSummary, ReportedParameterSearch } from './parameter-searches.repository.js';

const SEARCH = 'recommender.search-parameters';
/** Half-lives that are tried beside the present one; each costs one reading of the interactions. */
const HALF_LIVES = [0, 14];
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

  start({ attempts, mostFactors, accept }: ParameterSearchBody): Promise<JobDto> {
    return this.jobs.start(SEARCH, { attempts, mostFactors, accept });
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
    const isBetter = outcome.best.ndcg > first!.ndcg;
    const { attempts, popularity, neighbours, evaluatedUsers } = outcome;
    const accepted = body.accept && isBetter;
    const id = await this.searches.insert({
      dataFrom: split.from,
      cut: split.cut,
      dataTo: split.to,
      start: searchedParametersOf(start),
      best: outcome.best.parameters,
      report: { attempts, popularity, neighbours, evaluatedUsers },
      accepted,
    });
    return { parameterSearch: id, accepted, start: first!, best: outcome.best };
  }

  /** The days before those that versions are evaluated on, split once more. */
  private async nestedSplit(): Promise<HeldOutSplit> {
    const days = await this.interactions.days();
    if (days !== null) {
      const wanted = this.settings.RECOMMENDER_HELD_OUT_DAYS;
      const outer = heldOutSplit(days, wanted);
      const inner = heldOutSplit({ from: outer.from, to: outer.cut }, wanted);
      if (outer.heldOutDays > 0 && inner.heldOutDays > 0) return inner;
    }
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

function unknownSearch(id: number): DomainError {
  return new DomainError('not_found', 'parameter_search_unknown', `There is no search for parameters ${id}.`);
}
