import type { EventKind } from '../formats/archive-name.js';
import type { LineTally } from '../formats/line-tally.js';
import type { PassedOver } from '../formats/passed-over.js';
import type { ContractViolation } from '../mapping/contract.js';
import type { ArchiveState } from '../storage/archive.entity.js';
import type { LoadSummaryDto } from './load-job.dto.js';

/** What became of one file: the state written, or `unchanged` when this very content was known. */
export interface LoadOutcome {
  name: string;
  kind: EventKind | null;
  state: ArchiveState | 'unchanged';
  reason: string | null;
  byteCount: number;
  /** Null when no line was read. */
  tally: LineTally | null;
  /** How the archive breaks the contract of its mapping, where it is loaded and has one. */
  violations?: readonly ContractViolation[];
}

/** Refused files that are named; all are counted. */
const MOST_NAMES = 20;

type Counts = Record<string, number>;

/** Sums outcomes. Lines of archives that were refused are counted as read and rejected, never as events. */
export class LoadTotals {
  readonly archives: Counts = { loaded: 0, partial: 0, refused: 0, duplicate: 0, unchanged: 0 };
  private readonly reasons: Counts = {};
  private readonly refused: LoadSummaryDto['refused'] = [];
  private readonly events: Counts = { play: 0, download: 0, search: 0 };
  private readonly rejected: Counts = {};
  private readonly repaired: Counts = {};
  readonly passedOver: Counts = {};
  private lines = 0;
  private bytes = 0;

  add(outcome: LoadOutcome): void {
    increase(this.archives, outcome.state, 1);
    if (outcome.reason !== null && outcome.state !== 'unchanged') increase(this.reasons, outcome.reason, 1);
    const { name, state, reason } = outcome;
    if (state === 'refused' && reason !== null && this.refused.length < MOST_NAMES)
      this.refused.push({ name, reason });
    this.bytes += outcome.byteCount;
    const { tally } = outcome;
    if (tally === null) return;
    this.lines += tally.lines;
    for (const [reason, count] of Object.entries(tally.rejected())) increase(this.rejected, reason, count);
    for (const [rule, count] of Object.entries(tally.repaired())) increase(this.repaired, rule, count);
    if (outcome.kind !== null) increase(this.events, outcome.kind, tally.events);
  }

  addPassedOver(counts: PassedOver): void {
    for (const [reason, count] of Object.entries(counts)) increase(this.passedOver, reason, count);
  }

  /** @param seconds how long the load took */
  summary(seconds: number): LoadSummaryDto {
    const { archives, reasons, refused, passedOver, events, lines, rejected, repaired, bytes } = this;
    const rounded = Math.round(seconds * 10) / 10;
    return {
      ...{ archives, reasons, refused, passedOver, events },
      ...{ lines, rejected, repaired, bytes, seconds: rounded },
    };
  }
}

function increase(counts: Counts, key: string, by: number): void {
  counts[key] = (counts[key] ?? 0) + by;
}
