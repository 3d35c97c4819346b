import type { CountedEvents } from './counted-events.js';

/** Days that a file needs besides those that it has locked are locked by others: begin again, without early writes. */
export class DaysTaken extends Error {}

/** What early writes do with days. */
interface DayWrites {
  /** Makes the partitions of the days; false: one of them is dropped. */
  open(days: string[]): Promise<boolean>;
  /** Locks a day; false: another transaction has the lock. */
  tryLock(day: string): Promise<boolean>;
  /** Copies the events of the day that are not written yet. */
  write(day: string): Promise<void>;
}

/**
 * Writes counted events into the tables while the file is read, so that PostgreSQL works at the same time. Days are
 * known in no order then, so it waits for no lock: where one is taken, the rest is written when all is read.
 */
export class EarlyWrites {
  private readonly locked = new Set<string>();
  private running: Promise<void> | null = null;
  private failure: Error | null = null;
  private isOpen = true;

  /** @param atOnce events of a day that are written together, at least */
  constructor(
    private readonly counted: CountedEvents,
    private readonly atOnce: number,
    private readonly days: DayWrites,
  ) {}

  /** Anything may be written. */
  get hasBegun(): boolean {
    return this.locked.size > 0;
  }

  /** Writes days of which much is counted, unless those of the last call are still being written. */
  begin(): void {
    if (!this.isOpen || this.running !== null) return;
    const days = this.counted.unwrittenDays(this.atOnce);
    if (days.length === 0) return;
    this.running = this.write(days)
      .catch((error: unknown) => {
        this.isOpen = false;
        this.failure = error as Error;
      })
      .finally(() => {
        this.running = null;
      });
  }

  /** Writes no further day. @throws what a write failed with */
  async end(): Promise<void> {
    this.isOpen = false;
    await this.running;
    if (this.failure !== null) throw this.failure;
  }

  /**
   * Before all days of the file are locked in their order, which everyone does who holds several.
   * @throws DaysTaken when that might wait in a circle
   */
  async lockBefore(days: readonly string[]): Promise<void> {
    const last = [...this.locked].sort().at(-1) ?? '';
    for (const day of days)
      if (day < last && !this.locked.has(day) && !(await this.days.tryLock(day))) throw new DaysTaken();
  }

  private async write(days: string[]): Promise<void> {
    const unlocked = days.filter((day) => !this.locked.has(day));
    if (unlocked.length > 0 && !(await this.days.open(unlocked))) this.isOpen = false;
    for (const day of days) {
      if (!this.isOpen) return;
      if (this.locked.has(day) || (await this.days.tryLock(day))) {
        this.locked.add(day);
        await this.days.write(day);
      } else this.isOpen = false;
    }
  }
}
