import type { Database } from '#common';
import { populationFeatures } from '../../support/population-features.js';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { useChurnService } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';

const service = useChurnService();
let database: Database;

async function get(query = ''): Promise<{ status: number; text: string; type: string }> {
  const { status, text, headers } = await service.ask('GET', `/admin/exports/df_model_final.csv${query}`);
  return { status, text, type: String(headers['content-type']) };
}

async function table(query = ''): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await get(query)).text.trim().split('\n');
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at]!, value])));
}

beforeAll(() => {
  ({ database } = service);
});

describe('GET /admin/exports/df_model_final.csv', () => {
  it('has nothing to give before anything is loaded', async () => {
    expect((await get()).status).toBe(404);
  });

  it('gives features, label and snapshot date of every user of the population', async () => {
    await createDays(database, FIRST, LAST);
    await markLoaded(database, daysBetween(FIRST, LAST));
    await insertUserDays(database, [
      userDay(1n, '2017-04-20', { plays: 3 }),
      userDay(1n, '2017-04-28', { plays: 2, searches: 4 }),
      userDay(2n, '2017-04-01'),
      userDay(2n, '2017-05-01'),
      userDay(3n, '2017-05-05'),
      userDay(0n, '2017-04-28'),
    ]);
    const { status, type } = await get();
    expect([status, type]).toEqual([200, expect.stringContaining('text/csv')]);
    const rows = await table();
    expect(rows).toEqual([
      expect.objectContaining({
        uid: '1',
        freq_P_last_1: '2',
        freq_P_last_30: '5',
        freq_S_last_1: '4',
        days_from_last_play: '0',
        days_from_last_download: '',
        label: '1',
        snapshot_date: '2017-04-28',
        weight: '1',
      }),
      expect.objectContaining({ uid: '2', freq_P_last_30: '1', days_from_last_play: '27', label: '0' }),
    ]);
    const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
    const names = catalogue.features.map(({ name }) => name);
    expect(Object.keys(rows[0]!)).toEqual(['uid', ...names, 'label', 'snapshot_date', 'weight']);
    const learned = await populationFeatures(database, catalogue, { snapshotDate: '2017-04-28' });
    expect(rows.map(({ uid }) => uid)).toEqual([...learned.userIds].map(String));
  });

  it('weighs hold-outs of campaigns, and leaves out whom they contacted', async () => {
    await database.query(
      `INSERT INTO campaign_assignment
         (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
       VALUES (1, 1, 'holdout', 0.5, 1, '2017-05-01', '2017-05-03', 8.5), (1, 2, 'treatment', 0.5, 1, '2017-05-01', '2017-05-03', 8.5)`,
    );
    const rows = await table();
    await database.query('TRUNCATE campaign_assignment');
    expect(rows.map(({ uid, weight }) => [uid, weight])).toEqual([['1', '8.5']]);
  });

  it('leaves the label empty while it is not known', async () => {
    const rows = await table('?snapshotDate=2017-05-12');
    expect(rows.map(({ uid, label }) => [uid, label])).toEqual([
      ['1', ''],
      ['2', ''],
      ['3', ''],
    ]);
  });

  it('refuses days that are none or not loaded', async () => {
    expect((await get('?snapshotDate=2017-05-13')).status).toBe(409);
    expect((await get('?snapshotDate=2017-02-30')).status).toBe(400);
  });
});
