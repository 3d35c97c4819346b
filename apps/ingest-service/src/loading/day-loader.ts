import { Injectable } from '@nestjs/common';
import { SupersededEvents } from '../events/superseded-events.js';
import type { EventKind } from '../formats/archive-name.js';
import { DayTally } from '../kernel/day-tally.js';
import { KernelFull } from '../kernel/kernel-full.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import type { CountedRollup } from '../storage/user-days.repository.js';
import { ArchiveContents } from './archive-contents.js';
import type { LoadableArchive } from './archive-contents.js';
import { ArchiveLoader, outcomeOf } from './archive-loader.js';
import type { LoadOutcome } from './load-outcome.js';
import type { HashedFile, Loaded, OpenBatch } from './open-batch.js';
import { RefusedLog, UndoneArchive } from './refused-log.js';

/** Loads the archives of one day within the transaction of a batch. */
@Injectable()
export class DayLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly contents: ArchiveContents,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly supersededEvents: SupersededEvents,
  ) {}

  /**
   * @param day locked
   * @param files in the order of their names
   * @param onLinesRead called when all lines of the day are read
   * @throws UndoneArchive, or KernelFull where archives are not counted one by one: roll back, and begin once
   * more
   */
  async load(open: OpenBatch, day: string, files: HashedFile[], onLinesRead: () => void): Promise<Loaded> {
    const { transaction, kernel, oneByOne, erased } = open;
    const withUsers = !oneByOne && (await this.userDays.isFresh(transaction, day));
    const identities = files.map(({ archive }) => archive.identity);
    const newTally = (): DayTally => new DayTally(kernel, day, identities, withUsers, erased);
    let tally = newTally();
    const outcomes: LoadOutcome[] = [];
    let isChanged = false;
    for (const file of files) {
      const status = await this.contents.status(file, transaction);
      if (status.is !== 'loadable') {
        outcomes.push(outcomeOf(file, status.is, status.is === 'dropped' ? 'day_dropped' : null));
        open.meter.archive(file.byteCount).done();
        continue;
      }
      const outcome = await this.loadArchive(open, day, file, status, tally);
      outcomes.push(outcome);
      isChanged ||= outcome.state !== 'refused';
      if (oneByOne) tally = newTally();
    }
    onLinesRead();
    if (!isChanged) return { outcomes, days: [], isRebuilt: false };
    const kinds = files.map(({ archive }) => archive.kind);
    await this.addSongs(open, tally);
    faultPoint('songs_gathered');
    const rollup = tally.hasUsers ? { rows: tally.userDayRows(), isTimed: false } : null;
    await this.finishDay(open, day, kinds, rollup, giveBackTo(kernel));
    return { outcomes, days: [day], isRebuilt: !withUsers };
  }

  /**
   * What follows when events of a day have changed: which posted events count, and the rollup.
   * @param rollup null: it is made from the tables
   * @param onSent gets each buffer of the rollup when it may be used again
   */
  async finishDay(
    { transaction, unmerged }: Pick<OpenBatch, 'transaction' | 'unmerged'>,
    day: string,
    kinds: EventKind[],
    rollup: CountedRollup | null,
    onSent?: (buffer: Buffer) => void,
  ): Promise<void> {
    await this.supersededEvents.reconcile(transaction, day, kinds, unmerged);
    if (rollup === null) await this.userDays.rebuild(transaction, day);
    else await this.userDays.insert(transaction, day, rollup, onSent);
    faultPoint('user_day_rebuilt');
  }

  private async addSongs({ transaction, kernel, unmerged }: OpenBatch, tally: DayTally): Promise<void> {
    if (tally.hasSongs) await this.songs.add(transaction, unmerged, tally, giveBackTo(kernel));
  }

  private async loadArchive(
    open: OpenBatch,
    day: string,
    file: HashedFile,
    { previous, original }: LoadableArchive,
    tally: DayTally,
  ): Promise<LoadOutcome> {
    const { transaction, unmerged, kernel, meter, oneByOne } = open;
    const { archive, byteCount } = file;
    const table = EVENT_TABLES[archive.kind];
    const undone = open.undone.get(archive.identity);
    if (undone !== undefined) {
      meter.archive(byteCount).done();
      return await this.archives.refuse(file, undone, transaction);
    }
    const load = async (): Promise<LoadOutcome> => {
      if (previous !== null) {
        await this.songs.takeBack(transaction, unmerged, table, day, { archive: previous.id });
        await this.events.remove(transaction, table, day, previous.id);
        faultPoint('old_events_removed');
      }
      const archiveId = await this.repository.archiveId(transaction, archive);
      if (original !== null) {
        meter.archive(byteCount).done();
        return await this.archives.markDuplicate(transaction, file, archiveId, original);
      }
      const log = tally.log(archive, archiveId);
      const outcome = await this.archives.load(open, file, archiveId, log, async (rows) => {
        await this.events.copy(transaction, table, day, rows, { onSent: giveBackTo(kernel) });
        return 0;
      });
      if (oneByOne) await this.addSongs(open, tally);
      return outcome;
    };
    try {
      return await this.repository.withinSavepoint(transaction, load);
    } catch (error) {
      const refused =
        oneByOne && error instanceof KernelFull ? new RefusedLog('too_many_songs', null) : error;
      if (!(refused instanceof RefusedLog)) throw error;
      // The log had events, and they are in the counts of the day.
      if (!oneByOne && refused.tally === null) throw new UndoneArchive(archive.identity, refused);
      return await this.archives.refuse(file, refused, transaction);
    }
  }
}

function giveBackTo(kernel: OpenBatch['kernel']): (buffer: Buffer) => void {
  return (buffer) => {
    kernel.giveBack(buffer);
  };
}
