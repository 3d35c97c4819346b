import type { EventKind } from '../formats/archive-name.js';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import type { LineTally } from '../formats/line-tally.js';

/** An archive was refused after its lines were read. */
export class RefusedLog extends ArchiveRefused {
  /** What was read, when no line of it was an event; else null, since those events were not loaded. */
  readonly tally: LineTally | null;

  constructor(reason: ArchiveReason, tally: LineTally | null) {
    super(reason);
    this.tally = tally !== null && tally.events === 0 ? tally : null;
  }
}

/** None of the archives of a file can be loaded. */
export class RefusedFile extends ArchiveRefused {
  /** @param tallies of its archives, by kind */
  constructor(
    reason: ArchiveReason,
    readonly tallies: ReadonlyMap<EventKind, LineTally>,
  ) {
    super(reason);
  }

  ofKind(kind: EventKind): RefusedLog {
    return new RefusedLog(this.reason, this.tallies.get(kind) ?? null);
  }
}

/** What the kernel has counted of a day is of no use: it is full, or has counted events of a refused archive. */
export class Uncounted extends Error {}
