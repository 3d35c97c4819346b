import { Metrics } from '#common';
import { Injectable } from '@nestjs/common';
import type { AlertDto } from './alerts.dto.js';
import { AlertsService } from './alerts.service.js';

/** Shows the state of every alert rule; nothing of a rule that is unknown. */
@Injectable()
export class AlertMetrics {
  constructor(metrics: Metrics, alerts: AlertsService) {
    const ask = metrics.askDatabase(() => alerts.look());
    const samples = async (of: (alert: AlertDto) => number | null) =>
      ((await ask())?.rules ?? []).flatMap((alert) => {
        const value = alert.state === 'unknown' ? null : of(alert);
        return value === null ? [] : [{ labels: { rule: alert.rule }, value }];
      });
    metrics.gauge(
      {
        name: 'musicbox_churn_alert_firing',
        help: 'Whether an alert rule of GET /churn/alerts fires: 1 or 0; absent while it is unknown',
        labels: ['rule'],
      },
      () => samples(({ state }) => (state === 'firing' ? 1 : 0)),
    );
    metrics.gauge(
      {
        name: 'musicbox_churn_alert_value_ratio',
        help: 'What an alert rule found, over its limit: it fires above 1; absent while it is unknown, or the limit is 0',
        labels: ['rule'],
      },
      () => samples(({ value, limit }) => (value === null || limit === 0 ? null : value / limit)),
    );
  }
}
