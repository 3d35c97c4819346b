import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveLoader, outcomeOf, RefusedLog, isStillCounted } from './archive-loader.js';
import type { HashedFile, LoadableArchive } from './archive-loader.js';
import { SupersededEvents } from '../events/superseded-events.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { DayTally } from '../kernel/day-tally.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import type { LineKernel } from '../kernel/line-kernel.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { SongsRepository } from '../storage/songs.repository.js';
import type { UnmergedSongs } from '../storage/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';

/** How the archives of a day are counted. */
export interface Counting {
  /** Why archives were refused after they were counted, by identity. */
  undone: ReadonlyMap<string, RefusedLog>;
  /** Each archive by itself: the kernel has no room for the whole day. */
  oneByOne: boolean;
}

/** What a day is read with. */
export interface DayReading extends Counting {
  kernel: LineKernel;
  meter: ProgressMeter;
  signal: AbortSignal;
  unmerged: UnmergedSongs;
  /** Null: nobody. */
  erased: ErasedUsers | null;
  /** Called when all lines are read; rows of songs and users are still to be taken out of the kernel. */
  onLinesRead: () => void;
}

/** An archive was refused that its day's counts hold already: the day must be counted once more without it. */
export class UndoneArchive extends Error {
  constructor(
    readonly archive: string,
    readonly refused: RefusedLog,
  ) {
    super(`the archive ${archive} has to be taken out of the counts of its day`);
  }
}

export interface LoadedDay {
  outcomes: LoadOutcome[];
  changed: boolean;
}

interface OpenDay extends DayReading {
  day: string;
  tally: DayTally;
}

/** Loads the archives of one day within a transaction: events, archive rows, what is said of songs, and the rollup. */
@Injectable()
export class DayLoader {
  constructor(
    private readonly repository: ArchivesRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly supersededEvents: SupersededEvents,
  ) {}

  /**
   * @param files in the order of their names
   * @throws UndoneArchive when the transaction has to be rolled back and the day begun once more
   */
  async load(
    transaction: Transaction,
    day: string,
    files: HashedFile[],
    reading: DayReading,
  ): Promise<LoadedDay> {
    const { kernel, oneByOne, erased } = reading;
    const withUsers = !oneByOne && (await this.userDays.isFresh(transaction, day));
    const identities = files.map(({ archive }) => archive.identity);
    let tally = new DayTally(kernel, day, identities, withUsers, erased);
    const loaded: LoadedDay = { outcomes: [], changed: false };
    for (const file of files) {
      const known = await this.archives.contentStatus(file, transaction);
      if (known.is === 'unchanged' || known.is === 'dropped') {
        loaded.outcomes.push(outcomeOf(file, known.is, known.is === 'dropped' ? 'day_dropped' : null));
        reading.meter.archive(file.byteCount).done();
        continue;
      }
      const outcome = await this.loadArchive(transaction, file, known, { ...reading, day, tally });
      loaded.outcomes.push(outcome);
      if (outcome.state === 'refused') continue;
      loaded.changed = true;
      if (!oneByOne) continue;
      await this.addSongs(transaction, { ...reading, day, tally });
      tally = new DayTally(kernel, day, identities, withUsers, erased);
    }
    reading.onLinesRead();
    if (loaded.changed) {
      const kinds = files.map(({ archive }) => archive.kind);
      await this.supersededEvents.remove(transaction, day, kinds, reading.unmerged);
      await this.addCounts(transaction, { ...reading, day, tally });
    }
    return loaded;
  }

  private async addCounts(transaction: Transaction, open: OpenDay): Promise<void> {
    await this.addSongs(transaction, open);
    faultPoint('songs_gathered');
    const { kernel, day, tally } = open;
    if (tally.hasUsers) await this.userDays.insert(transaction, day, tally.userDayRows(), giveBackTo(kernel));
    else await this.userDays.rebuild(transaction, day);
    faultPoint('user_day_rebuilt');
  }

  private async addSongs(transaction: Transaction, { kernel, tally, unmerged }: OpenDay): Promise<void> {
    if (tally.hasSongs) await this.songs.add(transaction, unmerged, tally, giveBackTo(kernel));
  }

  private async loadArchive(
    transaction: Transaction,
    file: HashedFile,
    { previous, original }: LoadableArchive,
    { kernel, day, tally, unmerged, undone, meter, signal }: OpenDay,
  ): Promise<LoadOutcome> {
    const { archive, byteCount } = file;
    const table = EVENT_TABLES[archive.kind];
    const replace = async (): Promise<number> => {
      if (previous !== null) {
        await this.songs.takeBack(transaction, unmerged, table, day, previous.id);
        await this.events.remove(transaction, table, day, previous.id);
        faultPoint('old_events_removed');
      }
      return await this.repository.archiveId(transaction, archive);
    };
    const refused = undone.get(archive.identity);
    if (refused !== undefined) {
      meter.archive(byteCount).done();
      return await this.refuse(transaction, file, refused);
    }
    await this.repository.savepoint(transaction);
    try {
      const archiveId = await replace();
      if (original !== null) {
        meter.archive(byteCount).done();
        return await this.archives.markDuplicate(transaction, file, archiveId, original);
      }
      const log = tally.log(archive, archiveId, !isStillCounted(file, previous));
      const copy = async (rows: AsyncGenerator<Buffer>): Promise<number> => {
        await this.events.copy(transaction, table, day, rows, giveBackTo(kernel));
        return 0;
      };
      return await this.archives.load(transaction, file, archiveId, log, { meter, signal, copy });
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      // The log had events, so they are counted.
      if (error.tally === null) throw new UndoneArchive(archive.identity, error);
      await this.repository.rollBackToSavepoint(transaction);
      return await this.refuse(transaction, file, error);
    }
  }

  private async refuse(
    transaction: Transaction,
    file: HashedFile,
    refused: RefusedLog,
  ): Promise<LoadOutcome> {
    const outcome = await this.archives.refuse(file, refused, transaction);
    faultPoint('archive_refused');
    return outcome;
  }
}

function giveBackTo(kernel: LineKernel): (buffer: Buffer) => void {
  return (buffer) => {
    kernel.giveBack(buffer);
  };
}
