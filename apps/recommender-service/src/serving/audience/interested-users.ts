import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { FreshUser } from '../../listener/fresh-users.js';
import type { RecommenderModel } from '../../model/recommender-model.js';

/** Everybody who may be told of a song. Rows behind those of the model are newcomers, users whom the model does not know. */
export interface Audience {
  /** The best k for a song. @param song row of the model. @param excluded rows of the model. */
  top(song: number, k: number, excluded: readonly number[]): Promise<RankedIndices>;
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
  fresh: readonly FreshUser[],
  isWanted: (user: FreshUser) => boolean,
): Audience {
  const known = model.userIds.length;
  const newcomers: string[] = [];
  const rowOf = ({ row, userId }: FreshUser): number =>
    row === -1 ? known + newcomers.push(userId) - 1 : row;
  const byRow = new Map(fresh.map((user) => [rowOf(user), user]));
  const wanted = [...byRow].filter(([, user]) => isWanted(user));
  return {
    userId: (row) => (row < known ? String(model.userIds[row]) : newcomers[row - known]!),
    isFresh: (row) => byRow.has(row),
    top: async (song, k, excluded) => {
      const trained = await model.usersFor(song, k, [...excluded, ...byRow.keys()]);
      const best = new TopK(k);
      trained.indices.forEach((row, n) => best.offer(row, trained.scores[n]!));
      for (const [row, user] of wanted) best.offer(row, model.score(user, song));
      return best.take();
    },
  };
}
