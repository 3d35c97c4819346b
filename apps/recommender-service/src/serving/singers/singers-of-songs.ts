import type { SongFacts } from '../../answers/constraints/song-facts.js';
import type { RankedIndices } from '#ml';

export interface SingerScore {
  singerId: string;
  name: string;
  score: number;
  /** Songs in the ranking. */
  songs: number;
}

/** Songs of a singer that make the score. */
const BEST_SONGS = 3;

/**
 * The singers of a ranking of songs, by the sum of their three best songs, ties by the place of the best one:
 * many songs that nearly suit do not outweigh a few that do. A song of several singers counts for each of
 * them.
 */
export function singersOfSongs({ indices, scores }: RankedIndices, facts: SongFacts): SingerScore[] {
  const found = new Map<string, SingerScore>();
  indices.forEach((row, n) => {
    for (const { singerId, name } of facts.singersOf(row)) {
      const singer = found.get(singerId) ?? { singerId, name, score: 0, songs: 0 };
      found.set(singerId, singer);
      if (singer.songs++ < BEST_SONGS) singer.score += scores[n]!;
    }
  });
  return [...found.values()].sort((a, b) => b.score - a.score);
}
