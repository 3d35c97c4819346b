import type { SongsForUserDto } from '../../../apps/recommender-service/src/answers/recommendation.dto.js';
import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

type Songs = SongsForUserDto & { code: string; detail: string };

const service = useRecommender();
const get = (url: string): Promise<Reply<Songs>> => service.ask<Songs>('GET', url);
const idsOf = ({ body }: Reply<Songs>): string[] => body.songs.map(({ songId }) => songId);
const tasteOf = (songId: string): number => (Number(songId) - 1000) % 3;

beforeAll(() => service.retrain());

describe('freshness', () => {
  it('moves a list towards what was just played, and leaves that song out', async () => {
    const before = await get('/recommend/7?limit=30');
    const otherTaste = before.body.songs.filter(({ songId }) => tasteOf(songId) !== 1).slice(-8);
    for (const { songId } of otherTaste) await service.post({ user: '7', song: songId, kind: 'download' });
    const after = await get('/recommend/7?limit=30');
    expect(after.body.freshEvents).toBe(8);
    expect(new Set(after.body.songs.map(({ source }) => source))).toEqual(new Set(['fold-in']));
    const played = new Set(otherTaste.map(({ songId }) => songId));
    expect(idsOf(after).filter((id) => played.has(id))).toEqual([]);
    const rankOfOthers = (reply: Reply<Songs>): number =>
      idsOf(reply).findIndex((id) => tasteOf(id) !== 1 && !played.has(id));
    expect(rankOfOthers(after)).toBeLessThan(rankOfOthers(before));
  });

  it('folds in a user whom the model has never seen', async () => {
    expect((await get('/recommend/90001')).status).toBe(404);
    for (const song of ['1002', '1005', '1008']) await service.post({ user: '90001', song });
    const { status, body } = await get('/recommend/90001?limit=5');
    expect(status).toBe(200);
    expect(body).toMatchObject({ reason: null, freshEvents: 3 });
    for (const { songId, source } of body.songs) expect([tasteOf(songId), source]).toEqual([2, 'fold-in']);
  });

  it('gives popular songs after skips alone, without those skipped', async () => {
    await service.post({ user: '90002', song: '1003', playSeconds: 0 });
    const reply = await get('/recommend/90002?limit=60');
    expect(reply.body.reason).toContain('not yet listened');
    expect(new Set(reply.body.songs.map(({ source }) => source))).toEqual(new Set(['popular']));
    expect(idsOf(reply)).not.toContain('1003');
    expect(reply.body.songs).toHaveLength(59);
  });

  it('counts an event once when the model has been trained with it', async () => {
    await service.database.query(
      "UPDATE recent_event SET received_at = now() - interval '1 hour' WHERE user_id = 90001",
    );
    expect((await get('/recommend/90001')).body).toMatchObject({ freshEvents: 0 });
    expect((await get('/recommend/90001')).body.songs[0]!.source).toBe('popular');
    await service.database.query('UPDATE recent_event SET received_at = now() WHERE user_id = 90001');
  });
});

