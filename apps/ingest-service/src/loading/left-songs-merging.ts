import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { SongsRepository } from '../storage/songs.repository.js';

/** A load that was killed after it committed days left their songs unmerged: the next start of the service merges them. */
@Injectable()
export class LeftSongsMerging implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('load');
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly songs: SongsRepository) {}

  onApplicationBootstrap(): void {
    this.running = this.songs.mergeLeft().catch((error: unknown) => {
      this.logger.warn(`Songs of an earlier load could not be merged; the next load will: ${String(error)}`);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }
}
