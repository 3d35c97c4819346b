import { Reads } from '#common';
import type { Database } from '#common';
import { EVERYBODY } from '../../../apps/churn-service/src/dataset/churn-definition.js';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { FactsRepository } from '../../../apps/churn-service/src/dataset/facts.repository.js';
import { FeaturesRepository } from '../../../apps/churn-service/src/dataset/features.repository.js';
import { LabelledSnapshots } from '../../../apps/churn-service/src/dataset/labelled-snapshots.js';
import { SnapshotReader } from '../../../apps/churn-service/src/dataset/snapshot-reader.js';
import { LabelsRepository } from '../../../apps/churn-service/src/dataset/labels.repository.js';
import { LoadedDaysRepository } from '../../../apps/churn-service/src/dataset/loaded-days.repository.js';
import { EVENT_KINDS } from '../../../apps/churn-service/src/event-kinds.js';
import { useTestDatabase } from '../../support/test-database.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';

const FIRST = '2017-05-01';
const SNAPSHOT = '2017-05-05';
const LAST = '2017-05-08';
const LENGTHS = { featureDays: 5, historyDays: 5 };
const ASKED = {
  featureDays: 5,
  labelDays: 3,
  activityKinds: EVENT_KINDS,
  population: EVERYBODY,
  mostHistoryDays: 365,
  mostSnapshots: 1,
  mostMissingDays: 0,
};
/** More than there are. */
const ALL = 1_000_000;
const PLAYS = featureCatalogue(LENGTHS).features.findIndex(({ name }) => name === 'freq_P_last_5');

/** Between features and labels of each reading, days are loaded. */
class DisturbedFeatures extends FeaturesRepository {
  readings = 0;

  constructor(
    database: Database,
    private readonly load: (reading: number) => Promise<void>,
  ) {
    super(database, new FactsRepository(database));
  }

  override async readPopulation(...asked: Parameters<FeaturesRepository['readPopulation']>) {
    const table = await super.readPopulation(...asked);
    await this.load(++this.readings);
    return table;
  }
}

const testDatabase = useTestDatabase();
let database: Database;
let loaded: LoadedDaysRepository;

beforeAll(async () => {
  ({ database } = testDatabase);
  loaded = new LoadedDaysRepository(database, { SETTLING_HOURS: 6 });
  await createDays(database, FIRST, LAST);
});

beforeEach(async () => {
  await database.query('TRUNCATE archive, rejected_line, archive_event_day, user_day');
  await markLoaded(database, daysBetween(FIRST, LAST));
  await insertUserDays(database, [userDay(1n, SNAPSHOT), userDay(2n, SNAPSHOT), userDay(2n, LAST)]);
});

/** A load that lets user 1 play once more before the snapshot date and come back after it. */
async function load(): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(`UPDATE user_day SET plays = plays + 1 WHERE user_id = 1 AND day = $1`, [
      SNAPSHOT,
    ]);
    await transaction.query(
      `INSERT INTO user_day (user_id, day, plays) VALUES (1, $1, 1)
       ON CONFLICT (user_id, day) DO UPDATE SET plays = user_day.plays + 1`,
      [LAST],
    );
    await transaction.query(`UPDATE archive SET finished_at = clock_timestamp() WHERE day = $1`, [LAST]);
  });
}

function labelledBy(
  features = new FeaturesRepository(database, new FactsRepository(database)),
): LabelledSnapshots {
  const labels = new LabelsRepository(loaded);
  const reader = new SnapshotReader(new Reads(database, null), loaded, features, labels);
  return new LabelledSnapshots(loaded, reader, new FactsRepository(database));
}

async function read(disturb: (reading: number) => Promise<void>) {
  const features = new DisturbedFeatures(database, disturb);
  const labelled = labelledBy(features);
  const snapshot = await labelled.newest(ASKED, ALL, new AbortController().signal);
  const width = featureCatalogue(LENGTHS).features.length;
  return { ...snapshot, readings: features.readings, plays: snapshot.table.values[PLAYS], width };
}

const fingerprint = async () => (await loaded.loads(FIRST, LAST)).mark;

