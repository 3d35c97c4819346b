import type { ReportSection } from '#common';
import type { AlertDto, AlertsDto } from '../monitoring/alerts/alerts.dto.js';
import { churnPage } from './churn-page.js';

export function alertsPage(alerts: AlertsDto): string {
  const { synthetic, newestDay, modelVersion } = alerts;
  return churnPage({
    title: 'Alerts',
    at: 'alerts/report',
    synthetic,
    version: modelVersion,
    notes: [
      `The newest complete day is ${newestDay ?? 'not loaded yet'}. Limits are settings (CHURN_ALERT_*).`,
    ],
    sections: [alertsSection(alerts)],
  });
}

/** Every rule with what was found, those that fire with what to do. */
export function alertsSection({ rules }: AlertsDto): ReportSection {
  const firing = rules.filter(({ state }) => state === 'firing');
  return {
    heading: 'Alerts',
    paragraphs: [
      firing.length === 0 ? 'No rule fires.' : `${firing.length} of ${rules.length} rules fire.`,
      ...firing.map(({ rule, found, toDo }) => `${rule}: ${found} ${toDo}`),
    ],
    table: {
      columns: ['rule', 'state', 'value', 'limit', 'since', 'what was found'],
      rows: rules.map(({ rule, state, value, limit, since, found }) => [
        rule,
        state,
        shown(value),
        String(limit),
        since,
        found,
      ]),
    },
  };
}

function shown(value: AlertDto['value']): string | null {
  return value === null ? null : String(Number(value.toFixed(4)));
}
