import { barChart } from '#common';
import { EVENT_KINDS } from '../formats/archive-name.js';
import { htmlPage, htmlTable } from '../pages/markup.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import type { QualityDayDto, QualityDto } from './quality.dto.js';

const MEANINGS: Record<string, string> = { ...REJECTION_REASONS, ...REPAIR_RULES };
/** As many as the chart has colours; all of them stand in the table. */
const SHOWN = 6;

/** Plots of what came out of the lines, and tables of what was rejected and repaired. */
export function qualityPage({ from, to, synthetic, days, playsPerUser, completion }: QualityDto): string {
  if (from === null || days.length === 0)
    return htmlPage('Data quality', '<p>Nothing is loaded of these days.</p>', synthetic);
  const plots = [
    stacked(
      'Lines by day',
      'lines',
      ['events', 'rejected'],
      days.map((day) => [day.day, [total(day.events), total(day.rejected)]]),
    ),
    stacked(
      'Event mix by day',
      'percent',
      [...EVENT_KINDS],
      days.map(({ day, events }) => [
        day,
        EVENT_KINDS.map((kind) => Math.round((1000 * events[kind]) / Math.max(1, total(events))) / 10),
      ]),
    ),
    byRule('Rejected lines by day and reason', 'lines', days, 'rejected'),
    byRule('Repaired events by day and rule', 'events', days, 'repaired'),
    stacked(
      'Users by plays in all of these days',
      'users',
      [],
      playsPerUser.map((bin) => [`${bin.from}-${bin.to}`, [bin.users]]),
    ),
    stacked(
      'Days of users by mean share heard of a song',
      'days of users',
      [],
      completion.map((bin) => [`${bin.from}-${bin.to}`, [bin.userDays]]),
    ),
  ];
  return htmlPage(
    'Data quality',
    `<p>${from} to ${to}. Excluded users are left out of the last two plots.</p>
${plots.map((plot) => `<figure>${plot}</figure>`).join('\n')}
<h2>Rejected lines</h2>
${rules(days, 'rejected')}
<h2>Repaired events</h2>
${rules(days, 'repaired')}`,
    synthetic,
  );
}

function stacked(
  title: string,
  yLabel: string,
  series: string[],
  rows: [name: string, values: number[]][],
): string {
  const groups = rows.map(([name, values]) => ({ name, values: values.map((value) => ({ value })) }));
  return barChart({ title, yLabel, series, groups, isStacked: true });
}

function byRule(title: string, yLabel: string, days: QualityDayDto[], what: 'rejected' | 'repaired'): string {
  const names = sums(days, what)
    .slice(0, SHOWN)
    .map(([name]) => name);
  return stacked(
    title,
    yLabel,
    [...names, 'others'],
    days.map((day) => {
      const shown = names.map((name) => day[what][name] ?? 0);
      return [day.day, [...shown, total(day[what]) - shown.reduce((a, b) => a + b, 0)]];
    }),
  );
}

function rules(days: QualityDayDto[], what: 'rejected' | 'repaired'): string {
  const rows = sums(days, what).map(([name, count]) => [name, count, MEANINGS[name] ?? '']);
  return rows.length === 0 ? '<p>None.</p>' : htmlTable(['Name', 'Count', 'Meaning'], rows);
}

/** Counts over all days, the largest first. */
function sums(days: QualityDayDto[], what: 'rejected' | 'repaired'): [name: string, count: number][] {
  const counts: Record<string, number> = {};
  for (const day of days) {
    for (const [name, count] of Object.entries(day[what])) counts[name] = (counts[name] ?? 0) + count;
  }
  return Object.entries(counts).sort(([, a], [, b]) => b - a);
}

function total(counts: object): number {
  return Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
}
