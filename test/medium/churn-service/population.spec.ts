import { SeededRandom } from '#ml';
import { volumesSql } from '../../../apps/churn-service/src/dataset/day-volumes.js';
import type { DayVolume } from '../../../apps/churn-service/src/dataset/day-volumes.js';
import type {
  CohortDto as Cohort,
  LifecyclePeriodDto as Period,
} from '../../../apps/churn-service/src/population/population.dto.js';
import { calendarOf } from '../../../apps/churn-service/src/population/calendar.js';
import { lifecycleFlowsSql } from '../../../apps/churn-service/src/population/population.sql.js';
import { oneInOfDays } from '../../../apps/churn-service/src/dataset/sampled-users.sql.js';
import { useChurnService } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';

/** Thursday. */
const FIRST = '2017-03-30';
const LAST = '2017-05-21';
const DAYS = daysBetween(FIRST, LAST);
/** Days that are not loaded whole. */
const HOLES = ['2017-04-12', '2017-04-13', '2017-05-03'];
const USERS = 120;
const EXCLUDED = 5n;

const service = useChurnService();
/** Active days of every user, ascending. */
let activeDays: Map<bigint, string[]>;

beforeAll(async () => {
  await createDays(service.database, FIRST, LAST);
  const random = new SeededRandom(11);
  activeDays = new Map();
  for (let user = 1n; user <= USERS; user++) {
    const begins = random.int(DAYS.length);
    const rate = 0.03 + 0.5 * random.next();
    // Bursts and pauses, so that many go and come back.
    let isHere = true;
    const days = DAYS.filter((_, at) => {
      if (at > begins && random.next() < 0.08) isHere = !isHere;
      return at === begins || (at > begins && isHere && random.next() < rate);
    });
    activeDays.set(user, days);
  }
  await insertUserDays(
    service.database,
    [...activeDays].flatMap(([user, days]) => days.map((day) => userDay(user, day))),
  );
  // Somebody with a row and no event was not there.
  await insertUserDays(service.database, [userDay(999n, '2017-05-01', { plays: 0, fullPlays: 0 })]);
  await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
    EXCLUDED.toString(),
  ]);
  activeDays.delete(EXCLUDED);
});

/** Days of silence that are known: complete days behind `from` and before `to`. */
const silence = (from: string, to: string) =>
  DAYS.filter((day) => day > from && day < to && !HOLES.includes(day)).length;

/** Whether a user is dormant at the end of a day, counted day by day. */
function isDormant(days: readonly string[], day: string, after: number): boolean {
  const last = days.filter((own) => own <= day).at(-1);
  return last !== undefined && silence(last, dayAfter(day, 1)) >= after;
}

/** The same figures as the service gives, by following every user through every day. */
function followed(from: string, to: string, after: number) {
  const counts = { users: 0, new: 0, resurrected: 0, wentDormant: 0, dormant: 0 };
  for (const days of activeDays.values()) {
    const within = days.filter((day) => day >= from && day <= to);
    if (within.length > 0) counts.users++;
    if (within.length > 0 && days[0]! >= from) counts.new++;
    for (const day of within) {
      const before = days.filter((own) => own < day).at(-1);
      if (before !== undefined && silence(before, day) >= after) counts.resurrected++;
    }
    for (const day of daysBetween(from < FIRST ? FIRST : from, to > LAST ? LAST : to)) {
      const was = day > FIRST && isDormant(days, dayAfter(day, -1), after);
      if (isDormant(days, day, after) && !was) counts.wentDormant++;
    }
    if (isDormant(days, to > LAST ? LAST : to, after)) counts.dormant++;
  }
  return counts;
}

