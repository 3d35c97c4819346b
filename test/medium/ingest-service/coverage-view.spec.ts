import { useTestDatabase } from '../../support/test-database.js';

/** Of generated logs, by day from 2017-03-30 and part; 0 where an archive is missing. */
const DOWNLOADS_OF_4000_USERS = [
  '388 1077 10056, 431 436 1046, 431 306 356, 481 320 282, 542 290 546, 280 214 383',
  '682 216 563, 309 128 406, 242 261 235, 237 292 102, 192 76 138, 320 126 288',
  '346 131 0, 137 239 169, 206 169 239, 373 137 325, 300 220 168, 281 102 510',
  '141 56 117, 355 219 262, 318 134 227, 221 90 273, 308 162 300, 112 411 204',
  '212 169 205, 138 81 282, 138 144 252, 250 81 190, 208 324 56, 120 123 109',
  '179 66 115, 196 139 306, 150 139 144, 304 150 165, 106 125 151, 205 303 164',
  '459 69 72, 237 434 70, 178 88 143, 432 115 204, 148 140 126, 221 136 256',
  '178 88 191, 196 220 92',
].flatMap((days) => days.split(', '));

interface Piece {
  day: string;
  kind: string;
  part: number | null;
  lines: number;
  state?: string;
  rejected?: number;
  reason?: string | null;
  name?: string;
}

const testDatabase = useTestDatabase();
afterEach(() => testDatabase.database.query('TRUNCATE archive, closed_day_rule, acknowledgement CASCADE'));

