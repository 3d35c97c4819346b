import type { Singer } from '../../interactions/singers.js';
import type { SongFacts } from '../../answers/constraints/song-facts.js';
import type { History } from '../../model/history.js';

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
