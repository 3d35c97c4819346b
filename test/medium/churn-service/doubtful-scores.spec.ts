import type { AudienceDto } from '../../../apps/churn-service/src/audiences/audience.dto.js';
import { AudienceUpkeep } from '../../../apps/churn-service/src/audiences/audience-upkeep.js';
import { until } from '../../support/until.js';
import { loadPopulation, population, useChurnService, SHORT } from './running-churn-service.js';
import { daysBetween, insertUserDays, markLoaded } from './user-days.js';

const FIRST = '2017-03-30';
/** The last day with plays, and the first of those without. */
const BEFORE = '2017-05-12';
const OUTAGE = '2017-05-13';
const LAST = '2017-05-23';
const USERS = 600;

const service = useChurnService(SHORT);

beforeAll(async () => {
  await loadPopulation(service.database, USERS, FIRST, BEFORE, LAST);
  await service.retrain();
  const risky = { key: 'risky', name: 'Risky', conditions: [{ probability: { from: 0.3 } }] };
  expect((await service.ask('POST', '/admin/audiences', { body: risky })).status).toBe(201);
  const campaign = { audience: 'risky', holdout: 0.5, successRate: 0.2, contactCost: 1, savedValue: 10 };
  const draft = { ...campaign, key: 'keep', name: 'Keep' };
  expect((await service.ask('POST', '/admin/campaigns', { body: draft })).status).toBe(201);
});

const doubtful = async (path: string) =>
  (await service.ask<{ doubtful: string | null }>('GET', path)).body.doubtful;
const audience = async () => (await service.ask<AudienceDto>('GET', '/audiences/risky')).body;
const launch = () => service.ask<{ code: string; detail: string }>('POST', '/admin/campaigns/keep/launch');
const score = (snapshotDate?: string) => service.run('/admin/churn/score', { snapshotDate });
const look = () => service.app.get(AudienceUpkeep, { strict: false }).look();
const acknowledge = (subject: string) =>
  service.database.query(`INSERT INTO acknowledgement (subject, note, by) VALUES ($1, 'known', 'test')`, [
    subject,
  ]);

/** Days on which users do all but play. */
async function loadOutage(days: readonly string[]): Promise<void> {
  const quiet = population(USERS, FIRST, LAST)
    .filter(({ day, downloads, searches }) => days.includes(day) && downloads + searches > 0)
    .map((row) => ({ ...row, plays: 0, playSeconds: 0, fullPlays: 0, songs: [], singers: [] }));
  await insertUserDays(service.database, quiet);
  await markLoaded(service.database, days);
  await service.database.query(`DELETE FROM archive WHERE kind = 'play' AND day = ANY ($1::date[])`, [days]);
}

describe('an outage of plays', () => {
  it('makes no scores while it is a hole, and moves no audience once it is declared to be the end of plays', async () => {
    await loadOutage(daysBetween(OUTAGE, LAST));
    expect(await score()).toMatchObject({ result: { snapshotDate: BEFORE } });
    const before = await audience();
    expect(before).toMatchObject({ isCurrent: true, newestRun: { entered: 0, left: 0 } });
    expect(await doubtful('/churn')).toBeNull();
    await acknowledge('ended.play');
    expect(await score()).toMatchObject({ result: { snapshotDate: LAST } });

    const because = (await doubtful('/churn'))!;
    expect(because).toMatch(
      /^2017-05-23 has \d+ events of users who are not excluded, 9\d % fewer than .* PUT \/admin\/acknowledgements\/alert\.event_volume\.2017-05-13\.$/,
    );
    const { body } = await service.ask<{ users: { userId: string }[] }>('GET', '/churn?limit=1');
    expect(await doubtful(`/churn/${body.users[0]!.userId}`)).toBe(because);
    expect(await doubtful('/churn/bands')).toBe(because);
    expect((await service.ask('GET', '/admin/churn/export.csv?limit=1')).text).toMatch(
      /,doubtful\n.*,alert\.event_volume\.2017-05-13\n$/,
    );
    await look();
    const { members, newestRun } = before;
    expect(await audience()).toMatchObject({ members, newestRun, isCurrent: false });
    expect(await launch()).toMatchObject({ status: 409, body: { code: 'scores_doubtful', detail: because } });
  });

  it('keeps no user in an audience who may be contacted no more', async () => {
    const { members, newestRun } = await audience();
    const [gone, quiet] = await service.database.query<{ id: string }>(
      'SELECT user_id::text AS id FROM audience_member ORDER BY user_id LIMIT 2',
    );
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
      gone!.id,
    ]);
    await service.database.query(`INSERT INTO contact_suppression (user_id, reason) VALUES ($1, 'asked')`, [
      quiet!.id,
    ]);
    await look();
    expect(await audience()).toMatchObject({
      members: members - 2,
      isCurrent: false,
      newestRun: { snapshotDate: newestRun!.snapshotDate, entered: 0, left: 2 },
    });
  });

  it('is over when a person says so', async () => {
    const { newestRun } = await audience();
    await acknowledge('alert.event_volume.2017-05-13');
    await until(async () => (await doubtful('/churn')) === null, 'the note');
    await look();
    const after = await audience();
    expect(after).toMatchObject({ isCurrent: true, newestRun: { snapshotDate: LAST } });
    expect(after.newestRun!.entered).toBeGreaterThan(0);
    expect(after.newestRun!.run).toBeGreaterThan(newestRun!.run);
    await service.database.query(`UPDATE campaign SET seed = 'keep'`);
    expect((await launch()).status).toBe(200);
  });
});

describe('a hole in the newest days', () => {
  it('holds audiences, of scores of the same day that are made again too, until it is mended or noted', async () => {
    const mended = `UPDATE archive SET state = $1, finished_at = clock_timestamp() WHERE day = '2017-05-20' AND kind = 'search'`;
    const scored = async (state: string) => {
      await service.database.query(mended, [state]);
      expect((await score(LAST)).state).toBe('succeeded');
      await until(async () => (await service.ask('GET', '/churn')).status === 200, 'scores');
      return await doubtful(`/churn/bands?asOf=${LAST}`);
    };
    expect(await scored('partial')).toMatch(
      /^2017-05-20 is not complete \(search: .* PUT \/admin\/acknowledgements\/hole\.2017-05-20\.search\.$/,
    );
    const { newestRun } = await audience();
    expect(await scored('loaded')).toBeNull();
    expect((await audience()).newestRun!.run).toBeGreaterThan(newestRun!.run);
    await scored('partial');
    const held = (await audience()).newestRun!.run;
    await look();
    expect((await audience()).newestRun!.run).toBe(held);
    await acknowledge('hole.2017-05-20.search');
    await look();
    expect((await audience()).newestRun!.run).toBeGreaterThan(held);
  });
});