async function record(pieces: Piece[]): Promise<void> {
  for (const { day, kind, part, lines, state = 'loaded', rejected = 0, reason = null, name } of pieces) {
    await testDatabase.database.query(
      `INSERT INTO archive (identity, name, kind, day, part, state, reason, line_count, event_count, rejected)
       VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        name ?? `${day.replaceAll('-', '')}_${part}_${kind}.log`,
        kind,
        day,
        part,
        state,
        reason,
        lines,
        lines - rejected,
        JSON.stringify(rejected > 0 ? { broken_row: rejected } : {}),
      ],
    );
  }
}

async function holes(kind?: string): Promise<string[]> {
  const rows = await testDatabase.database.query<{ day: string; kind: string; reason: string }>(
    'SELECT day, kind, reason FROM coverage_hole WHERE $1::text IS NULL OR kind = $1 ORDER BY day, kind',
    [kind ?? null],
  );
  return rows.map((hole) => `${hole.day} ${hole.kind}: ${hole.reason}`);
}

/** Plays of April 2017, `count` days, three parts of 1,000 lines each day. */
function april(count: number, without: string[] = []): Piece[] {
  return Array.from({ length: count }, (_, at) => `2017-04-${String(at + 1).padStart(2, '0')}`)
    .flatMap((day) => [1, 2, 3].map((part) => ({ day, kind: 'play', part, lines: 1000 })))
    .filter(({ day, part }) => !without.includes(`${day} ${part}`));
}

describe('holes', () => {
  it('are small days, also several in a row', async () => {
    const small = ['2017-04-10', '2017-04-16', '2017-04-17', '2017-04-18', '2017-04-19'];
    const month = april(30).map((piece) => (small.includes(piece.day) ? { ...piece, lines: 560 } : piece));
    await record(month);
    const found = (await holes()).map((hole) => hole.replaceAll(/ \(\d+ % of the usual lines\)/g, ''));
    expect(found).toEqual(small.map((day) => `${day} play: part 1 small; part 2 small; part 3 small`));
  });

  it('are none where few users make uneven counts', async () => {
    await record(
      DOWNLOADS_OF_4000_USERS.flatMap((counts, at) =>
        counts.split(' ').map((lines, part) => ({
          day: new Date(Date.UTC(2017, 2, 30 + at)).toISOString().slice(0, 10),
          kind: 'download',
          part: part + 1,
          lines: Number(lines),
        })),
      ).filter(({ lines }) => lines > 0),
    );
    expect((await holes('download')).filter((hole) => hole.includes('small'))).toEqual([]);
  });

  it('are none where every part is like its neighbours', async () => {
    await record(april(10));
    expect(await holes('play')).toEqual([]);
  });

  it('are all days of a kind of which nothing is loaded, unless no archive has that kind', async () => {
    await record([
      ...april(2),
      { day: '2017-04-01', kind: 'search', part: 1, lines: 0, state: 'refused', reason: 'empty' },
    ]);
    expect(await holes()).toEqual([
      '2017-04-01 search: part 1 refused (empty)',
      '2017-04-02 search: missing',
    ]);
  });

  it('are parts that most neighbours have, also on a day without any', async () => {
    await record(april(10, ['2017-04-04 2', '2017-04-06 1', '2017-04-06 2', '2017-04-06 3']));
    expect(await holes('play')).toEqual([
      '2017-04-04 play: part 2 missing',
      '2017-04-06 play: part 1 missing; part 2 missing; part 3 missing',
    ]);
  });

  it('are not made by a part that came once', async () => {
    await record([...april(10), { day: '2017-04-05', kind: 'play', part: 4, lines: 1000 }]);
    expect(await holes('play')).toEqual([]);
  });

  it('are parts that were refused, that repeat another content, or that end too early', async () => {
    await record([
      ...april(10, ['2017-04-04 1', '2017-04-05 1', '2017-04-06 1']),
      { day: '2017-04-04', kind: 'play', part: 1, lines: 0, state: 'refused', reason: 'empty' },
      { day: '2017-04-05', kind: 'play', part: 1, lines: 0, state: 'duplicate', reason: 'same_content' },
      { day: '2017-04-06', kind: 'play', part: 1, lines: 900, state: 'partial', reason: 'truncated' },
    ]);
    expect(await holes('play')).toEqual([
      '2017-04-04 play: part 1 refused (empty)',
      '2017-04-05 play: part 1 duplicate (same_content)',
      '2017-04-06 play: part 1 partial (90 % of the usual lines)',
    ]);
  });

  it('are parts with most lines rejected', async () => {
    await record([
      ...april(10, ['2017-04-04 1']),
      { day: '2017-04-04', kind: 'play', part: 1, lines: 1000, rejected: 800 },
    ]);
    expect(await holes('play')).toEqual(['2017-04-04 play: part 1 small (20 % of the usual lines)']);
  });

  it('are not weekends that are always quiet', async () => {
    const quiet = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    await record(april(30).map((piece) => ({ ...piece, lines: quiet(piece.day) ? 600 : 1000 })));
    expect(await holes('play')).toEqual([]);
  });

  it('are not days of two halves that another file of the same part completes', async () => {
    await record([
      ...april(10, ['2017-04-04 1']),
      { day: '2017-04-04', kind: 'play', part: 1, lines: 500 },
      { day: '2017-04-04', kind: 'play', part: 1, lines: 500, name: '20170404_1_play.log.gz' },
    ]);
    expect(await holes('play')).toEqual([]);
  });

  it('are not days that came whole in another way: one archive without part, or collected events', async () => {
    await record([
      ...april(10, [
        '2017-04-10 1',
        '2017-04-10 2',
        '2017-04-10 3',
        '2017-04-09 1',
        '2017-04-09 2',
        '2017-04-09 3',
      ]),
      { day: '2017-04-09', kind: 'play', part: null, lines: 3000 },
      { day: '2017-04-10', kind: 'play', part: null, lines: 2400, name: 'events/2017-04-10/play' },
    ]);
    expect(await holes('play')).toEqual([]);
  });

  it('are days with a few collected events instead of the archives', async () => {
    await record([
      ...april(10, ['2017-04-10 1', '2017-04-10 2', '2017-04-10 3']),
      { day: '2017-04-10', kind: 'play', part: null, lines: 24, name: 'events/2017-04-10/play' },
    ]);
    expect(await holes('play')).toEqual(['2017-04-10 play: part 1 missing; part 2 missing; part 3 missing']);
  });

  it('know the days of archives whose name has none', async () => {
    await record([
      ...april(2),
      { day: '2017-04-01', kind: 'search', part: 1, lines: 30, name: '1_1_search.log' },
    ]);
    await testDatabase.database.query(`UPDATE archive SET day = NULL WHERE name = '1_1_search.log'`);
    await testDatabase.database.query(
      `INSERT INTO archive_event_day SELECT id, '2017-04-01', 30 FROM archive WHERE name = '1_1_search.log'`,
    );
    expect(await holes('search')).toEqual(['2017-04-02 search: part 1 missing']);
  });

  it('are none where posted events were superseded by the archives of the day', async () => {
    await record([
      ...april(3),
      {
        day: '2017-04-02',
        kind: 'play',
        part: null,
        lines: 4,
        state: 'superseded',
        name: 'events/2017-04-02/play',
      },
    ]);
    expect(await holes()).toEqual([]);
    await record([
      {
        day: '2017-04-02',
        kind: 'search',
        part: null,
        lines: 4,
        state: 'superseded',
        name: 'events/2017-04-02/search',
      },
    ]);
    expect((await holes('search')).map((hole) => hole.slice(0, 10))).toEqual(['2017-04-01', '2017-04-03']);
  });

  it('are no closed days: by a weekday, a day of each year, one day, or since a person said so', async () => {
    const closed = ['2017-04-05', '2017-04-08', '2017-04-15', '2017-04-20', '2017-04-25'];
    const without = closed.flatMap((day) => [1, 2, 3].map((part) => `${day} ${part}`));
    await record(april(30, without));
    expect((await holes()).map((hole) => hole.slice(0, 10))).toEqual(closed);
    await testDatabase.database.query(
      `INSERT INTO closed_day_rule VALUES ('settings', 'saturday'), ('settings', '04-20'), ('shop', '2017-04-25')`,
    );
    expect((await holes()).map((hole) => hole.slice(0, 10))).toEqual(['2017-04-05']);
    await testDatabase.database.query(
      `INSERT INTO acknowledgement (subject, note, by) VALUES ('closed.2017-04-05', 'a strike', 'test')`,
    );
    expect(await holes()).toEqual([]);
    const states = await testDatabase.database.query<{ state: string }>(
      `SELECT DISTINCT state FROM archive_coverage WHERE day = ANY ($1)`,
      [closed],
    );
    expect(states).toEqual([{ state: 'closed' }]);
    // What is loaded of a closed day counts, and what is damaged of it is a hole.
    await record([{ day: '2017-04-08', kind: 'play', part: 1, lines: 10, state: 'partial' }]);
    expect((await holes()).map((hole) => hole.slice(0, 10))).toEqual(['2017-04-08']);
  });

  it('are no days that few users leave empty by chance, unless another part of the day is there', async () => {
    const downloads = [4, 0, 9, 2, 0, 0, 14, 3, 1, 0, 6, 2, 0, 8];
    const day = (at: number): string => `2017-04-${String(at + 1).padStart(2, '0')}`;
    await record([
      ...april(14),
      ...downloads
        .map((lines, at) => ({ day: day(at), kind: 'download', part: 1, lines }))
        .filter(({ lines }) => lines > 0),
    ]);
    expect(await holes()).toEqual([]);
    // Regular days are another thing, however few their lines.
    await testDatabase.database.query(`UPDATE archive SET line_count = 40 + part WHERE kind = 'download'`);
    expect(await holes()).toHaveLength(5);
  });

  it('are days of posted events that are far too small, once they are over', async () => {
    const posted = (at: string, lines: number): Piece => ({
      day: at,
      kind: 'play',
      part: null,
      lines,
      name: `events/${at}/play`,
    });
    await record(
      april(10)
        .map(({ day: at }) => at)
        .filter((at, i, all) => all.indexOf(at) === i)
        .map((at) => posted(at, 9000)),
    );
    await testDatabase.database.query(`UPDATE archive SET line_count = 900 WHERE day = '2017-04-06'`);
    expect(await holes()).toEqual(['2017-04-06 play: small (10 % of the usual lines)']);
    // A day that runs is not compared.
    await testDatabase.database.query(`UPDATE archive SET day = day + (current_date - '2017-04-06'::date)`);
    expect(await holes()).toEqual([]);
  });

  it('are not the day in progress, of which events were posted and the archives come in the night', async () => {
    const kinds = ['play', 'download', 'search'];
    await record(kinds.flatMap((kind) => april(10).map((piece) => ({ ...piece, kind }))));
    await testDatabase.database.query(
      `UPDATE archive SET day = day + (current_date - 1 - '2017-04-10'::date)`,
    );
    await testDatabase.database.query(
      `INSERT INTO archive (identity, name, kind, day, state, line_count, event_count)
       SELECT name, name, 'play', current_date, 'loaded', 20, 20 FROM concat('events/', current_date, '/play') AS name`,
    );
    expect(await holes()).toEqual([]);
    await testDatabase.database.query(`DELETE FROM archive WHERE day = current_date - 2 AND part = 2`);
    expect((await holes()).map((hole) => hole.slice(11))).toEqual(
      [...kinds].sort().map((kind) => `${kind}: part 2 missing`),
    );
  });

  it('are found over three years too', async () => {
    await testDatabase.database.query(`
      INSERT INTO archive (identity, name, kind, day, part, state, line_count, event_count)
      SELECT day || kind || part, to_char(day, 'YYYYMMDD_') || part || '_' || kind || '.log', kind, day, part, 'loaded', 1000, 1000
      FROM generate_series('2014-01-01'::date, '2016-12-31', interval '1 day') AS day,
        generate_series(1, 3) AS part, unnest(ARRAY['play', 'download', 'search']) AS kind
      WHERE NOT (day = '2015-06-01' AND part = 2 AND kind = 'download')`);
    expect(await holes()).toEqual(['2015-06-01 download: part 2 missing']);
  });
});
