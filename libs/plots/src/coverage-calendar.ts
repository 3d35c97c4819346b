import { calendarChart } from './calendar-chart.js';
import type { CalendarChart, DayLook } from './calendar-chart.js';
import { ISO_DAYS } from './plot.js';
import type { Plot } from './plot.js';

/** What is loaded of one day and kind, as ingest-service reports it. */
interface CoveredDay {
  day: string;
  kind: 'play' | 'download' | 'search';
  state: 'whole' | 'hole' | 'dropped';
  /** What is not there; null when whole or dropped. */
  reason: string | null;
  parts: { state: string }[];
}

interface Coverage {
  synthetic: boolean;
  days: CoveredDay[];
}

const KINDS: [kind: CoveredDay['kind'], name: string][] = [
  ['play', 'Plays'],
  ['download', 'Downloads'],
  ['search', 'Searches'],
];

const LOOKS = {
  whole: { tone: 'good', letter: '', meaning: 'complete' },
  small: { tone: 'warn', letter: 's', meaning: 'small' },
  partial: { tone: 'part', letter: 'p', meaning: 'partial' },
  missing: { tone: 'bad', letter: 'm', meaning: 'missing' },
  dropped: { tone: 'none', letter: 'd', meaning: 'deleted by retention' },
} satisfies Record<string, DayLook>;

/** One small calendar a kind. */
export function coverageCalendar(
  { synthetic, days }: Coverage,
  { dayNames = ISO_DAYS, ...size }: Pick<CalendarChart<string>, 'dayNames' | 'width'> = {},
): Plot {
  const [first, last] = [days[0], days.at(-1)];
  return calendarChart({
    title:
      first === undefined || last === undefined
        ? 'No logs are loaded for these days'
        : `Coverage from ${dayNames.day(first.day)} to ${dayNames.day(last.day)}${synthetic ? ', synthetic logs' : ''}`,
    looks: LOOKS,
    dayNames,
    ...size,
    calendars: KINDS.map(([kind, name]) => ({
      name,
      days: days
        .filter((day) => day.kind === kind)
        .map((day) => ({
          day: day.day,
          look: lookOfDay(day),
          hint: `${dayNames.day(day.day)}, ${name.toLowerCase()}: ${day.reason ?? LOOKS[lookOfDay(day)].meaning}`,
        })),
    })),
  });
}

function lookOfDay({ state, parts }: CoveredDay): keyof typeof LOOKS {
  if (state !== 'hole') return state;
  const nothing = parts.every(({ state: of }) => of === 'missing' || of === 'refused' || of === 'duplicate');
  if (nothing) return 'missing';
  return parts.every(({ state: of }) => of === 'small' || of === 'loaded') ? 'small' : 'partial';
}
