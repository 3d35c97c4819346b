import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { SongMerges } from './song-merges.repository.js';

/** So many batches of posted events are merged together; until then a new song has no title in answers. */
const MERGE_AFTER_MS = 2_000;

/**
 * Merges songs in the background: at the start of the service what a killed load left, and those of posted
 * events some seconds later.
 */
@Injectable()
export class SongsMerging implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('songs');
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly merges: SongMerges) {}

  onApplicationBootstrap(): void {
    this.running = this.merge();
  }

  /** What is not merged then is merged by the next load or start of a service. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Events were posted and committed. */
  soon(): void {
    if (this.isStopped || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.running = this.running.then(() => this.merge());
    }, MERGE_AFTER_MS);
    this.timer.unref();
  }

  private async merge(): Promise<void> {
    try {
      const isAll = await this.merges.mergeLeftIfFree();
      // Another merge goes on, which may have begun before the events were posted.
      if (!isAll) this.soon();
    } catch (error) {
      this.logger.warn(
        `Songs could not be merged; the next load or start of the service will: ${String(error)}`,
      );
    }
  }
}
