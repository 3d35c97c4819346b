import type { EventKind } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';
import type { PassedOver } from '../formats/passed-over.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import type { ArchiveState } from '../storage/archive.entity.js';
import type { LoadSummaryDto } from './load-job.dto.js';

/**
 * What became of one file: the state written; `unchanged` where this very content was known, and `moved` where its
 * archive has another place now.
 */
export interface LoadOutcome {
  name: string;
  kind: EventKind | null;
  state: ArchiveState | 'unchanged' | 'moved';
  reason: string | null;
  byteCount: number;
  /** Null when no line was read. */
  tally: LineTally | null;
  /** Events of the content before this one, where it was replaced. */
  replaced?: number;
}

export function outcomeOf(
  file: ArchiveFile,
  state: LoadOutcome['state'],
  reason: ArchiveReason | null,
  tally: LineTally | null = null,
): LoadOutcome {
  const { name, kind } = file.archive;
  return { name, kind, state, reason, byteCount: file.byteCount, tally };
}

/** Files that are named for each reason to name them; all are counted. */
const MOST_NAMES = 20;

export type Counts = Record<string, number>;

/** Sums outcomes. Lines of archives that were refused are counted as read and rejected, never as events. */
export class LoadTotals {
  readonly archives: Counts = { loaded: 0, partial: 0, refused: 0, duplicate: 0, unchanged: 0 };
  private readonly reasons: Counts = {};
  private readonly refused: LoadSummaryDto['refused'] = [];
  private readonly replaced: LoadSummaryDto['replaced'] = [];
  private readonly vanished: LoadSummaryDto['vanished'] = { files: 0, names: [] };
  private readonly events: Counts = { play: 0, download: 0, search: 0 };
  private readonly rejected: Counts = {};
  private readonly repaired: Counts = {};
  readonly passedOver: Counts = {};
  private lines = 0;
  private bytes = 0;

  add(outcome: LoadOutcome): void {
    addCounts(this.archives, { [outcome.state]: 1 });
    if (outcome.reason !== null && outcome.state !== 'unchanged')
      addCounts(this.reasons, { [outcome.reason]: 1 });
    const { name, state, reason } = outcome;
    if (state === 'refused' && reason !== null && this.refused.length < MOST_NAMES)
      this.refused.push({ name, reason });
    const { replaced: removed } = outcome;
    if (removed !== undefined && this.replaced.length < MOST_NAMES)
      this.replaced.push({ name, removed, added: outcome.tally?.events ?? 0 });
    this.bytes += outcome.byteCount;
    const { tally } = outcome;
    if (tally === null) return;
    this.lines += tally.lines;
    addCounts(this.rejected, tally.rejected());
    addCounts(this.repaired, tally.repaired());
    if (outcome.kind !== null) addCounts(this.events, { [outcome.kind]: tally.events });
  }

  addPassedOver(counts: PassedOver): void {
    addCounts(this.passedOver, counts);
  }

  /** Adds archives whose files were not found any more. */
  addVanished(names: readonly string[]): void {
    this.vanished.files += names.length;
    this.vanished.names.push(...names.slice(0, MOST_NAMES - this.vanished.names.length));
  }

  /** @param seconds how long the load took */
  summary(seconds: number): LoadSummaryDto {
    const { archives, reasons, refused, replaced, vanished, passedOver, events } = this;
    const { lines, rejected, repaired, bytes } = this;
    const rounded = Math.round(seconds * 10) / 10;
    return {
      ...{ archives, reasons, refused, replaced, vanished, passedOver, events },
      ...{ lines, rejected, repaired, bytes, seconds: rounded },
    };
  }
}

/** Adds counts by name to others. */
export function addCounts(to: Counts, counts: Readonly<Partial<Counts>>): void {
  for (const [name, count = 0] of Object.entries(counts)) to[name] = (to[name] ?? 0) + count;
}
