import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { outcomeOf } from './load-outcome.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ReadFile } from './record-log.js';

/** Files whose records are no events, as archives without a kind of events. */
@Injectable()
export class RecordArchives {
  constructor(
    private readonly database: Database,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly archives: ArchivesRepository,
    private readonly rejectedLines: RejectedLinesRepository,
  ) {}

  /** Examples of rejected records are stored. */
  get withExamples(): boolean {
    return this.rejectedLines.areStored;
  }

  /** Writes what became of a file, with its rejected records, but for those that may be of erased users. */
  async book(file: ArchiveFile & { mapping: Mapping }, read: ReadFile): Promise<LoadOutcome> {
    const { archive, byteCount, mapping } = file;
    const { name, identity } = archive;
    const unseen = { place: null, reading: null, seen: null, content: null };
    await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetentionShortly(transaction);
      const erased = mapping.kind === 'user' ? await this.erasedUsers.all(transaction) : null;
      const id = await this.archives.archiveId(transaction, { name, identity });
      await this.archives.finish(transaction, id, name, { ...unseen, byteCount, ...read });
      const lines = read.tally.stored?.lines ?? [];
      const kept = lines.filter(
        ({ userId }) => erased === null || (userId !== null && !erased.has(BigInt(userId))),
      );
      await this.rejectedLines.replace(transaction, id, kept);
    });
    return outcomeOf(file, read.state, read.reason, read.tally);
  }
}
