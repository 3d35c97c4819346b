import type { Database } from '#common';
import { EVENT_KINDS } from '../../../apps/churn-service/src/event-kinds.js';
import type { EventKind } from '../../../apps/churn-service/src/event-kinds.js';
import { silentThrough } from '../../../apps/churn-service/src/dataset/follow-up.js';
import { LabelsRepository } from '../../../apps/churn-service/src/dataset/labels.repository.js';
import { LoadedDaysRepository } from '../../../apps/churn-service/src/dataset/loaded-days.repository.js';
import { useTestDatabase } from '../../support/test-database.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';

const LENGTHS = { featureDays: 30, labelDays: 14 };
const SNAPSHOT = '2017-04-28';
const NOTHING = { plays: 0, playSeconds: 0, fullPlays: 0 };

const testDatabase = useTestDatabase();
let database: Database;
let loaded: LoadedDaysRepository;
let labels: LabelsRepository;

beforeAll(async () => {
  ({ database } = testDatabase);
  loaded = new LoadedDaysRepository(database, { SETTLING_HOURS: 6 });
  labels = new LabelsRepository(loaded);
  await createDays(database, '2017-04-20', '2017-07-15');
});

beforeEach(async () => {
  await database.query('TRUNCATE archive, rejected_line, user_day, archive_event_day');
});

const followUpOf = async (users: readonly bigint[], activityKinds = EVENT_KINDS as readonly EventKind[]) =>
  await database.transaction((transaction) =>
    labels.followUp(transaction, SNAPSHOT, { ...LENGTHS, activityKinds }, BigInt64Array.from(users)),
  );
const labelsOf = async (users: readonly bigint[], activityKinds?: readonly EventKind[]) => [
  ...silentThrough(LENGTHS.labelDays, (await followUpOf(users, activityKinds)).firstEvents),
];
const churned = async (...users: bigint[]) => await labelsOf(users);

