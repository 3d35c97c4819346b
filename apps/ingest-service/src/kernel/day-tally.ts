import { pgDay } from '#common/calendar';
import { COPY_HEADER, COPY_TRAILER } from '#common/copy';
import type { ArchiveName, EventKind } from '../formats/archive-name.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { createKernelLog } from './kernel-log.js';
import type { EventLog } from './kernel-log.js';
import { withinLimits } from './kernel-full.js';
import type { LineKernel } from './line-kernel.js';
import type { SongRows } from '../storage/songs/songs.repository.js';
import { SONG_BLOCK_BITS } from '../storage/songs/songs.sql.js';
import type { SongPart } from '../storage/songs/songs.sql.js';

/** Feedback is in no log. */
const KINDS: Record<EventKind, number> = { play: 0, download: 1, search: 2, feedback: 3 };

/**
 * Songs and users of all archives of one day, counted while their lines are read. One day
 * at a time for each kernel: a new tally ends the last one.
 */
export class DayTally implements SongRows {
  private readonly dayOfAll: number;
  /**
   * By identity, from 1 on, in the order of their bytes: a song has its title from the last archive that
   * names one.
   */
  private readonly ranks: ReadonlyMap<string, number>;
  private isFinished = false;

  /**
   * @param archives identities of all archives that may be read
   * @param withUsers count the rollup by user: of a day of which nothing was loaded before
   * @param erased users whose lines are passed over; null: none
   */
  constructor(
    private readonly kernel: LineKernel,
    private readonly day: string,
    archives: string[],
    withUsers: boolean,
    private readonly erased: ErasedUsers | null,
  ) {
    this.dayOfAll = pgDay(day);
    const inOrder = [...archives].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    this.ranks = new Map(inOrder.map((name, at) => [name, at + 1]));
    const { call, texts } = kernel;
    call.startDay(withUsers, archives.length);
    if (erased !== null) kernel.leaveOut(erased);
    for (const [name, rank] of this.ranks) call.nameArchive(rank, texts.write(name));
  }

  /** Opens an archive; its lines are read one archive after the other. */
  log(archive: ArchiveName, archiveId: number): EventLog {
    const { call, texts } = this.kernel;
    call.openArchive(KINDS[archive.kind], this.dayOfAll, archiveId, this.ranks.get(archive.identity)!);
    texts.write(this.day);
    call.setKnownDay(call.TEXTS.value, this.dayOfAll);
    return createKernelLog(this.kernel, archive.kind, this.erased);
  }

  get hasSongs(): boolean {
    return this.kernel.call.songCount() > 0;
  }

  /**
   * In the order of their ids, when all archives are read. Parts and users are asked for one after the other.
   */
  *rows(part: SongPart): Generator<Buffer> {
    const { call } = this.kernel;
    this.finish();
    const count = withinLimits(() => call.sortSongs(SONG_BLOCK_BITS, part));
    yield* this.copied(count, (place) => call.addSongs(place));
  }

  /** Rows of `copyUserDaySql`, in the order of the users' ids. */
  *userDayRows(): Generator<Buffer> {
    const { call } = this.kernel;
    this.finish();
    const count = withinLimits(() => call.sortUsers());
    yield* this.copied(count, (place) => call.addUserDays(place, this.dayOfAll));
  }

  /** No archive can be read afterwards. */
  private finish(): void {
    if (!this.isFinished) {
      withinLimits(() => {
        this.kernel.call.finishDay();
      });
    }
    this.isFinished = true;
  }

  private *copied(count: number, add: (place: number) => number): Generator<Buffer> {
    this.kernel.dropRows();
    yield COPY_HEADER;
    for (let place = 0; place < count;) {
      place = add(place);
      if (this.kernel.rowBytes > 0) yield this.kernel.takeRows();
    }
    yield COPY_TRAILER;
  }
}
