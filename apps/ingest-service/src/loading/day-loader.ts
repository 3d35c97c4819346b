import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { ArchiveLoader, outcomeOf, RefusedLog } from './archive-loader.js';
import type { HashedFile } from './archive-loader.js';
import { EventsRepository } from './events.repository.js';
import type { LoadOutcome } from './load-outcome.js';
import type { ProgressMeter } from './load-progress.js';
import { LoadingRepository } from './loading.repository.js';
import type { KnownArchive } from './loading.repository.js';
import { PartitionsRepository } from './partitions.repository.js';
import { SongsRepository } from './songs.repository.js';
import { EVENT_TABLES } from './tables.js';

/**
 * Loads archives of one day in one transaction: events, archive rows, the day's rollup and songs, all or none. One
 * transaction a day and not an archive, because the rollup of a day needs all its archives: it is made once instead
 * of up to nine times. An archive that is refused is undone by itself (a savepoint) and the others go on.
 */
@Injectable()
export class DayLoader {
  constructor(
    private readonly repository: LoadingRepository,
    private readonly partitions: PartitionsRepository,
    private readonly archives: ArchiveLoader,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
  ) {}

  /** @param files archives of that day, in the order of their names */
  async load(
    day: string,
    files: HashedFile[],
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<LoadOutcome[]> {
    await this.partitions.ensure([day]);
    const hashes = files.map(({ sha256 }) => sha256);
    return await this.repository.database.transaction(
      async (transaction) => {
        await this.repository.lock(transaction, [day], hashes);
        await this.songs.begin(transaction);
        const outcomes: LoadOutcome[] = [];
        let changed = false;
        let replaced = false;
        for (const file of files) {
          const known = await this.archives.acquaintance(file, transaction);
          if (known.is === 'unchanged') {
            outcomes.push(outcomeOf(file, 'unchanged', null));
            meter.archive(file.byteCount).done();
            continue;
          }
          const { is, previous } = known;
          const outcome = await this.loadArchive(transaction, file, is, previous, meter, signal);
          outcomes.push(outcome);
          if (outcome.state === 'refused') continue;
          changed = true;
          replaced ||= previous !== null;
        }
        if (changed) {
          await this.events.rebuildUserDay(transaction, day);
          await this.songs.merge(transaction, day, replaced);
        }
        return outcomes;
      },
      { statementTimeoutMs: 0 },
    );
  }

  private async loadArchive(
    transaction: Transaction,
    file: HashedFile,
    is: 'new' | 'duplicate',
    previous: KnownArchive | null,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<LoadOutcome> {
    const { archive } = file;
    const day = archive.day!;
    const table = EVENT_TABLES[archive.kind];
    await this.repository.savepoint(transaction);
    try {
      if (previous !== null) {
        await this.songs.removeArchive(transaction, table, day, previous.id);
        await this.events.remove(transaction, table, day, previous.id);
      }
      const archiveId = await this.repository.archiveId(transaction, archive);
      if (is === 'duplicate') {
        meter.archive(file.byteCount).done();
        return await this.archives.markDuplicate(transaction, file, archiveId);
      }
      const { outcome, songs } = await this.archives.load(
        transaction,
        file,
        archiveId,
        meter,
        signal,
        (rows) => this.events.copy(transaction, table, day, rows),
      );
      if (songs !== null) await this.songs.addArchive(transaction, archive.name, songs);
      return outcome;
    } catch (error) {
      if (!(error instanceof RefusedLog)) throw error;
      await this.repository.rollBackToSavepoint(transaction);
      return await this.archives.refuse(file, error, transaction);
    }
  }
}
