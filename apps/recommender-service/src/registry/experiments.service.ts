import { DomainError, ModelRegistry } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, MoreThanOrEqual } from 'typeorm';
import type { Repository } from 'typeorm';
import { RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import { Scenarios } from './scenarios/scenarios.js';
import { Experiment } from './experiment.entity.js';
import type { ExperimentBody, ExperimentDto, ExperimentsDto } from './experiment.dto.js';

const UNIQUE_VIOLATION = '23505';

/** Experiments: versions next to the live one. */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly scenarios: Scenarios,
    @InjectRepository(Experiment) private readonly table: Repository<Experiment>,
  ) {}

  /**
   * @throws DomainError invalid for shares that leave the live version no user, not_found for an unknown version,
   * conflict for one that cannot answer or during a running experiment
   */
  async start({ share, scenario, ...body }: ExperimentBody): Promise<ExperimentDto> {
    const { challengerVersions } = body;
    const each = share ?? 1 / (challengerVersions.length + 1);
    const areSame = new Set(challengerVersions).size < challengerVersions.length;
    if (areSame || each * challengerVersions.length >= 1) {
      throw new DomainError(
        'invalid',
        'experiment_shares_invalid',
        'Each challenger is named once, and `share` times the challengers is less than 1: the rest is for the live version.',
      );
    }
    for (const version of challengerVersions)
      await (scenario === undefined ? this.refuseUnready(version) : this.refuseLive(scenario, version));
    try {
      const { identifiers } = await this.table.insert({ ...body, scenario: scenario ?? null, share: each });
      return describe(await this.table.findOneByOrFail(identifiers[0]!));
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      throw new DomainError(
        'conflict',
        'experiment_running',
        'An experiment runs already, or one had this name: end it first, or choose another name.',
      );
    }
  }

  private async refuseUnready(version: number): Promise<void> {
    const { state, gate } = await this.registry.get(RECOMMENDER_MODEL_KIND, version);
    if (state === 'ready' || (state === 'refused' && gate.undecided === true)) return;
    throw new DomainError(
      'conflict',
      'challenger_not_ready',
      `Version ${version} is ${state}: only a version that did not fail at the gate and is not live can be tried.`,
    );
  }

  private async refuseLive(name: string, version: number): Promise<void> {
    const { liveVersion } = (await this.scenarios.version(name, version)).scenario;
    if (liveVersion !== null && liveVersion !== version) return;
    throw new DomainError(
      'conflict',
      'challenger_not_ready',
      liveVersion === null
        ? `No version of the scenario ${name} is live: promote the one to compare with.`
        : `Version ${version} of the scenario ${name} is live: only another one can be tried.`,
    );
  }

  /** The one that runs with versions of the model; null without one. */
  async runningWithModel(): Promise<Experiment | null> {
    return await this.table.findOneBy({ endedAt: IsNull(), scenario: IsNull() });
  }

  /** @throws DomainError conflict while an experiment runs: all of its versions stay what they are */
  async refuseRetrain(): Promise<void> {
    const running = await this.runningWithModel();
    if (running === null) return;
    throw new DomainError(
      'conflict',
      'experiment_running',
      `The experiment "${running.name}" compares with the live version: end it and retrain then, or retrain with {"promote": false}.`,
    );
  }

  /** All experiments, the running one, if any, first. */
  async list(): Promise<ExperimentsDto> {
    return { experiments: (await this.table.find({ order: { id: 'DESC' } })).map(describe) };
  }

  /** Those that ran at some time from `from` to before `to`, newest first. */
  async between(from: Date, to: Date): Promise<Experiment[]> {
    const startedAt = LessThan(to);
    const ran = [
      { startedAt, endedAt: IsNull() },
      { startedAt, endedAt: MoreThanOrEqual(from) },
    ];
    return await this.table.find({ where: ran, order: { id: 'DESC' } });
  }

  /** @throws DomainError not_found when no experiment runs */
  async end(): Promise<ExperimentDto> {
    const running = await this.table.findOneBy({ endedAt: IsNull() });
    if (running === null) throw new DomainError('not_found', 'no_experiment', 'No experiment runs.');
    const { id } = running;
    await this.table.update({ id, endedAt: IsNull() }, { endedAt: () => 'now()', endedBy: 'request' });
    return describe(await this.table.findOneByOrFail({ id }));
  }

  /**
   * Drops the artefacts of all versions but the newest `keep`, the live one, the one before it and those
   * that are being tried next to the live one.
   */
  async retireVersions(keep: number): Promise<void> {
    const running = await this.runningWithModel();
    await this.registry.retire(RECOMMENDER_MODEL_KIND, keep, running?.challengerVersions);
  }
}

function describe({ startedAt, endedAt, ...experiment }: Experiment): ExperimentDto {
  return { ...experiment, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
