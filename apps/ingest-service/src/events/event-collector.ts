import { Database, DomainError, Metrics, OuterIds, SETTINGS } from '#common';
import type { IdForm, Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { plausibleDays } from '../formats/plausible-day.js';
import type { EventRejectionReason } from '../formats/rejection.js';
import type { IngestSettings } from '../ingest.settings.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { SongsMerging } from '../storage/songs/songs-merging.js';
import { CollectedEventsRepository } from './collected-events.repository.js';
import type { EventBatchResultDto } from './event.dto.js';
import { groupEvents, seenSong } from './event-groups.js';
import type { Refusal } from './event-members.js';
import { isReadable, isRefusal, refusalOf, resultOf } from './event-outcomes.js';
import type { Statuses } from './event-outcomes.js';
import { PostedDaysFinishing } from './posted-days-finishing.js';
import { PostedLateness } from './posted-lateness.js';
import { PostingSlots } from './posting-slots.js';
import { readBatch } from './read-event.js';
import type { CollectedEvent, ReadBatch } from './read-event.js';
import { RecentEventsRepository } from './recent-events.repository.js';
import { SupersededEvents } from './superseded-events.js';

/** A batch opens partitions for its days; real ones span a day or two. */
const MAX_DAYS = 62;

interface Collected {
  result: EventBatchResultDto;
  /** Days whose rollup is made at once, in a moment. */
  days: string[];
  /** Days of which it is left to a sweep. */
  slowDays: string[];
}

/** Takes batches of events from product backends: each event once, all in one transaction. */
@Injectable()
export class EventCollector {
  private readonly posted;
  private readonly slots: PostingSlots;

  constructor(
    private readonly database: Database,
    private readonly partitions: PartitionsRepository,
    private readonly collected: CollectedEventsRepository,
    private readonly recent: RecentEventsRepository,
    private readonly finishing: PostedDaysFinishing,
    private readonly lateness: PostedLateness,
    private readonly songs: SongsRepository,
    private readonly merging: SongsMerging,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly supersededEvents: SupersededEvents,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly ids: OuterIds,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
    metrics: Metrics,
  ) {
    this.slots = new PostingSlots(Math.floor(settings.DATABASE_POOL_SIZE / 2));
    this.posted = metrics.counter({
      name: 'musicbox_posted_events_total',
      help: 'Events posted to /events, by what became of them',
      labels: ['status'],
    });
  }

  /**
   * Stores what of the batch can be stored and is new; returns the outcome of each event, in order. It waits for
   * no load: the rollup of days that a load has follows when it has ended.
   * @throws DomainError too_large (batch_too_large), invalid (too_many_days), conflict (other_id_form,
   * id_collision), unavailable (events_busy)
   */
  async collect(batch: unknown[]): Promise<EventBatchResultDto> {
    const most = this.settings.EVENTS_MAX_BATCH;
    if (batch.length > most) {
      throw new DomainError('too_large', 'batch_too_large', `A batch has at most ${most} events.`);
    }
    const read = await readBatch(batch, await this.ids.form(), this.settings);
    const { result, days, slowDays } = await this.slots.run(() => this.collectRead(read));
    if (result.accepted > 0) this.merging.soon();
    if (slowDays.length > 0) this.finishing.soon();
    await this.finishing.finish(days);
    this.posted.inc({ status: 'accepted' }, result.accepted);
    this.posted.inc({ status: 'duplicate' }, result.duplicates);
    this.posted.inc({ status: 'superseded' }, result.superseded);
    this.posted.inc({ status: 'rejected' }, result.rejected);
    return result;
  }

  private async collectRead({ form, events }: ReadBatch): Promise<Collected> {
    const believed = await this.withoutEarlyDays(events);
    const open = await this.withoutDroppedDays(believed, this.database.dataSource);
    const readable = open.filter(isReadable);
    const days = daysOf(readable);
    if (days.length > MAX_DAYS) {
      throw new DomainError('invalid', 'too_many_days', `A batch spans at most ${MAX_DAYS} days.`);
    }
    await this.lateness.noteZones(readable.map(({ posted }) => posted));
    const indexed = await this.partitions.ensureForCollecting(days);
    if (form === 'text') await this.collected.storeIds(readable);
    const collected = await this.database.transaction((transaction) =>
      this.storeIn(transaction, open, form, indexed),
    );
    faultPoint('batch_posted');
    return collected;
  }

  /** Events of days that retention dropped are refused, and booked on no day. */
  private async withoutDroppedDays(
    read: (CollectedEvent | Refusal)[],
    on: Pick<Transaction, 'manager'>,
  ): Promise<(CollectedEvent | Refusal)[]> {
    const dropped = await this.droppedDays.among(
      [...new Set(read.flatMap((event) => dayOf(event) ?? []))],
      on,
    );
    return withoutDays(read, (day) => dropped.has(day), 'day_dropped');
  }

  /** The same of days before those that are believed: a phone with a wrong clock makes no partitions. */
  private async withoutEarlyDays(read: (CollectedEvent | Refusal)[]): Promise<(CollectedEvent | Refusal)[]> {
    const { last } = plausibleDays(this.settings, Date.now());
    const first = (newest: string): string => addDays(newest, -this.settings.EVENTS_BELIEVED_DAYS);
    const isEarly = (from: string) => (day: string) => day < from;
    // No day with archives is later.
    if (!read.some((event) => isEarly(first(last))(dayOf(event) ?? last))) return read;
    const newest = await this.collected.newestArchiveDay();
    return withoutDays(read, isEarly(first(newest ?? last)), 'day_too_early');
  }

  private async storeIn(
    transaction: Transaction,
    given: (CollectedEvent | Refusal)[],
    form: IdForm,
    indexed: string[],
  ): Promise<Collected> {
    await this.droppedDays.blockRetentionShortly(transaction);
    // Once more: a day may have been dropped before the lock.
    const read = await this.withoutDroppedDays(given, transaction);
    const events = firstOfEachId(read.filter(isReadable));
    const erased = await this.ofErasedUsers(transaction, events);
    const refused = await this.ofCollectedDays(read.filter(isRefusal), daysOf(events));
    const { taken, newlyRefused } = await this.collected.takeIds(
      transaction,
      events.filter((event) => !erased.has(event)),
      refused,
    );
    // Of the other days it is found out when they are finished.
    const quick = taken.filter(({ posted }) => indexed.includes(posted.day));
    const superseded = await this.supersededEvents.among(transaction, quick);
    const accepted = taken.filter((event) => !superseded.has(event));
    const notCounted = [...newlyRefused, ...[...erased].map((event) => refusalOf(event, 'user_erased'))];
    const groups = groupEvents(accepted, superseded, notCounted);
    for (const group of groups) await this.collected.add(transaction, group);
    if (taken.length > 0) await this.recent.add(transaction, taken);
    await this.recent.addRecommendations(transaction, taken);
    await this.songs.addPosted(transaction, accepted.flatMap(seenSong));
    // Last, since other first batches and loads wait for it.
    if (taken.length > 0) await this.ids.fixForm(form, transaction);
    faultPoint('batch_stored');
    const statuses: Statuses = new Map([
      ...accepted.map((event) => [event, 'accepted'] as const),
      ...[...superseded].map((event) => [event, 'superseded'] as const),
      ...[...erased].map((event) => [event, 'erased'] as const),
    ]);
    const slowDays = daysOf(taken).filter((day) => !indexed.includes(day));
    // Of a batch that is sent again, too: the service that took it may have been killed.
    const days = [...daysOf(events), ...groups.map(({ day }) => day)].filter(
      (day) => !slowDays.includes(day),
    );
    return { result: resultOf(read, statuses), days, slowDays };
  }

  /** Refusals of days to which nothing was ever posted are booked on no day: they make no partitions. */
  private async ofCollectedDays(refused: Refusal[], opened: string[]): Promise<Refusal[]> {
    const others = refused.flatMap(({ day }) => (day === null || opened.includes(day) ? [] : day));
    if (others.length === 0) return refused;
    const collected = await this.partitions.collectedDays([...new Set(others)]);
    return refused.map((refusal) => {
      const { day } = refusal;
      return day === null || opened.includes(day) || collected.has(day) ? refusal : { ...refusal, day: null };
    });
  }

  private async ofErasedUsers(
    transaction: Transaction,
    events: CollectedEvent[],
  ): Promise<Set<CollectedEvent>> {
    const users = [...new Set(events.map(({ event }) => String(event.userId)))];
    const erased = await this.erasedUsers.among(transaction, users);
    return new Set(events.filter(({ event }) => erased.has(String(event.userId))));
  }
}

function dayOf(event: CollectedEvent | Refusal): string | null {
  return isRefusal(event) ? event.day : event.posted.day;
}

/** Refuses events of some days, which then are booked on no day. */
function withoutDays(
  read: (CollectedEvent | Refusal)[],
  isRefused: (day: string) => boolean,
  reason: EventRejectionReason,
): (CollectedEvent | Refusal)[] {
  return read.map((event) => {
    const day = dayOf(event);
    if (day === null || !isRefused(day)) return event;
    return { ...(isRefusal(event) ? event : refusalOf(event, reason)), day: null };
  });
}

function daysOf(events: CollectedEvent[]): string[] {
  return [...new Set(events.map(({ posted }) => posted.day))].sort();
}

/** Of events with one id in a batch the first counts. */
function firstOfEachId(events: CollectedEvent[]): CollectedEvent[] {
  const byId = Map.groupBy(events, ({ posted }) => `${posted.day} ${posted.eventId}`);
  return [...byId.values()].map(([first]) => first!);
}
