import { singersIn } from '../interactions/singers.js';
import type { Dislikes } from '../listener/user-news.repository.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { SongFacts } from './constraints/song-facts.js';

/**
 * Rows of songs that may be in no list for a user: those disliked, and those of which any singer is.
 * @param facts needed where a singer is disliked
 */
export function dislikedRows(
  model: RecommenderModel,
  dislikes: Dislikes,
  facts: Pick<SongFacts, 'songsBy'> | null,
): number[] {
  const songs = dislikes.songIds.map((id) => model.findSong(id)).filter((row) => row !== -1);
  if (dislikes.singers.length === 0) return songs;
  return [...songs, ...facts!.songsBy(dislikedSingers(dislikes))];
}

/** Whether a user dislikes all of these songs or any of these singers. */
export function isDisliked(
  dislikes: Dislikes,
  songIds: readonly string[],
  singerIds: ReadonlySet<string>,
): boolean {
  const songs = new Set(dislikes.songIds);
  if (songs.size > 0 && songIds.every((songId) => songs.has(songId))) return true;
  return [...dislikedSingers(dislikes)].some((singerId) => singerIds.has(singerId));
}

export function dislikedSingers({ singers }: Dislikes): Set<string> {
  return new Set(singers.flatMap((text) => singersIn(text).map(({ singerId }) => singerId)));
}
