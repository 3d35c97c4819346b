import { Injectable, Logger } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import { KernelFull } from '../kernel/kernel-full.js';
import { faultPoint } from '../storage/fault-point.js';
import { ManyDaysLoader } from './many-days-loader.js';
import { DayLoader } from './day-loader.js';
import type { LoadOutcome } from './load-outcome.js';
import type { BatchReading, HashedFile, OpenBatch } from './open-batch.js';
import { UndoneArchive } from './refused-log.js';
import type { RefusedLog } from './refused-log.js';

/**
 * Loads archives of whole days, or one archive without a day in its name, in one transaction: events, archive
 * rows, the days' rollups and counts of songs, all or none.
 *
 * Not a transaction an archive, because the rollup of a day needs all its archives: it is made once instead
 * of up to nine times. An archive that is refused is undone by itself (a savepoint) and the others go on; if
 * it was counted already, all is undone and begun once more without it. Likewise when its days have more than
 * the kernel can count: then archives are counted one by one, and PostgreSQL makes the rollup.
 */
@Injectable()
export class BatchLoader {
  private readonly logger = new Logger('load');

  constructor(
    private readonly changes: EventChanges,
    private readonly days: DayLoader,
    private readonly manyDays: ManyDaysLoader,
  ) {}

  /**
   * @param files in the order of days and names; one file where its name has no day
   * @throws DomainError conflict (other_id_form)
   */
  async load(files: HashedFile[], reading: BatchReading): Promise<LoadOutcome[]> {
    const undone = new Map<string, RefusedLog>();
    const mark = reading.meter.mark();
    let oneByOne = false;
    for (;;) {
      try {
        const outcomes = await this.loadOnce(files, { ...reading, undone, oneByOne });
        faultPoint('batch_committed');
        return outcomes;
      } catch (error) {
        if (error instanceof UndoneArchive) undone.set(error.archive, error.refused);
        else if (error instanceof KernelFull && !oneByOne) {
          oneByOne = true;
          this.logger.warn(
            `${files[0]!.archive.day!}: more users or songs than the line kernel can count at once; archives are counted one by one`,
          );
        } else throw error;
        reading.meter.goBackTo(mark);
      }
    }
  }

  private async loadOnce(
    files: HashedFile[],
    reading: BatchReading & Pick<OpenBatch, 'undone' | 'oneByOne'>,
  ): Promise<LoadOutcome[]> {
    const [{ archive, mapping }] = files as [HashedFile];
    const loader = archive.day === null ? this.manyDays : this.days;
    // A mapped file is alone in its batch; ids of Music Box archives are numbers.
    const { outcomes } = await this.changes.run(mapping?.ids ?? 'numeric', async (change) => {
      const loaded = await loader.load({ ...reading, ...change }, files);
      reading.onRead();
      return loaded;
    });
    return outcomes;
  }
}
