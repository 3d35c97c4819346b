import { DomainError, LiveModel, SETTINGS } from '#common';
import type { ModelVersion } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import { FeaturesRepository } from '../dataset/features.repository.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import type { ChurnModel } from '../model/churn-model.js';
import { assertSnapshotLoaded } from '../dataset/loaded-windows.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { historyFrom } from '../dataset/windows.js';
import type { ChurnSettings } from '../settings.js';
import { calibrationState } from './calibration-state.js';
import type { DriftDto } from './drift.dto.js';
import type { DriftTask, MeasuredDrift } from './measure-drift.worker.js';
import { OutcomesRepository } from './outcomes.repository.js';

const WORKER = compiledFile('./measure-drift.worker.js', import.meta.url);

/** Among which there is one whose calibration can be known. */
const NEWEST_SETS = 10;

type Comparison = Omit<DriftDto, 'calibration'>;

/** Compares the population of two snapshot dates, as the live version sees it. */
@Injectable()
export class DriftService {
  /** The newest comparison: it reads all users twice, so a page that asks again gets the same. */
  private remembered: { key: string; drift: Promise<Comparison> } | null = null;

  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly snapshots: SnapshotsRepository,
    private readonly features: FeaturesRepository,
    private readonly outcomes: OutcomesRepository,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  /**
   * @param asked defaults: from the snapshot date the live version learned from, to the newest complete day
   * @throws DomainError unavailable without a model, not_found for days that have not been loaded completely
   */
  async between(asked: { from?: string; to?: string }): Promise<DriftDto> {
    const live = this.live.current();
    if (live === null) {
      throw new DomainError(
        'unavailable',
        'churn_model_missing',
        'No churn model is live yet; load logs and retrain by POST /admin/churn/retrain.',
      );
    }
    const { version, model } = live;
    const days = await this.snapshots.loadedDays();
    const from = asked.from ?? model.artefact.snapshotDate;
    const to = asked.to ?? days.newestDay ?? from;
    for (const day of [from, to]) assertSnapshotLoaded(day, model.artefact, days);
    const marks = [await this.mark(from, model), await this.mark(to, model)];
    const key = [version.id, from, to, ...marks].join(' ');
    if (this.remembered?.key !== key) {
      this.remembered = { key, drift: this.measure(version, model, from, to) };
    }
    const asking = this.remembered;
    try {
      const drift = await asking.drift;
      // Not remembered: outcomes become known without a load of these days.
      const calibration = calibrationState(
        await this.outcomes.matured(NEWEST_SETS),
        this.settings.CHURN_ALERT_CALIBRATION,
      );
      return { ...drift, calibration };
    } catch (error) {
      if (this.remembered === asking) this.remembered = null;
      throw error;
    }
  }

  private async mark(snapshotDate: string, { artefact }: ChurnModel): Promise<string> {
    return (await this.snapshots.loads(historyFrom(snapshotDate, artefact), snapshotDate)).mark;
  }

  private async measure(
    version: ModelVersion,
    model: ChurnModel,
    from: string,
    to: string,
  ): Promise<Comparison> {
    const { catalogue, artefact } = model;
    const origin = await this.snapshots.origin();
    const before = await this.features.ofPopulation(catalogue, from, artefact.population);
    const after = await this.features.ofPopulation(catalogue, to, artefact.population);
    if (before.rows === 0 || after.rows === 0) {
      throw new DomainError(
        'conflict',
        'population_empty',
        `Nobody belongs to the population of ${before.rows === 0 ? from : to}.`,
      );
    }
    const task: DriftTask = { artefact, before: before.values, after: after.values };
    const measured = await runInThread<MeasuredDrift>(WORKER, task);
    return {
      from,
      to,
      modelVersion: version.version,
      synthetic: origin.synthetic,
      users: { from: before.rows, to: after.rows },
      ...measured,
    };
  }
}
