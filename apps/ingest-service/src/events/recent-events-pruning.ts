import { SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { CollectedEventsRepository } from './collected-events.repository.js';

const EVERY_MS = 3_600_000;

/** Keeps the table of recent events small: at the start and every hour, what is old goes. */
@Injectable()
export class RecentEventsPruning implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('events');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: CollectedEventsRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.prune();
    this.timer = setInterval(() => {
      this.prune();
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private prune(): void {
    this.running = this.repository.pruneRecent(this.settings.RECENT_EVENT_DAYS).catch((error: unknown) => {
      this.logger.warn(`Recent events could not be pruned: ${String(error)}`);
    });
  }
}
