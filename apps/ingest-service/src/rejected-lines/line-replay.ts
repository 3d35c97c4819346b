import type { JobContext, JobDto, Transaction } from '#common';
import { Database, DomainError, JobsService, LONG_STATEMENTS, OuterIds, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ArchiveNameDto } from '../archives/archive.dto.js';
import { Exclusions } from '../exclusions/exclusions.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { RejectedLine } from '../formats/rejected-lines.js';
import type { RejectionReason } from '../formats/rejection.js';
import type { IngestSettings } from '../ingest.settings.js';
import { DatelessLoader } from '../loading/dateless-loader.js';
import { DayLoader } from '../loading/day-loader.js';
import type { ReplayableLog } from '../loading/replayable-log.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { Archive } from '../storage/archive.entity.js';
import { ContractsRepository } from '../storage/contracts.repository.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { StoredMappings } from '../stored-mappings/stored-mappings.js';
import { logOfArchive } from './log-of-archive.js';
import { ReplayResultDto } from './rejected-lines.dto.js';

const REPLAY = 'ingest.replay';

/** A stored line that is read again, with the day of the event that it has become. */
type ReadLine = RejectedLine & { day: string | null };

/**
 * Reads the stored rejected lines of an archive again, as a job, by the rules of today and the present version
 * of the mapping. In one transaction, lines that are events now are added to those of the archive, are no
 * longer stored as rejected, and the archive counts them as events.
 */
@Injectable()
export class LineReplay implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
    private readonly mappings: StoredMappings,
    private readonly lines: RejectedLinesRepository,
    private readonly archives: ArchivesRepository,
    private readonly contracts: ContractsRepository,
    private readonly loader: DatelessLoader,
    private readonly dayLoader: DayLoader,
    private readonly events: EventsRepository,
    private readonly partitions: PartitionsRepository,
    private readonly songs: SongsRepository,
    private readonly merges: SongMerges,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly exclusions: Exclusions,
    private readonly ids: OuterIds,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: REPLAY,
      input: ArchiveNameDto,
      result: ReplayResultDto,
      whenBusy: 'queue',
      resumes: true,
      run: ({ name }, context) => this.run(name, context),
    });
  }

  /** @throws DomainError not_found (archive_unknown, mapping_unknown) */
  async start(name: string): Promise<JobDto> {
    const archive = await this.archives.find(name);
    if (archive === null)
      throw new DomainError('not_found', 'archive_unknown', `There is no archive ${name}.`);
    await this.mappingOf(archive);
    return await this.jobs.start(REPLAY, { name });
  }

  async run(name: string, context?: JobContext): Promise<ReplayResultDto> {
    context?.progress({ step: 'reading lines again', fraction: 0 });
    const found = await this.archives.find(name);
    const mapping = found === null ? undefined : await this.mappingOf(found);
    await this.ids.expectForm(mapping?.ids ?? 'numeric');
    const replayed = await this.database.transaction(
      (transaction) => this.replay(transaction, name, mapping),
      LONG_STATEMENTS,
    );
    faultPoint('batch_committed');
    await this.merges.mergeLeft();
    return { name, ...replayed };
  }

  /** Undefined: it is an archive of Music Box, or stands for posted events. */
  private async mappingOf({ identity }: Archive): Promise<Mapping | undefined> {
    const [name, ...file] = identity.split('/');
    if (file.length === 0 || name === 'events') return undefined;
    return await this.mappings.named(name!, this.settings.LOGS_MAPPING);
  }

  private async replay(
    transaction: Transaction,
    name: string,
    mapping: Mapping | undefined,
  ): Promise<Omit<ReplayResultDto, 'name'>> {
    await this.droppedDays.blockRetention(transaction);
    const erased = await this.erasedUsers.all(transaction);
    const archive = await this.lock(transaction, name);
    if (archive === null) return { lines: 0, events: 0 };
    const stored = await this.lines.ofArchive(transaction, archive.id);
    if (stored.length === 0) return { lines: 0, events: 0 };
    const plausible = plausibleDays(this.settings, Date.now());
    const log = logOfArchive(archive, mapping, erased, plausible);
    const read = stored.map((line) => ({ ...line, day: log.again(line.line) }));
    const events = read.some(({ day }) => day !== null)
      ? await this.add(transaction, archive, mapping, log, read)
      : 0;
    return { lines: stored.length, events };
  }

  /** The archive, locked as by its loads; null where it has no events that lines could be added to. */
  private async lock(transaction: Transaction, name: string): Promise<Archive | null> {
    const archive = await this.archives.find(name, transaction.manager);
    if (archive === null) return null;
    if (archive.day === null) await this.archives.lockRow(transaction, archive.id);
    else await this.archives.lock(transaction, [archive.day], contentOf(archive));
    const locked = await this.archives.find(name, transaction.manager);
    return locked?.state === 'loaded' || locked?.state === 'partial' ? locked : null;
  }

  /** Adds the events that the log has read, but for those of dropped days; answers how many. */
  private async add(
    transaction: Transaction,
    archive: Archive,
    mapping: Mapping | undefined,
    log: ReplayableLog<unknown>,
    read: readonly ReadLine[],
  ): Promise<number> {
    const kind = archive.kind!;
    const withIds = mapping?.ids === 'text';
    const form = { isTimed: mapping !== undefined, withIds };
    const staged = await this.events.stage(transaction, EVENT_TABLES[kind], log.rows.finish(), form);
    faultPoint('events_staged');
    const dropped = await this.droppedDays.among(staged, transaction);
    await this.events.removeStaged(transaction, [...dropped]);
    const days = staged.filter((day) => !dropped.has(day));
    const added = read.filter(({ day }) => day !== null && !dropped.has(day));
    await this.partitions.ensureWithin(transaction, days);
    if (archive.day === null) await this.archives.lock(transaction, days, contentOf(archive));
    const open = { transaction, unmerged: this.songs.begin() };
    await this.loader.addStaged(open, { kind, identity: archive.identity, day: archive.day }, withIds, true);
    for (const day of days) await this.dayLoader.finishDay(open, day, [kind], null);
    await this.exclusions.excludeLongListeners(transaction, days, true);
    faultPoint('users_excluded');
    const numbers = added.map(({ number }) => number);
    await this.lines.remove(transaction, archive.id, numbers);
    await this.count(transaction, archive, added, log.tally.repaired());
    await this.contracts.check(transaction, archive.id, mapping?.contract, null);
    faultPoint('archive_booked');
    return added.length;
  }

  /** The archive's rejected lines that are events now are counted as such: its lines stay as many. */
  private async count(
    { manager }: Transaction,
    { id, eventCount, ...archive }: Archive,
    added: readonly ReadLine[],
    repairs: Record<string, number>,
  ): Promise<void> {
    const taken = Map.groupBy(added, ({ reason }) => reason);
    const left = Object.entries(archive.rejected)
      .map(
        ([reason, lines]) => [reason, lines - (taken.get(reason as RejectionReason)?.length ?? 0)] as const,
      )
      .filter(([, lines]) => lines > 0);
    const rejected = Object.fromEntries(left);
    const repaired = { ...archive.repaired };
    for (const [rule, events] of Object.entries(repairs)) repaired[rule] = (repaired[rule] ?? 0) + events;
    await manager.update(
      Archive,
      { id },
      {
        rejected,
        repaired,
        eventCount: eventCount + added.length,
        finishedAt: () => 'clock_timestamp()',
      },
    );
  }
}

function contentOf({ identity, sha256 }: Archive): { archive: { identity: string }; sha256: string }[] {
  return sha256 === null ? [] : [{ archive: { identity }, sha256 }];
}
