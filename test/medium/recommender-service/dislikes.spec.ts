import type { SongsForUserDto } from '../../../apps/recommender-service/src/answers/recommendation.dto.js';
import type { HomeDto } from '../../../apps/recommender-service/src/serving/home/home.dto.js';
import { useRecommender } from './running-recommender.js';

const service = useRecommender();
beforeAll(() => service.retrain());

/** What a posted event leaves, or a load of its day. */
async function say(said: string, song: string | null, singer: string | null, day = '2017-03-13') {
  await service.database.query(
    `INSERT INTO opinion (user_id, song_id, of_singer, said, happened_at, day)
     VALUES (20, $1, $2, $3, clock_timestamp(), $4)`,
    [song, singer, said, day],
  );
}

type Listed = { songs: { songId: string; because?: { songId: string }[] }[] };
/** Songs, and those that speak for them. */
function namedBy(songs: Listed['songs']): string[] {
  return songs.flatMap(({ songId, because = [] }) => [songId, ...because.map((reason) => reason.songId)]);
}

/** All songs that every list of a user names; played ones are asked for where that can be. */
async function listed(): Promise<Set<string>> {
  const urls = [
    '?limit=200&includePlayed=true',
    '?limit=200&includePlayed=mix',
    '?limit=200&includePlayed=true&diversity=0.5',
  ];
  const again = ['/again?limit=200', '/again?limit=200&mode=forgotten', '/releases?limit=50'];
  const ids: string[] = [];
  for (const url of [...urls, ...again]) {
    const { body, status } = await service.ask<Listed>('GET', `/recommend/20${url}`);
    expect(status).toBe(200);
    ids.push(...namedBy(body.songs));
  }
  const home = await service.ask<HomeDto>('GET', '/recommend/20/home?limit=50');
  for (const { songs, becauseOf } of home.body.rows)
    ids.push(...songs.map(({ songId }) => songId), ...(becauseOf === null ? [] : [becauseOf.songId]));
  const batch = await service.ask<{ users: SongsForUserDto[] }>('POST', '/recommend/batch', {
    userIds: ['20'],
    limit: 60,
    includePlayed: true,
  });
  ids.push(...batch.body.users.flatMap(({ songs }) => namedBy(songs)));
  return new Set(ids);
}

it('lists no song that the user dislikes, from the next request on, until it is taken back', async () => {
  const before = await listed();
  expect(before.size).toBe(60);
  const [played] = service.playedBy('20');
  for (const song of [played!, '1003']) await say('dislike', song, null);
  const after = await listed();
  expect([...before].filter((song) => !after.has(song)).sort()).toEqual([played!, '1003'].sort());
  const usersFor = await service.ask<{ users: { userId: string }[] }>(
    'GET',
    '/recommend/songs/1003/users?limit=200',
  );
  expect(usersFor.body.users.map(({ userId }) => userId)).not.toContain('20');
  expect(
    (await service.ask<Listed>('GET', '/recommend/21?limit=200&includePlayed=true')).body.songs,
  ).toHaveLength(60);
  await say('like', played!, null);
  await say('undislike', '1003', null);
  expect(await listed()).toEqual(before);
});

async function listenersFor(url: string): Promise<string[]> {
  const { body, status } = await service.ask<{ users: { userId: string }[] }>('GET', `/recommend/${url}`);
  expect(status).toBe(200);
  return body.users.map(({ userId }) => userId);
}

it('lists no user for a song or singer who dislikes the singer, or all songs of the singer', async () => {
  const url = '/recommend/20/singers?limit=50&includePlayed=true';
  const { body } = await service.ask<{ singers: { name: string; singerId: string }[] }>('GET', url);
  const { singerId } = body.singers.find(({ name }) => name === 'Singer 2')!;
  const unmet = Array.from({ length: 20 }, (_, n) => String(1002 + 3 * n)).find(
    (song) => !service.playedBy('20').has(song),
  )!;
  const urls = [
    `songs/${unmet}/users?limit=200`,
    `singers/${singerId}/users?limit=200&includeListeners=true`,
  ];
  for (const each of urls) expect(await listenersFor(each)).toContain('20');
  await say('dislike', null, 'singer 2');
  for (const each of urls)
    expect([each, await listenersFor(each)]).not.toEqual([each, expect.arrayContaining(['20'])]);
  await say('undislike', null, 'singer 2');
  for (const each of urls) expect(await listenersFor(each)).toContain('20');
  for (let n = 0; n < 20; n++) await say('dislike', String(1002 + 3 * n), null);
  expect(await listenersFor(urls[1]!)).not.toContain('20');
  await service.database.query('DELETE FROM opinion');
});

it('lists no song of a singer that the user dislikes, and no such singer', async () => {
  await say('dislike', null, 'singer 2');
  const songs = await listed();
  expect(songs.size).toBe(40);
  expect([...songs].filter((song) => (Number(song) - 1000) % 3 === 2)).toEqual([]);
  const url = '/recommend/20/singers?limit=50&includePlayed=true';
  const { body } = await service.ask<{ singers: { name: string }[] }>('GET', url);
  expect(body.singers.map(({ name }) => name).sort()).toEqual(['Singer 0', 'Singer 1']);
  // The later of two days, whenever it was written.
  await say('like', null, 'singer 2', '2017-03-01');
  expect((await listed()).size).toBe(40);
  await say('undislike', null, 'singer 2', '2017-03-14');
  expect((await listed()).size).toBe(60);
});
