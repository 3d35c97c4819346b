import { Injectable } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import { faultPoint } from '../storage/fault-point.js';
import { DayLoader } from './day-loader.js';
import type { LoadOutcome } from './load-outcome.js';
import type { LookedFile } from './looked-file.js';
import { ManyDaysLoader } from './many-days-loader.js';
import type { BatchReading } from './open-batch.js';

/**
 * Loads archives of whole days, or files without a day in their names, in one transaction: events, archive rows,
 * the days' rollups and counts of songs, all or none.
 *
 * Not a transaction an archive, because the rollup of a day needs all its archives: it is made once instead
 * of up to nine times. An archive that is refused is undone by itself (a savepoint) and the others go on.
 */
@Injectable()
export class BatchLoader {
  constructor(
    private readonly changes: EventChanges,
    private readonly days: DayLoader,
    private readonly manyDays: ManyDaysLoader,
  ) {}

  /**
   * @param files in the order of days and names, all with a day in their names or all without
   * @throws DomainError conflict (other_id_form)
   */
  async load(files: LookedFile[], reading: BatchReading): Promise<LoadOutcome[]> {
    const [{ archive, mapping }] = files as [LookedFile];
    const loader = archive.day === null ? this.manyDays : this.days;
    // Ids of Music Box archives are numbers.
    const { outcomes, left = [] } = await this.changes.run(mapping?.ids ?? 'numeric', async (change) => {
      const loaded = await loader.load({ ...reading, ...change }, files);
      if (loaded.left === undefined) reading.onRead();
      return loaded;
    });
    faultPoint('batch_committed');
    return left.length === 0 ? outcomes : [...outcomes, ...(await this.load(left, reading))];
  }
}
