import { JobInputDto, JobsService } from '#common';
import type { JobContext } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { assertLabelWindowClosed, windowsOf } from '../dataset/windows.js';
import { ComparisonResultDto } from './comparison-result.dto.js';
import { measureOutcome } from '../metrics/measure-outcome.js';
import { OutcomesRepository } from './outcomes.repository.js';
import type { SetOutcome } from './outcomes.repository.js';

export const COMPARE = 'churn.outcomes';

/** Compares past scores with what happened, once their label window has closed. */
@Injectable()
export class OutcomesService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly snapshots: SnapshotsRepository,
    private readonly outcomes: OutcomesRepository,
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

  /** All sets with what came of them, newest first. */
  async list(limit: number): Promise<{ synthetic: boolean; sets: SetOutcome[] }> {
    const [{ synthetic }, sets] = await Promise.all([this.snapshots.origin(), this.outcomes.list(limit)]);
    return { synthetic, sets };
  }

  /**
   * Compares every closed set that has not been compared since the days of its label window were last loaded; the others
   * are left alone, so it may run as often as anybody likes.
   */
  async compare(context: Pick<JobContext, 'signal' | 'progress'>): Promise<ComparisonResultDto> {
    const { newestDay } = await this.snapshots.loadedDays();
    if (newestDay === null) return { comparedSets: 0 };
    let comparedSets = 0;
    for (const set of await this.outcomes.closedSets(newestDay)) {
      context.signal.throwIfAborted();
      assertLabelWindowClosed(set.snapshotDate, set.labelDays, newestDay);
      const { labelsFrom, labelsTo } = windowsOf(set.snapshotDate, set);
      // Before the events are read: a load that commits in between is compared next time.
      const loads = await this.snapshots.loads(labelsFrom, labelsTo);
      if (loads.mark === set.outcomeLoads) continue;
      context.progress({
        step: 'comparing past scores with what happened',
        fraction: 0.97,
        detail: { snapshotDate: set.snapshotDate, version: set.version },
      });
      await this.outcomes.compare(set, loads.mark, ({ probabilities, labels, daysSinceLastEvent }) =>
        labels.length === 0 ? null : measureOutcome(probabilities, labels, daysSinceLastEvent),
      );
      comparedSets++;
    }
    return { comparedSets };
  }
}
