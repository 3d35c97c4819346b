import { hashOfId } from '../support/id-hash.js';
import { dayAfter } from './user-days.js';
import type { UserDay } from './user-days.js';

const WINDOWS = [1, 3, 7, 14, 30];
/** How far the features of these tests look back. */
export const HISTORY_DAYS = 60;

function daysApart(earlier: string, later: string): number {
  return Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / 86_400_000);
}

/**
 * The features of every user of the population by the plainest means: filter the rows, add them up. Written from the
 * definitions of the features, not from their SQL.
 */
export function recomputedFeatures(
  rows: readonly UserDay[],
  excluded: ReadonlySet<bigint>,
  snapshotDate: string,
  holes: readonly string[] = [],
): Map<string, Record<string, number | null>> {
  const seen = rows.filter(
    (row) =>
      row.day > dayAfter(snapshotDate, -HISTORY_DAYS) &&
      row.day <= snapshotDate &&
      !excluded.has(row.userId) &&
      row.plays + row.downloads + row.searches + feedbackOf(row) > 0,
  );
  const inWindow = seen.filter((row) => row.day > dayAfter(snapshotDate, -30));
  const users = new Map<string, Record<string, number | null>>();
  for (const userId of new Set(inWindow.map((row) => row.userId))) {
    const own = seen.filter((row) => row.userId === userId);
    users.set(userId.toString(), {
      ...windowFeatures(
        inWindow.filter((row) => row.userId === userId),
        snapshotDate,
        holes,
      ),
      ...historyFeatures(own, snapshotDate, holes),
    });
  }
  return users;
}

function feedbackOf({ feedback = 0 }: UserDay): number {
  return feedback;
}

function songsOf({ songs }: UserDay): number {
  return new Set(songs).size;
}

/** Linear counting in 256 bits, between the songs of the fullest day and those of all days added up. */
function differentSongs(rows: UserDay[]): number {
  const bits = new Set(rows.flatMap(({ songs }) => songs.map((song) => hashOfId(song) & 255)));
  const estimate = Math.round(256 * Math.log(256 / Math.max(256 - bits.size, 0.5)));
  const added = rows.reduce((total, row) => total + songsOf(row), 0);
  return Math.min(Math.max(estimate, ...rows.map(songsOf)), added);
}

/** Linear counting in 256 bits; null when a day with songs has no singer that is known. */
function differentSingers(rows: UserDay[]): number | null {
  if (rows.some((row) => row.songs.length > 0 && (row.singers ?? []).length === 0)) return null;
  const bits = new Set(rows.flatMap(({ singers }) => (singers ?? []).map((singer) => singer & 255)));
  return Math.round(256 * Math.log(256 / Math.max(256 - bits.size, 0.5)));
}

/** Days after `earlier` up to `later` that are complete. */
function completeDays(earlier: string, later: string, holes: readonly string[]): number {
  return daysApart(earlier, later) - holes.filter((day) => day > earlier && day <= later).length;
}

/** Of all days that are looked back on. */
function historyFeatures(
  rows: UserDay[],
  snapshotDate: string,
  holes: readonly string[],
): Record<string, number | null> {
  const sum = (of: (row: UserDay) => number) => rows.reduce((total, row) => total + of(row), 0);
  const days = rows.map(({ day }) => day).sort();
  const gaps = days.slice(1).map((day, i) => completeDays(days[i]!, day, holes));
  const added = gaps.reduce((total, gap) => total + gap, 0);
  return {
    [`freq_P_last_${HISTORY_DAYS}`]: sum((row) => row.plays),
    [`freq_D_last_${HISTORY_DAYS}`]: sum((row) => row.downloads),
    [`freq_S_last_${HISTORY_DAYS}`]: sum((row) => row.searches),
    [`freq_F_last_${HISTORY_DAYS}`]: sum(feedbackOf),
    [`active_days_last_${HISTORY_DAYS}`]: rows.length,
    days_from_first_event: completeDays(days[0]!, snapshotDate, holes),
    counted_active_days: days.filter((day, i) => i === 0 || !holes.includes(day)).length,
    mean_gap: gaps.length === 0 ? null : added / gaps.length,
    active_weeks: new Set(days.map((day) => Math.floor(completeDays(day, snapshotDate, holes) / 7))).size,
    weekend_days: rows.filter(({ day }) => [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay())).length,
  };
}

