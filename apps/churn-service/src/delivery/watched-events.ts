import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { AlertsService } from '../monitoring/alerts/alerts.service.js';
import type { MessageType } from './message-type.js';
import { Outbox } from './outbox.js';
import { BEGIN_WATCH, END_WATCH, SELECT_LIVE_VERSIONS } from './delivery.sql.js';

/** What was reported last. */
interface Seen {
  /** State of each alert rule that was known. */
  readonly alerts?: Record<string, string>;
  /** Id of the newest promotion of each kind of model. */
  readonly promotions?: Record<string, number>;
}

interface WatchedEvent {
  readonly type: MessageType;
  readonly data: object;
}

interface LiveVersion {
  readonly promotion: number;
  readonly kind: string;
  readonly version: number;
  readonly reason: string;
  readonly promotedAt: Date;
}

/**
 * Makes messages of what happens elsewhere: alerts that begin or end to fire, versions that go live. One of all
 * instances looks once a minute, while there is an endpoint.
 */
@Injectable()
export class WatchedEvents {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertsService,
    private readonly outbox: Outbox,
  ) {}

  async look(): Promise<void> {
    const [watch] = await this.database.prepared<{ seen: Seen }>('delivery.begin_watch', BEGIN_WATCH, []);
    if (watch === undefined) return;
    const { seen } = watch;
    const [alerts, promotions] = [await this.alertsSince(seen), await this.promotionsSince(seen)];
    const now: Seen = { alerts: alerts.now, promotions: promotions.now };
    await this.database.transaction(async (transaction) => {
      // Another instance may have reported meanwhile.
      const known = [JSON.stringify(now), JSON.stringify(seen)];
      if ((await transaction.query(END_WATCH, known)).length === 0) return;
      for (const { type, data } of [...alerts.events, ...promotions.events])
        await this.outbox.enqueue(transaction, { type, parts: [{ data }] });
    });
  }

  private async alertsSince({ alerts: before = {} }: Seen) {
    const { rules, newestDay, modelVersion } = await this.alerts.look();
    const now = { ...before };
    const events: WatchedEvent[] = [];
    for (const alert of rules) {
      const was = before[alert.rule] ?? 'ok';
      // Nothing is known for a while: what was reported stays.
      if (alert.state === 'unknown') continue;
      now[alert.rule] = alert.state;
      const type = alert.state === 'firing' ? 'alert.fired' : 'alert.resolved';
      if (alert.state !== was) events.push({ type, data: Object.assign({ newestDay, modelVersion }, alert) });
    }
    return { now, events };
  }

  /** The first look reports none: the versions were live before. */
  private async promotionsSince({ promotions: before }: Seen) {
    const live = await this.database.query<LiveVersion>(SELECT_LIVE_VERSIONS);
    const events = live
      .filter(({ kind, promotion }) => before !== undefined && before[kind] !== promotion)
      .map(({ promotion: _promotion, ...data }): WatchedEvent => ({ type: 'model.promoted', data }));
    return { now: Object.fromEntries(live.map(({ kind, promotion }) => [kind, promotion])), events };
  }
}
