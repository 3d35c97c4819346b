import type { LineTally } from '../formats/line-tally.js';
import type { PlainLines } from '../formats/line-reader.js';
import type { RepairRule } from '../formats/repair.js';
import { CHUNK_BYTES, STOPPED_FULL } from './line-kernel.js';
import type { LineKernel } from './line-kernel.js';

/** Rules that a plain line can need, in the order of their bits in `assembly/status.ts`. */
const PLAIN_RULES: readonly RepairRule[] = ['song_id_unknown', 'device_unknown', 'query_percent_decoded'];

/** The lines of one archive that the kernel reads by itself. */
export class KernelLines implements PlainLines {
  readonly mostBytes = CHUNK_BYTES;
  private readonly start: number;

  constructor(private readonly kernel: LineKernel) {
    this.start = kernel.call.INPUT.value;
    // Of a log before this one that ended in a trap.
    kernel.takeCounts();
  }

  place(carry: Buffer, chunk: Buffer): Buffer {
    const { call, input } = this.kernel;
    const bytes = carry.length + chunk.length;
    input.set(carry);
    input.set(chunk, carry.length);
    call.setInput(this.start + bytes);
    return input.subarray(0, bytes);
  }

  take(from: number): number {
    const { kernel, start } = this;
    let at = start + from;
    do {
      kernel.makeRoom();
      at = kernel.call.read(at);
    } while (kernel.stopped === STOPPED_FULL);
    return at - start;
  }

  addCounts(tally: LineTally): void {
    const { events, erased, repaired } = this.kernel.takeCounts();
    tally.addPlain(events, new Map(PLAIN_RULES.map((rule, bit) => [rule, repaired[bit]!])));
    tally.addErased(erased);
  }
}
