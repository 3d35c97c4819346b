import { addDays } from '#common/calendar';

/** What happened on a complete day. */
export interface DayVolume {
  readonly day: string;
  readonly events: number;
  readonly users: number;
}

/** A day, compared with what is usual on its weekday. */
export interface VolumeChange {
  readonly day: string;
  readonly count: number;
  readonly usual: number;
  /** 0.7: by 70 %, more or fewer. */
  readonly value: number;
}

/** Events and active users of the days from $1 to $2, without users who are excluded now. */
export const SELECT_VOLUMES = `/* churn.volumes */
  SELECT d.day, sum(d.plays + d.downloads + d.searches + d.feedback)::float8 AS events, count(*)::int AS users
  FROM user_day d WHERE d.day >= $1::date AND d.day <= $2::date AND d.plays + d.downloads + d.searches + d.feedback > 0
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = d.user_id)
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
  const changes = volumes
    .map(({ day }) => day)
    .reverse()
    .flatMap((day) => {
      const before = Array.from({ length: WEEKS }, (_, k) => byDay.get(addDays(day, -7 * (k + 1)))).filter(
        (count) => count !== undefined,
      );
      const usual = median(before);
      if (before.length < FEWEST_WEEKS || usual === 0) return [];
      const count = byDay.get(day)!;
      return [{ day, count, usual, value: Math.abs(count / usual - 1) }];
    });
  return changes[0]?.day === volumes.at(-1)?.day ? changes : [];
}

/** A sentence. */
export function describeChange({ day, count, usual, value }: VolumeChange, of: 'events' | 'users'): string {
  const percent = (100 * value).toFixed(0);
  const beside =
    percent === '0' ? 'about as many as' : `${percent} % ${count < usual ? 'fewer' : 'more'} than`;
  return (
    `${day} has ${count.toLocaleString('en')} ${of === 'events' ? 'events of users' : 'active users'} who are not excluded, ` +
    `${beside} the ${Math.round(usual).toLocaleString('en')} usual on that weekday.`
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
