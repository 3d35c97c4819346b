import { Injectable } from '@nestjs/common';
import { availableParallelism } from 'node:os';

/** How much a load takes at a time. */
@Injectable()
export class LoadLimits {
  /** Threads that read at a time, each with memory and a connection: one is left for requests and PostgreSQL. */
  readers = Math.max(1, Math.min(availableParallelism() - 1, 3));
  /**
   * Bytes of files. A real day has some 110 MB and is a batch of its own; of small days several go together,
   * because merging their songs costs nearly the same as for one.
   */
  batchBytes = 32 * 1024 * 1024;
  /** Rows that a file of many days has in memory: the more, the longer are the runs of a day that are written. */
  rowBytes = 4 * 1024 * 1024;
  /** What the memory of a kernel may grow to, in pages of 64 KiB: 4 GiB, what 32-bit addresses reach. */
  kernelPages = 65_536;
  /**
   * Bytes of songs that are merged while later archives are read: those of some eight of the largest days.
   */
  manySongsBytes = 512 * 1024 * 1024;
}
