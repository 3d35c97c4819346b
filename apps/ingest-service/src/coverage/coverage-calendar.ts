import { escapeText } from '#common';
import { svg } from '../pages/markup.js';
import type { CoverageDayDto, CoverageDto } from './coverage.dto.js';

const CELL = 16;
const LEFT = 72;
const TOP = 34;
const BLOCK = 7 * CELL + 22;
/** Of one entry: room for the longest label. */
const LEGEND_WIDTH = 168;
const LEGEND_LEFT = 8;
const DAY_MS = 86_400_000;
const KINDS: [kind: CoverageDayDto['kind'], label: string][] = [
  ['play', 'plays'],
  ['download', 'downloads'],
  ['search', 'searches'],
];

/** How a day of a kind is shown: by a letter too, since not everybody tells the colours apart. */
const LOOKS = {
  whole: { colour: '#7fbf9b', letter: '', label: 'whole' },
  small: { colour: '#ffe08a', letter: 's', label: 'suspiciously small' },
  partial: { colour: '#fdae61', letter: 'p', label: 'some of it is not there' },
  missing: { colour: '#c0392b', letter: 'm', label: 'nothing is loaded' },
  dropped: { colour: '#bbbbbb', letter: 'd', label: 'dropped by retention' },
} as const;

/** Draws one small calendar a kind: a column a week, Monday on top. */
export function coverageCalendar({ from, to, synthetic, days }: CoverageDto): string {
  if (from === null || to === null || days.length === 0) {
    return svg(320, 40, 'Coverage', '<text x="8" y="24">Nothing is loaded of these days.</text>');
  }
  const firstDay = days[0]!.day;
  const weeks = weekOf(firstDay, days.at(-1)!.day) + 1;
  const blocks = KINDS.map(([kind, label], at) =>
    calendar(
      days.filter((day) => day.kind === kind),
      firstDay,
      label,
      TOP + at * BLOCK,
    ),
  );
  const height = TOP + KINDS.length * BLOCK + 24;
  const width = Math.max(
    LEFT + weeks * CELL + 16,
    2 * LEGEND_LEFT + Object.keys(LOOKS).length * LEGEND_WIDTH,
  );
  const title = `Coverage from ${firstDay} to ${days.at(-1)!.day}${synthetic ? ', generated logs' : ''}`;
  return svg(
    width,
    height,
    title,
    `<text x="8" y="18" font-size="13">${title}</text>${blocks.join('')}${legend(height - 12)}`,
  );
}

function calendar(days: CoverageDayDto[], firstDay: string, label: string, top: number): string {
  const cells = days.map((day) => {
    const x = LEFT + weekOf(firstDay, day.day) * CELL;
    const y = top + 14 + weekday(day.day) * CELL;
    const { colour, letter } = LOOKS[lookOf(day)];
    const hint = escapeText(`${day.day} ${label}: ${day.reason ?? day.state}`);
    const month = day.day.endsWith('-01')
      ? `<text x="${x}" y="${top + 10}">${day.day.slice(0, 7)}</text>`
      : '';
    return (
      `${month}<g><title>${hint}</title>` +
      `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" fill="${colour}"/>` +
      (letter === '' ? '' : `<text x="${x + 7}" y="${y + 11}" text-anchor="middle">${letter}</text>`) +
      '</g>'
    );
  });
  const names = ['Mon', 'Wed', 'Sun'].map(
    (name, at) => `<text x="${LEFT - 30}" y="${top + 25 + [0, 2, 6][at]! * CELL}">${name}</text>`,
  );
  return `<text x="8" y="${top + 10}" font-weight="bold">${label}</text>${names.join('')}${cells.join('')}`;
}

function legend(y: number): string {
  return Object.values(LOOKS)
    .map(
      ({ colour, letter, label }, at) =>
        `<g transform="translate(${LEGEND_LEFT + at * LEGEND_WIDTH} ${y})"><rect y="-10" width="12" height="12" fill="${colour}"/>` +
        `<text x="6" text-anchor="middle">${letter}</text><text x="16">${label}</text></g>`,
    )
    .join('');
}

function lookOf({ state, parts }: CoverageDayDto): keyof typeof LOOKS {
  if (state !== 'hole') return state;
  const nothing = parts.every(({ state: of }) => of === 'missing' || of === 'refused' || of === 'duplicate');
  if (nothing) return 'missing';
  return parts.every(({ state: of }) => of === 'small' || of === 'loaded') ? 'small' : 'partial';
}

/** 0 is Monday. */
function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Calendar weeks from the week of `firstDay` on. */
function weekOf(firstDay: string, day: string): number {
  const days = (Date.parse(day) - Date.parse(firstDay)) / DAY_MS;
  return Math.floor((days + weekday(firstDay)) / 7);
}
