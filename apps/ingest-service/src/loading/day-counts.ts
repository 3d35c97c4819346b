import { Logger } from '@nestjs/common';
import type { LookedFile } from './looked-file.js';
import type { OpenBatch } from './open-batch.js';
import { sharedErased } from './reading-thread.js';

/**
 * How the songs and users of one day are counted in the batch's thread: of all archives together, until one that is
 * refused behind its first events has spoilt the counts, or the kernel has no room for the whole day. From then on
 * songs are counted by archive, and the rollup is made from the tables.
 */
export class DayCounts {
  areTogether = true;
  areSpoilt = false;
  /** Archives that are loaded, with their numbers. */
  readonly counted: { file: LookedFile; archiveId: number }[] = [];
  private readonly logger = new Logger('load');

  /**
   * @param files of the day
   * @param isFresh nothing of the day was loaded before
   */
  constructor(
    private readonly open: OpenBatch,
    readonly day: string,
    private readonly files: LookedFile[],
    readonly isFresh: boolean,
    private readonly kernelPages: number,
  ) {}

  /** Begins with nothing counted. */
  async start(): Promise<void> {
    const { open, day, files, kernelPages } = this;
    await open.thread.startDay({
      day,
      archives: files.map(({ archive }) => archive.identity),
      withUsers: this.areTogether && this.isFresh,
      erased: sharedErased(open.erased),
      kernelPages,
    });
  }

  /** What is counted is of no use. False: it was nothing, and archives are still counted together. */
  async separate(): Promise<boolean> {
    const isNothing = this.areSpoilt && this.counted.length === 0;
    this.areSpoilt = false;
    if (isNothing) await this.start();
    else {
      this.areTogether = false;
      this.logger.warn(
        `${this.day}: songs are counted by archive, since the kernel is full or an archive was refused.`,
      );
    }
    return !isNothing;
  }
}
