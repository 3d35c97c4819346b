import { htmlPage } from '#common';
import type { ReportSection } from '#common';
import { barChart } from '#plots';
import type { Plot } from '#plots';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { QualityDayDto, QualityDto } from './quality.dto.js';

/** As many as the chart has colours; all of them stand in the table. */
const SHOWN = 6;

/** Plots of what came out of the lines, and tables of what was rejected and repaired. */
export function qualityPage(quality: QualityDto): string {
  const { from, to, synthetic, days } = quality;
  const isEmpty = from === null || to === null || days.length === 0;
  return htmlPage({
    title: 'Data quality',
    synthetic,
    notes: isEmpty ? ['No logs are loaded for these days.'] : [`${from} to ${to}.`],
    sections: isEmpty ? [] : sectionsOf(quality),
  });
}

function sectionsOf(quality: QualityDto): ReportSection[] {
  const { days, playsPerUser, completion } = quality;
  const mix = days.map(({ day, events }): Row => {
    const all = Math.max(1, total(events));
    return [day, EVENT_KINDS.map((kind) => Math.round((1000 * events[kind]) / all) / 10)];
  });
  return [
    {
      heading: 'Lines and events',
      figures: [
        stacked(
          'Lines by day',
          'lines',
          ['events', 'rejected'],
          days.map((day) => [day.day, [total(day.events), total(day.rejected)]]),
        ),
        stacked('Event mix by day', 'percent', [...EVENT_KINDS], mix),
      ],
    },
    {
      heading: 'Rejected lines',
      ...rules(quality, 'rejected', 'Rejected lines by day and reason', 'lines'),
    },
    {
      heading: 'Repaired events',
      ...rules(quality, 'repaired', 'Repaired events by day and rule', 'events'),
    },
    {
      heading: 'Users',
      paragraphs: ['Without excluded users.'],
      figures: [
        stacked(
          'Users by plays, over all these days',
          'users',
          [],
          playsPerUser.map((bin) => [`${bin.from}-${bin.to}`, [bin.users]]),
        ),
        stacked(
          'User days by mean share of a song played',
          'user days',
          [],
          completion.map((bin) => [`${bin.from}-${bin.to}`, [bin.userDays]]),
        ),
      ],
    },
  ];
}

type Row = [name: string, values: number[]];

function stacked(title: string, yLabel: string, series: string[], rows: Row[]): Plot {
  const groups = rows.map(([name, values]) => ({ name, values: values.map((value) => ({ value })) }));
  return barChart({ title, yLabel, series, groups, isStacked: true, isSequence: true });
}

function byRule(title: string, yLabel: string, days: QualityDayDto[], what: 'rejected' | 'repaired'): Plot {
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

function rules(
  { days, meanings }: QualityDto,
  what: 'rejected' | 'repaired',
  title: string,
  yLabel: string,
): Pick<ReportSection, 'paragraphs' | 'table' | 'figures'> {
  const rows = sums(days, what).map(([name, count]) => [name, count, meanings[name] ?? null]);
  if (rows.length === 0) return { paragraphs: ['None.'] };
  return {
    table: { columns: ['rule', 'count', 'meaning'], rows },
    figures: [byRule(title, yLabel, days, what)],
  };
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
