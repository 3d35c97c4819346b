import { jest } from '@jest/globals';
import type { FoundSongsDto } from '../../../apps/recommender-service/src/serving/search/song-search.dto.js';
import { startRecommender } from './running-recommender.js';
import type { RunningRecommender } from './running-recommender.js';
import { until } from '../../support/until.js';

let service: RunningRecommender;

beforeAll(async () => {
  service = await startRecommender();
  await service.database.query(
    `INSERT INTO song (song_id, title, singer, event_count)
     VALUES (3000, '七里香', '周杰伦', 50), (3001, '晴天', '周杰伦', 90), (3002, '100%_\\', NULL, 2), (3003, NULL, NULL, 4)`,
  );
});

afterAll(async () => {
  await service.stop();
});

async function found(search: string, more = ''): Promise<FoundSongsDto> {
  const url = `/recommend/songs?search=${encodeURIComponent(search)}${more}`;
  return (await service.ask<FoundSongsDto>('GET', url)).body;
}

const ids = ({ songs }: FoundSongsDto): string[] => songs.map(({ songId }) => songId);

describe('songs by name', () => {
  it('are found without a model, by one Chinese character, by words of title and singer, by signs as they are', async () => {
    expect(await found('周')).toEqual({
      songs: [
        { songId: '3001', title: '晴天', singer: '周杰伦', events: 90, hidden: false },
        { songId: '3000', title: '七里香', singer: '周杰伦', events: 50, hidden: false },
      ],
      matches: 2,
      nextCursor: null,
    });
    expect(ids(await found('周杰伦 晴'))).toEqual(['3001']);
    for (const sign of ['%', '_', '\\', '100%_']) expect(ids(await found(sign))).toEqual(['3002']);
    expect(ids(await found("' OR 1=1 --"))).toEqual([]);
  });

  it('come page by page, none twice; a cursor belongs to its search', async () => {
    const shown: string[] = [];
    let cursor: string | null = null;
    do {
      const page: FoundSongsDto = await found(
        'title',
        `&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.matches).toBe(60);
      shown.push(...ids(page));
      if (cursor === null) {
        const url = `/recommend/songs?search=singer&cursor=${page.nextCursor!}`;
        const other = await service.ask<{ code: string }>('GET', url);
        expect([other.status, other.body.code]).toEqual([400, 'cursor_invalid']);
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(shown).toEqual(Array.from({ length: 60 }, (_, n) => String(1000 + n)));
  });

  it.each([
    ['', undefined],
    [' 　\t', 'search_empty'],
    ['\0', undefined],
    ['x'.repeat(201), undefined],
    ['x'.repeat(10_000), undefined],
  ])('are not looked for by %j', async (search, code) => {
    const url = `/recommend/songs?search=${encodeURIComponent(search)}`;
    const { status, body } = await service.ask<{ code: string }>('GET', url);
    expect(status).toBe(400);
    if (code !== undefined) expect(body.code).toBe(code);
  });

  it('leave out hidden ones as soon as they are, unless asked for', async () => {
    await service.ask('PUT', '/admin/songs/3001/hidden', { hidden: true });
    expect(await found('晴天')).toEqual({ songs: [], matches: 0, nextCursor: null });
    expect(ids(await found('周', '&limit=1'))).toEqual(['3000']);
    const shown = await found('晴天', '&includeHidden=true');
    expect(shown).toMatchObject({ songs: [{ songId: '3001', hidden: true }], matches: 1 });
    await service.ask('PUT', '/admin/songs/3001/hidden', { hidden: false });
  });

  it('are called as they are now, and new ones are found a minute later', async () => {
    await service.database.query(`UPDATE song SET title = '晴天 (Live)' WHERE song_id = 3001`);
    await service.database.query(
      `INSERT INTO song (song_id, title, singer, event_count) VALUES (3004, '稻香', '周杰伦', 1)`,
    );
    expect((await found('晴天')).songs).toMatchObject([{ title: '晴天 (Live)' }]);
    expect(ids(await found('稻香'))).toEqual([]);
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    try {
      await until(async () => ids(await found('稻香')).length > 0, 'the new song');
      expect(ids(await found('稻香'))).toEqual(['3004']);
      expect(ids(await found('live'))).toEqual(['3001']);
    } finally {
      clock.mockRestore();
    }
  });
});
