import { OuterIds } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { CountedRollup } from '../storage/user-days.repository.js';
import type { CountedEvents } from './counted-events.js';
import { EarlyWrites } from './early-writes.js';
import { LoadLimits } from './load-limits.js';
import type { HashedFile, OpenBatch } from './open-batch.js';

const UNIQUE_VIOLATION = '23505';

/** The rollup of a day; null: it is to be made from the tables. */
export type RollupOf = (day: string) => Promise<CountedRollup | null>;

/** Writes events that were counted in memory, within the transaction of a batch. */
@Injectable()
export class CountedLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly partitions: PartitionsRepository,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly ids: OuterIds,
    private readonly limits: LoadLimits,
  ) {}

  /** Null: nothing of the file is written before all of it is read. */
  earlyWrites(
    { transaction, oneByOne }: OpenBatch,
    { archive, byteCount }: HashedFile,
    counted: CountedEvents | null,
  ): EarlyWrites | null {
    if (counted === null || oneByOne || byteCount > this.limits.earlyBytes) return null;
    return new EarlyWrites(counted, this.limits.earlyEvents, {
      open: async (days) => {
        if (counted.days.length > (await this.partitions.mostDays(transaction))) return false;
        if ((await this.droppedDays.among(days, transaction)).size > 0) return false;
        await this.partitions.ensureWithin(transaction, days);
        return true;
      },
      tryLock: (day) => this.repository.tryLockDay(transaction, day),
      write: (day) => this.writeEvents(transaction, archive.kind, counted, day),
    });
  }

  /** Writes all that is not written yet; answers the rollup of days that had no events before. */
  async add(
    { transaction, unmerged, kernel }: OpenBatch,
    { archive: { kind, identity }, mapping }: HashedFile,
    archiveId: number,
    counted: CountedEvents,
  ): Promise<RollupOf> {
    if (mapping?.ids === 'text') await this.storeIds(transaction, counted);
    for (const day of counted.unwrittenDays()) await this.writeEvents(transaction, kind, counted, day);
    const counts = counted.days.map((day) => ({ day, eventCount: counted.countOf(day) }));
    await this.events.countDays(transaction, archiveId, counts);
    faultPoint('staged_inserted');
    await this.songs.add(transaction, unmerged, counted.songRows(identity));
    const rollupOf = counted.rollups((song) => kernel.call.hashInt8(song) & 255);
    return async (day) =>
      counted.countOf(day) > 0 && (await this.userDays.isFresh(transaction, day))
        ? { rows: rollupOf(day), isTimed: true }
        : null;
  }

  /** Most files have no id of one kind that is stored, or many. */
  private async storeIds(transaction: Transaction, counted: CountedEvents): Promise<void> {
    for (const kind of ['user', 'song'] as const) {
      const store = async (areNew: boolean): Promise<void> => {
        for (const keys of counted.ids(kind)) await this.ids.storeKeys(transaction, kind, keys, areNew);
      };
      try {
        await this.repository.withinSavepoint(transaction, () => store(true));
      } catch (error) {
        if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
        await store(false);
      }
    }
  }

  private async writeEvents(
    transaction: Transaction,
    kind: EventKind,
    counted: CountedEvents,
    day: string,
  ): Promise<void> {
    await this.events.copy(transaction, EVENT_TABLES[kind], day, counted.eventRows(day), { isTimed: true });
  }
}
