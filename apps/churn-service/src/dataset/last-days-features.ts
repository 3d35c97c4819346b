import { ACTIVITIES, capital, familyOf } from './feature.js';
import type { Feature } from './feature.js';

/** A feature of the last days: of 0 where a user did nothing of the kind, unless `never` says more. */
interface OfLastDays extends Pick<Feature, 'family' | 'unit' | 'source'> {
  readonly prefix: string;
  /** Default: every one. */
  readonly windows?: 'recent and whole' | 'whole';
  /** The meaning before the window, and behind it. */
  readonly what: string;
  readonly note?: string;
  readonly kind: Feature['kind'];
  readonly never?: string;
}

const LISTENING = { family: 'listening', kind: 'play' } as const;

export const OF_LAST_DAYS: readonly OfLastDays[] = [
  ...ACTIVITIES.filter(({ kind }) => kind !== null).map((activity): OfLastDays => {
    const { prefix, of, kind, several } = activity;
    const source = { how: 'sum', column: of as Exclude<typeof of, 'active_days'> } as const;
    return { prefix, family: familyOf(activity), unit: 'events', what: capital(several), kind, source };
  }),
  {
    ...LISTENING,
    prefix: 'play_seconds',
    windows: 'whole',
    unit: 'seconds',
    what: 'Seconds played',
    source: { how: 'sum', column: 'play_seconds' },
  },
  {
    ...LISTENING,
    prefix: 'songs_fully_played',
    windows: 'whole',
    unit: 'events',
    what: 'Plays of at least 80 % of a song',
    source: { how: 'sum', column: 'full_plays' },
  },
  {
    ...LISTENING,
    prefix: 'song_days',
    windows: 'recent and whole',
    unit: 'songs',
    what: 'Different songs of each day, added up (a song heard on two days counts twice),',
    source: { how: 'sum', column: 'distinct_songs' },
  },
  {
    ...LISTENING,
    prefix: 'distinct_songs',
    windows: 'recent and whole',
    unit: 'songs',
    what: 'Different songs played',
    note: ', a song heard on two days counted once; an estimate',
    source: { how: 'distinct_songs' },
  },
  {
    ...LISTENING,
    prefix: 'distinct_singers',
    windows: 'recent and whole',
    unit: 'singers',
    what: 'Different singers, as the logs spell them, of the plays',
    note: '; an estimate, null where the singers of a day with songs are not known',
    source: { how: 'distinct_singers' },
  },
  {
    prefix: 'active_days',
    family: 'presence',
    unit: 'days',
    what: 'Days with an event of any kind',
    kind: null,
    source: { how: 'active_days' },
  },
  {
    ...LISTENING,
    prefix: 'mean_completion',
    windows: 'recent and whole',
    unit: 'share',
    what: 'Mean share of the song that was heard, at most 1 a play, over plays of known length',
    never: 'null (no play of known length in the window), never a share',
    source: { how: 'completion' },
  },
  {
    ...LISTENING,
    prefix: 'night_share',
    windows: 'whole',
    unit: 'share',
    what: 'Share of the plays',
    note: ', that were from 00:00 to 06:00, of those whose time of day is known; null for Music Box archives',
    never: 'null (no play of known time of day in the window), never a share',
    source: { how: 'night_share' },
  },
];

export function within(days: number): string {
  return days === 1 ? 'on the snapshot date' : `on the last ${days} days, the snapshot date included`;
}

export function ofLastDays(
  { prefix, family, unit, what, note = '', never, kind, source }: OfLastDays,
  days: number,
): Feature {
  return {
    name: `${prefix}_last_${days}`,
    family,
    unit,
    meaning: `${what} ${within(days)}${note}`,
    default: never === undefined ? 0 : null,
    never: never ?? null,
    days,
    kind,
    source,
  };
}
