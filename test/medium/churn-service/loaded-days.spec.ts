import { LoadedDaysRepository } from '../../../apps/churn-service/src/dataset/loaded-days.repository.js';
import { useTestDatabase } from '../../support/test-database.js';
import { daysBetween } from './user-days.js';

const testDatabase = useTestDatabase();
let loaded: LoadedDaysRepository;

beforeAll(() => {
  loaded = new LoadedDaysRepository(testDatabase.database, { SETTLING_HOURS: 6 });
});

beforeEach(async () => {
  await testDatabase.database.query(
    'TRUNCATE archive, rejected_line, archive_event_day, acknowledgement, closed_day_rule, posted_offset',
  );
});

/** Archives of one kind, several parts a day. */
async function loadParts(days: readonly string[], kind: string, parts: readonly number[]): Promise<void> {
  await testDatabase.database.query(
    `INSERT INTO archive (identity, name, kind, day, part, state, line_count, finished_at)
     SELECT day || $2 || part, day || '_' || part || '_' || $2, $2, day, part, 'loaded', 10000, now()
     FROM unnest($1::date[]) AS day, unnest($3::int[]) AS part`,
    [days, kind, parts],
  );
}

const newestDay = async () => (await loaded.loadedDays()).newestDay;

describe('the newest complete day', () => {
  const DAYS = daysBetween('2017-05-01', '2017-05-09');
  const NEXT = '2017-05-10';

  it('waits for all parts that the days before have, whichever kind they are of', async () => {
    await loadParts(DAYS, 'play', [1, 2, 3]);
    await loadParts(DAYS, 'search', [1, 2, 3]);
    await loadParts([NEXT], 'play', [1, 2, 3]);
    expect(await newestDay()).toBe('2017-05-09');
    await loadParts([NEXT], 'search', [1]);
    expect(await newestDay()).toBe('2017-05-09');
    await loadParts([NEXT], 'search', [2, 3]);
    expect(await newestDay()).toBe(NEXT);
  });

  it('is the last of the complete ones; what is loaded after it has holes', async () => {
    await loadParts([...DAYS, NEXT], 'play', [1, 2, 3]);
    await testDatabase.database.query(
      `UPDATE archive SET state = 'partial' WHERE day IN ('2017-05-04', $1) AND part = 2`,
      [NEXT],
    );
    const coverage = await loaded.coverage();
    expect(coverage).toEqual({
      days: { firstDay: '2017-05-01', newestDay: '2017-05-09' },
      lastDay: NEXT,
      wholeDays: DAYS.filter((day) => day !== '2017-05-04'),
      // Of 2017-05-04 and of the last day some events are there: silence on them is silence.
      knownDays: [...DAYS, NEXT],
    });
    // The same object, until something is loaded.
    expect(await loaded.coverage()).toBe(coverage);
  });

  it('has no archive that was read in part, is far too small, or was refused', async () => {
    await loadParts([...DAYS, NEXT], 'play', [1, 2, 3]);
    expect(await newestDay()).toBe(NEXT);
    for (const change of [`state = 'partial'`, `state = 'refused'`, `line_count = 2000`]) {
      await testDatabase.database.query(
        `UPDATE archive SET ${change}, finished_at = clock_timestamp() WHERE day = $1 AND part = 2`,
        [NEXT],
      );
      expect([change, await newestDay()]).toEqual([change, '2017-05-09']);
      await testDatabase.database.query(`UPDATE archive SET state = 'loaded', line_count = 10000`);
      expect(await newestDay()).toBe(NEXT);
    }
  });

  it('is not moved back by the first old archive of another kind', async () => {
    const days = daysBetween('2017-04-01', '2017-05-09');
    await loadParts(days, 'play', [1]);
    await loadParts(['2017-04-01'], 'download', [1]);
    expect(await loaded.loadedDays()).toEqual({ firstDay: '2017-04-01', newestDay: '2017-05-09' });
  });

  it('goes on a week after a rare kind is delivered no more', async () => {
    await loadParts(DAYS, 'play', [1]);
    await loadParts(DAYS.slice(0, 2), 'download', [1]);
    expect(await newestDay()).toBe('2017-05-02');
    await loadParts([NEXT], 'play', [1]);
    expect(await newestDay()).toBe(NEXT);
  });

  it('stays before the outage of a kind that had a share of the events, until a person declares it ended', async () => {
    const days = daysBetween('2017-04-01', '2017-05-09');
    await loadParts(days, 'search', [1, 2, 3]);
    await loadParts(days.slice(0, 20), 'play', [1]);
    expect(await newestDay()).toBe('2017-04-20');
    await acknowledge('ended.play');
    expect(await newestDay()).toBe('2017-05-09');
    // Once it is delivered again, what is missing before is a hole.
    await loadParts(['2017-05-09'], 'play', [1]);
    const { wholeDays } = await loaded.coverage();
    expect(wholeDays).toEqual([...days.slice(0, 20), '2017-05-09']);
  });

  it('passes closed days, which are complete and empty', async () => {
    const days = daysBetween('2017-04-01', '2017-05-09').filter((day) => day !== '2017-05-01');
    const closed = (day: string): boolean => new Date(day).getUTCDay() === 6;
    await loadParts(
      days.filter((day) => !closed(day)),
      'play',
      [1],
    );
    expect((await loaded.coverage()).wholeDays).not.toContain('2017-04-08');
    await testDatabase.database.query(`INSERT INTO closed_day_rule VALUES ('settings', 'saturday')`);
    const { days: known, wholeDays } = await loaded.coverage();
    expect(known).toEqual({ firstDay: '2017-04-02', newestDay: '2017-05-09' });
    expect(wholeDays).toEqual(days.slice(1));
    await acknowledge('closed.2017-05-01');
    expect((await loaded.coverage()).wholeDays).toContain('2017-05-01');
  });
});

