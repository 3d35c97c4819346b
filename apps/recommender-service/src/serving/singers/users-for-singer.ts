import { Injectable } from '@nestjs/common';
import { stampOf } from '../../answers/model-stamp.js';
import { rounded } from '../../answers/song-lists.js';
import { FreshUsers } from '../../listener/fresh-users.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { AudienceRepository } from '../audience/audience.repository.js';
import { deviceName } from '../audience/device-name.js';
import { audienceOf } from '../audience/interested-users.js';
import type { Audience } from '../audience/interested-users.js';
import type { SingerUserDto, UsersForSingerDto, UsersForSingerQuery } from './singers.dto.js';
import { Singers } from './singers.js';

/** Songs that stand for a singer: those with most listeners. */
const SONGS = 5;
/** Users of each of them who are looked at. */
const USERS = 1_000;

/** Who should hear a singer: the users whom the singer's most heard songs suit best. */
@Injectable()
export class UsersForSinger {
  constructor(
    private readonly singers: Singers,
    private readonly fresh: FreshUsers,
    private readonly audience: AudienceRepository,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for one by whom the model has no song */
  async find(singerId: string, { limit, includeListeners }: UsersForSingerQuery): Promise<UsersForSingerDto> {
    const { served, singer } = await this.singers.find(singerId);
    const { model, version } = served;
    const songs = singer.songs
      .filter((song) => !model.isHidden(song))
      .sort((a, b) => model.listeners[b]! - model.listeners[a]! || a - b);
    const met = new Set(includeListeners ? [] : singer.songs.flatMap((song) => [...model.listenersOf(song)]));
    const ownSongs = new Set(singer.songs);
    const everybody = audienceOf(
      model,
      await this.fresh.of(model),
      ({ row, history }) =>
        includeListeners || (!met.has(row) && !history.songs.some((song) => ownSongs.has(song))),
    );
    const ranked = await rankUsers(everybody, songs.slice(0, SONGS), [...met]);
    const users = await this.described(model, everybody, ranked, limit);
    return {
      singerId: singer.singerId,
      name: singer.name,
      users,
      reason: users.length > 0 ? null : whyNobody(songs.length),
      ...stampOf(version),
    };
  }

  private async described(
    model: RecommenderModel,
    everybody: Audience,
    ranked: readonly (readonly [row: number, score: number])[],
    limit: number,
  ): Promise<SingerUserDto[]> {
    const users: SingerUserDto[] = [];
    for (let at = 0; at < ranked.length && users.length < limit; at += USERS) {
      const some = ranked.slice(at, at + USERS);
      const ids = some.map(([row]) => everybody.userId(row));
      const news = await this.audience.newsOf(ids, null, model.rule.freshFrom);
      some.forEach(([row, score], n) => {
        const { isExcluded, device } = news[n]!;
        if (isExcluded) return;
        const name = deviceName(device ?? model.devices[row] ?? 0);
        users.push({ userId: ids[n]!, device: name, score: rounded(score) });
      });
    }
    return users.slice(0, limit);
  }
}

async function rankUsers(
  everybody: Audience,
  songs: readonly number[],
  excluded: readonly number[],
): Promise<[row: number, score: number][]> {
  const sums = new Map<number, number>();
  for (const song of songs) {
    const { indices, scores } = await everybody.top(song, USERS, excluded);
    indices.forEach((row, n) => sums.set(row, (sums.get(row) ?? 0) + scores[n]!));
  }
  return [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

function whyNobody(songs: number): string {
  return songs === 0
    ? 'All songs of the singer are hidden.'
    : 'No user is left who has a history and has not met a song of the singer already.';
}
