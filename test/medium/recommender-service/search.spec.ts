import { jest } from '@jest/globals';
import type { Database } from '#common';
import { SeededRandom } from '#ml';
import type { SearchWeightDto } from '../../../apps/recommender-service/src/evaluation/search-weight.dto.js';
import type { SearchDto } from '../../../apps/recommender-service/src/serving/search/search.dto.js';
import { startRecommender, useRecommender } from './running-recommender.js';
import { until } from '../../support/until.js';

/** Names of songs 3000 and on, beside the 60 songs `Title n` of `Singer n % 3`. */
const NAMED: [title: string | null, singer: string | null, events: number][] = [
  ['七里香', '周杰伦', 50],
  ['晴天', '周杰伦', 90],
  ['100%_\\', null, 2],
  [null, null, 4],
  ['Ｄéjà Ｖｕ', 'Beyoncé', 7],
  ['dejà', 'Łona & 周杰伦', 7],
  ['周', '七里香', 1],
  ['title', 'Singer 1; Zoë', 3],
];

const service = useRecommender({}, async (database) => {
  for (const [n, [title, singer, events]] of NAMED.entries())
    await database.query('INSERT INTO song (song_id, title, singer, event_count) VALUES ($1, $2, $3, $4)', [
      3000 + n,
      title,
      singer,
      events,
    ]);
});

interface Refusal {
  code: string;
  detail: string;
}

const urlOf = (q: string, more = ''): string => `/search?q=${encodeURIComponent(q)}${more}`;

async function found(q: string, more = ''): Promise<SearchDto> {
  const { status, body } = await service.ask<SearchDto>('GET', urlOf(q, more));
  expect([status, body]).toEqual([200, body]);
  return body;
}

async function refused(q: string, more = ''): Promise<[number, string]> {
  const { status, body } = await service.ask<Refusal>('GET', urlOf(q, more));
  return [status, body.code];
}

const ids = ({ songs }: SearchDto): string[] => songs.map(({ songId }) => songId);

/** A search for `title` by everybody who played on one of the held-out days. */
async function writeSearches(): Promise<void> {
  await service.database.query(
    `INSERT INTO search_event (user_id, day, archive_id, device, query)
     SELECT DISTINCT user_id, day, 1, 1, 'TITLE' FROM play_event WHERE day > '2017-03-09'`,
  );
  await service.database.query(`UPDATE user_day SET searches = 1 WHERE day > '2017-03-09'`);
}

