import { questionMark } from '../answers/page-cursor.js';
import type { RowConstraints } from '../answers/constraints/song-facts.js';
import type { SongWish } from '../answers/song-ranking.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { SongsQuery } from './songs-query.dto.js';

/** What is asked in the terms of a model; songs that it does not know are nothing to it. */
export function wishOf(
  model: RecommenderModel,
  query: Omit<SongsQuery, 'includePlayed'>,
  includePlayed: boolean,
  constraints: RowConstraints | null,
  tired: readonly number[],
): SongWish {
  const rowsOf = (ids: readonly string[]): number[] =>
    ids.map((id) => model.findSong(id)).filter((song) => song !== -1);
  return {
    limit: query.limit,
    exclude: rowsOf(query.exclude ?? []),
    include: query.include === undefined ? null : rowsOf(query.include),
    includePlayed,
    diversity: query.diversity,
    minScore: query.minScore ?? -Infinity,
    constraints,
    tired,
  };
}

/** The mark of everything that must be the same on all pages of a list. */
export function questionOf(userId: string, query: SongsQuery): string {
  const { exclude, include, includePlayed, diversity, minScore } = query;
  const { maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds } = query;
  return questionMark({
    ...{ userId, exclude, include, includePlayed, diversity, minScore },
    ...{ maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds },
  });
}
