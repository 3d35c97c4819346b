import { maskedLine } from './masked-line.js';
import type { RejectedLines } from './rejected-lines.js';
import type { RejectionReason } from './rejection.js';
import { REPAIR_RULES, repairBit, repairRules } from './repair.js';
import type { RepairRule } from './repair.js';
import type { ScannedLine } from './scanned-line.js';

/** Masked examples that are kept of each reason and rule. */
const SAMPLES = 3;

/** Counts of one log: lines = events + rejected lines, always. */
export class LineTally {
  events = 0;
  rejectedLines = 0;
  /** Where rejected lines are stored; null: nowhere. */
  stored: RejectedLines | null = null;
  private readonly byReason = new Map<RejectionReason, number>();
  private readonly byBit = new Float64Array(32);
  private readonly masked = new Map<RejectionReason | RepairRule, string[]>();
  /** Bits of the repair rules that have all their samples. */
  private sampled = 0;

  get lines(): number {
    return this.events + this.rejectedLines;
  }

  /** @param line the event's line, of which a masked sample may be kept */
  addEvent(repairs: number, line: ScannedLine): void {
    this.events++;
    if ((repairs & ~this.sampled) !== 0) this.sampleRepairs(repairs & ~this.sampled, line);
    for (let bits = repairs; bits !== 0; bits &= bits - 1) {
      this.byBit[positionOf(bits & -bits)]!++;
    }
  }

  /** Adds events whose lines are no longer at hand. @param repaired only of rules that are sampled already */
  addPlain(events: number, repaired: ReadonlyMap<RepairRule, number>): void {
    this.events += events;
    for (const [rule, count] of repaired) this.byBit[positionOf(repairBit(rule))]! += count;
  }

  /** Adds good lines of erased users. */
  addErased(lines: number): void {
    if (lines === 0) return;
    this.rejectedLines += lines;
    this.byReason.set('user_erased', this.erased + lines);
  }

  /** Good lines of erased users: no masked line of them is stored. */
  get erased(): number {
    return this.byReason.get('user_erased') ?? 0;
  }

  /** No further masked line is wanted of the rule. */
  isSampled(rule: RepairRule): boolean {
    return (this.sampled & repairBit(rule)) !== 0;
  }

  /** @param line null when the line is no longer at hand */
  addRejected(reason: RejectionReason, line: ScannedLine | null = null): void {
    this.rejectedLines++;
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
    if (reason !== 'user_erased' && line !== null && line.end > line.start) this.sample(reason, line);
  }

  /** Counts events that were not stored after all as rejected lines. */
  takeBack(reason: RejectionReason, count: number): void {
    if (count === 0) return;
    this.events -= count;
    this.rejectedLines += count;
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + count);
  }

  /** Up to three masked lines of each reason and rule that occurred; see `maskedLine`. */
  samples(): Partial<Record<RejectionReason | RepairRule, string[]>> {
    return Object.fromEntries(this.masked);
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

  private sampleRepairs(bits: number, line: ScannedLine): void {
    for (const rule of repairRules(bits)) if (this.sample(rule, line)) this.sampled |= repairBit(rule);
  }

  /** Answers whether there are enough of it now. */
  private sample(name: RejectionReason | RepairRule, line: ScannedLine): boolean {
    let lines = this.masked.get(name);
    if (lines === undefined) this.masked.set(name, (lines = []));
    if (lines.length < SAMPLES) lines.push(maskedLine(line.bytes, line.start, line.end));
    return lines.length >= SAMPLES;
  }
}

function positionOf(bit: number): number {
  return 31 - Math.clz32(bit);
}
