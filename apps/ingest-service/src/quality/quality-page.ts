import { htmlPage, htmlTable } from '../pages/markup.js';
import { REJECTION_REASONS } from '../parsing/rejection.js';
import { REPAIR_RULES } from '../parsing/repair.js';
import { barChart } from './bar-chart.js';
import type { QualityDayDto, QualityDto } from './quality.dto.js';

const MEANINGS: Record<string, string> = { ...REJECTION_REASONS, ...REPAIR_RULES };
/** As many as the chart has colours; all of them stand in the table. */
const SHOWN = 6;

/** Plots of what came out of the lines, and tables of what was rejected and repaired. */
export function qualityPage({ from, days, playsPerUser, completion, to }: QualityDto): string {
  if (from === null || days.length === 0)
    return htmlPage('Data quality', '<p>Nothing is loaded of these days.</p>');
  const plots = [
    barChart(
      'Lines by day',
      ['events', 'rejected'],
      days.map((day) => ({ label: day.day, values: [total(day.events), total(day.rejected)] })),
    ),
    barChart(
      'Event mix by day, in percent',
      ['play', 'down', 'search'],
      days.map(({ day, events }) => ({
        label: day,
        values: ['play', 'down', 'search'].map(
          (kind) => Math.round((1000 * (events[kind] ?? 0)) / Math.max(1, total(events))) / 10,
        ),
      })),
    ),
    byRule('Rejected lines by day and reason', days, 'rejected'),
    byRule('Repaired events by day and rule', days, 'repaired'),
    barChart(
      'Users by plays in all of these days',
      ['users'],
      playsPerUser.map((bin) => ({ label: `${bin.from}-${bin.to}`, values: [bin.users] })),
    ),
    barChart(
      'Days of users by mean share heard of a song',
      ['days of users'],
      completion.map((bin) => ({ label: `${bin.from}-${bin.to}`, values: [bin.userDays] })),
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
  );
}

function byRule(title: string, days: QualityDayDto[], what: 'rejected' | 'repaired'): string {
  const names = sums(days, what)
    .slice(0, SHOWN)
    .map(([name]) => name);
  return barChart(
    title,
    [...names, 'others'],
    days.map((day) => {
      const shown = names.map((name) => day[what][name] ?? 0);
      return { label: day.day, values: [...shown, total(day[what]) - shown.reduce((a, b) => a + b, 0)] };
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

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
