import { COPY_HEADER, COPY_TRAILER } from '../storage/copy/copy-rows.js';
import { CHUNK_BYTES } from './line-kernel.js';
import type { LineKernel } from './line-kernel.js';

/** The kernel's rows, as a stream in binary COPY format. */
export class KernelRows {
  private full: Buffer[] = [COPY_HEADER];

  constructor(private readonly kernel: LineKernel) {
    kernel.dropRows();
  }

  /** Takes the rows out of the kernel when there are many; call it after a few were added. */
  makeRoom(): void {
    if (this.kernel.rowBytes >= CHUNK_BYTES) this.full.push(this.kernel.takeRows());
  }

  /** The buffers that are full; they are the caller's from now on. */
  take(): Buffer[] {
    const taken = this.full;
    this.full = [];
    return taken;
  }

  /** The rest, with the end marker. */
  finish(): Buffer[] {
    this.full.push(this.kernel.takeRows(), COPY_TRAILER);
    return this.take();
  }
}
