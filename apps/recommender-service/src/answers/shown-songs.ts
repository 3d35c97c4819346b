import type { ListSource } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { NamedSong } from '../registry/named-song.dto.js';
import { millionthsOf } from './millionths.js';
import type { RecommendedSongDto } from './recommendation.dto.js';

/** Where a song of a list comes from whose places were not given away. @param source that of the list */
export function sourceOf(model: RecommenderModel, row: number, source: ListSource): ListSource | 'singer' {
  return source !== 'popular' && source !== 'next' && model.isCold(row) ? 'singer' : source;
}

/** A song of the user's own that speaks for a shown one. */
interface ShownReason {
  song: NamedSong;
  contribution: number;
}

/** A song of a list. Score, contributions and rest are whole millionths, so that they sum up exactly. */
export function shownSong(
  song: NamedSong,
  score: number,
  reasons: readonly ShownReason[],
  source: RecommendedSongDto['source'],
): RecommendedSongDto {
  const parts = reasons.map(({ contribution }) => millionthsOf(contribution));
  const whole = millionthsOf(score);
  return {
    ...song,
    score: whole / 1e6,
    because: reasons.map((reason, n) => ({ ...reason.song, contribution: parts[n]! / 1e6 })),
    rest: parts.reduce((rest, part) => rest - part, whole) / 1e6,
    source,
  };
}