describe('before anything is loaded', () => {
  it('lifecycle and cohorts are unknown', async () => {
    for (const path of ['lifecycle', 'cohorts']) {
      expect(await service.ask('GET', `/churn/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'snapshot_unknown' },
      });
    }
  });
});

describe('lifecycle of users', () => {
  const lifecycle = async (query: string) => {
    const { status, body } = await service.ask<{ periods: Period[]; dormantAfterDays: number }>(
      'GET',
      `/churn/lifecycle?${query}`,
    );
    expect(status).toBe(200);
    return body;
  };

  beforeAll(async () => {
    await markLoaded(
      service.database,
      DAYS.filter((day) => !HOLES.includes(day)),
    );
  });

  it.each([
    ['by=week', 14],
    ['by=week&dormantAfterDays=7', 7],
    ['by=day&dormantAfterDays=3', 3],
    ['by=day&dormantAfterDays=10', 10],
  ])('is what following every user through every day finds: %s', async (query, after) => {
    const { periods, dormantAfterDays } = await lifecycle(query);
    expect(dormantAfterDays).toBe(after);
    expect(periods.length).toBeGreaterThan(2);
    for (const period of periods) {
      const to = period.to < LAST ? period.to : LAST;
      const expected = followed(period.from, to, after);
      const { users, active, wholeDays, days, newIsCertain, ...told } = period;
      expect({ ...told, users }).toMatchObject(
        wholeDays === 0
          ? {
              users: null,
              new: null,
              resurrected: null,
              ...{ wentDormant: expected.wentDormant, dormant: expected.dormant },
            }
          : { ...expected, from: period.from },
      );
      expect(active).toBe(users === null ? null : users - told.new! - told.resurrected!);
      const inside = daysBetween(period.from, period.to).filter((day) => day >= FIRST && day <= LAST);
      expect([days, wholeDays]).toEqual([
        query.includes('week') ? 7 : 1,
        inside.filter((day) => !HOLES.includes(day)).length,
      ]);
      const history = DAYS.filter((day) => day < period.from && !HOLES.includes(day)).length;
      expect(newIsCertain).toBe(history >= after);
    }
    expect(periods.some(({ resurrected }) => (resurrected ?? 0) > 0)).toBe(true);
  });

  it('of millions is counted by one in so many users, who are found in an index', async () => {
    const calendar = calendarOf(
      FIRST,
      LAST,
      DAYS.filter((day) => !HOLES.includes(day)),
    );
    const { numbers, isWhole } = calendar;
    const whole = DAYS.filter((_, k) => isWhole[k]);
    const before = numbers.map((number, k) => number - Number(isWhole[k]));
    const asked = [FIRST, LAST, FIRST, DAYS.length, numbers, before, whole, 14];
    const sql = lifecycleFlowsSql(['play', 'download', 'search', 'feedback'], 32);
    const { flows, volumes, plan } = await service.database.transaction(async (transaction) => {
      await transaction.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const [flow] = await transaction.query<{ users: number }>(sql, asked);
      return {
        flows: flow!,
        volumes: await transaction.query<DayVolume>(volumesSql(32), [FIRST, LAST]),
        plan: await transaction.query(`EXPLAIN ${sql}`, asked),
      };
    });
    expect(JSON.stringify(plan)).toMatch(/Index (Only )?Scan using user_day_\w+_plays_/);
    const drawn = await service.database.query<{ id: string }>(
      'SELECT DISTINCT user_id AS id FROM user_day WHERE hashint8extended(user_id, 0) & 31 = 0',
    );
    const days = drawn
      .flatMap(({ id }) => [activeDays.get(BigInt(id)) ?? []])
      .filter(({ length }) => length > 0);
    expect(days.length).toBeGreaterThan(0);
    expect(flows.users).toBe(32 * days.length);
    const userDays = volumes.reduce((sum, { users }) => sum + users, 0);
    expect(userDays).toBe(32 * days.flat().length);
    expect(volumes.every(({ isEstimate }) => isEstimate)).toBe(true);
    expect([499_999, 500_000, 999_999, 1_000_000, 6_000_000].map(oneInOfDays)).toEqual([1, 16, 16, 32, 128]);
  });

  it('makes nobody dormant by days that are not loaded', async () => {
    const day = HOLES[0]!;
    const all = (await lifecycle('by=day&dormantAfterDays=2')).periods;
    const periods = all.filter(({ from }) => from >= dayAfter(day, -1) && from <= HOLES[1]!);
    expect(periods.map(({ users }) => users === null)).toEqual([false, true, true]);
    expect(periods.slice(1).map(({ wentDormant }) => wentDormant)).toEqual([0, 0]);
  });

  it.each([
    ['by=week&dormantAfterDays=6', 400, 'silence_too_short'],
    ['by=month', 400, 'validation_failed'],
    ['dormantAfterDays=0', 400, 'validation_failed'],
  ])('refuses %s', async (query, status, code) => {
    expect(await service.ask('GET', `/churn/lifecycle?${query}`)).toMatchObject({ status, body: { code } });
  });
});

describe('retention of cohorts', () => {
  const weeks = [
    '2017-03-27',
    '2017-04-03',
    '2017-04-10',
    '2017-04-17',
    '2017-04-24',
    '2017-05-01',
    '2017-05-08',
    '2017-05-15',
  ];
  const whole = (week: string) =>
    daysBetween(week, dayAfter(week, 6)).every((day) => day >= FIRST && day <= LAST && !HOLES.includes(day));

  it('is what counting every user finds, and empty in weeks that are not complete', async () => {
    const { body } = await service.ask<{ to: string; cohorts: Cohort[] }>('GET', '/churn/cohorts');
    expect(body.to).toBe(LAST);
    expect(body.cohorts.map(({ week }) => week)).toEqual(weeks);
    for (const cohort of body.cohorts) {
      const at = weeks.indexOf(cohort.week);
      const users = [...activeDays.values()].filter(
        (days) => days.length > 0 && days[0]! >= cohort.week && days[0]! <= dayAfter(cohort.week, 6),
      );
      expect(cohort.users).toBe(users.length);
      const expected = weeks
        .slice(at)
        .map((week) =>
          whole(week)
            ? users.filter((days) => days.some((day) => day >= week && day <= dayAfter(week, 6))).length
            : null,
        );
      expect(cohort.active).toEqual(expected);
      expect(cohort.retained).toEqual(
        expected.map((count) => (count === null ? null : count / users.length)),
      );
      expect(cohort.isNew).toBe(at >= 3);
    }
    expect(body.cohorts[3]!.retained[0]).toBe(1);
  });
});

it('is counted anew when somebody is excluded, and after a load', async () => {
  const users = async () => {
    const { body } = await service.ask<{ cohorts: Cohort[] }>('GET', '/churn/cohorts');
    return body.cohorts.reduce((sum, cohort) => sum + cohort.users, 0);
  };
  const all = await users();
  await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES (6, 'bot')`);
  expect(await users()).toBe(all - 1);
  await insertUserDays(service.database, [userDay(1_000n, LAST)]);
  await service.database.query(`UPDATE archive SET finished_at = clock_timestamp() WHERE day = '${LAST}'`);
  expect(await users()).toBe(all);
});

it('says that the logs are generated', async () => {
  const synthetic = async () => (await service.ask('GET', '/churn/lifecycle?by=week')).body['synthetic'];
  expect(await synthetic()).toBe(false);
  await service.database.query(`INSERT INTO sample_log_set (manifest) VALUES ('{}')`);
  expect(await synthetic()).toBe(true);
});
