import type { JobContext, JobDto } from '#common';
import { DomainError, JobsService } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { EventChanges } from '../events/event-changes.js';
import type { Changed, OpenChange } from '../events/event-changes.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { lockDays } from '../storage/locks/archive-locks.js';
import { Archive, isLoaded } from '../storage/archive.entity.js';
import { DELETE_UNUSED_SAMPLE_LOG_SET } from '../storage/archives.sql.js';
import { EventsRepository } from '../storage/events.repository.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { DeletedArchiveDto, ArchiveNameDto } from './archive.dto.js';

const DELETION = 'ingest.deletion';

/**
 * Deletes an archive with its events, as a job: the rollup of its days, its share of the songs and coverage
 * follow, and posted events that it superseded count again.
 */
@Injectable()
export class ArchiveDeletion implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly changes: EventChanges,
    private readonly archives: ArchivesRepository,
    private readonly events: EventsRepository,
    private readonly merges: SongMerges,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: DELETION,
      input: ArchiveNameDto,
      result: DeletedArchiveDto,
      whenBusy: 'queue',
      run: (input, context) => this.run(input, context),
    });
  }

  /** @throws DomainError not_found (archive_unknown), conflict (archive_posted) */
  async start(name: string): Promise<JobDto> {
    const archive = await this.archives.find(name);
    if (archive === null)
      throw new DomainError('not_found', 'archive_unknown', `There is no archive ${name}.`);
    if (name.startsWith('events/'))
      throw new DomainError(
        'conflict',
        'archive_posted',
        'Posted events are dropped by their days, see retention.',
      );
    return await this.jobs.start(DELETION, { name });
  }

  private async run({ name }: ArchiveNameDto, context: JobContext): Promise<DeletedArchiveDto> {
    context.progress({ step: 'deleting', fraction: 0 });
    const { deleted } = await this.changes.run(null, (change) => this.deleteIn(change, name));
    await this.merges.mergeLeft();
    return deleted;
  }

  private async deleteIn(
    change: OpenChange,
    name: string,
  ): Promise<Changed & { deleted: DeletedArchiveDto }> {
    const { transaction } = change;
    const archive = await this.archives.findLocked(transaction, name);
    // Another deletion was faster.
    if (archive === null) return { deleted: { name, days: [], events: 0 }, days: [], isRebuilt: false };
    const { id, kind, day } = archive;
    const days = day === null ? await this.events.daysOf(transaction, id) : [day];
    await lockDays(transaction, days);
    const holdsEvents = isLoaded(archive) && kind !== null;
    const changed = holdsEvents ? days : [];
    for (const day of changed) await this.changes.remove(change, kind!, day, id);
    await this.changes.finishDays(change, changed, [kind!]);
    await transaction.manager.delete(Archive, { id });
    await transaction.query(DELETE_UNUSED_SAMPLE_LOG_SET);
    const events = holdsEvents ? archive.eventCount : 0;
    return { deleted: { name, days, events }, days: changed, isRebuilt: true };
  }
}