describe('what may be asked of a list', () => {
  it('leaves out, chooses from, cuts off, and shows what was played', async () => {
    const all = await get('/recommend/20?limit=200');
    const [first, second, third] = idsOf(all);
    expect(idsOf(await get(`/recommend/20?exclude=${first},${third}&limit=1`))).toEqual([second]);
    expect(idsOf(await get(`/recommend/20?exclude=${first}&exclude=${second}&limit=1`))).toEqual([third]);
    expect(idsOf(await get(`/recommend/20?include=${third},${first},424242`))).toEqual([first, third]);
    const nothing = (await get('/recommend/20?include=424242')).body;
    expect(nothing.songs).toEqual([]);
    expect(nothing.reason).toContain('No song is left');
    const cut = all.body.songs[4]!.score;
    expect((await get(`/recommend/20?minScore=${cut - 1e-6}&limit=200`)).body.songs).toHaveLength(5);
    const [played] = service.playedBy('20');
    expect(idsOf(all)).not.toContain(played);
    expect(idsOf(await get('/recommend/20?includePlayed=true&limit=200'))).toHaveLength(60);
  });

  it('puts different songs first when asked to', async () => {
    const taste = (reply: Reply<Songs>): number => new Set(idsOf(reply).map(tasteOf)).size;
    expect(taste(await get('/recommend/20?limit=4'))).toBe(1);
    const diverse = await get('/recommend/20?limit=4&diversity=0.9');
    expect(taste(diverse)).toBeGreaterThan(1);
    expect(idsOf(diverse)[0]).toBe(idsOf(await get('/recommend/20'))[0]);
  });

  it('shows a new name in the next answer, and none of a song that is gone', async () => {
    const before = (await get('/recommend/20?limit=2')).body.songs;
    const [first, second] = before.map(({ songId }) => songId);
    expect(before.map(({ title }) => title)).toEqual(
      [first, second].map((id) => `Title ${Number(id) - 1000}`),
    );
    await service.database.query("UPDATE song SET title = 'Renamed' WHERE song_id = $1", [first]);
    expect((await get('/recommend/20?limit=2')).body.songs[0]!.title).toBe('Renamed');
    await service.database.query('DELETE FROM song WHERE song_id = $1', [second]);
    expect((await get('/recommend/20?limit=2')).body.songs.map(({ title }) => title)).toEqual([
      'Renamed',
      null,
    ]);
    await service.database.query(
      `INSERT INTO song (song_id, title, length_seconds, event_count)
       SELECT $1, $2, length_seconds, event_count FROM song WHERE song_id = $3`,
      [second, `Title ${Number(second) - 1000}`, first],
    );
    await service.database.query('UPDATE song SET title = $2 WHERE song_id = $1', [
      first,
      `Title ${Number(first) - 1000}`,
    ]);
    expect((await get('/recommend/20?limit=2')).body.songs.map(({ title }) => title)).toEqual(
      before.map(({ title }) => title),
    );
  });

  it('is the same when it is asked for again, under an id of its own that can be shown', async () => {
    const first = await get('/recommend/9?limit=7');
    const again = await get('/recommend/09?limit=7');
    const { recommendationId, ...list } = again.body;
    expect(first.body).toEqual({ ...list, recommendationId: expect.any(String) as string });
    expect(recommendationId).not.toBe(first.body.recommendationId);
    expect(idsOf(await get('/recommend/9?limit=3'))).toEqual(idsOf(first).slice(0, 3));
    const songIds = idsOf(again);
    const shown = { recommendationId: again.body.recommendationId, songIds };
    expect((await service.ask('POST', '/recommend/impressions', shown)).status).toBe(200);
  });

  it('gives each of many who ask at once the own list', async () => {
    const users = ['20', '21', '90001', '22', '20'];
    const alone: string[][] = [];
    for (const user of users) alone.push(idsOf(await get(`/recommend/${user}?limit=10`)));
    const together = await Promise.all(users.map((user) => get(`/recommend/${user}?limit=10`)));
    expect(together.map(idsOf)).toEqual(alone);
    expect(new Set(alone.map((ids) => ids.join())).size).toBe(4);
  });

  it('tells which own songs speak for each, the parts summing to the score', async () => {
    const { body } = await get('/recommend/20?limit=10');
    for (const { because, rest, score } of body.songs) {
      expect(because.length).toBeGreaterThan(0);
      expect(because.length).toBeLessThanOrEqual(3);
      const sum = because.reduce((total, { contribution }) => total + contribution, rest);
      expect(Math.abs(sum - score)).toBeLessThan(1e-5);
      for (const { songId, title } of because) {
        expect(service.playedBy('20').has(songId)).toBe(true);
        expect(title).toBe(`Title ${Number(songId) - 1000}`);
      }
    }
  });
});

describe('pages', () => {
  async function pages(
    user: string,
    query: string,
    between: (page: number) => Promise<void>,
  ): Promise<string[][]> {
    const found: string[][] = [];
    let cursor: string | null = null;
    do {
      const reply: Reply<Songs> = await get(
        `/recommend/${user}?${query}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(reply.status).toBe(200);
      found.push(idsOf(reply));
      cursor = reply.body.nextCursor;
      await between(found.length);
    } while (cursor !== null);
    return found;
  }

  it.each(['', '&diversity=0.5', '&minScore=0.05', '&includePlayed=true'])(
    'give the whole list, each song once (%s)',
    async (query) => {
      const whole = idsOf(await get(`/recommend/30?limit=200${query}`));
      const found = await pages('30', `limit=7${query}`, () => Promise.resolve());
      expect(found.flat()).toEqual(whole);
    },
  );

  it('neither repeat nor skip while events arrive, songs are hidden and shown again', async () => {
    const whole = idsOf(await get('/recommend/40?limit=200'));
    const last = whole.at(-1)!;
    const found = await pages('40', 'limit=5', async (page) => {
      if (page === 1)
        for (const song of whole.slice(-9, -7)) await service.post({ user: '40', song, kind: 'download' });
      if (page === 2) await service.ask('PUT', `/admin/songs/${last}/hidden`, { hidden: true });
      if (page === 3) await service.ask('PUT', `/admin/songs/${last}/hidden`, { hidden: false });
    });
    const played = whole.slice(-9, -7);
    expect(found.flat()).toEqual(whole.filter((id) => !played.includes(id)));
    expect((await get('/recommend/40')).body.songs[0]!.source).toBe('fold-in');
    const foldedIn = await pages('40', 'limit=6', async (page) => {
      if (page === 1) await service.post({ user: '40', song: whole.at(-3)!, kind: 'download' });
    });
    expect(new Set(foldedIn.flat()).size).toBe(foldedIn.flat().length);
  });

  it('say so when the question or the version has changed', async () => {
    const { body } = await get('/recommend/50?limit=5');
    const cursor = encodeURIComponent(body.nextCursor!);
    const other = await get(`/recommend/51?cursor=${cursor}`);
    expect([other.status, other.body.code]).toEqual([400, 'cursor_of_another_question']);
    const more = await get(`/recommend/50?diversity=0.2&cursor=${cursor}`);
    expect([more.status, more.body.code]).toEqual([400, 'cursor_of_another_question']);
    expect((await get(`/recommend/50?limit=50&cursor=${cursor}`)).status).toBe(200);
    await service.retrain();
    const changed = await get(`/recommend/50?limit=5&cursor=${cursor}`);
    expect([changed.status, changed.body.code]).toEqual([409, 'model_version_changed']);
    expect(changed.body.detail).toContain('begin again');
  });
});
