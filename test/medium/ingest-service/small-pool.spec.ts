import { ADMIN, startIngestApp } from './ingest-app.js';
import { closeLoaders, newLoader } from './loader.js';
import { makeLogsFolder, manyPlays, removeLogsFolders, search } from './logs-folder.js';

const dayOf = (at: number): string => `201704${String(at).padStart(2, '0')}`;
const FILES = {
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`${dayOf(at + 1)}_1_play.log`, manyPlays(at + 1, 200)]),
  ),
  '1_1_search.log': search(1, '2017-05-01 10:00:00', 'mc'),
  'play_ds.csv': 'uid,song_id,song_length,date\n1,5,300,2017-05-02\n1,5,300,2017-05-03\n',
};

afterEach(closeLoaders);
afterAll(removeLogsFolders);

it('loads with one connection: none is taken while another is held', async () => {
  const loader = await newLoader({ poolSize: 1 });
  const { archives } = await loader.load(await makeLogsFolder(FILES), { batchBytes: 1 });
  expect(archives).toMatchObject({ loaded: 14, refused: 0 });
});

it('loads everything by a pool of 5 connections while events are posted', async () => {
  const ingest = await startIngestApp(await makeLogsFolder(FILES), { DATABASE_POOL_SIZE: '5' });
  try {
    let isLoading = true;
    let sent = 0;
    const post = async (): Promise<void> => {
      while (isLoading) {
        const event = {
          eventId: `e${sent++}`,
          kind: 'play',
          happenedAt: '2017-05-10T10:00:00',
          userId: '9',
          songId: '9',
        };
        const { status } = await ingest.ask('POST', '/events', ADMIN, { events: [event] });
        expect(status).toBe(200);
      }
    };
    const posting = Promise.all([post(), post(), post(), post()]);
    const load = await ingest
      .runJob('/admin/ingest/archives', { path: '.' })
      .finally(() => (isLoading = false));
    await posting;
    expect(load).toMatchObject({ state: 'succeeded', result: { archives: { loaded: 14 } } });
  } finally {
    await ingest.close();
  }
});
