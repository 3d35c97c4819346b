import { addDays } from '#common/calendar';
import { amongOneIn } from './sampled-users.sql.js';

/** What happened on a complete day. */
export interface DayVolume {
  readonly day: string;
  readonly events: number;
  readonly users: number;
  /** By a sample of users. */
  readonly isEstimate?: boolean;
}

/** A day, compared with what is usual on its weekday. */
export interface VolumeChange {
  readonly day: string;
  readonly count: number;
  readonly usual: number;
  /** 0.7: by 70 %, more or fewer. */
  readonly value: number;
  readonly isEstimate: boolean;
}

/** Events and active users of the days from $1 to $2, without users who are excluded now, by one in so many users. */
export const volumesSql = (oneIn: number) => `/* churn.volumes */
  SELECT d.day, ${oneIn} * sum(d.plays + d.downloads + d.searches + d.feedback)::float8 AS events,
    ${oneIn} * count(*)::int AS users, ${oneIn > 1} AS "isEstimate"
  FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND d.plays + d.downloads + d.searches + d.feedback > 0
    ${amongOneIn(oneIn)} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)
  GROUP BY d.day ORDER BY d.day`;

/** Days that are looked back over to say since when volumes differ, and the four weeks before the first of them. */
export const VOLUME_DAYS = 2 * 28;

/** Weekdays differ, so a day is compared with the same weekday of the four weeks before. */
const WEEKS = 4;
const FEWEST_WEEKS = 2;

/**
 * The changes of days that have weeks to be compared with, newest first; none where the newest day has none: an older
 * one says nothing of it.
 * @param volumes oldest first
 */
export function volumeChanges(volumes: readonly DayVolume[], of: 'events' | 'users'): VolumeChange[] {
  const byDay = new Map(volumes.map((day) => [day.day, day[of]]));
  const changes = volumes.toReversed().flatMap(({ day, isEstimate = false }) => {
    const before = Array.from({ length: WEEKS }, (_, k) => byDay.get(addDays(day, -7 * (k + 1)))).filter(
      (count) => count !== undefined,
    );
    const usual = median(before);
    if (before.length < FEWEST_WEEKS || usual === 0) return [];
    const count = byDay.get(day)!;
    return [{ day, count, usual, value: Math.abs(count / usual - 1), isEstimate }];
  });
  return changes[0]?.day === volumes.at(-1)?.day ? changes : [];
}

/** A sentence. */
export function describeChange(
  { day, count, usual, value, isEstimate }: VolumeChange,
  of: 'events' | 'users',
): string {
  const percent = (100 * value).toFixed(0);
  const beside =
    percent === '0' ? 'about as many as' : `${percent} % ${count < usual ? 'fewer' : 'more'} than`;
  return (
    `${day} has ${isEstimate ? 'about ' : ''}${count.toLocaleString('en')} ${of === 'events' ? 'events of users' : 'active users'} who are not excluded, ` +
    `${beside} the ${Math.round(usual).toLocaleString('en')} usual on that weekday.`
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
