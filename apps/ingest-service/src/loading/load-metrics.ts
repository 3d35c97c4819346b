import { Metrics } from '#common';
import { Injectable } from '@nestjs/common';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { LoadOutcome } from './load-outcome.js';

/** Counts what loads of archives have committed, as each archive is. */
@Injectable()
export class LoadMetrics {
  private readonly archives;
  private readonly events;
  private readonly rejected;

  constructor(metrics: Metrics) {
    this.archives = metrics.counter({
      name: 'musicbox_ingest_archives_total',
      help: 'Archives by what became of them',
      labels: ['state'],
    });
    this.events = metrics.counter({
      name: 'musicbox_ingest_events_total',
      help: 'Events loaded from archives; their rate is the speed of a load',
      labels: ['kind'],
    });
    this.rejected = metrics.counter({
      name: 'musicbox_ingest_rejected_lines_total',
      help: 'Lines of archives that are no events, by reason',
      labels: ['reason'],
    });
    for (const kind of EVENT_KINDS) this.events.inc({ kind }, 0);
  }

  add({ state, kind, tally }: LoadOutcome): void {
    this.archives.inc({ state });
    if (tally === null) return;
    for (const [reason, lines] of Object.entries(tally.rejected())) this.rejected.inc({ reason }, lines);
    if (kind !== null) this.events.inc({ kind }, tally.events);
  }
}