async function acknowledge(subject: string): Promise<void> {
  await testDatabase.database.query(
    `INSERT INTO acknowledgement (subject, note, by) VALUES ($1, 'known', 'test')`,
    [subject],
  );
}

async function collect(day: string, lines = 100): Promise<void> {
  await testDatabase.database.query(
    `INSERT INTO archive (identity, name, kind, day, state, line_count, finished_at)
     SELECT 'events/' || $1 || kind, 'events/' || $1 || '/' || kind, kind, $1::date, 'loaded', $2, clock_timestamp()
     FROM unnest(ARRAY['play', 'download', 'search']) AS kind
     ON CONFLICT (identity) DO UPDATE SET line_count = archive.line_count + $2, finished_at = clock_timestamp()`,
    [day, lines],
  );
}

describe('a day of posted events', () => {
  const hour = 3_600_000;
  /** The day that it is so many hours from now on, in UTC. */
  const dayIn = (hours: number): string => new Date(Date.now() + hours * hour).toISOString().slice(0, 10);
  /** Repository that waits until `hours` from now for late events of yesterday. */
  const settlingFor = (hours: number): LoadedDaysRepository => {
    const sinceMidnight = Math.floor((Date.now() % (24 * hour)) / hour);
    return new LoadedDaysRepository(testDatabase.database, { SETTLING_HOURS: sinceMidnight + hours });
  };
  const [yesterday, today, tomorrow] = [dayIn(-24), dayIn(0), dayIn(24)] as const;

  it('is complete by the clock, whatever is dated later', async () => {
    for (let back = 10; back >= 0; back--) await collect(dayIn(-24 * back));
    await collect(tomorrow, 1);
    const { newestDay: newest } = await settlingFor(0).loadedDays();
    expect(newest).toBe(yesterday);
    expect((await settlingFor(2).loadedDays()).newestDay).toBe(dayIn(-48));
    // Events come from a zone that is behind.
    await testDatabase.database.query(`INSERT INTO posted_offset VALUES (-120, $1), (540, $1)`, [today]);
    expect((await settlingFor(-1).loadedDays()).newestDay).toBe(dayIn(-48));
    // Archives of the day close it at once.
    await loadParts([today], 'play', [1]);
    await loadParts([today], 'download', [1]);
    await loadParts([today], 'search', [1]);
    expect((await settlingFor(-1).coverage()).wholeDays).toContain(today);
  });

  it('does not change coverage while it runs', async () => {
    for (let back = 10; back >= 0; back--) await collect(dayIn(-24 * back));
    const repository = settlingFor(0);
    const coverage = await repository.coverage();
    await collect(today);
    expect(await repository.coverage()).toBe(coverage);
    await collect(yesterday);
    expect(await repository.coverage()).not.toBe(coverage);
  });

  it.each([
    ['posts, then archives', ['post', 'archive']],
    ['archives, then posts', ['archive', 'post']],
    ['superseded posts, then the next day', ['archive', 'superseded', 'next']],
    ['posts of the next day before the archives', ['post', 'next', 'archive', 'superseded']],
    ['archives twice, with posts between them', ['archive', 'superseded', 'archive', 'next']],
  ])('is complete with the archives of its day, in any order: %s', async (_, steps) => {
    await loadParts(daysBetween('2017-05-01', '2017-05-08'), 'play', [1]);
    const post = (state: string, day = '2017-05-09') =>
      testDatabase.database.query(
        `INSERT INTO archive (identity, name, kind, day, state, line_count, finished_at)
         VALUES ('events/' || $1, 'events/' || $1 || '/play', 'play', $1::date, $2, 4, clock_timestamp())
         ON CONFLICT (identity) DO UPDATE SET state = $2`,
        [day, state],
      );
    const run: Record<string, () => Promise<unknown>> = {
      post: () => post('loaded'),
      superseded: () => post('superseded'),
      next: () => post('loaded', '2017-05-10'),
      archive: () =>
        testDatabase.database.query(
          `INSERT INTO archive (identity, name, kind, day, part, state, line_count)
           VALUES ('nine', 'nine', 'play', '2017-05-09', 1, 'loaded', 10000) ON CONFLICT DO NOTHING`,
        ),
    };
    for (const step of steps) await run[step]!();
    expect(await newestDay()).toBe('2017-05-09');
  });
});

it('counts the days of archives whose name has none', async () => {
  const [archive] = await testDatabase.database.query<{ id: number }>(
    `INSERT INTO archive (identity, name, kind, state, finished_at)
     VALUES ('play_ds.csv', 'play_ds.csv', 'play', 'loaded', now()) RETURNING id`,
  );
  const before = await loaded.loads('2017-04-01', '2017-04-02');
  await testDatabase.database.query(
    `INSERT INTO archive_event_day (archive_id, day, event_count) VALUES ($1, '2017-04-01', 3), ($1, '2017-04-02', 4)`,
    [archive!.id],
  );
  expect(await loaded.loadedDays()).toEqual({ firstDay: '2017-04-01', newestDay: '2017-04-02' });
  expect((await loaded.loads('2017-04-01', '2017-04-02')).mark).not.toBe(before.mark);
});
