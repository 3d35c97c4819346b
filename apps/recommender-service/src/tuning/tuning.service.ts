import { DomainError, JobsService, SETTINGS } from '#common';
import type { JobContext, JobDto } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { evaluationPlan } from '../training/evaluation-plan.js';
import { heldOutSplit } from '../training/held-out-split.js';
import type { HeldOutSplit } from '../training/held-out-split.js';
import { parametersFromSettings, tunedParametersOf } from '../training/training-parameters.js';
import type { TrainingParameters } from '../training/training-parameters.js';
import { TrainingPool } from '../training/training-pool.js';
import type { TuneRequestDto } from './tuning.dto.js';
import type { TuningTask } from './tune-recommender.js';
import { TuningsRepository } from './tunings.repository.js';
import type { Tuning } from './tunings.repository.js';

const TUNE = 'recommender.tune';
/** Half-lives that are tried beside the present one; each costs one reading of the interactions. */
const HALF_LIVES = [0, 14];
/** Share of the job that reading takes, about. */
const READING = 0.1;

/** Interactions before the held-out days -> trials -> a kept search, which the next retrain may follow. */
@Injectable()
export class TuningService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly interactions: InteractionsRepository,
    private readonly pool: TrainingPool,
    private readonly tunings: TuningsRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: TUNE,
      whenBusy: 'refuse',
      run: (request: TuneRequestDto, context) => this.tune(request, context),
    });
  }

  start({ trials, mostFactors, accept }: TuneRequestDto): Promise<JobDto> {
    return this.jobs.start(TUNE, { trials, mostFactors, accept });
  }

  list(): Promise<Tuning[]> {
    return this.tunings.list();
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<Tuning> {
    const tuning = await this.tunings.accept(id, accepted);
    if (tuning !== null) return tuning;
    throw new DomainError('not_found', 'tuning_unknown', `There is no search for parameters ${id}.`);
  }

  /** What the next retrain follows: the settings, and over them the newest accepted search. */
  async parameters(): Promise<{ parameters: TrainingParameters; tuning: Tuning | null }> {
    const tuning = await this.tunings.accepted();
    return { parameters: { ...parametersFromSettings(this.settings), ...tuning?.best }, tuning };
  }

  /** @throws DomainError conflict when the days are too few to hold out days twice */
  async tune(request: TuneRequestDto, context: JobContext): Promise<object> {
    const split = await this.nestedSplit();
    const { parameters: start } = await this.parameters();
    const tables = await this.read(start, split, context);
    const outcome = await this.pool.tune(
      {
        tables,
        start,
        space: {
          trials: request.trials,
          mostFactors: Math.max(start.factors, request.mostFactors),
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
    const [first] = outcome.trials;
    const isBetter = outcome.best.ndcg > first!.ndcg;
    const { trials, popularity, neighbours, evaluatedUsers } = outcome;
    const kept = await this.tunings.insert({
      dataFrom: split.from,
      cut: split.cut,
      dataTo: split.to,
      start: tunedParametersOf(start),
      best: outcome.best.parameters,
      report: { trials, popularity, neighbours, evaluatedUsers },
      accepted: request.accept && isBetter,
    });
    return { tuning: kept.id, accepted: kept.accepted, start: first, best: outcome.best };
  }

  /** The days before those that versions are judged by, split once more. */
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
      'Parameters are tried on days before those that versions are judged by: this needs plays or downloads on three days at least.',
    );
  }

  private async read(
    start: TrainingParameters,
    split: HeldOutSplit,
    context: JobContext,
  ): Promise<TuningTask['tables']> {
    const step = 'reading interactions';
    const tables: TuningTask['tables'] = [];
    for (const halfLifeDays of new Set([start.halfLifeDays, ...HALF_LIVES])) {
      context.progress({ step, fraction: 0, detail: { halfLifeDays } });
      const rule = { ...start, halfLifeDays, cut: split.cut, until: split.to };
      const table = await this.interactions.pairs(rule, () => undefined, context.signal);
      tables.push({ halfLifeDays, table });
    }
    return tables;
  }
}
