import { DomainError, LiveModel, Reads, SETTINGS } from '#common';
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
import { truncatedPopulation, truncatedTraining } from './score-drift.js';

const WORKER = compiledFile('./measure-drift.worker.js', import.meta.url);

type Comparison = Omit<DriftDto, 'calibration' | 'uncertainBecause'>;

/** Compares the population of two snapshot dates, as the live version sees it. */
@Injectable()
export class DriftService {
  /** The comparison that was asked for last: equal requests share it. */
  private last: { readonly key: string; readonly drift: Promise<Comparison> } | null = null;

  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly reads: Reads,
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
    const drift = await this.once([version.id, from, to, ...marks].join(' '), () =>
      this.measure(version, model, from, to),
    );
    // Asked each time: outcomes become known without a load of these days.
    const calibration = calibrationState(
      await this.outcomes.matured(),
      this.settings.CHURN_ALERT_CALIBRATION,
    );
    const truncated = from === model.artefact.snapshotDate ? truncatedTraining(live) : null;
    const uncertainBecause =
      truncated ?? truncatedPopulation(from, model.artefact, from === to ? null : days.firstDay);
    return { ...drift, uncertainBecause, calibration };
  }

  /** The comparison of this key. Each reads all users twice, so one begins when the one before has ended. */
  private async once(key: string, measure: () => Promise<Comparison>): Promise<Comparison> {
    if (this.last?.key !== key) {
      const before = Promise.resolve(this.last?.drift).catch(() => undefined);
      this.last = { key, drift: before.then(measure) };
    }
    const asking = this.last;
    try {
      return await asking.drift;
    } catch (error) {
      if (this.last === asking) this.last = null;
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
    const read = (day: string) =>
      this.reads.run('committed', (database) =>
        this.snapshots
          .incompleteFor(day, artefact)
          .then((incomplete) =>
            this.features.ofPopulation(
              catalogue,
              { snapshotDate: day, incomplete },
              artefact.population,
              database,
            ),
          ),
      );
    const [before, after] = [await read(from), await read(to)];
    if (before.rows === 0 || after.rows === 0) {
      throw new DomainError(
        'conflict',
        'population_empty',
        `Nobody belongs to the population of ${before.rows === 0 ? from : to}.`,
      );
    }
    const isTraining = from === artefact.snapshotDate;
    const task: DriftTask = { artefact, isTraining, before: before.values, after: after.values };
    const transfer = [before, after].map(({ values }) => values.buffer as ArrayBuffer);
    const measured = await runInThread<MeasuredDrift>(WORKER, task, { transfer });
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
