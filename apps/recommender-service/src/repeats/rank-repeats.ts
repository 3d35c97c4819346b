import { daysBetween } from '#common/calendar';
import type { RepeatSong } from './repeats.repository.js';
import { playWeight } from './repeat-rule.js';
import type { Decay, LaterPlay } from './repeat-rule.js';

/** favourites: what is played now; forgotten: what was, and has not been for some time. */
export const REPEAT_MODES = ['favourites', 'forgotten'] as const;
export type RepeatMode = (typeof REPEAT_MODES)[number];

/**
 * The own songs of a user with later plays counted in, the largest score first, ties by song id. A song is
 * forgotten when it has not been heard for `quietDays` days before the newest day known of the user, or the
 * last day counted where that is later.
 */
export function rankRepeats(
  songs: readonly RepeatSong[],
  plays: readonly LaterPlay[],
  mode: RepeatMode,
  dataTo: string,
  rule: Decay & { quietDays: number },
): RepeatSong[] {
  const bySong = new Map(songs.map((song) => [song.songId, { ...song }]));
  let today = dataTo;
  for (const play of plays) {
    const { songId, day } = play;
    const song = bySong.get(songId) ?? { songId, score: 0, lastDay: '' };
    bySong.set(songId, song);
    song.score += playWeight(play, dataTo, rule);
    if (day > song.lastDay) song.lastDay = day;
    if (day > today) today = day;
  }
  return [...bySong.values()]
    .filter(({ lastDay }) => mode === 'favourites' || daysBetween(lastDay, today) >= rule.quietDays)
    .sort((a, b) => b.score - a.score || (BigInt(a.songId) < BigInt(b.songId) ? -1 : 1));
}
