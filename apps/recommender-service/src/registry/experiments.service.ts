import { DomainError, ModelRegistry } from '#common';
import { Injectable } from '@nestjs/common';
import { RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import { ExperimentsRepository } from './experiments.repository.js';
import type { Experiment } from './experiment.entity.js';
import type { ExperimentBody, ExperimentDto, ExperimentsDto } from './experiment.dto.js';

/** Experiments: one version next to the live one. */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly repository: ExperimentsRepository,
  ) {}

  /**
   * @throws DomainError not_found for an unknown version, conflict for one that cannot answer or during a
   * running experiment
   */
  async start({ name, challengerVersion, share }: ExperimentBody): Promise<ExperimentDto> {
    const { state, gate } = await this.registry.get(RECOMMENDER_MODEL_KIND, challengerVersion);
    const isUndecided = state === 'refused' && gate.undecided === true;
    if (state !== 'ready' && !isUndecided) {
      throw new DomainError(
        'conflict',
        'challenger_not_ready',
        `Version ${challengerVersion} is ${state}: only a version that did not fail at the gate and is not live can be tried.`,
      );
    }
    const started = await this.repository.start(name, challengerVersion, share);
    if (started === null) {
      throw new DomainError(
        'conflict',
        'experiment_running',
        'An experiment runs already, or one had this name: end it first, or choose another name.',
      );
    }
    return describe(started);
  }

  /** The name of the experiment that runs; null without one. */
  async running(): Promise<string | null> {
    return (await this.repository.running())?.name ?? null;
  }

  /** @throws DomainError conflict while an experiment runs: both of its versions stay what they are */
  async refuseRetrain(): Promise<void> {
    const running = await this.running();
    if (running === null) return;
    throw new DomainError(
      'conflict',
      'experiment_running',
      `The experiment "${running}" compares with the live version: end it and retrain then, or retrain with {"promote": false}.`,
    );
  }

  /** All experiments, the running one, if any, first. */
  async list(): Promise<ExperimentsDto> {
    return { experiments: (await this.repository.all()).map(describe) };
  }

  /** @throws DomainError not_found when no experiment runs */
  async end(): Promise<ExperimentDto> {
    const ended = await this.repository.end();
    if (ended === null) throw new DomainError('not_found', 'no_experiment', 'No experiment runs.');
    return describe(ended);
  }
}

function describe({ startedAt, endedAt, ...experiment }: Experiment): ExperimentDto {
  return { ...experiment, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
