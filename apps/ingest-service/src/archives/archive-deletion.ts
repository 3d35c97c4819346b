import type { JobContext, JobDto, Transaction } from '#common';
import { Database, DomainError, JobsService, LONG_STATEMENTS } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SupersededEvents } from '../events/superseded-events.js';
import { Exclusions } from '../exclusions/exclusions.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import type { Archive } from '../storage/archive.entity.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
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
    private readonly database: Database,
    private readonly archives: ArchivesRepository,
    private readonly events: EventsRepository,
    private readonly songs: SongsRepository,
    private readonly merges: SongMerges,
    private readonly userDays: UserDaysRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly superseded: SupersededEvents,
    private readonly exclusions: Exclusions,
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
    const deleted = await this.database.transaction(
      (transaction) => this.deleteIn(transaction, name),
      LONG_STATEMENTS,
    );
    await this.merges.mergeLeft();
    return deleted;
  }

  private async deleteIn(transaction: Transaction, name: string): Promise<DeletedArchiveDto> {
    await this.droppedDays.blockRetention(transaction);
    const days = await this.lock(transaction, name);
    const archive = await this.archives.find(name, transaction.manager);
    // Another deletion was faster.
    if (archive === null) return { name, days: [], events: 0 };
    const holdsEvents = archive.state === 'loaded' || archive.state === 'partial';
    if (holdsEvents) await this.removeEvents(transaction, archive, days);
    await this.archives.delete(transaction, archive.id);
    await this.archives.deleteUnusedManifest(transaction);
    return { name, days, events: holdsEvents ? archive.eventCount : 0 };
  }

  /** Locks the archive's days as its loader does, and answers them. */
  private async lock(transaction: Transaction, name: string): Promise<string[]> {
    const archive = await this.archives.find(name, transaction.manager);
    if (archive === null) return [];
    const { id, day, identity, sha256 } = archive;
    if (day === null) await this.archives.lockRow(transaction, id);
    const days = day === null ? await this.events.daysOf(transaction, id) : [day];
    await this.archives.lock(transaction, days, sha256 === null ? [] : [{ archive: { identity }, sha256 }]);
    return days;
  }

  private async removeEvents(transaction: Transaction, { id, kind }: Archive, days: string[]): Promise<void> {
    const table = EVENT_TABLES[kind!];
    const unmerged = this.songs.begin();
    for (const day of days) {
      await this.songs.takeBack(transaction, unmerged, table, day, { archive: id });
      await this.events.remove(transaction, table, day, id);
      await this.superseded.reconcile(transaction, day, [kind!], unmerged);
      await this.userDays.rebuild(transaction, day);
    }
    await this.exclusions.excludeLongListeners(transaction, days, true);
  }
}
