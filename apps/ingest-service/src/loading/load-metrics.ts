import { Metrics } from '#common';
import { Injectable } from '@nestjs/common';
import { EVENT_KINDS } from '../formats/archive-name.js';
import { CONTRACT_RULES } from '../mapping/contract.js';
import type { LoadOutcome } from './load-outcome.js';

/** Counts what loads of archives have committed, as each archive is. */
@Injectable()
export class LoadMetrics {
  private readonly archives;
  private readonly events;
  private readonly rejected;
  private readonly violations;

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
    this.violations = metrics.counter({
      name: 'musicbox_ingest_contract_violations_total',
      help: 'Loaded files that break a rule of the contract of their mapping',
      labels: ['rule'],
    });
    for (const rule of CONTRACT_RULES) this.violations.inc({ rule }, 0);
    for (const kind of EVENT_KINDS) this.events.inc({ kind }, 0);
  }

  add({ state, kind, tally, violations = [] }: LoadOutcome): void {
    this.archives.inc({ state });
    for (const { rule } of violations) this.violations.inc({ rule });
    if (tally === null) return;
    for (const [reason, lines] of Object.entries(tally.rejected())) this.rejected.inc({ reason }, lines);
    if (kind !== null) this.events.inc({ kind }, tally.events);
  }
}
