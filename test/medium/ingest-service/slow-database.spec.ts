import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import { makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';

/** Rows of some 5 MB, all different: what is sent from a buffer that is used again too early shows. */
const LOG = Array.from({ length: 60_000 }, (_, n) => play(n % 7_000, String(n + 1), n % 300, 200)).join('');
const SUM = `SELECT count(*)::int AS rows, sum(hashtextextended(concat_ws(' ', user_id, song_id, play_seconds), 0)::numeric)::text AS sum
  FROM play_event`;

const databases: TestDatabase[] = [];
const sockets: Socket[] = [];
let proxy: Server | undefined;

/** The same database behind a connection that takes 64 KiB at most every millisecond or two. */
async function behindSlowReader(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    upstream.pipe(client);
    client.on('data', (bytes) => {
      client.pause();
      upstream.write(bytes, () => void sleep(1).then(() => client.resume()));
    });
    client.on('end', () => upstream.end());
  });
  proxy = server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const slow = new URL(url);
  slow.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return slow.href;
}

async function loaded(way: (url: string) => Promise<string>, folder: string): Promise<unknown> {
  const database = await createTestDatabase();
  databases.push(database);
  const loader = await createLoader(await way(database.url));
  try {
    await loader.load(folder);
  } finally {
    await loader.close();
  }
  return (await database.database.query(SUM))[0];
}

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  proxy?.close();
  for (const database of databases) await database.drop();
  await removeLogsFolders();
});

it('gets the rows of a log as they are, however slowly it takes them', async () => {
  const folder = await makeLogsFolder({ '20170401_1_play.log': LOG });
  const direct = await loaded((url) => Promise.resolve(url), folder);
  expect(direct).toMatchObject({ rows: 60_000 });
  expect(await loaded(behindSlowReader, folder)).toEqual(direct);
});
