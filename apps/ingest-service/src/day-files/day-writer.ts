import { join } from 'node:path';
import type { EventKind } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ErasedUsers } from '../formats/erased-users.js';
import { DayTally } from '../kernel/day-tally.js';
import { LineKernel } from '../kernel/line-kernel.js';
import { outcomeOf, RefusedLog, rowsOf } from '../loading/archive-loader.js';
import { UndoneArchive } from '../loading/day-loader.js';
import type { LoadOutcome } from '../loading/load-outcome.js';
import { ArchiveReader } from '../sources/archive-reader.js';
import { ARCHIVE, archiveRow } from './archive-table.js';
import { addCopied, PAIR_EVENTS, USER_DAY } from './copied-rows.js';
import type { DayTask, TaskArchive } from './day-tasks.js';
import { TableFile } from './table-file.js';

/** Folder of a table's files, each called by its day, below the folder of all. */
export const TABLES = { user_day: USER_DAY.flat(), pair_event: PAIR_EVENTS.play.flat(), archive: ARCHIVE };

const NEVER = new AbortController().signal;

/**
 * Reads the archives of a day by the rules of the loader and writes its files, each whole or not at all. The archives' file comes last: while it
 * is there, so are the others.
 */
export class DayWriter {
  private readonly kernel = new LineKernel();

  /**
   * @param folder with a folder for each table
   * @param draft folder on the same disk for files that are not whole
   */
  constructor(
    private readonly folder: string,
    private readonly draft: string,
    private readonly erased: ErasedUsers | null,
  ) {}

  async write(task: DayTask): Promise<void> {
    const undone = new Map<string, RefusedLog>();
    for (;;) {
      try {
        await this.writeOnce(task, undone);
        return;
      } catch (error) {
        if (!(error instanceof UndoneArchive)) throw error;
        undone.set(error.archive, error.refused);
      }
    }
  }

  private async writeOnce({ day, archives }: DayTask, undone: Map<string, RefusedLog>): Promise<void> {
    const open = (table: keyof typeof TABLES): TableFile =>
      new TableFile(join(this.draft, `${table}-${day}-${process.pid}`), TABLES[table]);
    const users = open('user_day');
    const pairs = open('pair_event');
    const outcomes = open('archive');
    const identities = archives.map(({ archive }) => archive.identity);
    const tally = new DayTally(this.kernel, day, identities, true, this.erased);
    for (const file of archives) {
      const outcome = await this.read(file, tally, pairs, undone.get(file.archive.identity));
      outcomes.add(archiveRow(file.archive, outcome));
    }
    for (const rows of tally.userDayRows()) addCopied(users, USER_DAY, rows);
    const name = `${day}.parquet`;
    pairs.publish(join(this.folder, 'pair_event', name));
    users.publish(join(this.folder, 'user_day', name));
    outcomes.publish(join(this.folder, 'archive', name));
  }

  /** @throws UndoneArchive when the archive was refused after some of it was counted */
  private async read(
    file: TaskArchive,
    tally: DayTally,
    pairs: TableFile,
    undone: RefusedLog | undefined,
  ): Promise<LoadOutcome> {
    const { archive } = file;
    if (undone !== undefined) return outcomeOf(file, 'refused', undone.reason, undone.tally);
    if (await this.isDuplicate(file)) return outcomeOf(file, 'duplicate', 'same_content');
    const reader = new ArchiveReader(file.path);
    const log = tally.log(archive, 0, null, true);
    try {
      for await (const rows of rowsOf(reader, log, file, NEVER, () => undefined)) {
        if (archive.kind !== 'search') addCopied(pairs, PAIR_EVENTS[archive.kind], rows);
        this.kernel.giveBack(rows);
      }
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      const refused = new RefusedLog(error.reason, log.tally);
      if (refused.tally === null) throw new UndoneArchive(archive.identity, refused);
      return outcomeOf(file, 'refused', refused.reason, refused.tally);
    }
    return outcomeOf(file, reader.damage === null ? 'loaded' : 'partial', reader.damage, log.tally);
  }

  private async isDuplicate(file: TaskArchive): Promise<boolean> {
    for (const kind of file.before) if (await this.isLoadable(file, kind)) return true;
    return false;
  }

  /** Whether the content is one of an archive of that kind. */
  private async isLoadable({ path, archive }: TaskArchive, kind: EventKind): Promise<boolean> {
    const named = { ...archive, kind };
    const kernel = new LineKernel();
    const log = new DayTally(kernel, archive.day!, [archive.identity], false, this.erased).log(
      named,
      0,
      null,
      true,
    );
    try {
      const rows = rowsOf(new ArchiveReader(path), log, { archive: named }, NEVER, () => undefined);
      for await (const piece of rows) kernel.giveBack(piece);
      return true;
    } catch (error) {
      if (error instanceof ArchiveRefused) return false;
      throw error;
    }
  }
}
