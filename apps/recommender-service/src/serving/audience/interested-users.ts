import { RowBits } from '#kernels';
import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import type { Best } from '../../answers/best-songs.js';
import { mapInTurns } from '../../model/in-turns.js';
import { joinedRows } from '../../model/row-lists.js';
import type { FreshTable, FreshUser } from '../../listener/fresh-users.js';
import type { ServedModel } from '../../registry/served-models.js';
import type { UserGroup } from './audience-groups.js';
import type { AudienceState } from './audience.repository.js';

/** What a list of users is made from, in addition to what has happened to those that it shows. */
export interface AudienceBasis extends AudienceState {
  served: ServedModel;
  fresh: FreshTable;
  /** Who is asked for: users who are in all of these. */
  groups: readonly UserGroup[];
}

/** Users of each of several songs who are looked at. */
const OF_EACH = 1_000;

/** What users are asked for by. Songs are rows of the model. */
export interface Interest {
  /** One song, or a few whose scores are summed. */
  songs: readonly number[];
  /** Users who have met one of these are left out. */
  met: readonly number[];
}

/**
 * The users of a ranking: rows of the model, and behind them newcomers, users whom the model does not know.
 */
export interface InterestedUsers {
  /** The best k. */
  best: Best;
  userId(row: number): string;
  /** Whether the vector knows of events that came after the training. */
  isFresh(row: number): boolean;
}

/** Users as they were trained, but for those with newer events. */
export async function interestedUsers(
  basis: AudienceBasis,
  { songs, met }: Interest,
): Promise<InterestedUsers> {
  const { fresh, served, groups } = basis;
  const { model } = served;
  const listeners = met.map((song) => model.listenersOf(song));
  const outside = groups.map((group) => group.rowsOutside(model));
  const excluded = joinedRows([...listeners, ...outside, fresh.rows]);
  const hasMet = new RowBits(model.userIds.length);
  for (const rows of listeners) hasMet.setAll(rows, true);
  const isMet = new RowBits(model.songIds.length).with(met);
  const isWanted = ({ userId, row, history }: FreshUser): boolean =>
    groups.every((group) => group.has(userId)) &&
    !(row !== -1 && hasMet.has(row)) &&
    !history.songs.some((song) => isMet.has(song));
  const wanted: [row: number, user: FreshUser][] = [];
  await mapInTurns(fresh.byRow, (entry) => {
    if (isWanted(entry[1])) wanted.push(entry);
  });
  const rankedFor = async (song: number): Promise<Best> => {
    const scores = wanted.length === 0 ? null : await fresh.scoresFor(song);
    return (k) => {
      const trained = model.usersFor(song, k, excluded);
      if (scores === null) return trained;
      const best = new TopK(k);
      trained.indices.forEach((row, n) => best.offer(row, trained.scores[n]!));
      for (const [row, user] of wanted) best.offer(row, scores.get(user)!);
      return best.take();
    };
  };
  const rankings = await Promise.all(songs.map(rankedFor));
  return {
    best: rankings.length === 1 ? rankings[0]! : summed(rankings.map((best) => best(OF_EACH))),
    userId: (row) => (row < model.userIds.length ? String(model.userIds[row]) : fresh.newcomerAt(row)),
    isFresh: (row) => fresh.byRow.has(row),
  };
}

/** Those of any of the rankings by the sum of their scores, ties by row. */
function summed(rankings: readonly RankedIndices[]): Best {
  const sums = new Map<number, number>();
  for (const { indices, scores } of rankings)
    indices.forEach((row, n) => sums.set(row, (sums.get(row) ?? 0) + scores[n]!));
  const top = new TopK(Math.max(1, sums.size));
  for (const [row, sum] of sums) top.offer(row, sum);
  const { indices, scores } = top.take();
  return (k) => ({ indices: indices.subarray(0, k), scores: scores.subarray(0, k) });
}
