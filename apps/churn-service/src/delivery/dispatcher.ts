import { HourlyUpkeep, Metrics, SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { Outbox } from './outbox.js';
import type { LeasedMessage } from './outbox.js';
import { Sender } from './sender.js';
import { WatchedEvents } from './watched-events.js';

/**
 * Sends what is in the outbox. Each instance looks every DELIVERY_LOOK_MS, and works on each endpoint separately, so
 * that a slow or dead endpoint delays no other. Another instance takes over what an ended one had leased.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('delivery');
  private readonly ended = new AbortController();
  /** By id of the endpoint. */
  private readonly workers = new Map<number, Promise<void>>();
  private readonly attempts;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;
  private problem: string | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly outbox: Outbox,
    private readonly sender: Sender,
    private readonly events: WatchedEvents,
    private readonly upkeep: HourlyUpkeep,
    metrics: Metrics,
  ) {
    this.attempts = metrics.counter({
      name: 'musicbox_delivery_attempts_total',
      help: 'Attempts to send a message; dead: the last one of a message failed',
      labels: ['outcome'],
    });
  }

  onModuleInit(): void {
    this.upkeep.add('old messages of the outbox', () =>
      this.outbox.deleteOlderThan(this.settings.DELIVERY_KEEP_DAYS),
    );
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.lookOnce(), this.settings.DELIVERY_LOOK_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.ended.abort();
    await this.looking;
    await Promise.all(this.workers.values());
  }

  /** Unless the last look has not ended. Never throws. */
  private lookOnce(): void {
    this.looking ??= this.noteProblem(this.look()).finally(() => (this.looking = null));
  }

  private async look(): Promise<void> {
    while (!this.ended.signal.aborted && (await this.outbox.fanOut()));
    for (const endpoint of await this.outbox.dueEndpoints()) {
      if (this.ended.signal.aborted || this.workers.has(endpoint)) continue;
      const work = this.noteProblem(this.work(endpoint)).finally(() => this.workers.delete(endpoint));
      this.workers.set(endpoint, work);
    }
    await this.events.look();
  }

  private async work(endpoint: number): Promise<void> {
    while (!this.ended.signal.aborted) {
      const leased = await this.outbox.lease(endpoint);
      if (leased.length === 0) return;
      await Promise.all(leased.map((message) => this.noteProblem(this.deliver(message))));
    }
  }

  private async deliver(message: LeasedMessage): Promise<void> {
    const attempt = await this.sender.send(message, this.ended.signal);
    if (attempt.error === null) {
      await this.outbox.recordDelivered(message, attempt);
      this.attempts.inc({ outcome: 'delivered' });
    } else if (this.ended.signal.aborted) await this.outbox.release(message);
    else {
      const isDead = await this.outbox.recordFailed(message, attempt);
      this.attempts.inc({ outcome: isDead ? 'dead' : 'failed' });
    }
  }

  /** Logs why something failed, once however long it lasts: the next look tries again. */
  private async noteProblem(work: Promise<void>): Promise<void> {
    try {
      await work;
      this.problem = null;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== this.problem && !this.ended.signal.aborted)
        this.logger.warn(`Messages cannot be sent: ${problem}`);
      this.problem = problem;
    }
  }
}
