import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { AlertsService } from '../monitoring/alerts/alerts.service.js';
import type { MessageType } from './message-type.js';
import { Outbox } from './outbox.js';

/** Takes this minute's look for the caller, while there is an endpoint. */
const BEGIN_WATCH = `/* delivery.begin_watch */
  UPDATE delivery_watch SET checked_at = now()
  WHERE checked_at <= now() - interval '1 minute' AND EXISTS (SELECT FROM delivery_endpoint) RETURNING seen`;

/** Stores what is reported now, $1, in place of $2; no row where another instance did. */
const END_WATCH = `/* delivery.end_watch */
  UPDATE delivery_watch SET seen = $1::jsonb WHERE seen = $2::jsonb RETURNING true`;

/** The newest promotion of each kind of model. */
const SELECT_LIVE_VERSIONS = `/* delivery.live_versions */
  SELECT DISTINCT ON (p.kind) p.id AS promotion, p.kind, v.version, p.reason, p.promoted_at AS "promotedAt"
  FROM model_promotion p JOIN model_version v ON v.id = p.model_version_id ORDER BY p.kind, p.id DESC`;

/** State of each thing that was known, as it was reported last: of alert rules, and promotions of kinds of models. */
type Seen = Readonly<Record<string, string>>;

/** The state of one thing, and the message of it. */
interface Watched {
  readonly name: string;
  readonly state: string;
  /** Of a thing that was not known: in this state there is nothing to report. */
  readonly usual: string;
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
    const [watch] = await this.database.prepared<{ seen: Seen | null }>(
      'delivery.begin_watch',
      BEGIN_WATCH,
      [],
    );
    if (watch === undefined) return;
    const { seen } = watch;
    const watched = [...(await this.watchedAlerts()), ...(await this.watchedVersions(seen === null))];
    const now = { ...seen, ...Object.fromEntries(watched.map(({ name, state }) => [name, state])) };
    await this.database.transaction(async (transaction) => {
      // Another instance may have reported meanwhile.
      const known = [JSON.stringify(now), JSON.stringify(seen)];
      if ((await transaction.query(END_WATCH, known)).length === 0) return;
      for (const { name, state, usual, type, data } of watched)
        if (state !== (seen?.[name] ?? usual))
          await this.outbox.enqueue(transaction, { type, data, subject: name });
    });
  }

  /** Without rules of which nothing is known for a while: what was reported stays. */
  private async watchedAlerts(): Promise<Watched[]> {
    const { rules, newestDay, modelVersion } = await this.alerts.look();
    return rules
      .filter(({ state }) => state !== 'unknown')
      .map((alert) => ({
        name: `alert ${alert.rule}`,
        state: alert.state,
        usual: 'ok',
        type: alert.state === 'firing' ? 'alert.fired' : 'alert.resolved',
        data: Object.assign({ newestDay, modelVersion }, alert),
      }));
  }

  /** The first look reports none: the versions were live before. */
  private async watchedVersions(isFirst: boolean): Promise<Watched[]> {
    const live = await this.database.query<LiveVersion>(SELECT_LIVE_VERSIONS);
    return live.map(({ promotion, ...data }) => {
      const state = String(promotion);
      const usual = isFirst ? state : '';
      return { name: `model ${data.kind}`, state, usual, type: 'model.promoted', data };
    });
  }
}