describe('labels', () => {
  it('call a user churned without an event of any kind in the 14 days after the snapshot date', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-05-12'));
    await insertUserDays(database, [
      userDay(1n, SNAPSHOT),
      userDay(2n, '2017-04-29'),
      userDay(3n, '2017-05-12'),
      userDay(4n, '2017-05-13'),
      userDay(5n, '2017-05-01', { ...NOTHING, downloads: 1 }),
      userDay(6n, '2017-05-01', { ...NOTHING, searches: 1 }),
      userDay(7n, '2017-05-01', NOTHING),
    ]);
    expect(await churned(1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n)).toEqual([1, 0, 0, 1, 0, 0, 1, 1]);
    expect(await churned(8n, 2n)).toEqual([1, 0]);
  });

  it('count only the kinds that are set as activity', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-05-12'));
    await insertUserDays(database, [
      userDay(1n, '2017-05-01'),
      userDay(2n, '2017-05-01', { ...NOTHING, downloads: 1 }),
      userDay(3n, '2017-05-01', { ...NOTHING, searches: 1 }),
    ]);
    const users = [1n, 2n, 3n];
    expect(await labelsOf(users, ['play'])).toEqual([0, 1, 1]);
    expect(await labelsOf(users, ['download', 'search'])).toEqual([1, 0, 0]);
  });

  it('reach beyond their window: days to the first event after the snapshot date, as far as 60 days', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-07-10'));
    await insertUserDays(database, [
      userDay(1n, SNAPSHOT),
      userDay(2n, '2017-04-29'),
      userDay(2n, '2017-05-02'),
      userDay(3n, '2017-05-13', { ...NOTHING, searches: 1 }),
      userDay(4n, '2017-06-27'),
      userDay(5n, '2017-06-28'),
    ]);
    const { firstEvents, observedDays } = await followUpOf([1n, 2n, 3n, 4n, 5n]);
    expect([...firstEvents]).toEqual([0, 1, 15, 60, 0]);
    expect(observedDays).toBe(60);
    expect([...(await followUpOf([2n, 3n], ['play'])).firstEvents]).toEqual([1, 0]);
  });

  it('leave out whom a campaign contacts after their window, in the horizons that it touches', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-07-10'));
    await database.query(
      `INSERT INTO campaign_assignment
         (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
       VALUES (1, 1, 'treatment', 0.5, 1, '2017-05-29', '2017-06-12', 4), (1, 2, 'holdout', 0.5, 1, '2017-05-29', '2017-06-12', 4)`,
    );
    const { weights } = await followUpOf([1n, 2n, 3n]);
    await database.query('TRUNCATE campaign_assignment');
    expect([...weights]).toEqual([[60, Float64Array.of(0, 4, 1)]]);
  });

  it('are followed to the newest complete day, and no further than a day that is not loaded whole', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-05-20'));
    await insertUserDays(database, [userDay(1n, '2017-05-21'), userDay(2n, '2017-05-20')]);
    expect(await followUpOf([1n, 2n])).toEqual({
      firstEvents: Uint8Array.of(0, 22),
      observedDays: 22,
      missingDays: [],
      weights: new Map(),
    });
    await database.query(`DELETE FROM archive WHERE day = '2017-05-18' AND kind = 'search'`);
    const { firstEvents, observedDays } = await followUpOf([1n, 2n]);
    expect([...firstEvents]).toEqual([0, 22]);
    expect(observedDays).toBe(19);
    await database.query(`DELETE FROM archive WHERE day = '2017-05-03' AND kind = 'search'`);
    expect((await followUpOf([1n])).missingDays).toEqual(['2017-05-03']);
  });

  it('cannot be read while their window is open', async () => {
    await expect(churned(1n)).rejects.toMatchObject({ code: 'label_window_open', kind: 'conflict' });
    await markLoaded(database, daysBetween('2017-04-20', '2017-05-11'));
    await expect(churned(1n)).rejects.toMatchObject({ code: 'label_window_open' });
    await markLoaded(database, ['2017-05-12']);
    await expect(churned(1n)).resolves.toEqual([1]);
  });

  it('wait for the slowest kind of archive, until it is loaded whole', async () => {
    await markLoaded(database, daysBetween('2017-04-20', '2017-05-11'));
    await database.query(
      `INSERT INTO archive (identity, name, kind, day, part, state) VALUES
         ('1', '20170512_1_play.log.tar.gz', 'play', '2017-05-12', 1, 'loaded'),
         ('2', '20170512_1_down.log.tar.gz', 'download', '2017-05-12', 1, 'loaded'),
         ('3', '20170512_1_search.log.tar.gz', 'search', '2017-05-12', 1, 'refused')`,
    );
    expect(await loaded.loadedDays()).toEqual({ firstDay: '2017-04-20', newestDay: '2017-05-11' });
    await database.query(`UPDATE archive SET state = 'partial' WHERE state = 'refused'`);
    expect((await loaded.loadedDays()).newestDay).toBe('2017-05-11');
    await database.query(`UPDATE archive SET state = 'loaded' WHERE state = 'partial'`);
    expect(await loaded.loadedDays()).toEqual({ firstDay: '2017-04-20', newestDay: '2017-05-12' });
  });
});

describe('holes', () => {
  it('name days and kinds of which nothing was loaded', async () => {
    await markLoaded(database, ['2017-04-20', '2017-04-22']);
    await database.query(`DELETE FROM archive WHERE day = '2017-04-22' AND kind = 'download'`);
    expect(await loaded.holes('2017-04-20', '2017-04-22')).toEqual([
      { day: '2017-04-21', kind: 'download', reason: 'part 1 missing' },
      { day: '2017-04-21', kind: 'play', reason: 'part 1 missing' },
      { day: '2017-04-21', kind: 'search', reason: 'part 1 missing' },
      { day: '2017-04-22', kind: 'download', reason: 'part 1 missing' },
    ]);
  });
});
