import { drawImage } from './frame.js';
import { ISO_DAYS } from './plot.js';
import type { DayNames, Plot } from './plot.js';
import { SIZES } from './sizes.js';
import { drawText, escapeText, shortened, widthOf, wrapped } from './text.js';

/** Colours of days, see `look/plots.css`. */
type Tone = 'good' | 'warn' | 'part' | 'bad' | 'none';

/** How a day looks: by a letter too, since some readers see no colours. */
export interface DayLook {
  readonly tone: Tone;
  readonly letter: string;
  readonly meaning: string;
}

export interface CalendarChart<Look extends string> {
  title: string;
  looks: Record<Look, DayLook>;
  /** One calendar each. */
  calendars: { name: string; days: CalendarDay<Look>[] }[];
  dayNames?: DayNames;
  /** Of the whole plot, in pixels: calendars stand next to one another where it has room for two or more. */
  width?: number;
}

interface CalendarDay<Look extends string> {
  /** As YYYY-MM-DD. */
  day: string;
  look: Look;
  /** In words. */
  hint: string;
}

const DAY_MS = 86_400_000;
const CELL = SIZES.day;
const WEEKDAYS = ['Mon', 'Wed', 'Fri', 'Sun'];
/** Of one calendar, so that months have room. */
const NARROWEST = 200;

/** Calendars of the same days: a column a week, Monday on top. Days ascend. */
export function calendarChart<Look extends string>({
  title,
  looks,
  calendars,
  dayNames = ISO_DAYS,
  width: asked = SIZES.width,
}: CalendarChart<Look>): Plot {
  const days = calendars.flatMap((calendar) => calendar.days.map(({ day }) => day)).sort();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const weeks = first === '' ? 0 : weekOf(first, last) + 1;
  const left = Math.ceil(SIZES.gap + Math.max(...WEEKDAYS.map((name) => widthOf(name))) + SIZES.gap);
  const own = Math.max(left + weeks * CELL + 2 * SIZES.gap, NARROWEST);
  const columns = Math.min(calendars.length, Math.max(1, Math.floor(asked / own)));
  const width = Math.max(own * columns, Math.min(asked, SIZES.width / 2));
  const titles = wrapped(title, width - 2 * SIZES.gap, 3, SIZES.title);
  const top = titles.length * SIZES.titleLine + SIZES.gap;
  const height = 2 * SIZES.line + 7 * CELL + SIZES.gap;
  const blocks = calendars.map((calendar, n) =>
    drawCalendar(calendar, {
      start: own * (n % columns),
      left,
      top: top + height * Math.floor(n / columns),
      width: own,
      first,
      looks,
      dayNames,
    }),
  );
  const y = top + height * Math.ceil(calendars.length / columns);
  const legend = drawLegend(Object.values(looks), y, width);
  const heading = titles.map((line, n) =>
    drawText(line, { x: SIZES.gap, y: SIZES.title + 2 + n * SIZES.titleLine, look: 'title' }),
  );
  return {
    title,
    svg: drawImage(
      title,
      `A square a day in ${calendars.length} calendars from ${dayNames.day(first)} to ${dayNames.day(last)}.`,
      { width, height: legend.bottom + SIZES.gap },
      [...heading, ...blocks, legend.drawing].join(''),
    ),
    table: {
      columns: ['', ...Object.values<DayLook>(looks).map(({ meaning }) => meaning)],
      rows: calendars.map(({ name, days: own }) => [
        name,
        ...Object.keys(looks).map((key) => own.filter(({ look }) => look === key).length),
      ]),
    },
  };
}

interface Block<Look extends string> {
  /** Where the calendar begins, from the left. */
  readonly start: number;
  /** Room for the names of weekdays. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly first: string;
  readonly looks: Record<Look, DayLook>;
  readonly dayNames: DayNames;
}

function drawCalendar<Look extends string>(
  { name, days }: CalendarChart<Look>['calendars'][number],
  { start, left, top, width, first, looks, dayNames }: Block<Look>,
): string {
  const begin = start + left;
  const rows = top + 2 * SIZES.line;
  const cells = days.map(({ day, look, hint }) => {
    const [x, y] = [begin + weekOf(first, day) * CELL, rows + weekday(day) * CELL];
    const { tone, letter } = looks[look];
    return (
      `<g class="d ${tone}"><title>${escapeText(hint)}</title>` +
      `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" rx="2"/>` +
      (letter === ''
        ? ''
        : `<text x="${x + CELL / 2 - 1}" y="${y + 11}" text-anchor="middle">${escapeText(letter)}</text>`) +
      '</g>'
    );
  });
  const names = WEEKDAYS.map((short, n) =>
    drawText(short, { x: begin - SIZES.gap, y: rows + 2 * n * CELL + 11, anchor: 'end' }),
  );
  const heading = drawText(shortened(name, width - 2 * SIZES.gap), {
    x: start + SIZES.gap,
    y: top + SIZES.text,
    look: 'strong',
  });
  return (
    heading +
    drawMonths(
      days.map(({ day }) => day),
      { first, left: begin, right: start + width, y: rows - 4, dayNames },
    ) +
    names.join('') +
    cells.join('')
  );
}

/** Above the week of its first day, where the month before has left room. */
function drawMonths(
  days: readonly string[],
  {
    first,
    left,
    right,
    y,
    dayNames,
  }: Pick<Block<string>, 'first' | 'left' | 'dayNames'> & { right: number; y: number },
): string {
  let free = 0;
  const months = new Map<string, string>();
  for (const day of days) if (!months.has(day.slice(0, 7))) months.set(day.slice(0, 7), day);
  return [...months.values()]
    .map((day) => {
      const month = dayNames.month(day);
      const x = left + weekOf(first, day) * CELL;
      const end = x + widthOf(month);
      if (x < free || end > right) return '';
      free = end + SIZES.gap;
      return drawText(month, { x, y });
    })
    .join('');
}

function drawLegend(
  looks: readonly DayLook[],
  top: number,
  width: number,
): { drawing: string; bottom: number } {
  let x: number = SIZES.gap;
  let y = top + SIZES.text;
  const drawing = looks.map(({ tone, letter, meaning }) => {
    const shown = shortened(meaning, width - 2 * SIZES.gap - CELL - 4);
    const wide = CELL + 4 + widthOf(shown);
    if (x > SIZES.gap && x + wide > width - SIZES.gap) [x, y] = [SIZES.gap, y + CELL + 4];
    const key =
      `<g class="d ${tone}"><rect x="${x}" y="${y - 11}" width="${CELL - 2}" height="${CELL - 2}" rx="2"/>` +
      (letter === ''
        ? ''
        : `<text x="${x + CELL / 2 - 1}" y="${y}" text-anchor="middle">${escapeText(letter)}</text>`) +
      '</g>';
    const entry = key + drawText(shown, { x: x + CELL + 4, y });
    x = Math.ceil(x + wide + 2 * SIZES.gap);
    return entry;
  });
  return { drawing: drawing.join(''), bottom: y };
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