function windowFeatures(
  rows: UserDay[],
  snapshotDate: string,
  holes: readonly string[],
): Record<string, number | null> {
  const features: Record<string, number | null> = {};
  const isUnknown = (day: string, days: number) =>
    day > dayAfter(snapshotDate, -days) && day <= snapshotDate && rows.every((row) => row.day !== day);
  for (const days of WINDOWS) {
    const inWindow = rows.filter((row) => daysApart(row.day, snapshotDate) < days);
    const sum = (of: (row: UserDay) => number) => inWindow.reduce((total, row) => total + of(row), 0);
    features[`freq_P_last_${days}`] = sum((row) => row.plays);
    features[`freq_D_last_${days}`] = sum((row) => row.downloads);
    features[`freq_S_last_${days}`] = sum((row) => row.searches);
    features[`freq_F_last_${days}`] = sum(feedbackOf);
    features[`active_days_last_${days}`] = new Set(inWindow.map((row) => row.day)).size;
    if (days === 30) {
      features[`known_days_last_${days}`] = days - holes.filter((day) => isUnknown(day, days)).length;
      features[`play_seconds_last_${days}`] = sum((row) => row.playSeconds);
      features[`songs_fully_played_last_${days}`] = sum((row) => row.fullPlays);
    }
    if (days === 30) {
      const timed = inWindow.filter((row) => row.nightPlays !== null);
      const known = timed.reduce((total, row) => total + row.plays, 0);
      const atNight = timed.reduce((total, row) => total + row.nightPlays!, 0);
      features[`night_share_last_${days}`] = known === 0 ? null : atNight / known;
    }
    if (days !== 7 && days !== 30) continue;
    features[`song_days_last_${days}`] = sum(songsOf);
    features[`distinct_songs_last_${days}`] = differentSongs(inWindow);
    features[`distinct_singers_last_${days}`] = differentSingers(inWindow);
    const heard = sum((row) => row.completionCount);
    features[`mean_completion_last_${days}`] = heard === 0 ? null : sum((row) => row.completionSum) / heard;
  }
  const since = (happened: (row: UserDay) => boolean) => {
    const days = rows.filter(happened).map((row) => completeDays(row.day, snapshotDate, holes));
    return days.length === 0 ? null : Math.min(...days);
  };
  features['days_from_last_play'] = since((row) => row.plays > 0);
  features['days_from_last_download'] = since((row) => row.downloads > 0);
  features['days_from_last_search'] = since((row) => row.searches > 0);
  features['days_from_last_feedback'] = since((row) => feedbackOf(row) > 0);
  features['days_from_last_event'] = since(() => true);
  const trend = (of: (row: UserDay) => number) => {
    // What is divided by complete days happened on them.
    const complete = rows.filter(({ day }) => !holes.includes(day));
    const [lately, whole] = [7, 30].map((days) =>
      complete
        .filter(({ day }) => daysApart(day, snapshotDate) < days)
        .reduce((total, row) => total + of(row), 0),
    ) as [number, number];
    const [week, month] = [7, 30].map((days) =>
      completeDays(dayAfter(snapshotDate, -days), snapshotDate, holes),
    ) as [number, number];
    return whole === 0 || week === 0 ? null : lately / week / (whole / month);
  };
  features['trend_freq_P_7_of_30'] = trend((row) => row.plays);
  features['trend_freq_D_7_of_30'] = trend((row) => row.downloads);
  features['trend_freq_S_7_of_30'] = trend((row) => row.searches);
  features['trend_freq_F_7_of_30'] = trend(feedbackOf);
  features['trend_active_days_7_of_30'] = trend(() => 1);
  const newest = rows.reduce((a, b) => (a.day > b.day ? a : b));
  features['device'] = newest.device ?? 0;
  return features;
}
