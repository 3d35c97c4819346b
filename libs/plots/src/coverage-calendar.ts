import { drawHead, drawImage, drawKeys } from './frame.js';
import { ISO_DAYS } from './plot.js';
import type { DayNames, Plot } from './plot.js';
import { SIZES } from './sizes.js';
import { drawText, escapeText, widthOf } from './text.js';

/** What is loaded of one day and kind, as ingest-service reports it. */
interface CoveredDay {
  /** As YYYY-MM-DD. */
  day: string;
  kind: 'play' | 'download' | 'search' | 'feedback';
  state: 'whole' | 'hole' | 'awaited' | 'dropped';
  /** What is not there; null when whole or dropped. */
  reason: string | null;
  parts: { state: string }[];
}

interface Coverage {
  synthetic: boolean;
  /** At least one; ascending. */
  days: CoveredDay[];
}

const KINDS: [kind: CoveredDay['kind'], name: string][] = [
  ['play', 'Plays'],
  ['download', 'Downloads'],
  ['search', 'Searches'],
  ['feedback', 'Feedback'],
];

/** How a day looks: colours are in `look/plots.css`; a letter is for readers who see none. */
const LOOKS = {
  whole: { tone: 'good', letter: '', meaning: 'complete' },
  small: { tone: 'warn', letter: 's', meaning: 'small' },
  partial: { tone: 'part', letter: 'p', meaning: 'partial' },
  missing: { tone: 'bad', letter: 'm', meaning: 'missing' },
  awaited: { tone: 'none', letter: 'a', meaning: 'awaited' },
  dropped: { tone: 'none', letter: 'd', meaning: 'deleted by retention' },
};
type Look = (typeof LOOKS)[keyof typeof LOOKS];

const DAY_MS = 86_400_000;
const CELL = SIZES.day;
const WEEKDAYS = ['Mon', 'Wed', 'Fri', 'Sun'];
/** Of one calendar, so that months have room. */
const NARROWEST = 200;

/**
 * A small calendar for each kind, with a column a week, Monday on top; next to one another where `width` has room.
 * @param width of the whole plot, in pixels
 */
export function coverageCalendar(
  { synthetic, days }: Coverage,
  { dayNames = ISO_DAYS, width: asked = SIZES.width }: { dayNames?: DayNames; width?: number } = {},
): Plot {
  // Many services have no feedback.
  const kinds = KINDS.filter(([kind]) => kind !== 'feedback' || days.some((day) => day.kind === kind));
  const [first, last] = [days[0]!.day, days.at(-1)!.day];
  const [from, to] = [dayNames.day(first), dayNames.day(last)];
  const title = `Coverage from ${from} to ${to}${synthetic ? ', synthetic logs' : ''}`;
  const left = Math.ceil(SIZES.gap + Math.max(...WEEKDAYS.map((name) => widthOf(name))) + SIZES.gap);
  const own = Math.max(left + (weekOf(first, last) + 1) * CELL + 2 * SIZES.gap, NARROWEST);
  const columns = Math.min(kinds.length, Math.max(1, Math.floor(asked / own)));
  const width = Math.max(own * columns, Math.min(asked, SIZES.width / 2));
  const head = drawHead(title, [], width);
  const top = head.bottom + SIZES.gap;
  const height = 2 * SIZES.line + 7 * CELL + SIZES.gap;
  const calendars = kinds.map(([kind, name], n) => ({
    name,
    of: days.filter((day) => day.kind === kind),
    n,
  }));
  const drawings = calendars.map(({ name, of, n }) => {
    const start = own * (n % columns);
    const place = {
      first,
      left: start + left,
      right: start + own,
      top: top + height * Math.floor(n / columns),
    };
    const heading = { x: start + SIZES.gap, y: place.top + SIZES.text, look: 'strong' } as const;
    return drawText(name, heading) + drawDays(of, name, place, dayNames);
  });
  const looks = Object.values(LOOKS);
  const keys = drawKeys(
    looks.map(({ meaning }) => meaning),
    { y: top + height * Math.ceil(kinds.length / columns) + SIZES.text, width, keyWidth: CELL },
    (n, x, y) => drawDay(looks[n]!, x, y - 11),
  );
  return {
    title,
    svg: drawImage(
      title,
      `A square a day in ${kinds.length} calendars from ${from} to ${to}.`,
      { width, height: keys.bottom + SIZES.gap },
      [head.drawing, ...drawings, keys.drawing].join(''),
    ),
    table: {
      columns: ['', ...looks.map(({ meaning }) => meaning)],
      rows: calendars.map(({ name, of }) => [
        name,
        ...looks.map((look) => of.filter((day) => lookOf(day) === look).length),
      ]),
    },
  };
}

function lookOf({ state, parts }: CoveredDay): Look {
  if (state !== 'hole') return LOOKS[state];
  const nothing = parts.every(({ state: of }) => of === 'missing' || of === 'refused' || of === 'duplicate');
  if (nothing) return LOOKS.missing;
  return parts.every(({ state: of }) => of === 'small' || of === 'loaded') ? LOOKS.small : LOOKS.partial;
}

/** Where the squares of a calendar begin and end, and its first day. */
interface Place {
  readonly first: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** The squares of one calendar with the names of weekdays and months. */
function drawDays(days: readonly CoveredDay[], kind: string, place: Place, dayNames: DayNames): string {
  const { first, left, top } = place;
  const rows = top + 2 * SIZES.line;
  const names = WEEKDAYS.map((short, n) =>
    drawText(short, { x: left - SIZES.gap, y: rows + 2 * n * CELL + 11, anchor: 'end' }),
  );
  const squares = days.map((day) => {
    const look = lookOf(day);
    const hint = `${dayNames.day(day.day)}, ${kind.toLowerCase()}: ${day.reason ?? look.meaning}`;
    const [x, y] = [left + weekOf(first, day.day) * CELL, rows + weekday(day.day) * CELL];
    return drawDay(look, x, y, `<title>${escapeText(hint)}</title>`);
  });
  return drawMonths(days, place, dayNames) + names.join('') + squares.join('');
}

/** Above the week of its first day, where the month before has left room. */
function drawMonths(
  days: readonly CoveredDay[],
  { first, left, right, top }: Place,
  dayNames: DayNames,
): string {
  let free = 0;
  const months = new Map<string, string>();
  for (const { day } of days) if (!months.has(day.slice(0, 7))) months.set(day.slice(0, 7), day);
  return [...months.values()]
    .map((day) => {
      const month = dayNames.month(day);
      const x = left + weekOf(first, day) * CELL;
      const end = x + widthOf(month);
      if (x < free || end > right) return '';
      free = end + SIZES.gap;
      return drawText(month, { x, y: top + 2 * SIZES.line - 4 });
    })
    .join('');
}

/** A square with its letter. */
function drawDay({ tone, letter }: Look, x: number, y: number, title = ''): string {
  const square = `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" rx="2"/>`;
  const named = `<text x="${x + CELL / 2 - 1}" y="${y + 11}" text-anchor="middle">${letter}</text>`;
  return `<g class="d" data-tone="${tone}">${title}${square}${letter === '' ? '' : named}</g>`;
}

/** 0 is Monday. */
function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Calendar weeks from the week of `first` on. */
function weekOf(first: string, day: string): number {
  const days = (Date.parse(day) - Date.parse(first)) / DAY_MS;
  return Math.floor((days + weekday(first)) / 7);
}
