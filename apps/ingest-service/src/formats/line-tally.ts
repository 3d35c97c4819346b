import { RejectedLines } from './rejected-lines.js';
import type { RejectedLine } from './rejected-lines.js';
import type { RejectionReason } from './rejection.js';
import { REPAIR_RULES, repairBit } from './repair.js';
import type { RepairRule } from './repair.js';

/** A tally as plain values, which can be sent to another thread. */
export interface LineCounts {
  events: number;
  rejected: Partial<Record<RejectionReason, number>>;
  /** Events that each repair rule touched, by the place of its bit. */
  byBit: Float64Array;
  stored: readonly RejectedLine[];
}

/** Counts of one log: lines = events + rejected lines, always. */
export class LineTally {
  events = 0;
  rejectedLines = 0;
  /** Where rejected lines are stored; null: nowhere. */
  stored: RejectedLines | null = null;
  private readonly byReason = new Map<RejectionReason, number>();
  private readonly byBit = new Float64Array(32);

  static of({ events, rejected, byBit, stored }: LineCounts): LineTally {
    const tally = new LineTally();
    tally.events = events;
    tally.stored = RejectedLines.of(stored);
    for (const [reason, lines] of Object.entries(rejected))
      tally.addRejected(reason as RejectionReason, lines);
    tally.byBit.set(byBit);
    return tally;
  }

  counts(): LineCounts {
    const { events, byBit, stored } = this;
    return { events, rejected: this.rejected(), byBit, stored: stored?.lines ?? [] };
  }

  get lines(): number {
    return this.events + this.rejectedLines;
  }

  addEvent(repairs: number): void {
    this.events++;
    for (let bits = repairs; bits !== 0; bits &= bits - 1) {
      this.byBit[positionOf(bits & -bits)]!++;
    }
  }

  /** Adds events, and how many of them each rule has repaired. */
  addPlain(events: number, repaired: ReadonlyMap<RepairRule, number>): void {
    this.events += events;
    for (const [rule, count] of repaired) this.byBit[positionOf(repairBit(rule))]! += count;
  }

  /** Good lines of erased users. */
  get erased(): number {
    return this.byReason.get('user_erased') ?? 0;
  }

  addRejected(reason: RejectionReason, lines = 1): void {
    if (lines === 0) return;
    this.rejectedLines += lines;
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + lines);
  }

  /** Counts events that were not stored after all as rejected lines. */
  takeBack(reason: RejectionReason, count: number): void {
    this.events -= count;
    this.addRejected(reason, count);
  }

  /** Rejected lines by reason, only reasons that occurred, in alphabetical order. */
  rejected(): Partial<Record<RejectionReason, number>> {
    return Object.fromEntries([...this.byReason].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Events that each repair rule touched, only rules that occurred. */
  repaired(): Partial<Record<RepairRule, number>> {
    const rules = Object.keys(REPAIR_RULES) as RepairRule[];
    const counts = rules.map((rule) => [rule, this.byBit[positionOf(repairBit(rule))]!] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }
}

function positionOf(bit: number): number {
  return 31 - Math.clz32(bit);
}
