import type { JobContext, JobDto, Transaction } from '#common';
import { DomainError, JobsService, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ArchiveNameDto } from '../archives/archive.dto.js';
import { EventChanges } from '../events/event-changes.js';
import type { Changed, OpenChange } from '../events/event-changes.js';
import { readArchiveName } from '../formats/archive-name.js';
import { plausibleDays } from '../formats/plausible-day.js';
import type { RejectedLine } from '../formats/rejected-lines.js';
import type { RejectionReason } from '../formats/rejection.js';
import type { IngestSettings } from '../ingest.settings.js';
import { manyDaysLogOf } from '../loading/log-reader.js';
import type { ArchiveRows, ManyDaysLog } from '../loading/many-days-log.js';
import { readingOf } from '../mapping/mapped-archive.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { ArchivesRepository } from '../storage/archives.repository.js';
import { Archive, isLoaded } from '../storage/archive.entity.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { EventsRepository } from '../storage/events.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { RejectedLinesRepository } from '../storage/rejected-lines.repository.js';
import { SongMerges } from '../storage/songs/song-merges.repository.js';
import { EVENT_TABLES } from '../storage/tables.js';
import { StoredMappings } from '../stored-mappings/stored-mappings.js';
import { ReplayResultDto } from './rejected-lines.dto.js';

const REPLAY = 'ingest.replay';

/** A stored line that is read again, with the day of the event that it has become. */
type ReadLine = RejectedLine & { day: string | null };

type Replayed = Changed & Omit<ReplayResultDto, 'name'>;

/**
 * Reads the stored rejected lines of an archive again, as a job, by the rules of today and the present version
 * of the mapping. In one transaction, lines that are events now are added to those of the archive, are no
 * longer stored as rejected, and the archive counts them as events.
 */
@Injectable()
export class LineReplay implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly mappings: StoredMappings,
    private readonly lines: RejectedLinesRepository,
    private readonly archives: ArchivesRepository,
    private readonly changes: EventChanges,
    private readonly events: EventsRepository,
    private readonly merges: SongMerges,
    private readonly droppedDays: DroppedDaysRepository,
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
    const { lines, events } = await this.changes.run(mapping?.ids ?? 'numeric', (change) =>
      this.replay(change, name, mapping),
    );
    faultPoint('batch_committed');
    await this.merges.mergeLeft();
    return { name, lines, events };
  }

  /** Undefined: it is an archive of Music Box, or stands for posted events. */
  private async mappingOf({ identity }: Archive): Promise<Mapping | undefined> {
    const [name, ...file] = identity.split('/');
    if (file.length === 0 || name === 'events') return undefined;
    return readingOf(await this.mappings.named(name!, this.settings.LOGS_MAPPING), identity);
  }

  private async replay(change: OpenChange, name: string, mapping: Mapping | undefined): Promise<Replayed> {
    const { transaction, erased } = change;
    const nothing = { lines: 0, events: 0, days: [], isRebuilt: true };
    const archive = await this.archives.findLocked(transaction, name);
    // Where it has no events, lines are not added: a file of facts is loaded again instead.
    if (archive === null || archive.kind === null || !isLoaded(archive)) return nothing;
    const stored = await this.lines.ofArchive(transaction, archive.id);
    if (stored.length === 0) return nothing;
    const format = readArchiveName(archive.identity);
    const { identity, day } = archive;
    const named = {
      kind: archive.kind,
      day,
      identity,
      format: typeof format === 'string' ? 'mapped' : format.format,
    } as const;
    const plausible = plausibleDays(this.settings, Date.now());
    const archiveId = await this.archives.newNumber(transaction);
    const log = manyDaysLogOf(mapping, [{ archive: named, archiveId }], erased, plausible, Infinity);
    const read = stored.map((line) => ({ ...line, day: log.again(line.line) }));
    const added = read.some(({ day }) => day !== null)
      ? await this.add(change, archive, mapping, log, archiveId, read)
      : { events: 0, days: [] };
    return { ...nothing, ...added, lines: stored.length };
  }

  /** Adds the events that the log has read, but for those of dropped days; answers how many, and their days. */
  private async add(
    change: OpenChange,
    archive: Archive,
    mapping: Mapping | undefined,
    log: ManyDaysLog<unknown>,
    copiedAs: number,
    read: readonly ReadLine[],
  ): Promise<Pick<Replayed, 'events' | 'days'>> {
    const { transaction } = change;
    const kind = archive.kind!;
    const [{ rows, tally }] = log.archives as [ArchiveRows];
    const copied = rows.takeRest();
    const dropped = await this.droppedDays.among(
      copied.days.map(({ day }) => day),
      transaction,
    );
    const kept = copied.days.filter(({ day }) => !dropped.has(day));
    const days = kept.map(({ day }) => day);
    const added = read.filter(({ day }) => day !== null && !dropped.has(day));
    await this.changes.openDays(change, days, []);
    const hasKeys = kind === 'play' && mapping?.event !== undefined;
    await this.changes.copy(change, kind, { ...copied, days: kept }, hasKeys);
    const counts = new Map(kept.map(({ day, events }) => [day, events]));
    const repeated = hasKeys ? await this.changes.leaveOutKnown(change, copiedAs, archive.id, counts) : 0;
    await this.changes.countSongs(change, kind, new Map([[copiedAs, counts.keys()]]));
    if (archive.day === null) await this.events.countDays(transaction, archive.id, counts, true);
    for (const day of days)
      await this.events.move(transaction, EVENT_TABLES[kind], day, copiedAs, archive.id);
    await this.changes.finishDays(change, days, [kind]);
    const numbers = added.map(({ number }) => number);
    await this.lines.remove(transaction, archive.id, numbers);
    await this.count(transaction, archive, added, tally.repaired(), repeated);
    faultPoint('archive_booked');
    return { events: added.length - repeated, days };
  }

  /** The archive's rejected lines that are events now are counted as such: its lines stay as many. */
  private async count(
    { manager }: Transaction,
    { id, eventCount, ...archive }: Archive,
    added: readonly ReadLine[],
    repairs: Record<string, number>,
    repeated: number,
  ): Promise<void> {
    const taken = Map.groupBy(added, ({ reason }) => reason);
    const left = Object.entries(archive.rejected)
      .map(
        ([reason, lines]) => [reason, lines - (taken.get(reason as RejectionReason)?.length ?? 0)] as const,
      )
      .filter(([, lines]) => lines > 0);
    const rejected = Object.fromEntries(left);
    if (repeated > 0) rejected['event_repeated'] = (rejected['event_repeated'] ?? 0) + repeated;
    const repaired = { ...archive.repaired };
    for (const [rule, events] of Object.entries(repairs)) repaired[rule] = (repaired[rule] ?? 0) + events;
    await manager.update(
      Archive,
      { id },
      {
        rejected,
        repaired,
        eventCount: eventCount + added.length - repeated,
        finishedAt: () => 'clock_timestamp()',
      },
    );
  }
}
