import type { Singer } from '../../interactions/singers.js';
import type { SongFacts } from '../../answers/constraints/song-facts.js';
import { dislikedSingers } from '../../answers/disliked-rows.js';
import type { UserListener } from '../../listener/listeners.js';
import type { History } from '../../model/history.js';

/** Singers whose songs make a row. */
const LIKED_SINGERS = 5;

/** The singers of the row singers_you_like, most listened to first. */
export function singersYouLike({ listener, dislikes, isExcluded }: UserListener, facts: SongFacts): Singer[] {
  return isExcluded ? [] : likedSingers(listener.history, facts, LIKED_SINGERS, dislikedSingers(dislikes));
}

/**
 * The singers whom a user has listened to most, by the weights of their songs; ties by the lowest song. A
 * song counts for each singer.
 */
export function likedSingers(
  { songs, weights }: History,
  facts: SongFacts,
  most: number,
  without: ReadonlySet<string> = new Set(),
): Singer[] {
  const liked = new Map<string, { singer: Singer; weight: number }>();
  songs.forEach((song, n) => {
    if (!(weights[n]! > 0)) return;
    for (const singer of facts.singersOf(song)) {
      if (without.has(singer.singerId)) continue;
      const known = liked.get(singer.singerId) ?? { singer, weight: 0 };
      liked.set(singer.singerId, known);
      known.weight += weights[n]!;
    }
  });
  return [...liked.values()]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ singer }) => singer);
}
