import { Database, LONG_STATEMENTS } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Exclusions } from '../exclusions/exclusions.js';
import { tryLockDay } from '../storage/locks/archive-locks.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { faultPoint } from '../storage/fault-point.js';
import { PartitionsRepository } from '../storage/partitions.repository.js';
import { SongsMerging } from '../storage/songs/songs-merging.js';
import { SongsRepository } from '../storage/songs/songs.repository.js';
import { PostedDays } from './posted-days.js';

const SWEEP_AFTER_MS = 1_000;
/** Posted events of a day wait no longer than this for an index that helps them. */
const INDEX_WAIT_MS = 50;

/**
 * Finishes days with posted events: at once behind a batch, for all batches that were committed meanwhile together; and
 * each second what was left, since a load or another process had the day, or a service was killed.
 */
@Injectable()
export class PostedDaysFinishing implements OnApplicationShutdown {
  private readonly logger = new Logger('events');
  private wanted = new Set<string>();
  private running: Promise<void> = Promise.resolve();
  /** The run that begins when the running one has ended. */
  private next: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly days: PostedDays,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly partitions: PartitionsRepository,
    private readonly songs: SongsRepository,
    private readonly merging: SongsMerging,
    private readonly exclusions: Exclusions,
  ) {}

  /** What is left then is finished by a load of the day, or at the next start of a service. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await Promise.allSettled([this.running, this.next, this.sweeping]);
  }

  /** Finishes these days, to which events were posted and committed, unless others have them. */
  async finish(days: Iterable<string>): Promise<void> {
    for (const day of days) this.wanted.add(day);
    if (this.wanted.size === 0) return;
    // A run that has begun may not see what was committed since.
    this.next ??= this.running.then(() => {
      this.next = null;
      const wanted = [...this.wanted].sort();
      this.wanted = new Set();
      this.running = this.finishEach(wanted);
      return this.running;
    });
    await this.next;
  }

  /** Finishes what is left of all days, a second later. */
  soon(): void {
    if (this.isStopped || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.finishLeft();
    }, SWEEP_AFTER_MS);
    this.timer.unref();
  }

  /** The same now, also of other processes that were killed. */
  async finishLeft(): Promise<void> {
    this.sweeping = this.sweeping.then(() => this.sweep());
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      for (const day of await this.days.unfinished()) {
        if (this.isStopped) return;
        const isDone = await this.finishDay(day, LONG_STATEMENTS);
        if (isDone) await this.partitions.indexByUser(day, INDEX_WAIT_MS);
        else this.soon();
      }
    } catch (error) {
      this.tryAgain(error);
    }
  }

  private async finishEach(days: string[]): Promise<void> {
    try {
      for (const day of days) if (!(await this.finishDay(day))) this.soon();
    } catch (error) {
      this.tryAgain(error);
    }
  }

  private tryAgain(error: unknown): void {
    this.logger.warn(`The rollup of posted events waits for the next try: ${String(error)}`);
    this.soon();
  }

  /** False: another transaction has the day, or decides on exclusions. */
  private async finishDay(day: string, limits?: typeof LONG_STATEMENTS): Promise<boolean> {
    return await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetentionShortly(transaction);
      if (!(await tryLockDay(transaction, day))) return false;
      const users = await this.days.finish(transaction, day, this.songs.begin());
      if (users.length > 0) this.merging.soon();
      const left = await this.exclusions.excludeLongListenersOf(transaction, day, users);
      await this.days.leave(transaction, day, left);
      faultPoint('day_finished');
      return left.length === 0;
    }, limits);
  }
}
