import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import { Injectable } from '@nestjs/common';
import { stampOf } from '../../answers/model-stamp.js';
import { questionMark } from '../../answers/page-cursor.js';
import { joinedRows } from '../../model/row-lists.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { SingerOfModel } from '../../answers/constraints/song-facts.js';
import { AudienceBases, isAskedFor, rowsOutside, whyNobody } from '../audience/audience-basis.js';
import type { AudienceBasis } from '../audience/audience-basis.js';
import { InterestedPages } from '../audience/interested-pages.js';
import type { AskedUsers } from '../audience/interested-pages.js';
import { audienceOf } from '../audience/interested-users.js';
import type { Audience } from '../audience/interested-users.js';
import type { UsersForSingerDto, UsersForSingerQuery } from './singers.dto.js';
import { Singers } from './singers.js';

/** Songs that stand for a singer: those with most listeners. */
const SONGS = 5;
/** Users of each of them who are looked at. */
const USERS = 1_000;

/** Who may like a singer: the users whom the singer's most heard songs suit best. */
@Injectable()
export class UsersForSinger {
  constructor(
    private readonly singers: Singers,
    private readonly bases: AudienceBases,
    private readonly pages: InterestedPages,
  ) {}

  /**
   * @throws DomainError unavailable without a live model, not_found for one by whom the model has no song,
   * and those of a cursor
   */
  async find(singerId: string, query: UsersForSingerQuery): Promise<UsersForSingerDto> {
    const basis = await this.bases.read(query);
    const { singer } = await this.singers.ofModel(basis.served.model, singerId);
    const { scores, served } = basis;
    const about = {
      ...{ singerId: singer.singerId, name: singer.name },
      churnSnapshotDate: scores?.snapshotDate ?? null,
      ...stampOf(served.version),
    };
    const songs = mostHeard(served.model, singer);
    const why = songs.length === 0 ? 'All songs of the singer are hidden.' : whyNobody(basis, query);
    if (why !== null) return { ...about, users: [], reason: why, nextCursor: null };
    const asked = askedUsers(basis, singer, songs, query);
    const { users, nextCursor } = await this.pages.page(basis, asked, query);
    return { ...about, users, reason: users.length > 0 ? null : NOBODY_LEFT, nextCursor };
  }
}

const NOBODY_LEFT =
  'No user is left who fits churnBand and activeSince, has a history and has not met a song of the singer already.';

function mostHeard(model: RecommenderModel, { songs }: SingerOfModel): number[] {
  return songs
    .filter((song) => !model.isHidden(song))
    .sort((a, b) => model.listeners[b]! - model.listeners[a]! || a - b)
    .slice(0, SONGS);
}

function askedUsers(
  basis: AudienceBasis,
  { singerId, songs }: SingerOfModel,
  ranked: readonly number[],
  { includeListeners, churnBand, activeSince }: UsersForSingerQuery,
): AskedUsers {
  const { model } = basis.served;
  const met = new Set(includeListeners ? [] : songs.flatMap((song) => [...model.listenersOf(song)]));
  const ownSongs = new Set(songs);
  const everybody = audienceOf(
    model,
    basis.fresh,
    (user) =>
      isAskedFor(basis, user) &&
      (includeListeners || (!met.has(user.row) && !user.history.songs.some((song) => ownSongs.has(song)))),
  );
  const users = rankUsers(everybody, ranked, joinedRows([[...met], ...rowsOutside(basis, model)]));
  return {
    everybody,
    best: (k) => firstOf(users, k),
    songId: null,
    question: questionMark({ singerId, includeListeners, churnBand, activeSince }),
  };
}

/** All who are looked at, best first, ties by row. */
function rankUsers(
  everybody: Audience,
  songs: readonly number[],
  excluded: ArrayLike<number>,
): RankedIndices {
  const sums = new Map<number, number>();
  for (const song of songs) {
    const { indices, scores } = everybody.top(song, USERS, excluded);
    indices.forEach((row, n) => sums.set(row, (sums.get(row) ?? 0) + scores[n]!));
  }
  const best = new TopK(Math.max(1, sums.size));
  for (const [row, sum] of sums) best.offer(row, sum);
  return best.take();
}

function firstOf({ indices, scores }: RankedIndices, k: number): RankedIndices {
  return { indices: indices.subarray(0, k), scores: scores.subarray(0, k) };
}
