import { Database, DomainError, Metrics, OuterIds, SETTINGS } from '#common';
import type { IdForm, Transaction } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import type { IngestSettings } from '../ingest.settings.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { UserDaysRepository } from '../storage/user-days.repository.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { SongsMerging } from '../storage/songs/songs-merging.js';
import { CollectedEventsRepository } from './collected-events.repository.js';
import type { EventBatchResultDto } from './event.dto.js';
import { groupEvents, seenSong } from './event-groups.js';
import type { Refusal } from './event-members.js';
import { isRefusal, refusalOf, resultOf } from './event-outcomes.js';
import type { Statuses } from './event-outcomes.js';
import { PostingSlots } from './posting-slots.js';
import { readBatch } from './read-event.js';
import type { CollectedEvent, ReadBatch } from './read-event.js';
import { SupersededEvents } from './superseded-events.js';

/** A batch opens partitions for its days; real ones span a day or two. */
const MAX_DAYS = 62;
/** The wait for the day's lock has ended, or retention dropped the day's partitions before. */
const DAY_BUSY = ['55P03', '42P01'];

/** Takes batches of events from product backends: each event once, all in one transaction. */
@Injectable()
export class EventCollector {
  private readonly posted;
  private readonly slots: PostingSlots;

  constructor(
    private readonly database: Database,
    private readonly partitions: PartitionsRepository,
    private readonly collected: CollectedEventsRepository,
    private readonly userDays: UserDaysRepository,
    private readonly songs: SongsRepository,
    private readonly merging: SongsMerging,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly exclusions: Exclusions,
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
   * Stores what of the batch can be stored and is new; returns the outcome of each event, in order.
   * @throws DomainError too_large (batch_too_large), invalid (too_many_days), conflict (other_id_form,
   * id_collision), unavailable (day_busy, events_busy)
   */
  async collect(batch: unknown[]): Promise<EventBatchResultDto> {
    const most = this.settings.EVENTS_MAX_BATCH;
    if (batch.length > most) {
      throw new DomainError('too_large', 'batch_too_large', `A batch has at most ${most} events.`);
    }
    const read = await readBatch(batch, await this.ids.form(), this.settings);
    return await this.slots.run(() => this.collectRead(read));
  }

  private async collectRead({ form, events }: ReadBatch): Promise<EventBatchResultDto> {
    const read = await this.withoutDroppedDays(events);
    const readable = read.filter((event): event is CollectedEvent => !isRefusal(event));
    const refused = read.filter(isRefusal);
    const refusedDays = refused.flatMap(({ day }) => day ?? []);
    const days = [...new Set([...daysOf(readable), ...refusedDays])].sort();
    if (days.length > MAX_DAYS) {
      throw new DomainError('invalid', 'too_many_days', `A batch spans at most ${MAX_DAYS} days.`);
    }
    const statuses = await this.store(firstOfEachId(readable), refused, days, form);
    const result = resultOf(read, statuses);
    if (result.accepted > 0) this.merging.soon();
    this.posted.inc({ status: 'accepted' }, result.accepted);
    this.posted.inc({ status: 'duplicate' }, result.duplicates);
    this.posted.inc({ status: 'superseded' }, result.superseded);
    this.posted.inc({ status: 'rejected' }, result.rejected);
    return result;
  }

  /** Events of days that retention dropped are refused, and booked on no day. */
  private async withoutDroppedDays(
    read: (CollectedEvent | Refusal)[],
  ): Promise<(CollectedEvent | Refusal)[]> {
    const days = read.flatMap((event) => (isRefusal(event) ? (event.day ?? []) : event.posted.day));
    const dropped = await this.droppedDays.among([...new Set(days)]);
    if (dropped.size === 0) return read;
    return read.map((event) => {
      if (isRefusal(event)) return dropped.has(event.day ?? '') ? { ...event, day: null } : event;
      if (!dropped.has(event.posted.day)) return event;
      return { ...refusalOf(event, 'day_dropped'), day: null };
    });
  }

  private async store(
    events: CollectedEvent[],
    refused: Refusal[],
    days: string[],
    form: IdForm,
  ): Promise<Statuses> {
    try {
      await this.partitions.ensureForCollecting(days, (transaction, of) =>
        this.collected.lockDays(transaction, of),
      );
      return await this.database.transaction((transaction) =>
        this.storeIn(transaction, events, refused, days, form),
      );
    } catch (error) {
      if (!DAY_BUSY.includes((error as { code?: string }).code ?? '')) throw error;
      throw dayBusy(error);
    }
  }

  private async storeIn(
    transaction: Transaction,
    events: CollectedEvent[],
    refused: Refusal[],
    days: string[],
    form: IdForm,
  ): Promise<Statuses> {
    await this.collected.lockDays(transaction, days);
    // Dropped since it was looked up: the next request is answered so.
    if ((await this.droppedDays.among(days, transaction)).size > 0) throw dayBusy();
    const erased = await this.ofErasedUsers(transaction, events);
    const newlyRefused = await this.collected.newRejections(transaction, refused);
    const taken = await this.collected.takeIds(
      transaction,
      events.filter((event) => !erased.has(event)),
    );
    await this.collected.storeIds(transaction, taken, form);
    const superseded = await this.supersededEvents.among(transaction, taken);
    const accepted = taken.filter((event) => !superseded.has(event));
    const notCounted = [...newlyRefused, ...[...erased].map((event) => refusalOf(event, 'user_erased'))];
    for (const group of groupEvents(accepted, superseded, notCounted))
      await this.collected.add(transaction, group);
    for (const day of days) {
      const ofDay = accepted.filter(({ posted }) => posted.day === day);
      if (ofDay.length === 0) continue;
      const users = [...new Set(ofDay.map(({ event }) => String(event.userId)))];
      await this.userDays.rebuildOf(transaction, day, users);
    }
    // Archives have neither the time of a play nor its recommendation.
    if (taken.length > 0) await this.collected.addRecent(transaction, taken);
    await this.collected.addRecommendations(transaction, taken);
    await this.songs.addPosted(transaction, accepted.flatMap(seenSong));
    await this.exclusions.excludeLongListenersOf(transaction, playedOf(accepted));
    return new Map([
      ...accepted.map((event) => [event, 'accepted'] as const),
      ...[...superseded].map((event) => [event, 'superseded'] as const),
      ...[...erased].map((event) => [event, 'erased'] as const),
    ]);
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

function daysOf(events: CollectedEvent[]): string[] {
  return [...new Set(events.map(({ posted }) => posted.day))].sort();
}

/** The days and users whose play seconds may have grown. */
function playedOf(events: CollectedEvent[]): { days: string[]; users: string[] } {
  const plays = events.filter(({ kind }) => kind === 'play');
  return { days: daysOf(plays), users: [...new Set(plays.map(({ event }) => String(event.userId)))] };
}

function dayBusy(cause?: unknown): DomainError {
  return new DomainError(
    'unavailable',
    'day_busy',
    'The day is being loaded or dropped; send the batch again in a few seconds.',
    { cause },
  );
}

/** Of events with one id in a batch the first counts. */
function firstOfEachId(events: CollectedEvent[]): CollectedEvent[] {
  const byId = Map.groupBy(events, ({ posted }) => `${posted.day} ${posted.eventId}`);
  return [...byId.values()].map(([first]) => first!);
}
