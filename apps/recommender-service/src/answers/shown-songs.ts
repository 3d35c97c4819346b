import type { NamedSong } from '../registry/named-song.dto.js';
import { millionthsOf } from './millionths.js';
import type { RecommendedSongDto } from './recommendation.dto.js';

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
