import { Injectable } from '@nestjs/common';
import { ArchiveLoader, outcomeOf, RefusedLog } from './archive-loader.js';
import type { HashedFile } from './archive-loader.js';
import { EventsRepository } from './events.repository.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { LoadingRepository } from './loading.repository.js';
import { PartitionsRepository } from './partitions.repository.js';

/** The real ones span 4 days together; the limit keeps a damaged log from opening a partition for any date. */
const MAX_DAYS = 62;

/**
 * Loads a search archive whose name has no date, in one transaction: its days are known only when it has been read,
 * so the events wait in a temporary table until those days are locked.
 */
@Injectable()
export class DatelessSearchLoader {
  constructor(
    private readonly repository: LoadingRepository,
    private readonly partitions: PartitionsRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
  ) {}

  async load(file: HashedFile, meter: ProgressMeter, signal: AbortSignal): Promise<LoadOutcome> {
    try {
      return await this.loadInTransaction(file, meter, signal);
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      return await this.archives.refuse(file, error);
    }
  }

  private async loadInTransaction(
    file: HashedFile,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<LoadOutcome> {
    return await this.repository.database.transaction(
      async (transaction) => {
        const archiveId = await this.repository.archiveId(transaction, file.archive);
        const oldDays = await this.events.searchDaysOf(transaction, archiveId);
        let days: string[] = [];
        const copy = async (rows: AsyncGenerator<Buffer>): Promise<void> => {
          days = await this.events.stageSearches(transaction, rows);
        };
        // Its row is written at the end of reading, so whether the content is known is asked before.
        const before = await this.archives.acquaintance(file, transaction);
        if (before.is === 'unchanged') return outcomeOf(file, 'unchanged', null);
        const { outcome } = await this.archives.load(transaction, file, archiveId, meter, signal, copy);
        if (days.length > MAX_DAYS) throw new RefusedLog('too_many_days', outcome.tally);

        await this.partitions.ensure(days);
        const touched = [...new Set([...days, ...oldDays])];
        await this.repository.lock(transaction, touched, [file.sha256]);
        for (const day of oldDays) await this.events.remove(transaction, 'search_event', day, archiveId);
        const isDuplicate = await this.archives.isLoadedElsewhere(file, transaction);
        if (!isDuplicate) await this.events.insertStagedSearches(transaction);
        for (const day of touched) await this.events.rebuildUserDay(transaction, day);
        return isDuplicate ? await this.archives.markDuplicate(transaction, file, archiveId) : outcome;
      },
      { statementTimeoutMs: 0 },
    );
  }
}