describe('a search without a model', () => {
  it('finds songs and singers by one Chinese character, by words of both names, by signs as they are', async () => {
    expect(await found('周杰')).toEqual({
      songs: [
        {
          songId: '3001',
          title: '晴天',
          singer: '周杰伦',
          events: 90,
          hidden: false,
          match: 'singer_prefix',
        },
        {
          songId: '3000',
          title: '七里香',
          singer: '周杰伦',
          events: 50,
          hidden: false,
          match: 'singer_prefix',
        },
        {
          songId: '3005',
          title: 'dejà',
          singer: 'Łona & 周杰伦',
          events: 7,
          hidden: false,
          match: 'in_singer',
        },
      ],
      singers: [{ singerId: expect.any(String) as string, name: '周杰伦', songs: 3, match: 'singer_prefix' }],
      recommendationId: expect.stringMatching(/^r1\.0\.q\./) as string,
      ...{ matches: 3, weight: 0, reason: null, modelVersion: null, nextCursor: null },
    });
    expect(ids(await found('周杰伦 晴'))).toEqual(['3001']);
    expect(ids(await found('周杰伦晴天'))).toEqual(['3001']);
    for (const sign of ['%', '_', '\\', '100%_']) expect(ids(await found(sign))).toEqual(['3002']);
    expect(ids(await found("' OR 1=1 --"))).toEqual([]);
    expect((await found('lona')).singers.map(({ name }) => name)).toEqual(['Łona']);
    expect((await found('1', '&userId=1')).reason).toBe('No model is live yet.');
  });

  it('comes page by page, none twice; a cursor belongs to its question', async () => {
    const shown: string[] = [];
    let cursor: string | null = null;
    do {
      const page: SearchDto = await found('title ', `&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.matches).toBe(61);
      expect(page.singers).toEqual([]);
      shown.push(...ids(page));
      if (cursor === null)
        expect(await refused('singer', `&cursor=${page.nextCursor}`)).toEqual([
          400,
          'cursor_of_another_question',
        ]);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(shown).toEqual(['3007', ...Array.from({ length: 60 }, (_, n) => String(1000 + n))]);
    expect(await refused('title', '&cursor=x')).toEqual([400, 'cursor_invalid']);
  });

  it.each([
    ['', 'validation_failed'],
    [' 　\t', 'search_empty'],
    ['\u0301', 'search_empty'],
    ['\0', 'url_malformed'],
    ['x'.repeat(201), 'validation_failed'],
    ['x'.repeat(10_000), undefined],
  ])('is not made for %j', async (q, code) => {
    const [status, found] = await refused(q);
    expect(status).toBe(400);
    if (code !== undefined) expect(found).toBe(code);
  });

  it('leaves out hidden songs, and singers of these alone, as soon as they are, unless asked for', async () => {
    await service.ask('PUT', '/admin/songs/3004/hidden', { hidden: true });
    expect(await found('beyonce')).toMatchObject({ songs: [], singers: [], matches: 0, nextCursor: null });
    const shown = await found('deja vu', '&includeHidden=true');
    expect(shown).toMatchObject({ songs: [{ songId: '3004', hidden: true }], matches: 1 });
    await service.ask('PUT', '/admin/songs/3004/hidden', { hidden: false });
  });

  it('names songs as they are called now, and finds new ones a minute later', async () => {
    await service.database.query(`UPDATE song SET title = '晴天 (Live)' WHERE song_id = 3001`);
    await service.database.query(
      `INSERT INTO song (song_id, title, singer, event_count) VALUES (3100, '稻香', '周杰伦', 1)`,
    );
    expect((await found('晴天')).songs).toMatchObject([{ title: '晴天 (Live)' }]);
    expect(ids(await found('稻香'))).toEqual([]);
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    try {
      await until(async () => ids(await found('稻香')).length > 0, 'the new song');
      expect(ids(await found('稻香'))).toEqual(['3100']);
      expect(ids(await found('live'))).toEqual(['3001']);
    } finally {
      clock.mockRestore();
    }
  });
});

describe('names that are searched', () => {
  const addSong = (database: Database, song: number, title: string) =>
    database.query('INSERT INTO song (song_id, title, event_count) VALUES ($1, $2, 1)', [song, title]);

  it('are those of when the service started or a version went live, before anybody searched', async () => {
    const own = await startRecommender();
    const foundNow = async () => ids((await own.ask<SearchDto>('GET', urlOf('夜曲'))).body);
    try {
      await addSong(own.database, 3200, '夜曲');
      expect(await foundNow()).toEqual([]);
      await own.retrain();
      await addSong(own.database, 3201, '夜曲 (Live)');
      expect(await foundNow()).toEqual(['3200']);
    } finally {
      await own.stop();
    }
  });

  it('are looked for by each search while there are none', async () => {
    const own = await startRecommender({}, async (filled) => {
      await filled.query('TRUNCATE song CASCADE');
    });
    const foundNow = async () => ids((await own.ask<SearchDto>('GET', urlOf('稻香'))).body);
    try {
      expect(await foundNow()).toEqual([]);
      await addSong(own.database, 1, '稻香');
      expect(await foundNow()).toEqual(['1']);
    } finally {
      await own.stop();
    }
  });
});

describe('a search for a user', () => {
  let weight: number;
  beforeAll(async () => {
    await service.retrain();
    expect(await found('title', '&userId=1')).toMatchObject({
      weight: 0,
      reason: expect.stringContaining('nothing was learned') as string,
      modelVersion: 1,
    });
    await writeSearches();
    const version = await service.retrain();
    type Version = { report: { search: SearchWeightDto } };
    const { search } = (await service.ask<Version>('GET', `/recommend/models/${version}`)).body.report;
    expect(search).toMatchObject({ reason: null, learnedTo: '2017-03-10' });
    expect(search.gain.low).toBeGreaterThan(0);
    weight = search.weight;
    expect(weight).toBeGreaterThan(0);
  });

  it('puts songs of the own taste first, and those of disliked singers and unknown users nowhere', async () => {
    const page = await found('title', '&userId=20&limit=15');
    expect(page).toMatchObject({ weight, reason: null, modelVersion: 2 });
    const shown = { recommendationId: page.recommendationId, songIds: ids(page) };
    const recorded = await service.ask('POST', '/recommend/impressions', shown);
    expect(recorded).toMatchObject({ status: 200, body: { recorded: 15 } });
    expect(page.songs.filter(({ songId }) => (Number(songId) - 1000) % 3 === 2).length).toBeGreaterThan(10);
    await service.database.query(
      `INSERT INTO opinion (user_id, song_id, of_singer, said, happened_at, day)
       VALUES (21, NULL, 'singer 1', 'dislike', clock_timestamp(), '2017-03-13'), (21, 1000, NULL, 'dislike', clock_timestamp(), '2017-03-13')`,
    );
    const disliking = await found('singer', '&userId=21&limit=200');
    expect(disliking.matches).toBe(39);
    expect(disliking.singers.map(({ name }) => name).sort()).toEqual(['Singer 0', 'Singer 2']);
    expect(await refused('title', '&userId=424242')).toEqual([404, 'user_unknown']);
    expect(await found('title', '&userId=666')).toMatchObject({
      weight: 0,
      reason: 'The user is excluded from the models.',
    });
    await service.database.query(
      `INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, song_seconds, device, kind)
       VALUES (700, NULL, '2017-03-13 12:00', 1, 1, 1, 'play')`,
    );
    expect(await found('title', '&userId=700')).toMatchObject({
      weight: 0,
      reason: expect.stringContaining('not yet listened') as string,
    });
  });

  it('goes on where the page before ended, whatever has been played meanwhile', async () => {
    const first = await found('title', '&userId=30&limit=30');
    await service.post({ user: '30', song: ids(first)[0]!, playSeconds: 200 });
    const second = await found('title', `&userId=30&limit=200&cursor=${first.nextCursor}`);
    expect([...ids(first), ...ids(second)].sort()).toEqual(ids(await found('title', '&limit=200')).sort());
  });

  it('equals a plain recomputation, 1,000 random searches', async () => {
    await service.ask('PUT', '/admin/songs/1007/hidden', { hidden: true });
    const catalogue = await service.database.query<Named>(
      'SELECT song_id AS "songId", title, singer, event_count AS events, length_seconds AS seconds FROM known_song ORDER BY song_id',
    );
    const random = new SeededRandom(3);
    const of = <T>(list: readonly T[]): T => list[random.int(list.length)]!;
    for (let n = 0; n < 1_000; n++) {
      const q = drawnSearch(random, catalogue);
      const user = of([null, '1', '2', '21', '40', '77']);
      const bounds = of(['', '', '&minSeconds=100', '&maxPerSinger=2']);
      const expected = recomputed(
        catalogue.filter(({ songId }) => songId !== '1007'),
        { q, bounds, dislikes: user === '21', liked: user === null ? [] : await scoresOf(user), weight },
      );
      const answer = await found(q, `&limit=200${user === null ? '' : `&userId=${user}`}${bounds}`);
      expect([n, q, user, bounds, ids(answer)]).toEqual([n, q, user, bounds, expected]);
    }
  });
});

interface Named {
  songId: string;
  title: string | null;
  singer: string | null;
  events: number;
  seconds: number | null;
}

/** A part of a name or of both, written in another way. */
function drawnSearch(random: SeededRandom, catalogue: readonly Named[]): string {
  const { title, singer } = catalogue[random.int(catalogue.length)]!;
  const names = [title ?? '周', singer ?? 'a'];
  const part = (text: string): string => {
    const from = random.int(text.length);
    return text.slice(from, from + 1 + random.int(text.length - from)) || text;
  };
  const text = [
    () => part(names[0]!),
    () => part(names[1]!),
    () => names.join(' '),
    () => `${part(names[1]!)} ${part(names[0]!)}`,
    () => names.toReversed().join(''),
    () => '周杰伦晴天',
  ][random.int(6)]!();
  const spoken = [
    text,
    text.toUpperCase(),
    text.normalize('NFD'),
    text.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0)),
  ][random.int(4)]!;
  return spoken.trim() === '' ? 'e' : spoken;
}

const LETTERS: Record<string, string> = { Ł: 'l', ł: 'l' };
const plain = (text: string | null): string =>
  Array.from((text ?? '').normalize('NFKD').replaceAll(/[\u0300-\u036F]/g, ''))
    .map((sign) => LETTERS[sign] ?? sign.toLowerCase())
    .join('')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');

/** How good a match is: 1 is the best; 0: none. */
function matchOf(title: string, singer: string, q: string): number {
  const tests = [
    title === q,
    singer === q,
    title.startsWith(q),
    singer.startsWith(q),
    title.includes(q),
    singer.includes(q),
    q.split(' ').every((word) => title.includes(word) || singer.includes(word)),
  ];
  return tests.indexOf(true) + 1;
}

function isInPieces(title: string, singer: string, q: string): boolean {
  if (!/^\p{Script=Han}{4,}$/u.test(q)) return false;
  return Array.from(q).some((_, at) => {
    const [one, other] = [q.slice(0, at), q.slice(at)];
    if (one.length < 2 || other.length < 2) return false;
    return (title.includes(one) && singer.includes(other)) || (singer.includes(one) && title.includes(other));
  });
}

/** Songs by the user's scores, those above 0. */
const kept = new Map<string, string[]>();
async function scoresOf(user: string): Promise<string[]> {
  const before = kept.get(user);
  if (before !== undefined) return before;
  const { body } = await service.ask<{ songs: { songId: string; score: number }[] }>(
    'GET',
    `/recommend/${user}?limit=200&includePlayed=true`,
  );
  const liked = body.songs.filter(({ score }) => score > 0).map(({ songId }) => songId);
  kept.set(user, liked);
  return liked;
}

interface Asked {
  q: string;
  bounds: string;
  dislikes: boolean;
  liked: string[];
  weight: number;
}

function recomputed(catalogue: readonly Named[], { q, bounds, dislikes, liked, weight }: Asked): string[] {
  const sought = plain(q);
  const named = catalogue.map((song) => ({ ...song, t: plain(song.title), s: plain(song.singer) }));
  let matches = named.map((song) => ({ ...song, match: matchOf(song.t, song.s, sought) }));
  // A hidden song is found all the same, and pieces are not looked for then.
  if (matches.every(({ match }) => match === 0))
    matches = matches.map((song) => ({ ...song, match: isInPieces(song.t, song.s, sought) ? 8 : 0 }));
  const left = matches
    .filter(({ match }) => match > 0)
    .filter(({ songId, s }) => !dislikes || (songId !== '1000' && !s.split(/ ?[;&] ?/).includes('singer 1')))
    .filter(({ seconds }) => bounds !== '&minSeconds=100' || (seconds ?? 0) >= 100)
    .sort((a, b) => a.match - b.match || b.events - a.events || Number(a.songId) - Number(b.songId));
  const byUser = liked.filter((songId) => left.some((song) => song.songId === songId));
  const part = (place: number): number => (place === -1 ? 0 : 1 / (61 + place));
  const fused = left
    .map((song, place) => ({ song, score: part(place) + weight * part(byUser.indexOf(song.songId)) }))
    .sort((a, b) => b.score - a.score)
    .map(({ song }) => song);
  const taken = new Map<string, number>();
  return fused
    .filter(({ s }) => {
      const singers = bounds === '&maxPerSinger=2' && s !== '' ? s.split(/ ?[;&] ?/) : [];
      if (singers.some((singer) => (taken.get(singer) ?? 0) >= 2)) return false;
      for (const singer of singers) taken.set(singer, (taken.get(singer) ?? 0) + 1);
      return true;
    })
    .map(({ songId }) => songId);
}
