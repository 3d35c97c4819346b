import { Database, Metrics } from '#common';
import { Injectable } from '@nestjs/common';
import type { PostedEvent } from './event-members.js';

/** No offset is stored of days that are longer ago: a day is over in the zones of the two months before. */
const STORE_OFFSET = `/* ingest.store_posted_offset */
  INSERT INTO posted_offset AS known (minutes, last_day) VALUES ($1, $2)
  ON CONFLICT (minutes) DO UPDATE SET last_day = greatest(known.last_day, excluded.last_day)`;

/** Events of the last four weeks that came late, by the hours after the end of their day. */
const SELECT_RECENT_LATE = `/* ingest.recent_late_events */
  SELECT coalesce(sum(events), 0)::float8 AS late FROM late_events WHERE day > current_date - 28`;

/** In which time zones days of posted events end, and how many events came after that. */
@Injectable()
export class PostedLateness {
  /** By offset, the newest day that is stored. */
  private readonly known = new Map<number, string>();

  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    const ask = metrics.askDatabase(() => this.database.query<{ late: number }>(SELECT_RECENT_LATE));
    metrics.gauge(
      {
        name: 'musicbox_late_events',
        help: 'Events of the last 28 days that were posted after their day was over, in the last time zone',
      },
      async () => (await ask())?.[0]?.late ?? null,
    );
  }

  /**
   * Stores the time zones of these events, each once a day, in statements of their own: nothing else waits for
   * them.
   */
  async noteZones(events: readonly PostedEvent[]): Promise<void> {
    for (const { offsetMinutes, day } of events) {
      if (offsetMinutes === null || (this.known.get(offsetMinutes) ?? '') >= day) continue;
      await this.database.query(STORE_OFFSET, [offsetMinutes, day]);
      this.known.set(offsetMinutes, day);
    }
  }
}