describe('what a model learns from', () => {
  it('is read once while nothing is loaded', async () => {
    const { readings, plays, labels, ...snapshot } = await read(() => Promise.resolve());
    expect([readings, plays, [...labels]]).toEqual([1, 1, [1, 0]]);
    expect(snapshot).toMatchObject({
      snapshotDate: SNAPSHOT,
      fingerprint: await fingerprint(),
      incomplete: [],
    });
  });

  it('is read again when its days are loaded in between, features and labels alike', async () => {
    const { readings, plays, labels, ...snapshot } = await read(async (reading) => {
      if (reading === 1) await load();
    });
    expect([readings, plays, [...labels]]).toEqual([2, 2, [0, 0]]);
    expect(snapshot.fingerprint).toBe(await fingerprint());
  });

  it('is of one moment although every reading is disturbed', async () => {
    const { readings, plays, labels, ...snapshot } = await read(load);
    // The third reading has seen two loads, in features and labels, and not the one that came between.
    expect([readings, plays, [...labels]]).toEqual([3, 3, [0, 0]]);
    expect(snapshot.fingerprint).not.toBe(await fingerprint());
  });

  it('has labels of the moment of its features', async () => {
    const reader = new DisturbedFeatures(database, load);
    const labels = new LabelsRepository(loaded);
    await database.transaction(
      async (transaction) => {
        const table = await reader.readPopulation(
          transaction,
          featureCatalogue(LENGTHS),
          { snapshotDate: SNAPSHOT, incomplete: [] },
          EVERYBODY,
        );
        const { firstEvents } = await labels.followUp(transaction, SNAPSHOT, ASKED, table.userIds);
        expect([table.values[PLAYS], [...firstEvents]]).toEqual([1, [0, 3]]);
      },
      { isolation: 'REPEATABLE READ' },
    );
  });

  it('leaves out older snapshots with an incomplete day in their label window, and says so', async () => {
    const labelled = labelledBy();
    const definition = { ...ASKED, featureDays: 2, historyDays: 2, labelDays: 1 };
    const before = async () => {
      const older = await labelled.before(SNAPSHOT, definition, {
        firstDay: FIRST,
        most: 3,
        mostMissingDays: 0,
        share: 1,
        signal: new AbortController().signal,
      });
      return { ...older, snapshots: older.snapshots.map(({ snapshotDate }) => snapshotDate) };
    };
    expect(await before()).toEqual({ snapshots: ['2017-05-04', '2017-05-03', '2017-05-02'], omitted: [] });
    await database.query(`UPDATE archive SET state = 'partial' WHERE day = '2017-05-04' AND kind = 'play'`);
    expect(await before()).toEqual({
      snapshots: ['2017-05-04', '2017-05-02'],
      omitted: [
        {
          snapshotDate: '2017-05-03',
          because: expect.stringMatching(
            /^1 day of its label window is not complete \(2017-05-04\): load/,
          ) as string,
        },
      ],
    });
  });

  it('walks back to the newest snapshot whose labels are known', async () => {
    await database.query(`UPDATE archive SET state = 'partial' WHERE day = $1 AND kind = 'play'`, [LAST]);
    await markLoaded(database, ['2017-05-09']);
    const newest = async (mostMissingDays: number) =>
      (
        await labelledBy().newest(
          { ...ASKED, featureDays: 2, mostMissingDays },
          ALL,
          new AbortController().signal,
        )
      ).snapshotDate;
    expect(await newest(0)).toBe('2017-05-04');
    expect(await newest(1)).toBe('2017-05-06');
    // None reaches back so far: the newest, and the gate says which days are missing.
    await database.query(`UPDATE archive SET state = 'partial' WHERE day < $1 AND kind = 'play'`, [LAST]);
    expect(await newest(0)).toBe('2017-05-06');
  });

  it('leaves users out whom a campaign contacted, and has its hold-outs weigh more, up to a limit', async () => {
    await insertUserDays(
      database,
      [3n, 4n, 5n].map((user) => userDay(user, SNAPSHOT)),
    );
    await database.query(
      `INSERT INTO campaign_assignment
         (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
       VALUES (1, 1, 'treatment', 0.5, 1, '2017-05-06', '2017-05-08', 3),
         (1, 3, 'holdout', 0.5, 1, '2017-05-06', '2017-05-08', 3),
         (2, 2, 'treatment', 0.5, 1, '2017-05-02', '2017-05-05', 3),
         (1, 5, 'holdout', 0.5, 1, '2017-05-06', '2017-05-08', 3),
         (3, 5, 'holdout', 0.5, 1, '2017-05-07', '2017-05-09', 4),
         (4, 4, 'holdout', 0.5, 1, '2017-05-08', '2017-05-09', 200)`,
    );
    const labelled = labelledBy();
    const { table, labels, weights, treatedUsers } = await labelled.at(
      SNAPSHOT,
      { ...ASKED, ...LENGTHS },
      { share: 1 },
      new AbortController().signal,
    );
    await database.query('TRUNCATE campaign_assignment');
    expect([...table.userIds]).toEqual([2n, 3n, 4n, 5n]);
    expect([...labels]).toEqual([0, 1, 1, 1]);
    expect([...weights]).toEqual([1, 3, 100, 12]);
    expect(treatedUsers).toBe(1);
  });

  it('can be a share of the users, the same on each day', async () => {
    const users = Array.from({ length: 400 }, (_, i) => BigInt(1_000 + i));
    const days = ['2017-05-03', '2017-05-04'];
    await insertUserDays(
      database,
      users.flatMap((user) => days.map((day) => userDay(user, day))),
    );
    const labelled = labelledBy();
    const older = await labelled.before(
      SNAPSHOT,
      { ...ASKED, featureDays: 2, historyDays: 2, labelDays: 1 },
      { firstDay: FIRST, most: 2, mostMissingDays: 0, share: 0.25, signal: new AbortController().signal },
    );
    const [later, earlier] = older.snapshots.map(({ table }) => [...table.userIds]);
    // Three standard deviations are 26 users.
    expect(Math.abs(later!.length - 100)).toBeLessThan(26);
    expect(earlier).toEqual(later);
    const newest = await labelled.newest({ ...ASKED, featureDays: 2 }, 100, new AbortController().signal);
    // Drawn by the same hash: of 100 among these and a few others.
    expect(newest.share).toBeLessThanOrEqual(0.25);
    expect(newest.table.rows).toBeGreaterThan(0);
    expect(newest.table.rows).toBeLessThan(126);
  });

  it('is not read any more once nobody wants it', async () => {
    const features = new FeaturesRepository(database, new FactsRepository(database));
    const labelled = labelledBy(features);
    const reason = new Error('cancelled');
    await expect(labelled.newest(ASKED, ALL, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
