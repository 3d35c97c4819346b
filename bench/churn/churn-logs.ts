import type { Database } from '#common';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { churnTruth } from '../../libs/sample-logs/src/best-reachable.js';
import { unixDay } from '#common/calendar';
import { dateOf } from '../../libs/sample-logs/src/calendar.js';
import { KeyedRandom } from '../../libs/sample-logs/src/keyed-random.js';
import { Period } from '../../libs/sample-logs/src/holes.js';
import { Population } from '../../libs/sample-logs/src/population.js';
import { drawUserDay } from '../../libs/sample-logs/src/user-day.js';

/** Logs as the rollup of days has them; one entry a user and day, counts of events alone. */
export interface ChurnLogs {
  readonly name: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly rows: UserDays;
  /** Days to score; not given: the newest that the windows allow. */
  readonly origins?: readonly string[];
  /** Of generated logs, by user: the exact probability of churn at a snapshot date, which no model can outdo. */
  readonly truthAt?: (snapshotDate: string) => Map<bigint, number>;
}

interface UserDays {
  readonly userId: number[];
  readonly day: number[];
  readonly plays: number[];
  readonly downloads: number[];
  readonly searches: number[];
}

const noRows = (): UserDays => ({ userId: [], day: [], plays: [], downloads: [], searches: [] });

function add(rows: UserDays, userId: number, day: number, plays: number, downloads = 0, searches = 0): void {
  rows.userId.push(userId);
  rows.day.push(day);
  rows.plays.push(plays);
  rows.downloads.push(downloads);
  rows.searches.push(searches);
}

const BEGIN = '2018-01-01';

/** Logs of `days` days by the law of the sample logs: as many registrations every day. */
export function generatedLogs(days: number, users: number, seed: number): ChurnLogs {
  const rows = noRows();
  const period = new Period(unixDay(BEGIN), unixDay(BEGIN) + days - 1);
  const population = new Population(seed, users, period);
  const random = new KeyedRandom(seed);
  const today = { plays: 0, downloads: 0, searches: 0, visible: 0 };
  for (const user of population.users)
    for (let day = user.firstDay; day <= user.lastDay; day++)
      if (drawUserDay(random, seed, user, day, period, today))
        add(rows, user.uid, period.firstDay + day, today.plays, today.downloads, today.searches);
  return {
    name: `generated, ${days} days, ${users} users, seed ${seed}`,
    firstDay: BEGIN,
    lastDay: dateOf(period.lastDay),
    rows,
    truthAt: (snapshotDate) => {
      const { probability, member } = churnTruth(population, unixDay(snapshotDate) - period.firstDay);
      return new Map(
        Array.from(member, (user, i): [bigint, number] => [
          BigInt(population.users[user]!.uid),
          probability[i]!,
        ]),
      );
    },
  };
}

/** Messages between students: each sender's as plays. Null where the data is not there. */
export function collegeMessages(folder: string): ChurnLogs | null {
  return eventLogs('collegemsg', join(folder, 'collegemsg', 'CollegeMsg.txt'), (line) => {
    const [sender, , time] = line.split(/\s+/).map(Number);
    return Number.isInteger(sender) && time! > 0
      ? { userId: sender!, day: Math.floor(time! / 86_400), amount: 1 }
      : null;
  });
}

/** Purchases of CDs: each as a play. */
export function purchases(folder: string): ChurnLogs | null {
  const logs = eventLogs('cdnow', join(folder, 'cdnow', 'CDNOW_master.txt'), (line) => {
    const [customer, date, amount] = line.trim().split(/\s+/);
    if (date?.length !== 8) return null;
    const day = unixDay(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`);
    return { userId: Number(customer), day, amount: Number(amount) };
  });
  return logs && { ...logs, origins: ['1997-08-31', '1997-11-30', '1998-02-28'] };
}

function eventLogs(
  name: string,
  file: string,
  read: (line: string) => { userId: number; day: number; amount: number } | null,
): ChurnLogs | null {
  if (!existsSync(file)) return null;
  const amounts = new Map<string, number>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const event = read(line);
    if (event === null) continue;
    const key = `${event.userId} ${event.day}`;
    amounts.set(key, (amounts.get(key) ?? 0) + event.amount);
  }
  const rows = noRows();
  for (const [key, amount] of amounts) {
    const [userId, day] = key.split(' ').map(Number);
    add(rows, userId!, day!, Math.max(1, amount));
  }
  const { low, high } = rows.day.reduce(
    (ends, day) => ({ low: Math.min(ends.low, day), high: Math.max(ends.high, day) }),
    { low: Infinity, high: -Infinity },
  );
  return { name, firstDay: dateOf(low), lastDay: dateOf(high), rows };
}

const BATCH = 20_000;

/** Writes the logs as if archives of all their days had been loaded. */
export async function fillLogs(database: Database, { firstDay, lastDay, rows }: ChurnLogs): Promise<void> {
  await database.query('TRUNCATE archive CASCADE');
  await database.query('DROP TABLE IF EXISTS filled; CREATE TABLE filled PARTITION OF user_day DEFAULT');
  const at = <Value>(values: Value[], from: number) => values.slice(from, from + BATCH);
  for (let from = 0; from < rows.day.length; from += BATCH)
    await database.query(
      `INSERT INTO filled (user_id, day, device, plays, downloads, searches)
       SELECT user_id, DATE '1970-01-01' + day, 1, plays, downloads, searches
       FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[]) AS _(user_id, day, plays, downloads, searches)`,
      [rows.userId, rows.day, rows.plays, rows.downloads, rows.searches].map((values) => at(values, from)),
    );
  await database.query('ANALYZE user_day');
  await database.query(
    `INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
     SELECT d || kind, to_char(d, 'YYYYMMDD') || '_1_' || kind || '.log.tar.gz', kind, d, 1, 'loaded', now()
     FROM generate_series($1::date, $2::date, interval '1 day') AS d, unnest(ARRAY['play', 'download', 'search']) AS kind`,
    [firstDay, lastDay],
  );
}
