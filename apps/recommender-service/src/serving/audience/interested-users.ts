import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { FreshTable, FreshUser } from '../../listener/fresh-users.js';
import { joinedRows } from '../../model/row-lists.js';
import type { RecommenderModel } from '../../model/recommender-model.js';

/**
 * Everybody who may be notified of a song: rows of the model, and behind them newcomers, users whom the model
 * does not know.
 */
export interface Audience {
  /** The best k for a song. @param song row of the model. @param excluded rows of the model. */
  top(song: number, k: number, excluded: ArrayLike<number>): RankedIndices;
  userId(row: number): string;
  /** Whether the vector knows of events that came after the training. */
  isFresh(row: number): boolean;
}

/**
 * Users as they were trained, but for those with newer events.
 * @param isWanted whether a user with newer events may be found.
 */
export function audienceOf(
  model: RecommenderModel,
  fresh: FreshTable,
  isWanted: (user: FreshUser) => boolean,
): Audience {
  const known = model.userIds.length;
  return {
    userId: (row) => (row < known ? String(model.userIds[row]) : fresh.newcomerAt(row)),
    isFresh: (row) => fresh.byRow.has(row),
    top: (song, k, excluded) => {
      const trained = model.usersFor(song, k, joinedRows([excluded, fresh.rows]));
      if (fresh.rows.length === 0) return trained;
      const best = new TopK(k);
      trained.indices.forEach((row, n) => best.offer(row, trained.scores[n]!));
      for (const [row, user] of fresh.byRow) if (isWanted(user)) best.offer(row, model.score(user, song));
      return best.take();
    },
  };
}
