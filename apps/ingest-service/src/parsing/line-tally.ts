import type { RejectionReason } from './rejection.js';
import { REPAIR_RULES, repairBit } from './repair.js';
import type { RepairRule } from './repair.js';

/** Counts of one log: lines = events + rejected lines, always. */
export class LineTally {
  events = 0;
  rejectedLines = 0;
  private readonly byReason = new Map<RejectionReason, number>();
  private readonly byBit = new Float64Array(32);

  get lines(): number {
    return this.events + this.rejectedLines;
  }

  addEvent(repairs: number): void {
    this.events++;
    for (let bits = repairs; bits !== 0; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits);
      this.byBit[bit]!++;
    }
  }

  addRejected(reason: RejectionReason): void {
    this.rejectedLines++;
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
  }

  /** Rejected lines by reason, only reasons that occurred, in alphabetical order. */
  rejected(): Partial<Record<RejectionReason, number>> {
    return Object.fromEntries([...this.byReason].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Events that each repair rule touched, only rules that occurred. */
  repaired(): Partial<Record<RepairRule, number>> {
    const rules = Object.keys(REPAIR_RULES) as RepairRule[];
    const counts = rules.map((rule) => [rule, this.byBit[31 - Math.clz32(repairBit(rule))]!] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }
}
