import { dayFactor } from './calendar.js';
import type { Part } from './holes.js';
import { holeOf, KINDS, PARTS } from './holes.js';

/** The days of one set of archives, with what a hole leaves readable of each. Days are counted from 0. */
export class Period {
  readonly length: number;
  readonly factors: Float64Array;
  private readonly shares: Float64Array;

  constructor(
    readonly firstDay: number,
    readonly lastDay: number,
  ) {
    if (lastDay < firstDay) throw new RangeError('the last day lies before the first day');
    this.length = lastDay - firstDay + 1;
    this.factors = Float64Array.from({ length: this.length }, (_, i) => dayFactor(firstDay + i));
    this.shares = new Float64Array(this.length * 9).fill(1);
    for (let i = 0; i < this.length; i++) {
      for (const part of PARTS) {
        KINDS.forEach((kind, k) => {
          this.shares[i * 9 + (part - 1) * 3 + k] = holeOf(firstDay + i, part, kind)?.share ?? 1;
        });
      }
    }
  }

  /** Share of a part's users whose events of a kind (0 play, 1 download, 2 search) can be read on a day. */
  share(day: number, part: Part, kind: number): number {
    return this.shares[day * 9 + (part - 1) * 3 + kind]!;
  }
}
