import { LineKernel } from './line-kernel.js';

/** Two kernels of this size are no more than the one of the largest days. */
const SMALL_BYTES = 64 * 1024 * 1024;

/** A kernel for one batch, and what its reader calls on the way. */
interface TakenKernel {
  kernel: LineKernel;
  onLinesRead: () => void;
  onRead: () => void;
}

/**
 * The kernels of one load: a second one reads the next batch while PostgreSQL takes the rows of songs and
 * users out of the first, as long as they are small. Large ones would take twice the memory: there the next
 * batch waits for the kernel.
 */
export class LineKernels {
  private readonly free: LineKernel[] = [];

  /** @param mostPages of 64 KiB, what the memory of each may grow to */
  constructor(
    private readonly mostPages?: number,
    private readonly smallBytes = SMALL_BYTES,
  ) {}

  /** @param passOn lets the next batch begin */
  take(passOn: () => void): TakenKernel {
    const kernel = this.free.pop() ?? new LineKernel(this.mostPages);
    let isTaken = true;
    return {
      kernel,
      onLinesRead: () => {
        if (kernel.bytes <= this.smallBytes) passOn();
      },
      onRead: () => {
        if (isTaken) this.giveBack(kernel);
        isTaken = false;
        passOn();
      },
    };
  }

  /** Next to a large kernel no other one is stored. */
  private giveBack(kernel: LineKernel): void {
    if (kernel.bytes > this.smallBytes) this.free.length = 0;
    this.free.push(kernel);
  }
}
