import { calendarChart } from './calendar-chart.js';
import type { DayLook } from './calendar-chart.js';
import type { Plot } from './plot.js';

/** What is loaded of one day and kind, as ingest-service tells it. */
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
  whole: { tone: 'good', letter: '', meaning: 'whole' },
  small: { tone: 'warn', letter: 's', meaning: 'suspiciously small' },
  partial: { tone: 'part', letter: 'p', meaning: 'some of it is not there' },
  missing: { tone: 'bad', letter: 'm', meaning: 'nothing is loaded' },
  dropped: { tone: 'none', letter: 'd', meaning: 'dropped by retention' },
} satisfies Record<string, DayLook>;

/** One small calendar a kind. */
export function coverageCalendar({ synthetic, days }: Coverage): Plot {
  const [first, last] = [days[0], days.at(-1)];
  return calendarChart({
    title:
      first === undefined || last === undefined
        ? 'Nothing is loaded of these days'
        : `Coverage from ${first.day} to ${last.day}${synthetic ? ', generated logs' : ''}`,
    looks: LOOKS,
    calendars: KINDS.map(([kind, name]) => ({
      name,
      days: days
        .filter((day) => day.kind === kind)
        .map((day) => ({
          day: day.day,
          look: lookOfDay(day),
          hint: `${day.day}, ${name.toLowerCase()}: ${day.reason ?? day.state}`,
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
