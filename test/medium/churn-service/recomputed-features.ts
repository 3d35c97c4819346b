import { hashOfId } from '../support/id-hash.js';
import { dayAfter } from './user-days.js';
import type { UserDay } from './user-days.js';

const WINDOWS = [1, 3, 7, 14, 30];

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
): Map<string, Record<string, number | null>> {
  const first = dayAfter(snapshotDate, -29);
  const seen = rows.filter(
    (row) =>
      row.day >= first &&
      row.day <= snapshotDate &&
      !excluded.has(row.userId) &&
      row.plays + row.downloads + row.searches > 0,
  );
  const users = new Map<string, Record<string, number | null>>();
  for (const userId of new Set(seen.map((row) => row.userId))) {
    users.set(
      userId.toString(),
      featuresOf(
        seen.filter((row) => row.userId === userId),
        snapshotDate,
      ),
    );
  }
  return users;
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

function featuresOf(rows: UserDay[], snapshotDate: string): Record<string, number | null> {
  const features: Record<string, number | null> = {};
  for (const days of WINDOWS) {
    const inWindow = rows.filter((row) => daysApart(row.day, snapshotDate) < days);
    const sum = (of: (row: UserDay) => number) => inWindow.reduce((total, row) => total + of(row), 0);
    features[`freq_P_last_${days}`] = sum((row) => row.plays);
    features[`freq_D_last_${days}`] = sum((row) => row.downloads);
    features[`freq_S_last_${days}`] = sum((row) => row.searches);
    features[`play_seconds_last_${days}`] = sum((row) => row.playSeconds);
    features[`songs_fully_played_last_${days}`] = sum((row) => row.fullPlays);
    features[`song_days_last_${days}`] = sum(songsOf);
    features[`active_days_last_${days}`] = new Set(inWindow.map((row) => row.day)).size;
    if (days !== 7 && days !== 30) continue;
    features[`distinct_songs_last_${days}`] = differentSongs(inWindow);
    features[`distinct_singers_last_${days}`] = differentSingers(inWindow);
    const heard = sum((row) => row.completionCount);
    features[`mean_completion_last_${days}`] = heard === 0 ? null : sum((row) => row.completionSum) / heard;
  }
  const since = (happened: (row: UserDay) => boolean) => {
    const days = rows.filter(happened).map((row) => daysApart(row.day, snapshotDate));
    return days.length === 0 ? null : Math.min(...days);
  };
  features['days_from_last_play'] = since((row) => row.plays > 0);
  features['days_from_last_download'] = since((row) => row.downloads > 0);
  features['days_from_last_search'] = since((row) => row.searches > 0);
  features['days_from_last_event'] = since(() => true);
  features['days_from_first_event'] = Math.max(...rows.map((row) => daysApart(row.day, snapshotDate)));
  const trend = (amount: string) => {
    const [lately, whole] = [features[`${amount}_last_7`]!, features[`${amount}_last_30`]!];
    return whole === 0 ? null : lately / 7 / (whole / 30);
  };
  for (const amount of ['freq_P', 'freq_D', 'freq_S', 'active_days'])
    features[`trend_${amount}_7_of_30`] = trend(amount);
  const newest = rows.reduce((a, b) => (a.day > b.day ? a : b));
  features['device'] = newest.device ?? 0;
  return features;
}
