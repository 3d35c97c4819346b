import { JobInputDto, JobsService, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { OutcomeDto } from '../measures/outcome.dto.js';
import type { HeldOut } from '../model/churn-artefact.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { incompleteLabelDays, windowsOf } from '../dataset/windows.js';
import { ShadowVersions } from '../registry/shadow-versions.js';
import type { ChurnSettings } from '../churn.settings.js';
import { calibrationState } from './calibration-state.js';
import { describeSet } from './describe-outcomes.js';
import { ComparisonResultDto } from './outcomes.dto.js';
import type { OutcomesDto } from './outcomes.dto.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { ShadowOutcomes } from './shadow-outcomes.js';

export const COMPARE = 'churn.outcomes';

const WORKER = compiledFile('./measure-outcome.worker.js', import.meta.url);
/** Draws behind each interval. */
const RESAMPLES = 200;

/** Compares past scores with what happened, once their label window has closed. */
@Injectable()
export class OutcomesService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
    private readonly loaded: LoadedDaysRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly shadows: ShadowVersions,
    private readonly shadow: ShadowOutcomes,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: COMPARE,
      input: JobInputDto,
      result: ComparisonResultDto,
      whenBusy: 'queue',
      run: (_input, context) => this.compare(context),
    });
  }

  /** @param limit of the sets */
  async list(limit: number): Promise<OutcomesDto> {
    const [{ synthetic }, coverage, sets, matured, shadow] = await Promise.all([
      this.loaded.origin(),
      this.loaded.coverage(),
      this.outcomes.list(limit),
      this.outcomes.matured(),
      this.shadows.describe(),
    ]);
    const whole = new Set(coverage.wholeDays);
    return {
      synthetic,
      calibration: calibrationState(matured, this.settings.CHURN_ALERT_CALIBRATION),
      shadow,
      snapshots: sets.map((set) => describeSet(set, coverage, whole)),
    };
  }

  /**
   * Compares every closed set that has not been compared since the days of its label window were last loaded;
   * the others are left alone, so it may run as often as anybody likes, and so are those of whose label
   * window a day is not whole: silence on a day that was not loaded says nothing.
   */
  async compare(context: Pick<JobContext, 'signal' | 'progress'>): Promise<ComparisonResultDto> {
    const { days, wholeDays } = await this.loaded.coverage();
    const { newestDay } = days;
    const whole = new Set(wholeDays);
    if (newestDay === null) return { comparedSets: 0 };
    let comparedSets = 0;
    const sets = (await this.outcomes.closedSets(newestDay)).filter(
      ({ snapshotDate, labelDays }) => incompleteLabelDays(snapshotDate, labelDays, whole).length === 0,
    );
    // Before the events are read: a load that commits in between is compared next time.
    const loads = await this.loaded.loadsOf(
      sets.map((set) => {
        const { labelsFrom: first, labelsTo: last } = windowsOf(set.snapshotDate, set);
        return { first, last };
      }),
    );
    for (const [place, set] of sets.entries()) {
      context.signal.throwIfAborted();
      const { mark } = loads[place]!;
      if (mark === set.outcomeLoads) continue;
      context.progress({
        step: 'comparing past scores with what happened',
        fraction: 0.97,
        detail: { snapshotDate: set.snapshotDate, version: set.version },
      });
      const { signal } = context;
      await this.outcomes.compare(set, mark, (columns) => this.measure(columns, signal), signal);
      comparedSets++;
    }
    await this.shadow.compare(context.signal);
    return { comparedSets };
  }

  private async measure(columns: HeldOut, signal: AbortSignal): Promise<OutcomeDto | null> {
    if (columns.labels.length === 0) return null;
    const draws = { resamples: RESAMPLES, seed: this.settings.CHURN_SEED };
    return await runInThread<OutcomeDto>(WORKER, { columns, draws }, { signal });
  }
}
