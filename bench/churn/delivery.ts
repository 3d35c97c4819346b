import { createDataSource, Database } from '#common';
import { SeededRandom } from '#ml';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceProcess } from '../../test/support/service-process.js';
import { until } from '../../test/support/until.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const CHANGES = 100_000;
const ANSWER_MS = 20;
const CUTS = 200;
const KILLS_EVERY = 20;
const MOST_MS = 1_200_000;

interface Received {
  ids: string[];
  requests: number;
}

/**
 * npm run bench:churn -- delivery: seconds until 100,000 changes are delivered to a receiver that takes 20 ms a
 * request; then changes to one that cuts 200 connections at random, while every 20 cuts the service is killed.
 */
export async function measureDelivery(): Promise<void> {
  await onThrowAwayDatabase(async (url) => {
    const dataSource = createDataSource({ url, applicationName: 'bench' });
    await dataSource.initialize();
    const database = new Database(dataSource);
    const [row] = await database.query<{ id: number }>(
      `WITH made AS (INSERT INTO audience (key, name, conditions) VALUES ('bench', 'bench', '{}') RETURNING id) SELECT id FROM made`,
    );
    const change = (from: number, count: number) =>
      database.query(
        `SELECT change_audience($1, '2017-05-12', 1, array_agg(u), array_agg(true), array_agg('entered'::text), array_agg(0.5::real))
         FROM generate_series($2::bigint, $3::bigint) AS u`,
        [row!.id, from, from + count - 1],
      );
    let service = await start(url);
    console.table([
      await measureSpeed(service, database, () => change(1, CHANGES)),
      await measureCuts(service, database, {
        change: (n) => change(1 + CHANGES + 200 * n, 200),
        restart: async () => {
          await service.kill();
          service = await start(url);
        },
      }),
    ]);
    await service.stop();
    await dataSource.destroy();
  });
}

async function start(url: string): Promise<ServiceProcess> {
  const settings = { DATABASE_URL: url, DELIVERY_ALLOW_PRIVATE: 'true' };
  const service = new ServiceProcess('churn-service', settings);
  await service.ready();
  return service;
}

async function measureSpeed(service: ServiceProcess, database: Database, change: () => Promise<unknown>) {
  const received: Received = { ids: [], requests: 0 };
  const stop = await receive(service, 'steady', received, (response) => {
    setTimeout(() => response.end(), ANSWER_MS);
  });
  const started = performance.now();
  await change();
  const committed = performance.now();
  await until(() => received.ids.length >= CHANGES, 'all changes', { deadline: MOST_MS });
  const seconds = (performance.now() - committed) / 1000;
  await stop();
  await database.query(`DELETE FROM delivery_endpoint`);
  return {
    what: `${CHANGES} changes, ${ANSWER_MS} ms`,
    ...{ commitSeconds: (committed - started) / 1000, seconds, requests: received.requests },
    ...{ missing: CHANGES - new Set(received.ids).size, again: received.ids.length - CHANGES },
  };
}

async function measureCuts(
  service: ServiceProcess,
  database: Database,
  { change, restart }: { change: (n: number) => Promise<unknown>; restart: () => Promise<void> },
) {
  const random = new SeededRandom(11);
  const received: Received = { ids: [], requests: 0 };
  let cuts = 0;
  const stop = await receive(service, 'cut', received, (response) => {
    if (cuts === CUTS || random.next() < 0.3) response.end();
    else {
      cuts++;
      response.destroy();
    }
  });
  const started = performance.now();
  const runs = CUTS / 2;
  for (let n = 0; n < runs; n++) await change(n);
  let kills = 0;
  await until(
    async () => {
      if (cuts >= (kills + 1) * KILLS_EVERY) {
        kills++;
        await restart();
      }
      // The waits of the schedule, and the lease of an instance that was killed, pass in no time.
      await database.query(
        `UPDATE delivery_message SET next_at = least(next_at, now()),
           attempts = CASE state WHEN 'waiting' THEN least(attempts, 5) ELSE attempts END,
           lease_until = least(lease_until, now() + interval '2 s') WHERE state IN ('waiting', 'sending')`,
      );
      const [open] = await database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM delivery_message WHERE state <> 'delivered'`,
      );
      const [run] = await database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM audience_run WHERE NOT fanned_out',
      );
      return open!.count + run!.count === 0;
    },
    'all changes',
    { deadline: MOST_MS, every: 50 },
  );
  await stop();
  const seconds = (performance.now() - started) / 1000;
  const distinct = new Set(received.ids).size;
  return {
    what: `${cuts} cuts, ${kills} kills`,
    ...{ commitSeconds: null, seconds, requests: received.requests },
    ...{ missing: runs * 200 - distinct, again: received.ids.length - distinct },
  };
}

/** An endpoint of the service, and its receiver. @returns a function that stops the receiver */
async function receive(
  service: ServiceProcess,
  name: string,
  received: Received,
  answer: (response: ServerResponse) => void,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(pieces).toString()) as {
        data: { entered: { id: string }[] };
      };
      received.requests++;
      received.ids.push(...data.entered.map(({ id }) => id));
      answer(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const body = { name, url: `http://127.0.0.1:${port}/`, types: ['audience.changed'] };
  await service.get('/admin/delivery/endpoints', { body });
  return async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
}
